"""One page of rows, however many there are.

Short lists have numbered pages. Long ones (more rows than :data:`NUMBERED`) go on from the last row shown: the database begins at its
place in an index, so the last page costs what the first does. The address names that row (``page=after-123``), never what is in it.
Where counting would take long on PostgreSQL, the planner's estimate is told, and told as one: «约 3,000,000».
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

#: Up to so many rows the pages are numbered.
NUMBERED = 10_000
#: Up to so many rows all are read to find a page, rather than walking along an order in the hope of meeting them.
WHOLE = 40_000
#: Counting that the planner thinks dearer than this is not done (its units; some thirty milliseconds on two small cores).
DEAR = 8_000
_PLACE = re.compile(r"(after|before)-(\d{1,18}(?:-\d{0,18})?)")


class Total(int):
    """How many rows there are; ``exact`` is False for an estimate. ``words`` is how it is written."""

    exact = True

    @classmethod
    def about(cls, number: int) -> "Total":
        """An estimate, rounded to two figures: more would say what nobody knows."""
        step = 10 ** max(0, len(str(number)) - 2)
        total = cls(max(1, round(number / step)) * step)
        total.exact = False
        return total

    @property
    def words(self) -> str:
        return f"{self:,}" if self.exact else f"约 {self:,}"


def total_of(rows: QuerySet) -> Total:
    """The number of ``rows``: counted, or estimated where counting is dear."""
    connection = connections[rows.db]
    if connection.vendor == "postgresql":
        cost, guess = _plan(rows)
        if cost > DEAR:
            return Total.about(guess)
    return Total(rows.count())


def _plan(rows: QuerySet) -> tuple[float, int]:
    """What the planner thinks of reading the keys of ``rows``: cost and number."""
    told = rows.order_by().values("pk").explain(format="json")
    if not told:  # a filter that nothing can meet: Django asks nobody
        return 0, 0
    plan = json.loads(told)[0]["Plan"]
    # What is asked once and first (a look into the index of words) is never much, and has to be asked in any case.
    first = [part["Total Cost"] for part in plan.get("Plans", ()) if part["Parent Relationship"] == "InitPlan"]
    return plan["Total Cost"] - sum(first), plan["Plan Rows"]


@dataclass(frozen=True)
class Term:
    """One word of an order: column, direction, whether it may be empty, and whether the engine puts empty ones at the high end."""

    name: str
    down: bool
    nullable: bool
    nulls_high: bool

    def beyond(self, value, down: bool) -> Q:
        """Rows behind ``value`` when read in direction ``down``."""
        empty, towards_empty = Q(**{f"{self.name}__isnull": True}), self.nulls_high != down
        if value is None:
            return Q(pk__in=[]) if towards_empty else ~empty
        more = Q(**{f"{self.name}__{'lt' if down else 'gt'}": value})
        return more | empty if self.nullable and towards_empty else more

    def same(self, value) -> Q:
        """Rows with just this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def not_before(self, value, down: bool) -> Q:
        """What :meth:`beyond` and :meth:`same` have in common, in a form that lets an index begin there."""
        if value is None or self.nullable:
            return Q()
        return Q(**{f"{self.name}__{'lte' if down else 'gte'}": value})


def _nullable(rows: QuerySet, name: str) -> bool:
    """Whether a column on the path may be empty; what is computed is taken as never empty."""
    model = rows.model
    for part in name.split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if field.null or field.one_to_many or field.auto_created and not field.concrete:
            return True
        model = field.related_model
    return False


def _terms(rows: QuerySet) -> list[Term]:
    high = connections[rows.db].vendor == "postgresql"
    found = []
    for word in rows.query.order_by:
        if isinstance(word, str):
            name, down, nulls = word.removeprefix("-"), word.startswith("-"), high
        else:  # F("name").asc(nulls_first=True)
            name, down = word.expression.name, word.descending
            nulls = down if word.nulls_first else not down if word.nulls_last else high
        found.append(Term(name, down, _nullable(rows, name), nulls))
    return found


def _behind(terms: list[Term], values: tuple, backwards: bool) -> Q:
    """Rows behind the row with ``values``: further in the first word, or the same there and further in the second, and so on."""
    found, same = Q(), Q()
    for term, value in zip(terms, values, strict=True):
        found |= same & term.beyond(value, term.down != backwards)
        same &= term.same(value)
    return terms[0].not_before(values[0], terms[0].down != backwards) & found


