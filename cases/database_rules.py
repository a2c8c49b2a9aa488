"""What the database keeps of evidence by itself: rows stay, and what was received stays as it was received."""

from xinglongtai.core.database_rules import DatabaseRule

TABLE = "cases_evidence"
#: All but the violation it belongs to (which may be taken out while the case is registered) and the setting aside.
_RECEIVED = (
    "case_id",
    "kind",
    "file",
    "original_name",
    "content_type",
    "size",
    "sha256",
    "caption",
    "uploaded_by_id",
    "origin",
    "uploaded_at",
    "client_key",
    "taken_at",
    "latitude",
    "longitude",
    "device",
    "width",
    "height",
    "seconds",
)
#: Emptied when the bytes are destroyed at the end of their years, in the same step and never otherwise; the rest stays as received.
_EMPTIED = ("original_name", "caption", "device", "latitude", "longitude")
_SET_ASIDE = "OLD.set_aside_reason <> '' AND NEW.set_aside_reason"


def _changed(differs: str) -> str:
    """When a row is changed otherwise than may be. ``differs``: the engine's word for «is another value, NULL included»."""
    kept = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _RECEIVED if column not in _EMPTIED)
    words = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _EMPTIED)
    emptied = "NEW.original_name = '' AND NEW.caption = '' AND NEW.device = '' AND NEW.latitude IS NULL AND NEW.longitude IS NULL"
    destroying = f"(OLD.destroyed_on IS NULL AND NEW.destroyed_on IS NOT NULL AND {emptied})"
    again = f"(OLD.destroyed_on IS NOT NULL AND NEW.destroyed_on {differs} OLD.destroyed_on)"
    begun = "(OLD.destroyed_on IS NULL AND NEW.destroyed_on IS NOT NULL)"
    return f"{kept} OR (({words} OR {begun}) AND NOT {destroying}) OR {again}"


_CHANGED, _CHANGED_PG = _changed("IS NOT"), _changed("IS DISTINCT FROM")

KEEPS_ORIGINALS = DatabaseRule(
    name="evidence_keeps_originals",
    table=TABLE,
    sqlite=(
        "DROP TRIGGER IF EXISTS evidence_keeps_originals",
        f"CREATE TRIGGER evidence_keeps_originals BEFORE UPDATE ON {TABLE} "
        f"WHEN {_CHANGED} OR ({_SET_ASIDE} IS NOT OLD.set_aside_reason) "
        "BEGIN SELECT RAISE(ABORT, 'evidence_keeps_originals'); END",
    ),
    postgresql=(
        f"""CREATE OR REPLACE FUNCTION cases_evidence_keeps_originals() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {_CHANGED_PG} OR ({_SET_ASIDE} IS DISTINCT FROM OLD.set_aside_reason) THEN
                RAISE EXCEPTION 'evidence_keeps_originals' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
        f"DROP TRIGGER IF EXISTS evidence_keeps_originals ON {TABLE}",
        f"CREATE TRIGGER evidence_keeps_originals BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        "EXECUTE FUNCTION cases_evidence_keeps_originals()",
    ),
)

#: Emptying a whole PostgreSQL table (``TRUNCATE``, what ``flush`` does) fires no row trigger; on SQLite ``flush`` deletes row by row
#: and is refused as well, which is right for an office. The test run takes the rule off its SQLite database (tests/conftest.py).
NEVER_DELETED = DatabaseRule(
    name="evidence_never_deleted",
    table=TABLE,
    sqlite=(
        "DROP TRIGGER IF EXISTS evidence_never_deleted",
        f"CREATE TRIGGER evidence_never_deleted BEFORE DELETE ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'evidence_never_deleted'); END",
    ),
    postgresql=(
        """CREATE OR REPLACE FUNCTION cases_evidence_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'evidence_never_deleted' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        f"DROP TRIGGER IF EXISTS evidence_never_deleted ON {TABLE}",
        f"CREATE TRIGGER evidence_never_deleted BEFORE DELETE ON {TABLE} FOR EACH ROW "
        "EXECUTE FUNCTION cases_evidence_never_deleted()",
    ),
)

RULES = (KEEPS_ORIGINALS, NEVER_DELETED)
