"""The rules of consistency, a family a module. Pure: facts in, disagreements out, hard ones first."""

from collections.abc import Callable

from ..facts import Disagreement, SetFacts
from . import basis, dates, missing, officers, wording

FAMILIES: tuple[Callable[[SetFacts], list[Disagreement]], ...] = (
    dates.check,
    officers.check,
    wording.check,
    missing.check,
    basis.check,
)


def disagreements(facts: SetFacts) -> list[Disagreement]:
    """Everything that does not agree in ``facts`` at its moment: what blocks first, then what may be passed."""
    found = [row for family in FAMILIES for row in family(facts)]
    return sorted(dict.fromkeys(found), key=lambda row: not row.is_hard)
