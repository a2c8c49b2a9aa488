"""The database keeps the words of a case (:class:`cases.models.CaseWords`) by itself, whoever writes and by whatever way."""

from xinglongtai.core.database_rules import DatabaseRule
from xinglongtai.core.textsearch import pairs_index

TABLE = "cases_casewords"
_PARTY = ("name_key", "uscc", "registration_no", "phone")

_COLUMNS = [*(f"p.{name}" for name in _PARTY), "c.decision_number"]
#: What the violations of a case say: for one case, and for all of them at once.
_SAID = {
    "sqlite": "GROUP_CONCAT(v.description, CHAR(10))",
    "postgresql": "STRING_AGG(v.description, CHR(10) ORDER BY v.id)",
}


def _told(vendor: str, said: str, numbers: str) -> str:
    """The words of case ``c`` of party ``p``. ``numbers``: what the room above told."""
    if vendor == "sqlite":
        return " || CHAR(10) || ".join(_COLUMNS) + f" || COALESCE(CHAR(10) || {said}, '') || CHAR(10) || {numbers}"
    return f"CONCAT_WS(CHR(10), {', '.join(_COLUMNS)}, {said}, {numbers})"


_OF_ONE = "(SELECT {said} FROM cases_violation AS v WHERE v.case_id = c.id)"
_OF_ALL = "(SELECT v.case_id, {said} AS said FROM cases_violation AS v GROUP BY v.case_id)"


def fill(vendor: str) -> str:
    """SQL that makes the words of every case that has none, all at once."""
    violations = _OF_ALL.format(said=_SAID[vendor])
    return (
        f"INSERT INTO {TABLE} (case_id, numbers, words) SELECT c.id, '', {_told(vendor, 'told.said', chr(39) * 2)} "
        f"FROM cases_case AS c JOIN cases_party AS p ON p.id = c.party_id LEFT JOIN {violations} AS told ON told.case_id = c.id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {TABLE} AS there WHERE there.case_id = c.id)"
    )


def _born(vendor: str) -> str:
    told = _told(vendor, _OF_ONE.format(said=_SAID[vendor]), "''")
    return (
        f"INSERT INTO {TABLE} (case_id, numbers, words) SELECT c.id, '', {told} "
        "FROM cases_case AS c JOIN cases_party AS p ON p.id = c.party_id WHERE c.id = NEW.id"
    )


def again(vendor: str, where: str) -> str:
    """SQL that makes the words of the cases of which ``where`` is true anew; none where the case itself is just being deleted."""
    told = _told(vendor, _OF_ONE.format(said=_SAID[vendor]), f"{TABLE}.numbers")
    found = (
        f"SELECT {told} FROM cases_case AS c JOIN cases_party AS p ON p.id = c.party_id WHERE c.id = {TABLE}.case_id"
    )
    return f"UPDATE {TABLE} SET words = COALESCE(({found}), '') WHERE {where}"


#: Rule, what fires it (for updates: the columns that count), and the cases whose words it changes.
_FIRES = (
    ("case_told", "UPDATE", ("party_id", "decision_number"), "cases_case", "case_id = NEW.id"),
    ("violation_in", "INSERT", (), "cases_violation", "case_id = NEW.case_id"),
    (
        "violation_told",
        "UPDATE",
        ("description", "case_id"),
        "cases_violation",
        "case_id IN (OLD.case_id, NEW.case_id)",
    ),
    ("violation_out", "DELETE", (), "cases_violation", "case_id = OLD.case_id"),
    ("party_told", "UPDATE", _PARTY, "cases_party", "case_id IN (SELECT id FROM cases_case WHERE party_id = NEW.id)"),
)


def _rules():
    yield _rule("case_in", "INSERT", (), "cases_case", _born("sqlite"), _born("postgresql"))
    for name, act, columns, table, where in _FIRES:
        yield _rule(name, act, columns, table, again("sqlite", where), again("postgresql", where))


def _when(columns: tuple[str, ...], differs: str) -> str:
    """Only where one of them changed: a row is saved with all its columns, and its words are the dearest part of it."""
    told = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns)
    return f" WHEN ({told})" if told else ""


def _rule(name: str, act: str, columns: tuple[str, ...], table: str, sqlite: str, postgresql: str) -> DatabaseRule:
    """A trigger on both engines."""
    trigger = f"words_{name}"
    event = f"{act} OF {', '.join(columns)} ON {table}" if columns else f"{act} ON {table}"
    return DatabaseRule(
        name=trigger,
        table=table,
        sqlite=(
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} AFTER {event}{_when(columns, 'IS NOT')} BEGIN {sqlite}; END",
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION cases_{trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {postgresql}; RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
            f"CREATE TRIGGER {trigger} AFTER {event} FOR EACH ROW{_when(columns, 'IS DISTINCT FROM')} "
            f"EXECUTE FUNCTION cases_{trigger}()",
        ),
    )


RULES = (
    pairs_index("case_words_pairs", TABLE, "words"),
    pairs_index("party_words_pairs", "cases_party", "words"),
    *_rules(),
)
