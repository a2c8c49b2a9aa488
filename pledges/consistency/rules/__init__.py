"""The rules of consistency, a family a module. Pure: facts in, disagreements out, hard ones first."""

from collections.abc import Callable
from dataclasses import replace

from ..facts import SOFT, Disagreement, SetFacts
from . import basis, dates, missing, officers, wording

FAMILIES: tuple[Callable[[SetFacts], list[Disagreement]], ...] = (
    dates.check,
    officers.check,
    wording.check,
    missing.check,
    basis.check,
)
#: Outcomes by which the case goes on, under clocks of their own (程序规定 18; 移送规定 5): 立案 is where what was done badly is done
#: again, and a suspected crime is handed over whatever a paper says. Nothing blocks them, everything is shown.
ONWARD = frozenset({"escalate", "refer_police"})


def disagreements(facts: SetFacts) -> list[Disagreement]:
    """Everything that does not agree in ``facts`` at its moment: what blocks first, then what may be passed."""
    found = [row for family in FAMILIES for row in family(facts)]
    if facts.outcome in ONWARD:
        found = [replace(row, severity=SOFT) for row in found]
    return sorted(dict.fromkeys(found), key=lambda row: not row.is_hard)
