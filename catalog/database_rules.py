"""What the database keeps of the list by itself: one version for a day, and published words that stay as they are."""

from xinglongtai.core.database_rules import DatabaseRule

TABLE = "catalog_itemversion"
#: Versions that hold for a range of days; one that was retired before its first day holds for none.
_HOLDS = (
    "{row}state IN ('published', 'retired') AND ({row}effective_to IS NULL OR {row}effective_to >= {row}effective_from)"
)
#: Columns that stay once a version is published: all but ItemVersion.LIVING and the clock of the row.
_WORDS = (
    "item_id",
    "version_no",
    "batch_id",
    "source_list_id",
    "violation",
    "violated_law",
    "violated_article",
    "penalty_law",
    "penalty_article",
    "penalty_summary",
    "penalty_structure",
    "leniency_kind",
    "legal_basis_scope",
    "leniency_basis",
    "supervision_measure",
    "correction_days_max",
    "remote_recheck",
    "key_area",
    "load_state",
    "effective_from",
    "verified",
    "text_in_force_checked",
    "verified_text",
    "evidence",
    "related_basis",
    "note",
    "keywords",
    "published_at",
    "published_by_id",
    "submitted_at",
    "submitted_by_id",
    "edited_by_id",
    "return_reason",
)

# Only names of our own columns are put into the text below.
_OVERLAPS = f"""
    SELECT RAISE(ABORT, 'itemversion_no_overlap') WHERE EXISTS (
        SELECT 1 FROM {TABLE} AS other
        WHERE other.item_id = NEW.item_id AND other.id <> NEW.id AND {_HOLDS.format(row="other.")}
          AND other.effective_from <= COALESCE(NEW.effective_to, '9999-12-31')
          AND NEW.effective_from <= COALESCE(other.effective_to, '9999-12-31'));"""


def _overlap_trigger(event: str) -> tuple[str, str]:
    name = f"itemversion_no_overlap_{event.lower()}"
    return (
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {event} ON {TABLE} WHEN {_HOLDS.format(row='NEW.')} BEGIN {_OVERLAPS} END",
    )


NO_OVERLAP = DatabaseRule(
    name="itemversion_no_overlap",
    table=TABLE,
    sqlite=(*_overlap_trigger("INSERT"), *_overlap_trigger("UPDATE")),
    postgresql=(
        f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS itemversion_no_overlap",
        f"""ALTER TABLE {TABLE} ADD CONSTRAINT itemversion_no_overlap EXCLUDE USING gist (
            int8range(item_id, item_id, '[]') WITH &&, daterange(effective_from, effective_to, '[]') WITH &&
        ) WHERE ({_HOLDS.format(row="")})""",
    ),
)

_CHANGED = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _WORDS)
_CHANGED_PG = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _WORDS)
_STOOD = "OLD.state IN ('published', 'retired')"
_BACK = "NEW.state NOT IN ('published', 'retired')"

KEEPS_WORDS = DatabaseRule(
    name="itemversion_keeps_words",
    table=TABLE,
    sqlite=(
        "DROP TRIGGER IF EXISTS itemversion_keeps_words",
        f"CREATE TRIGGER itemversion_keeps_words BEFORE UPDATE ON {TABLE} WHEN {_STOOD} AND ({_BACK} OR {_CHANGED}) "
        "BEGIN SELECT RAISE(ABORT, 'itemversion_keeps_words'); END",
    ),
    postgresql=(
        f"""CREATE OR REPLACE FUNCTION catalog_itemversion_keeps_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {_BACK} OR {_CHANGED_PG} THEN
                RAISE EXCEPTION 'itemversion_keeps_words' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
        f"DROP TRIGGER IF EXISTS itemversion_keeps_words ON {TABLE}",
        f"CREATE TRIGGER itemversion_keeps_words BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN ({_STOOD}) EXECUTE FUNCTION catalog_itemversion_keeps_words()",
    ),
)

RULES = (NO_OVERLAP, KEEPS_WORDS)
