"""One page of rows, however many there are.

Lists that are read through quickly have numbered pages: all their keys are read, in order. Long ones (more rows than :data:`NUMBERED`,
or rows that are dear to find) go on from the last row shown: the database begins at its place in an index, so the last page costs what the
first does. The address names that row (``page=after-123``), never what is in it. Where counting would take long on PostgreSQL, the
planner's estimate is told, and told as one: «约 3,000,000».
"""

import json
import re
import time
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

#: Up to so many rows the pages are numbered.
NUMBERED = 40_000
#: Reading all keys is always done up to here (the planner's units; some fifty milliseconds on two small cores), and never beyond DEAR.
#: Between them it is done where walking along the order would meet a page of rows no sooner: about one unit for each row walked past.
CHEAP, DEAR = 20_000, 80_000
#: The same of counting a list that is not read through.
DEAR_COUNT = 8_000
#: Seconds after which the sizes of tables are read again.
AGAIN_AFTER = 600
#: How many keys SQLite is told one by one.
TOLD = 1_000
#: How many of the rows registered last :func:`newest` looks through.
LAST = 5_000
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


def _plan(rows: QuerySet) -> tuple[float, int]:
    """What the planner thinks of reading the keys of ``rows``: cost and number."""
    told = rows.order_by().values("pk").explain(format="json")
    if not told:  # a filter that nothing can meet: Django asks nobody
        return 0, 0
    plan = json.loads(told)[0]["Plan"]
    # What is asked once and first (a look into the index of words) is never much, and has to be asked in any case.
    first = [part["Total Cost"] for part in plan.get("Plans", ()) if part["Parent Relationship"] == "InitPlan"]
    return plan["Total Cost"] - sum(first), plan["Plan Rows"]


class _Sizes:
    """About how many rows tables have: PostgreSQL's own note, read once in a while, past Django's counting of queries."""

    def __init__(self):
        self._read: dict[tuple[str, str], tuple[float, float]] = {}

    def of(self, connection, table: str) -> float:
        key = connection.settings_dict["NAME"], table
        read, found = self._read.get(key, (0.0, 0.0))
        if not read or time.monotonic() - read > AGAIN_AFTER:
            with connection.connection.cursor() as cursor:
                (found,) = cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table]).fetchone()
            self._read[key] = time.monotonic(), found
        return found


_sizes = _Sizes()


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


