"""The gate as verbs call it: hard disagreements refuse, soft ones pass and are named in the event."""

from collections.abc import Iterable
from datetime import date

from cases.closing import refuse_hard
from cases.dossier import Dossier
from cases.models import Case

from .facts import CLOSE, Disagreement, PaperFacts
from .reading import facts_of
from .rules import disagreements


def found_in(
    case: Case,
    *,
    on: date,
    moment: str,
    outcome: str = "",
    drafts: Iterable[PaperFacts] = (),
    dossier: Dossier | None = None,
) -> list[Disagreement]:
    """What does not agree in the set of ``case`` on ``on``, hard ones first. ``dossier``: where it was read already."""
    return disagreements(facts_of(case, on=on, moment=moment, outcome=outcome, drafts=drafts, dossier=dossier))


def require_consistent(
    case: Case,
    *,
    moment: str,
    on: date,
    outcome: str = "",
    drafts: Iterable[PaperFacts] = (),
    field: str = "",
    dossier: Dossier | None = None,
) -> list[str]:
    """Raise TransitionRefused with every hard sentence; otherwise the names of the soft ones (paper and field, nothing personal).

    Called inside the verb, under the case's lock. ``moment``: ``facts.ISSUE`` for the letter, ``facts.PAPER`` for others that tell facts,
    ``facts.CLOSE`` for papers on an outcome, ``facts.FINISH`` for 结案审批表. ``drafts``: what is about to be issued. ``field``: the form
    field that is told. ``dossier``: where it was read already.
    """
    found = found_in(case, on=on, moment=moment, outcome=outcome, drafts=drafts, dossier=dossier)
    return refuse_hard(found, field=field)


def closing_check(case: Case, on: date, outcome: str) -> list[Disagreement]:
    """The check that ``cases.closing`` calls before an outcome is proposed and decided."""
    return found_in(case, on=on, moment=CLOSE, outcome=outcome)
