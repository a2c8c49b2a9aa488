"""Cases with the same facts that end differently, for the comparison; and a referral that waits. See ``stories_open`` for the form."""

from cases.status import Outcome

from .stage import Scene
from .stories_ended import CRIME
from .stories_open import Story, stopped

#: The item all of them share: met everywhere, and not one of the early years.
ITEM = "E10"


def same_facts(s: Scene, days: int, outcome: str = Outcome.NO_CASE, until: str = "approved") -> Story:
    """Corrected at once; then ``outcome``, after filing where the law asks for it. ``until``: corrected, pending, approved."""
    yield s.stage.ago(days)
    s.registered(s.stage.casting.pick(number=ITEM))
    s.confirm()
    s.educate()
    s.issue()
    s.sign()
    s.recheck("corrected", "演示：当场改正，现场核对。")
    if until == "corrected":
        return
    yield s.stage.after(s.on, 1)
    if until == "pending":
        s.propose(outcome)
        return
    if outcome not in (Outcome.NO_CASE, Outcome.ESCALATE):
        s.end(Outcome.ESCALATE)
        yield s.stage.after(s.on, 5)
    s.end(outcome)


def police_pending(s: Scene, days: int) -> Story:
    """涉嫌犯罪: the referral is proposed, three days run."""
    yield from stopped(s, CRIME, days)
    s.propose(Outcome.REFER_POLICE)