class Beyond(Func):
    """Whether the columns, taken together as a row, lie beyond the values: one look into an index that has them in this order."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, terms: list[Term], values: tuple, down: bool):
        super().__init__(*(F(term.name) for term in terms), *(Value(value) for value in values))
        self.many, self.sign = len(terms), "<" if down else ">"

    def as_sql(self, compiler, connection, **more):
        told = [compiler.compile(part) for part in self.source_expressions]
        columns, values = (", ".join(sql for sql, _ in part) for part in (told[: self.many], told[self.many :]))
        return f"({columns}) {self.sign} ({values})", [value for _, params in told for value in params]


def _behind(terms: list[Term], values: tuple, backwards: bool) -> Q:
    """Rows behind the row with ``values``: further in the first word, or the same there and further in the second, and so on."""
    if len({term.down for term in terms}) == 1 and not any(term.nullable for term in terms):
        return Q(Beyond(terms, values, terms[0].down != backwards))
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

    def page(self, asked: str | None):
        """The page ``asked`` for, the first one for what cannot be; its ``total`` says how many rows there are."""
        if connections[self.rows.db].vendor != "postgresql":
            total = Total(self.rows.count())
            return self._numbered(asked, total) if total <= NUMBERED else self._placed(asked or "", total)
        cost, guess = _plan(self.rows)
        if self._read_through(cost, guess):
            return self._numbered(asked)
        return self._placed(asked or "", Total(self.rows.count()) if cost <= DEAR_COUNT else Total.about(guess))

    def all_keys(self) -> list | None:
        """The keys of all rows in order, where the list is read through and they may be told in a query; ``None`` otherwise."""
        if connections[self.rows.db].vendor == "postgresql":
            return [key for (key,) in self._keys(self.rows)] if self._read_through(*_plan(self.rows)) else None
        keys = [key for (key,) in self._keys(self.rows, TOLD + 1)]
        return keys if len(keys) <= TOLD else None

    def whole(self, keys: list[int]) -> list:
        """The rows of these keys, in this order."""
        return self._whole([(key,) for key in keys])

    def _read_through(self, cost: float, guess: int) -> bool:
        return guess <= NUMBERED and (cost <= CHEAP or cost <= min(DEAR, self._walk(guess)))

    def _walk(self, guess: int) -> float:
        """How many rows are walked past until a page of ``guess`` matching ones is met, if these lie evenly."""
        return (
            (self.per_page + 1) * _sizes.of(connections[self.rows.db], self.rows.model._meta.db_table) / max(guess, 1)
        )

    def _keys(self, rows: QuerySet, end: int | None = None) -> list[tuple]:
        return list(rows.values_list(*self.key)[:end])

    def _whole(self, keys: list[tuple]) -> list:
        """The rows of ``keys`` with all a line shows, in that order. Only these are read whole."""
        if len(self.key) > 1:
            return keys
        wanted = [key for (key,) in keys]
        found = {row.pk: row for row in self.rows.filter(pk__in=wanted).order_by()} if wanted else {}
        return [found[key] for key in wanted if key in found]

    def _numbered(self, asked, total: Total | None = None):
        """By all keys: told to stop early, the planner walks along the order, which for a few rows among many is the long way."""
        if total is not None and total <= self.per_page:
            rows = list(self.rows)
        else:
            keys = self._keys(self.rows)
            total, rows = Total(len(keys)), None
        paginator = Paginator(range(total), self.per_page)
        page = paginator.get_page(paginator.num_pages if asked == "last" else asked)
        begin = (page.number - 1) * self.per_page
        page.object_list = self._whole(keys[begin : begin + self.per_page]) if rows is None else rows
        page.total = total
        return page

    def _placed(self, asked: str, total: Total) -> PlacePage:
        place = _PLACE.fullmatch(asked)
        behind = self._behind(place[2], place[1] == "before") if place else None
        at_edge = behind is None  # the page begins at one end of the list
        backwards = asked == "last" if at_edge else place[1] == "before"
        rows = self.rows.reverse() if backwards else self.rows
        keys = self._keys(rows if at_edge else rows.filter(behind), self.per_page + 1)
        more, keys = len(keys) > self.per_page, keys[: self.per_page]
        keys = keys[::-1] if backwards else keys
        earlier, later = (more, not at_edge) if backwards else (not at_edge, more)
        return PlacePage(
            self._whole(keys),
            # Where the whole list stands on one page it is counted, whatever was estimated.
            Total(len(keys)) if at_edge and not more else total,
            f"before-{_written(keys[0])}" if keys and earlier else "",
            f"after-{_written(keys[-1])}" if keys and later else "",
        )

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


def foremost(rows: QuerySet, most: int) -> list:
    """The first ``most`` of ``rows`` in their order, found as the first page of their list is: few rows are not walked for."""
    return list(Paging(rows, rows, most).page(None))


def newest(rows: QuerySet, most: int, among: QuerySet) -> list:
    """The newest ``most`` of ``rows``: where so many are among the last ones registered, nothing older is looked for.

    ``among``: the same rows by a condition that is told row by row (:class:`~.textsearch.StandsIn`).
    """
    last = rows.model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = list(among.filter(pk__gt=last - LAST).order_by("-pk")[:most])
    return found if len(found) == most or last <= LAST else foremost(rows.order_by("-pk"), most)


def _written(key: tuple) -> str:
    """A line's key in an address: «123», «123-45», «123-»."""
    return "-".join("" if part is None else str(part) for part in key)
