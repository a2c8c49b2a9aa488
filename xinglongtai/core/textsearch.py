"""Finding any part of a text, two characters or more, by an index; Chinese is written without spaces, so there are no words to index.

A table keeps what it can be found by in one :class:`SearchText` column, pieces parted by line ends. ``column__holds="超市"`` finds it.
On PostgreSQL the pairs of neighbouring characters stand in a GIN index (:func:`pairs_index`), and a part of just two characters is
one look into it. SQLite looks through the narrow column, which does for one bureau.
"""

import unicodedata

from django.db import models
from django.db.models import Q
from django.db.models.lookups import Lookup

from .database_rules import DatabaseRule

FUNCTION = "text_pairs"
#: The pairs of neighbouring characters of a text. Made three times as fast by a loop over its characters as by a query over its places.
_CREATE = f"""CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        letters text[] := string_to_array($1, NULL);
        pairs text[] := '{{}}';
    BEGIN
        FOR n IN 1 .. COALESCE(array_length(letters, 1), 0) - 1 LOOP
            pairs := pairs || (letters[n] || letters[n + 1]);
        END LOOP;
        RETURN pairs;
    END $$"""


def search_key(text: str) -> str:
    """``text`` as it is compared: NFKC, lower case, without spaces and brackets.

    >>> search_key("兴隆台区 红星（演示）超市")
    '兴隆台区红星演示超市'
    """
    folded = unicodedata.normalize("NFKC", text or "").lower()
    return "".join(ch for ch in folded if not ch.isspace() and ch not in "()[]<>《》〈〉·.,,。、-_\"'")


class SearchText(models.TextField):
    """What a row is found by. Filled in by the database itself, so that it is never behind."""


@SearchText.register_lookup
class Holds(Lookup):
    """``column__holds``: the text stands somewhere in the column, exactly as written."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"INSTR({column}, %s) > 0", [*params, self.rhs]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        text = self.rhs
        pairs = sorted({text[n : n + 2] for n in range(len(text) - 1)})
        told, values = [], []
        if pairs:
            told, values = [f"{FUNCTION}({column}) @> %s::text[]"], [*params, pairs]
        if len(text) != 2:  # a pair is found exactly; a longer part must also stand together
            told, values = [*told, f"STRPOS({column}, %s) > 0"], [*values, *params, text]
        return " AND ".join(told), values


def holding(column: str, words: str) -> Q | None:
    """Rows that hold every one of ``words`` (parted by spaces), as written or as :func:`search_key` folds it; ``None`` for no words."""
    found = None
    for word in words.split():
        forms = {form for form in (search_key(word), word, word.upper()) if form}
        if not search_key(word):
            continue
        either = Q()
        for form in sorted(forms):
            either |= Q(**{f"{column}__holds": form})
        found = either if found is None else found & either
    return found


def pairs_index(name: str, table: str, column: str) -> DatabaseRule:
    """The index of ``column`` on PostgreSQL, made once; on SQLite nothing."""
    index = f'CREATE INDEX IF NOT EXISTS {name} ON "{table}" USING gin ({FUNCTION}("{column}"))'
    return DatabaseRule(name=name, table=table, sqlite=(), postgresql=(_CREATE, index))
