"""What must agree before a case ends. Rooms above know papers and promises: they register a check, the verbs here call it.

A check is ``check(case, on, outcome)`` and returns disagreements: objects with ``is_hard``, ``sentence`` and ``name`` (paper and
field without what stands there). It runs under the case's lock and changes nothing.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from xinglongtai.core.errors import TransitionRefused

from .models import Case


class Disagrees(Protocol):
    """One disagreement as the verbs need it."""

    @property
    def is_hard(self) -> bool: ...

    @property
    def sentence(self) -> str: ...

    @property
    def name(self) -> str: ...


Check = Callable[[Case, date, str], Iterable[Disagrees]]
_CHECKS: list[Check] = []


def register(check: Check) -> None:
    """Add a check. The same one twice counts once."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def disagreements(case: Case, on: date, outcome: str) -> list[Disagrees]:
    """What every registered check finds for ending ``case`` in ``outcome`` on ``on``, in the order of registration."""
    return [row for check in _CHECKS for row in check(case, on, outcome)]


def refuse_hard(rows: Iterable[Disagrees], *, field: str = "") -> list[str]:
    """Raise TransitionRefused with every hard sentence; otherwise the names of the soft ones, for the record of the event."""
    rows = list(rows)
    found = [row.sentence for row in rows if row.is_hard]
    if found:
        words = "卷内记载不一致，请先按“一致性检查”处理：\n" + "\n".join(found)
        raise TransitionRefused(words, field=field, reasons=found)
    return [row.name for row in rows]


def require_agreement(case: Case, on: date, outcome: str, *, field: str = "") -> list[str]:
    """:func:`refuse_hard` of :func:`disagreements`."""
    return refuse_hard(disagreements(case, on, outcome), field=field)
