"""Finding any part of a text, two characters or more, by an index; Chinese is written without spaces, so there are no words to index.

A table keeps what it can be found by in one :class:`SearchText` column, pieces parted by line ends. ``column__holds="超市"`` finds it.
On PostgreSQL the pairs of neighbouring characters stand in a GIN index (:func:`pairs_index`), and a part of just two characters is
one look into it. SQLite looks through the narrow column, which does for one bureau.
"""

import time
import unicodedata

from django.db import models
from django.db.models import Q
from django.db.models.lookups import Lookup

from .database_rules import DatabaseRule

FUNCTION = "text_pairs"
#: Rows with a pair beyond which it counts as common, and seconds after which the statistics are read again.
MANY, AGAIN_AFTER = 20_000, 600
#: How much PostgreSQL looks at to learn how frequent pairs are: ten times as many pairs are known.
SAMPLED = 400
COMMON = f"{FUNCTION}_common"
_STATISTICS = f"SELECT {COMMON}(%s, %s)"
#: The pairs of neighbouring characters of a text. Made three times as fast by a loop over its characters as by a query over its places.
_CREATE = f"""CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
    DECLARE
        letters text[] := string_to_array($1, NULL);
        pairs text[] := '{{}}';
    BEGIN
        FOR n IN 1 .. COALESCE(array_length(letters, 1), 0) - 1 LOOP
            pairs := pairs || (letters[n] || letters[n + 1]);
        END LOOP;
        RETURN pairs;
    END $$"""

#: The pairs of a table that stand in more than so many rows, by PostgreSQL's statistics of its index. They are open to the owner of the
#: tables only, which the product's own role is not.
_CREATE_COMMON = f"""CREATE OR REPLACE FUNCTION {COMMON}(of_table text, many integer) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT found.pair
        FROM pg_stats s
        JOIN pg_namespace n ON n.nspname = s.schemaname
        JOIN pg_class ic ON ic.relnamespace = n.oid AND ic.relname = s.tablename
        JOIN pg_index i ON i.indexrelid = ic.oid
        JOIN pg_class c ON c.oid = i.indrelid,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs::real[]) AS found(pair, share)
        WHERE c.relname = of_table AND s.attname LIKE '{FUNCTION}%' AND found.pair IS NOT NULL
          AND found.share * c.reltuples > many
    $$"""  # noqa: S608  (names of ours)


def search_key(text: str) -> str:
    """``text`` as it is compared: NFKC, lower case, without spaces and brackets.

    >>> search_key("兴隆台区 红星（演示）超市")
    '兴隆台区红星演示超市'
    """
    folded = unicodedata.normalize("NFKC", text or "").lower()
    return "".join(ch for ch in folded if not ch.isspace() and ch not in "()[]<>《》〈〉·.,,。、-_\"'")


class SearchText(models.TextField):
    """What a row is found by. Filled in by the database itself, so that it is never behind.

    ``many``: from how many rows on a pair counts as common: fewer where lists are of everybody's rows, so that walking meets them soon.
    """

    def __init__(self, *args, many: int = MANY, **kwargs):
        self.many = many  # a matter of asking, not of the column: no migration knows it
        super().__init__(*args, **kwargs)


@SearchText.register_lookup
class StandsIn(Lookup):
    """``column__stands_in``: the text stands somewhere in the column, told row by row; for rows that are looked through anyway."""

    lookup_name = "stands_in"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        function = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
        return f"{function}({column}, %s) > 0", [*params, self.rhs]


@SearchText.register_lookup
class Holds(StandsIn):
    """``column__holds``: the same, found by the index where there is one and it helps."""

    lookup_name = "holds"

    def as_postgresql(self, compiler, connection):
        text = self.rhs
        pairs = {text[n : n + 2] for n in range(len(text) - 1)}
        of = self.lhs.target
        rare = sorted(pairs - _common.of(connection, of.model._meta.db_table, self.lhs.output_field.many))
        if not rare:
            return self.as_sql(compiler, connection)
        # Asked by itself and first of all: within the whole query the planner may rather walk along an order and make pairs row by row.
        quote = connection.ops.quote_name
        table, key, words = quote(of.model._meta.db_table), quote(of.model._meta.pk.column), quote(of.column)
        found = f"SELECT {key} FROM {table} WHERE {FUNCTION}({words}) @> %s::text[]"  # noqa: S608  (names of ours)
        values = [rare]
        if len(text) != 2:  # a pair is found exactly; a longer part must also stand together
            found, values = f"{found} AND STRPOS({words}, %s) > 0", [rare, text]
        return f"{quote(self.lhs.alias)}.{key} = ANY(ARRAY({found}))", values


class _Common:
    """Pairs so frequent that walking along a list meets them at once: asking the index for half of a table would take far longer.

    They stand in PostgreSQL's own statistics of the index and are read once in a while, past Django's counting of queries.
    """

    def __init__(self):
        self._read: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}

    def of(self, connection, table: str, many: int = MANY) -> frozenset[str]:
        """The common pairs of ``table``."""
        key = connection.settings_dict["NAME"], table
        read, found = self._read.get(key, (0.0, frozenset()))
        if time.monotonic() - read > AGAIN_AFTER or not read:
            found = self._ask(connection, table, many)
            self._read[key] = time.monotonic(), found
        return found

    def _ask(self, connection, table: str, many: int) -> frozenset[str]:
        connection.ensure_connection()
        try:
            with connection.connection.cursor() as cursor:
                return frozenset(pair for (pair,) in cursor.execute(_STATISTICS, [table, many]).fetchall())
        except connection.Database.Error:  # in a transaction that failed already, or while the tables are being made
            return frozenset()


_common = _Common()


def holding(column: str, words: str, lookup: str = "holds") -> Q | None:
    """Rows that hold every one of ``words`` (parted by spaces), as written or as :func:`search_key` folds it; ``None`` for no words."""
    found = None
    for word in words.split():
        forms = {form for form in (search_key(word), word, word.upper()) if form}
        if not search_key(word):
            continue
        either = Q()
        for form in sorted(forms):
            either |= Q(**{f"{column}__{lookup}": form})
        found = either if found is None else found & either
    return found


def pairs_index(name: str, table: str, column: str) -> DatabaseRule:
    """The index of ``column`` on PostgreSQL, made once; on SQLite nothing."""
    index = f'CREATE INDEX IF NOT EXISTS {name} ON "{table}" USING gin ({FUNCTION}("{column}"))'
    known = f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS {SAMPLED}"
    return DatabaseRule(name=name, table=table, sqlite=(), postgresql=(_CREATE, _CREATE_COMMON, index, known))
