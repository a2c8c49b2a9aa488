"""The database keeps the words of a case (:class:`cases.models.CaseWords`) by itself, whoever writes and by whatever way."""

from xinglongtai.core.database_rules import DatabaseRule
from xinglongtai.core.textsearch import pairs_index

TABLE = "cases_casewords"
_PARTY = ("name_key", "uscc", "registration_no", "phone")

#: The words of the case whose number stands for {case}; {numbers}: what the room above told.
_TOLD_SQLITE = (
    "(SELECT "
    + " || CHAR(10) || ".join([*(f"p.{name}" for name in _PARTY), "c.decision_number"])
    + " || COALESCE(CHAR(10) || (SELECT GROUP_CONCAT(v.description, CHAR(10)) FROM cases_violation AS v WHERE v.case_id = c.id), '')"
    " || CHAR(10) || {numbers} FROM cases_case AS c JOIN cases_party AS p ON p.id = c.party_id WHERE c.id = {case})"
)
_TOLD_POSTGRESQL = (
    "(SELECT CONCAT_WS(CHR(10), "
    + ", ".join([*(f"p.{name}" for name in _PARTY), "c.decision_number"])
    + ", (SELECT STRING_AGG(v.description, CHR(10) ORDER BY v.id) FROM cases_violation AS v WHERE v.case_id = c.id), {numbers})"
    " FROM cases_case AS c JOIN cases_party AS p ON p.id = c.party_id WHERE c.id = {case})"
)


def fill(vendor: str) -> str:
    """SQL that makes the words of every case that has none."""
    told = (_TOLD_SQLITE if vendor == "sqlite" else _TOLD_POSTGRESQL).format(numbers="''", case="w.id")
    missing = f"NOT EXISTS (SELECT 1 FROM {TABLE} AS there WHERE there.case_id = w.id)"
    return f"INSERT INTO {TABLE} (case_id, numbers, words) SELECT w.id, '', {told} FROM cases_case AS w WHERE {missing}"


def again(vendor: str, where: str) -> str:
    """SQL that makes the words of the cases of which ``where`` is true anew."""
    told = (_TOLD_SQLITE if vendor == "sqlite" else _TOLD_POSTGRESQL).format(numbers="numbers", case=f"{TABLE}.case_id")
    return f"UPDATE {TABLE} SET words = {told} WHERE {where}"


#: Rule, what fires it, and the cases whose words it changes.
_FIRES = (
    ("case_told", "UPDATE OF party_id, decision_number ON cases_case", "case_id = NEW.id"),
    ("violation_in", "INSERT ON cases_violation", "case_id = NEW.case_id"),
    ("violation_told", "UPDATE OF description, case_id ON cases_violation", "case_id IN (OLD.case_id, NEW.case_id)"),
    ("violation_out", "DELETE ON cases_violation", "case_id = OLD.case_id"),
    (
        "party_told",
        f"UPDATE OF {', '.join(_PARTY)} ON cases_party",
        "case_id IN (SELECT id FROM cases_case WHERE party_id = NEW.id)",
    ),
)
_BORN = "case_in"


def _rules():
    yield _rule(_BORN, "INSERT ON cases_case", fill("sqlite"), fill("postgresql"), only="w.id = NEW.id")
    for name, event, where in _FIRES:
        yield _rule(name, event, again("sqlite", where), again("postgresql", where))


def _rule(name: str, event: str, sqlite: str, postgresql: str, only: str = "") -> DatabaseRule:
    """A trigger on both engines. ``only``: narrows a filling to the row that came."""
    trigger, table = f"words_{name}", event.rpartition(" ON ")[2]
    narrowed = [f"{body} AND {only}" if only else body for body in (sqlite, postgresql)]
    return DatabaseRule(
        name=trigger,
        table=table,
        sqlite=(
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} AFTER {event} BEGIN {narrowed[0]}; END",
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION cases_{trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {narrowed[1]}; RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
            f"CREATE TRIGGER {trigger} AFTER {event} FOR EACH ROW EXECUTE FUNCTION cases_{trigger}()",
        ),
    )


RULES = (
    pairs_index("case_words_pairs", TABLE, "words"),
    pairs_index("party_words_pairs", "cases_party", "words"),
    *_rules(),
)