@dataclass(frozen=True)
class PlacePage:
    """A page of a long list. Iterates like Django's ``Page``; has places instead of a number.

    ``before``, ``after``: the places of the pages beside it, "" where there is none.
    """

    object_list: list
    total: Total
    before: str
    after: str
    number = None

    def __iter__(self):
        return iter(self.object_list)

    def __len__(self):
        return len(self.object_list)


@dataclass(frozen=True)
class Paging:
    """``rows`` in a total order; ``unfiltered``: the same before filters, with what the order needs.

    ``key``: the columns that name a line. Where a line is more than a row, ``rows`` gives just these columns.
    """

    rows: QuerySet
    unfiltered: QuerySet
    per_page: int
    key: tuple[str, ...] = ("pk",)

    @cached_property
    def total(self) -> Total:
        return total_of(self.rows)

    def page(self, asked: str | None):
        """The page ``asked`` for; the first one for what cannot be."""
        if self.total.exact and self.total <= NUMBERED:
            return self._numbered(asked)
        return self._placed(asked or "")

    def _keys(self, rows: QuerySet, end: int | None = None) -> list[tuple]:
        return list(rows.values_list(*self.key)[:end])

    def _whole(self, keys: list[tuple]) -> list:
        """The rows of ``keys`` with all a line shows, in that order. Only these are read whole."""
        if len(self.key) > 1:
            return keys
        wanted = [key for (key,) in keys]
        found = {row.pk: row for row in self.rows.filter(pk__in=wanted).order_by()}
        return [found[key] for key in wanted if key in found]

    def _numbered(self, asked):
        paginator = Paginator(range(self.total), self.per_page)
        page = paginator.get_page(paginator.num_pages if asked == "last" else asked)
        if self.total <= self.per_page:
            page.object_list = list(self.rows)
        else:  # all keys: told to stop early, the planner walks along the order, which for a few rows among many is the long way
            begin = (page.number - 1) * self.per_page
            page.object_list = self._whole(self._keys(self.rows)[begin : begin + self.per_page])
        return page

    def _placed(self, asked: str) -> PlacePage:
        place = _PLACE.fullmatch(asked)
        behind = self._behind(place[2], place[1] == "before") if place else None
        at_edge = behind is None  # the page begins at one end of the list
        backwards = asked == "last" if at_edge else place[1] == "before"
        rows = self.rows.reverse() if backwards else self.rows
        rows = rows if at_edge else rows.filter(behind)
        few = self.total.exact and self.total <= WHOLE
        keys = self._keys(self._read_whole(rows) if few else rows, self.per_page + 1)
        more, keys = len(keys) > self.per_page, keys[: self.per_page]
        # Where the whole list stands on one page it is counted, whatever was estimated.
        total = Total(len(keys)) if at_edge and not more else self.total
        keys = keys[::-1] if backwards else keys
        earlier, later = (more, not at_edge) if backwards else (not at_edge, more)
        return PlacePage(
            self._whole(keys),
            total,
            f"before-{_written(keys[0])}" if keys and earlier else "",
            f"after-{_written(keys[-1])}" if keys and later else "",
        )

    def _read_whole(self, rows: QuerySet) -> QuerySet:
        """``rows`` in the same order, told in a way that no index knows: where all are read quickly, no walk along an index is tried."""
        if connections[rows.db].vendor != "postgresql":
            return rows
        first, *more = rows.query.order_by
        if not isinstance(first, str):
            return rows
        told = Coalesce(F(first.removeprefix("-")), F(first.removeprefix("-")))
        return rows.order_by(told.desc() if first.startswith("-") else told.asc(), *more)

    def _behind(self, place: str, backwards: bool) -> Q | None:
        """What lies behind the line at ``place``; ``None`` where it is gone or out of sight."""
        read = [int(part) if part else None for part in place.split("-")]
        if len(read) != len(self.key):
            return None
        line = self.unfiltered
        for name, value in zip(self.key, read, strict=True):
            line = line.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
        terms = _terms(self.rows)
        values = line.order_by().values_list(*(term.name for term in terms)).first()
        return None if values is None else _behind(terms, values, backwards)


def _written(key: tuple) -> str:
    """A line's key in an address: «123», «123-45», «123-»."""
    return "-".join("" if part is None else str(part) for part in key)
