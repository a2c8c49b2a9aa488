"""What the database keeps of the record by itself: rows are added, never changed, never taken out, whoever asks (decision 046).

SQLite's ``REPLACE`` takes rows out without asking the rule about deleting; therefore adding a row in the place of another is refused as
well. PostgreSQL's ``TRUNCATE`` asks only rules of its own. The test run takes the rules about emptying off (tests/conftest.py).
"""

from ..database_rules import DatabaseRule
from ..models import Event, EventLink, EventSeal

#: Table → columns that name a row.
TABLES = {
    Event._meta.db_table: ("id",),
    EventLink._meta.db_table: ("seq", "event_id"),
    EventSeal._meta.db_table: ("number",),
}


def _sqlite(table: str, unique: tuple[str, ...]) -> tuple[str, ...]:
    taken = " OR ".join(f"{column} = NEW.{column}" for column in unique)
    when = {
        "changed": "BEFORE UPDATE ON {table}",
        "deleted": "BEFORE DELETE ON {table}",
        "replaced": f"BEFORE INSERT ON {{table}} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})",  # noqa: S608  (names of ours)
    }
    statements = []
    for act, moment in when.items():
        name = f"{table}_never_{act}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} {moment.format(table=table)} BEGIN SELECT RAISE(ABORT, '{name}'); END",
        ]
    return tuple(statements)


def _postgresql(table: str) -> tuple[str, ...]:
    return (
        """CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION core_append_only()",
        f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}",
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()",
    )


RULES = [
    DatabaseRule(f"{table}_append_only", table, sqlite=_sqlite(table, unique), postgresql=_postgresql(table))
    for table, unique in TABLES.items()
]


def sweeping(vendor: str) -> list[str]:
    """Statements that let a test run empty its own database again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_never_deleted" for table in TABLES]
    return [f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}" for table in TABLES]
