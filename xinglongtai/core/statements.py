"""Queries that pages ask again and again are put into SQL once a process (decision 061).

A case page asks some fifty small questions. Django spent longer on writing each of them than the database on answering, longest on those
that join people and units and sort. A statement is written once, with places for the keys, and then only asked::

    @statement(of="case")
    def reviews_of(case):
        return Review.objects.filter(case=case).select_related("decided_by__unit")

    reviews_of(case)          # a list; every row knows its case
    names_of(officer.pk, wide=True)      # @statement; keywords are part of the statement, values in it are positional

Most cases have no extension, no refusal, no agent. A statement that is ``sparse`` is first looked for together with all others of the
same kind of parent, in one query, where a page begins with :func:`look`.

What is asked, who may see it and in which order is said by the queryset as everywhere; nothing is kept of the answers. The function
must do the same for all keys: it is called once for each set of keywords, with stand-ins.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import update_wrapper

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.transaction import TransactionManagementError

#: Stand-ins for keys, far from any real one.
_FIRST = 9_100_000_000_000_000_000


def _stand_in(value, place: int):
    """What takes the place of ``value`` while the statement is written."""
    if isinstance(value, bool) or not isinstance(value, int | str | date):
        raise TypeError(f"a statement has places for keys, words and days, not for {type(value).__name__}")
    if isinstance(value, int):
        return _FIRST + place
    if isinstance(value, str):
        return f"\x01stand-in {place}"
    return date(9000, 1, 1 + place)


def key_of(value):
    """What stands for a value in a statement: the key of a row, else itself."""
    return value.pk if isinstance(value, Model) else value


def _name(pair):
    return pair[0]


def _stand_ins(keys: tuple) -> tuple:
    return tuple(_stand_in(key, place) for place, key in enumerate(keys))


class _Written:
    """One statement as SQL, and the queryset that makes rows of what it answers. It need not ask by its first ``spare`` values."""

    def __init__(self, rows: QuerySet, stand_ins: tuple, spare: int = 0):
        self.rows = rows
        self.compiler = rows.query.get_compiler(using=rows.db)
        self.sql, self.places, self._converters = "", [], None
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:  # nothing at all, whatever the keys
            self.rows = rows.none()
            return
        known = {stand_in: place for place, stand_in in enumerate(stand_ins)}
        days = {str(stand_in): place for stand_in, place in known.items() if isinstance(stand_in, date)}
        for param in params:
            if isinstance(param, str) and param in days:
                self.places.append((days[param], True, None))
            else:
                self.places.append((known.get(param) if param.__hash__ else None, False, param))
        missing = set(range(spare, len(stand_ins))) - {place for place, _, _ in self.places}
        if missing:
            raise ValueError(f"the statement does not ask by its values {sorted(missing)}: {self.sql}")

    def converters_of(self, expressions):
        """What turns the columns into values: the same each time."""
        if self._converters is None:
            self._converters = self.compiler.get_converters(expressions)
        return self._converters

    def params(self, given: tuple) -> tuple:
        return tuple(
            fixed if place is None else str(given[place]) if as_text else given[place]
            for place, as_text, fixed in self.places
        )

    def asked(self, given: tuple) -> QuerySet:
        """The answer, as a queryset that may only be read."""
        if not self.sql:
            return self.rows
        rows = object.__new__(type(self.rows))  # copy() would read it, as for pickling
        rows.__dict__.update(self.rows.__dict__)
        rows._query = _Asked(self, self.params(given))
        return rows


class _Asked:
    """Stands where a queryset looks for its query, with the SQL that was written before."""

    def __init__(self, written: _Written, params: tuple):
        self._written, self._params = written, params

    def __getattr__(self, name):
        return getattr(self._written.rows.query, name)

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        compiler = copy(self._written.compiler)
        compiler.connection = connections[using]
        if self.select_for_update and not compiler.connection.in_atomic_block:
            raise TransactionManagementError("rows are locked inside a transaction only")
        answer = self._written.sql, self._params
        compiler.as_sql = lambda *args, **kwargs: answer
        compiler.get_converters = self._written.converters_of
        return compiler


class Statement:
    """A queryset as a function of keys. ``of``: the field of its rows that leads back to the one object it is asked for."""

    def __init__(self, build: Callable[..., QuerySet], of: str = "", sparse: str = ""):
        self.build, self.of = build, of
        if sparse:
            _SPARSE.setdefault(sparse, []).append(self)
        self._model, self._locks = None, False
        self._written: dict[tuple, _Written] = {}
        update_wrapper(self, build)

    def __call__(self, *given, **shape) -> list:
        """The rows for these keys (or for the object ``of`` which they are), read now."""
        parent = given[0] if self.of else None
        if given and self in getattr(given[0], "_absent", ()):
            return []
        keys = tuple(map(key_of, given))
        rows = list(self._of(keys, shape).asked(keys))
        if parent is not None:
            for row in rows:
                setattr(row, self.of, parent)
        return rows

    #: Values that the statement need not ask by.
    spare = 0

    def _rows(self, stand_ins: tuple, shape: dict) -> QuerySet:
        return self.build(*stand_ins, **shape)

    def first(self, *given, **shape):
        """The first row, or ``None``. The statement itself says how many are read."""
        return next(iter(self(*given, **shape)), None)

    def _of(self, keys: tuple, shape: dict) -> _Written:
        kinds = tuple(type(key) for key in keys)
        database = self._database(keys, shape)
        name = (database, kinds, tuple(sorted(shape.items(), key=_name)))
        written = self._written.get(name)
        if written is None:
            stand_ins = _stand_ins(keys)
            rows = self._rows(stand_ins, shape).using(database)
            written = self._written[name] = _Written(rows, stand_ins, self.spare)
        return written

    def _database(self, keys: tuple, shape: dict) -> str:
        """Where it is read: the primary, or the standby that lists are read from (decision 056). Rows that are locked: the primary."""
        if self._model is None:
            rows = self._rows(_stand_ins(keys), shape)
            self._model, self._locks = rows.model, rows.query.select_for_update
        return router.db_for_write(self._model) if self._locks else router.db_for_read(self._model)


#: Name of the parent → statements that mostly find nothing.
_SPARSE: dict[str, list[Statement]] = {}


def statement(build: Callable[..., QuerySet] | None = None, *, of: str = "", sparse: str = ""):
    """Make a :class:`Statement` of a function from keys to a queryset. ``sparse``: what it is asked of, where it mostly finds nothing."""
    if build is None:
        return lambda function: Statement(function, of, sparse)
    return Statement(build, of, sparse)


def look(parent: Model, name: str) -> None:
    """Find out which sparse statements of ``name`` have an answer for ``parent``; the others are not asked of this object. One query.

    For a page that only reads: what is added later in the same request is not seen through this object.
    """
    among = tuple(_SPARSE.get(name, ()))
    (there,) = _there(parent.pk, model=type(parent), among=among)
    parent._absent = {one for one, found in zip(among, there, strict=True) if not found}


@statement
def _there(key, *, model, among):
    found = [Exists(one.build(OuterRef("pk"))) for one in among]
    return model._base_manager.filter(pk=key).order_by().values_list(*found)


_SIZES = (1, 2, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000)


def padded(keys) -> list:
    """``keys`` with the last one repeated up to one of a few lengths, so that a list of any length is one of a few statements."""
    keys = list(keys)
    size = next((size for size in _SIZES if size >= len(keys)), len(keys)) if keys else 0
    return keys + keys[-1:] * (size - len(keys))


def spread(rows: list, name: str, children: list, key: str, attribute: str = "") -> None:
    """Give each of ``rows`` those of ``children`` whose ``key`` names it, as prefetching does (as a list in ``attribute`` where given).

    For children that another statement read by what all of them belong to.
    """
    found: dict[int, list] = {row.pk: [] for row in rows}
    for child in children:
        if (of := getattr(child, key)) in found:
            found[of].append(child)
    for row in rows:
        for child in found[row.pk]:
            setattr(child, key.removesuffix("_id"), row)
        if attribute:
            setattr(row, attribute, found[row.pk])
            continue
        answer = getattr(row, name).get_queryset()
        answer._result_cache, answer._prefetch_done = found[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = answer
