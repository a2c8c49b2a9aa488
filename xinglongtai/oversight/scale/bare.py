"""Tables without indexes, foreign keys and triggers while rows come in, and with all of them again afterwards.

What there is to take off and put back is read from the database itself, so an index that somebody adds later needs nothing here. Checks of
columns stay on: they cost little, and rows that do not fit are refused at once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections


class Bare:
    """``with Bare(tables, workers, say):`` — inside, the tables are bare. ``say`` hears of every step back."""

    def __init__(self, tables: Iterable[str], workers: int, say: Callable[[str], None]):
        self.tables, self.workers, self.say = sorted(set(tables)), workers, say
        self._back: dict[str, list[str]] = {}

    def __enter__(self):
        off, self._back = (_sqlite if connection.vendor == "sqlite" else _postgresql)(self.tables)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for a commit would hold the tables
            for statement in off:
                cursor.execute(statement)
        return self

    def __exit__(self, kind, *error):
        if kind is None:
            for name, statements in self._back.items():
                _run(statements, self.workers)
                self.say(f"{name}已恢复（{len(statements)} 条语句）")


def _run(statements: list[str], workers: int) -> None:
    """All of a stage; ``workers`` at once, on connections of their own."""
    if workers < 2 or len(statements) < 2:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(_alone, statements))


def _alone(statement: str) -> None:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SET work_mem = '256MB'")
            cursor.execute(statement)
    finally:
        connections["default"].close()


def _rows(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _sqlite(tables: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Indexes and triggers; foreign keys are told off by the caller's connection (``seeding``), as SQLite cannot drop them."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    mine = [row for row in _rows(sql) if row[2] in tables]
    off = [f'DROP {kind.upper()} "{name}"' for kind, name, _, _ in mine]
    named = {"index": "索引", "trigger": "触发器"}
    return off, {name: [row[3] for row in mine if row[0] == kind] for kind, name in named.items()}


_CONSTRAINTS = """
    SELECT con.contype, con.conrelid::regclass::text, quote_ident(con.conname), pg_get_constraintdef(con.oid)
    FROM pg_constraint con JOIN pg_class rel ON rel.oid = con.conrelid
    WHERE con.contype IN ('p', 'u', 'x', 'f') AND rel.relnamespace = current_schema()::regnamespace
      AND (con.conrelid = ANY(%s::regclass[]) OR (con.contype = 'f' AND con.confrelid = ANY(%s::regclass[])))
    ORDER BY con.contype, rel.relname, con.conname"""
_INDEXES = """
    SELECT idx.indexrelid::regclass::text, pg_get_indexdef(idx.indexrelid) FROM pg_index idx
    WHERE idx.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conindid = idx.indexrelid AND con.contype IN ('p', 'u', 'x'))
    ORDER BY idx.indrelid, 1"""
_TRIGGERS = """
    SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
    WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid = ANY(%s::regclass[]) ORDER BY 1, 2"""


def _postgresql(tables: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Off: triggers, foreign keys to and from, keys, indexes. Back: keys and indexes, planner's numbers, foreign keys, triggers."""
    constraints = _rows(_CONSTRAINTS, tables, tables)
    indexes = _rows(_INDEXES, tables)
    triggers = _rows(_TRIGGERS, tables)
    foreign = [row for row in constraints if row[0] == "f"]
    own = [row for row in constraints if row[0] != "f"]
    off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in triggers]
    off += [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for _, table, name, _ in (*foreign, *own)]
    off += [f"DROP INDEX {name}" for name, _ in indexes]
    back = {
        "主键、唯一约束和索引": _longest_first(own, [text for _, text in indexes]),
        "统计信息": [f"{measuring()} {table}" for table in tables],
        # Adding one locks both tables, and two at once may wait for each other: added unproved all at once, then proved side by side.
        "外键": ["; ".join(_merged(foreign, " NOT VALID"))] if foreign else [],
        "外键核对": [f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}" for _, table, name, _ in foreign],
        "触发器": [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in triggers],
    }
    return off, back


def _longest_first(own: list[tuple], indexes: list[str]) -> list[str]:
    """Keys and indexes, those of words first with the keys of their table: they take longer than any other, which are made beside them."""
    words = [text for text in indexes if "USING gin" in text]
    theirs = [row for row in own if any(f" ON public.{row[1]} " in text or f" ON {row[1]} " in text for text in words)]
    rest = [row for row in own if row not in theirs]
    return [*_merged(theirs), *words, *_merged(rest), *(text for text in indexes if text not in words)]


def measuring() -> str:
    """What tells the planner what a table holds; in a transaction nothing can be tidied besides."""
    return "ANALYZE" if connection.vendor == "sqlite" or connection.in_atomic_block else "VACUUM (ANALYZE)"


def _merged(constraints: list[tuple], proved: str = "") -> list[str]:
    """One statement a table: two at once on one table would wait for each other anyway."""
    found: dict[str, list[str]] = {}
    for _, table, name, text in constraints:
        found.setdefault(table, []).append(f"ADD CONSTRAINT {name} {text}{proved}")
    return [f"ALTER TABLE {table} {', '.join(parts)}" for table, parts in found.items()]
