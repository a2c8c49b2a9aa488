"""What closed cases ended in, by unit and by item, with caution on small numbers. No ranking: units as in the tree."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cases.models import Violation
from cases.querysets import reach
from cases.status import Outcome
from xinglongtai.core.models import Officer, Unit

from .words import share

OFF_LIST = "清单外"


@dataclass(frozen=True)
class Row:
    """One unit or item: how many violations ended, and in what."""

    name: str
    total: int
    labelled: list[tuple[str, str]]
    small: bool


def columns(counts: dict) -> list[str]:
    """The outcomes that occur, in the order of the enumeration."""
    told = set().union(*counts.values()) if counts else set()
    return [outcome for outcome in Outcome.values if outcome in told]


def tally(actor: Officer, *, since: date, until: date, item_id: int | None = None, unit_path: str = ""):
    """({unit id: outcomes}, {item (pk, number, words): outcomes}) within the reader's reach. One query."""
    rows = Violation.objects.filter(reach(actor, "case__"), case__outcome_on__range=(since, until))
    rows = rows.filter(case__unit__path__startswith=unit_path).exclude(case__outcome="")
    if item_id:
        rows = rows.filter(item_version__item_id=item_id)
    by_unit, by_item = defaultdict(Counter), defaultdict(Counter)
    wanted = ("case__unit_id", "item_version__item_id", "item_version__item__number", "case__outcome")
    for unit, item, number, outcome, n in rows.order_by().values_list(*wanted).annotate(n=Count("pk")):
        by_unit[unit][outcome] += n
        by_item[item, number or OFF_LIST][outcome] += n
    return by_unit, by_item


def rows_of_units(by_unit: dict, small: int) -> list[Row]:
    """Units that handled any, in the order of the tree."""
    units = Unit.objects.filter(pk__in=by_unit).order_by("path")
    return [_row(str(unit), by_unit[unit.pk], columns(by_unit), small) for unit in units]


def rows_of_items(by_item: dict, small: int) -> list[Row]:
    """Items by their numbers, off the list last."""
    order = sorted(by_item, key=lambda key: (key[0] is None, key[1]))
    return [_row(key[1], by_item[key], columns(by_item), small) for key in order]


def _row(name: str, outcomes: Counter, wanted: list[str], small: int) -> Row:
    total = outcomes.total()
    cells = [(Outcome(key).label, share(outcomes[key], total, small) if outcomes[key] else "") for key in wanted]
    return Row(name, total, cells, total < small)
