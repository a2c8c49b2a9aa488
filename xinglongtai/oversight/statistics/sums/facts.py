"""Counted facts as they are kept and added up. Pure.

*Facts* are ``{kind: {key: number}}``. A *kind* is what rows have in common that somebody may ask for: ``"daily|12,30"`` — source and items
of the violations, ``0`` for one outside the list; ``"|"`` where there is neither. A *key* is a set of :mod:`..bases`, ``way:…`` (how it was
handled: which mode that is depends on the day and is told when it is read) or ``took:…`` (days to correct).
"""

import json
from collections.abc import Callable, Iterable

Numbers = dict[str, int]
Facts = dict[str, Numbers]
OUTSIDE = "0"
_SETTLED = (",", ":")


def kind_of(source: str, items: Iterable[str]) -> str:
    """The kind of a row.

    >>> kind_of("daily", {"30", "12"})
    'daily|12,30'
    """
    return f"{source}|{','.join(sorted(items))}"


def parts_of(kind: str) -> tuple[str, list[str]]:
    """Source and items again."""
    source, _, items = kind.partition("|")
    return source, items.split(",") if items else []


def add(into: Facts, facts: Facts, sign: int = 1) -> None:
    """Add ``facts`` (or take them away)."""
    for kind, numbers in facts.items():
        own = into.get(kind)
        if own is None:
            own = into[kind] = {}
        for key, number in numbers.items():
            own[key] = own.get(key, 0) + sign * number


def without_nothing(facts: Facts) -> Facts:
    """The same without zeros.

    >>> without_nothing({"daily|": {"cases": 0}, "random|": {"cases": 1, "again": 0}})
    {'random|': {'cases': 1}}
    """
    kept = {kind: {key: number for key, number in numbers.items() if number} for kind, numbers in facts.items()}
    return {kind: numbers for kind, numbers in kept.items() if numbers}


def gathered(facts: Facts, name: Callable[[str], str]) -> Facts:
    """The facts by ``name`` of their kind."""
    found: Facts = {}
    for kind, numbers in facts.items():
        add(found, {name(kind): numbers})
    return found


def source_of(kind: str) -> str:
    return kind.partition("|")[0]


def nothing_of(kind: str) -> str:
    return ""


#: What the columns of a row of the tree hold: the kinds gathered by these names.
COLUMNS: dict[str, Callable[[str], str]] = {"plain": nothing_of, "sources": source_of, "kinds": str}


def told(facts) -> str:
    """As text; the same facts are always the same text.

    JSON with other quotation marks: an array of texts, as PostgreSQL takes many rows, would mask each one of the usual ones.

    >>> told({"daily|": {"cases": 1}})
    "{'daily|':{'cases':1}}"
    """
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=_SETTLED).replace('"', "'")


def heard(text: str):
    """The facts of a text."""
    return json.loads(text.replace("'", '"'))


def columns(facts: Facts) -> dict[str, str]:
    """The texts of a row of the tree."""
    return {name: told(gathered(facts, of)) for name, of in COLUMNS.items()}
