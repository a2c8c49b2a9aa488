"""Stories past the recheck: corrected, breached, waiting for a decision, filed, closed. See ``stories_open`` for the form."""

from cases.status import Outcome, PartyKind

from .stage import Scene
from .stories_open import Story, handed_in, refused_to_sign, running, stopped, voided

#: Answers that close the pledge path.
RISKY = {"high_risk": True}
CRIME = {"suspected_crime": True}
NOT_CORRECTABLE = {"correctable": False}
ON_THE_SPOT = {"correction": "done_on_spot"}
NO_VIOLATION = {"violation_established": False}
ELSEWHERE = {"jurisdiction": "other_department"}


def fulfilled(s: Scene, days: int) -> Story:
    """整改到位: the outcome is still to be proposed."""
    yield from handed_in(s, -days, days + 1)
    yield s.stage.after(s.on, 1)
    s.recheck("corrected")


def no_case(s: Scene, days: int, until: str = "approved") -> Story:
    """The usual end: fulfilled, 不予立案 proposed; ``until``: pending, endorsed, rejected or approved."""
    yield from fulfilled(s, days)
    yield s.stage.after(s.on, 1)
    proposal = s.propose(Outcome.NO_CASE)
    if until == "pending":
        return
    s.endorse(proposal)
    if until == "endorsed":
        return
    yield s.stage.after(s.on, 1)
    s.decide(proposal, approve=until == "approved")


def at_once(s: Scene, days: int) -> Story:
    """立即纠正: letter, signature and recheck on one day, closed soon after."""
    yield s.stage.ago(days)
    s.registered(s.stage.casting.pick())
    s.confirm()
    s.educate()
    s.issue()
    s.sign()
    s.recheck("corrected", "演示：当场改正，现场核对。")
    yield s.stage.after(s.on, 2)
    s.end(Outcome.NO_CASE)


def corrected_unsigned(s: Scene, days: int, close: bool) -> Story:
    """«整改到位,未签承诺»: refused to sign, corrected all the same."""
    yield from refused_to_sign(s, days)
    yield s.stage.after(s.on, 3)
    s.corrected_without_pledge()
    if close:
        s.end(Outcome.NO_CASE)


def replaced(s: Scene, days: int) -> Story:
    """A voided letter, its successor kept: closed."""
    yield from voided(s, days, again=True)
    yield s.stage.after(s.on, 3)
    s.hand_in()
    s.recheck("corrected")
    yield s.stage.after(s.on, 1)
    s.end(Outcome.NO_CASE)


def breached(s: Scene, days: int, result: str = "overdue") -> Story:
    """The pledge is broken: 失诺待处理. The list is closed to this party from now on."""
    yield from running(s, -days, breaking=True)
    yield s.stage.after(s.pledge.due_on, 1)
    s.recheck(result, "演示：复查时仍未改正。")


def escalated(s: Scene, days: int, until: str = "filed", result: str = "overdue") -> Story:
    """After the breach 转立案 is proposed; ``until``: pending, filed."""
    yield from breached(s, days, result)
    yield s.stage.after(s.on, 1)
    proposal = s.propose(Outcome.ESCALATE)
    if until == "pending":
        return
    s.endorse(proposal)
    yield s.stage.after(s.on, 1)
    s.decide(proposal)


def after_filing(s: Scene, days: int, outcome: str, until: str = "approved") -> Story:
    """A filed case and its decision; ``until``: approved, rejected (still filed)."""
    yield from escalated(s, days)
    yield s.stage.after(s.on, 5)
    proposal = s.propose(outcome)
    s.endorse(proposal)
    yield s.stage.after(s.on, 2)
    s.decide(proposal, approve=until == "approved")


def filed_at_once(s: Scene, days: int, outcome: str = "") -> Story:
    """An excluded case goes to the ordinary procedure; a lenient decision may still follow."""
    yield from stopped(s, RISKY, days)
    s.educate()
    yield s.stage.after(s.on, 2)
    s.end(Outcome.ESCALATE)
    if outcome:
        yield s.stage.after(s.on, 10)
        s.end(outcome)


def rejected_proposal(s: Scene, days: int) -> Story:
    """转立案 was not approved: back to 已核查待处理."""
    yield from stopped(s, RISKY, days)
    proposal = s.propose(Outcome.ESCALATE)
    yield s.stage.after(s.on, 1)
    s.decide(proposal, approve=False)


def closed_without_pledge(s: Scene, days: int, answers: dict, outcome: str) -> Story:
    """Corrected on the spot, no violation, or somebody else's matter."""
    yield from stopped(s, answers, days)
    s.educate()
    yield s.stage.after(s.on, 1)
    s.end(outcome)


def handed_over_to_police(s: Scene, days: int) -> Story:
    """涉嫌犯罪: decided within three days."""
    yield from stopped(s, CRIME, days)
    s.end(Outcome.REFER_POLICE)


def listed_food(s: Scene, days: int) -> Story:
    """A listed food item: legal review first, then pledge, recheck, 不予立案."""
    yield s.stage.ago(days)
    part = s.stage.casting.pick(
        "needs_legal_review", key_area="food", days=5, kinds=(PartyKind.INDIVIDUAL, PartyKind.COMPANY)
    )
    s.registered(part)
    s.ask_legal()
    yield s.stage.after(s.on, 1)
    s.legal("approve")
    s.educate()
    s.issue(s.stage.after(s.on, 3))
    s.sign()
    yield s.stage.after(s.on, 2)
    s.hand_in()
    yield s.stage.after(s.on, 1)
    s.recheck("corrected")
    s.end(Outcome.NO_CASE)


def again_after_correction(s: Scene, days: int, first_days: int) -> Story:
    """整改后再犯: the same violation by the same party, no second pledge."""
    yield from no_case(s, first_days)
    yield s.stage.ago(days)
    part = s.part
    s.pledge = None
    s.registered(part)
    s.confirm()
