"""The database marks the days of a unit whose numbers may have changed, whoever writes and by whatever way.

Every table and column that the bases and sets (:mod:`..bases`) read has its rule here: a base that reads another column needs another rule.
A mark too many costs a recount, a missing one a wrong number; so a change of a case marks every day that rests on it.
"""

from collections.abc import Iterator

from xinglongtai.core.database_rules import DatabaseRule

TABLE = "oversight_summark"
_DRAFT, _REVIEW = "('draft', 'cancelled')", "('review')"


def _put(unit: str, day: str, watched: bool, rows: str = "", where: str = "") -> str:
    """Marks of a day, of one row or of all ``rows`` that fit; none where the day is empty or the unit is gone."""
    told = f"INSERT INTO {TABLE} (unit_id, day, watched) SELECT {unit}, {day}, {'TRUE' if watched else 'FALSE'}"
    source = f" FROM {rows}" if rows else ""
    return f"{told}{source} WHERE {where or 'TRUE'} AND {unit} IS NOT NULL AND {day} IS NOT NULL"


def _case_days(unit: str, row: str) -> Iterator[str]:
    """Of a case that stands in ``row`` (NEW, OLD)."""
    yield _put(unit, f"{row}.inspected_on", False)
    yield _put(unit, f"{row}.outcome_on", False)


def _letters(unit: str, where: str) -> Iterator[str]:
    """Of letters ``l`` of cases ``c``."""
    rows = "pledges_pledge AS l JOIN cases_case AS c ON c.id = l.case_id"
    for day in ("issued_on", "due_on", "closed_on"):
        yield _put(unit, f"l.{day}", False, rows, where)
    yield _put(unit, "l.closed_on", True, rows, where)


def _sheets(unit: str, where: str) -> Iterator[str]:
    """Of sheets ``a`` of violations ``v`` of cases ``c``."""
    rows = "cases_assessment AS a JOIN cases_violation AS v ON v.id = a.violation_id JOIN cases_case AS c ON c.id = v.case_id"
    yield _put(unit, "a.made_on", False, rows, f"a.is_current AND {where}")


def _again(where: str) -> Iterator[str]:
    """Whether letters of cases ``c`` were followed by another offence."""
    rows = "pledges_pledge AS l JOIN cases_case AS c ON c.id = l.case_id"
    yield _put("c.unit_id", "l.closed_on", True, rows, where)


def _whole(where: str) -> Iterator[str]:
    """All days that rest on the cases ``c``, and on what their parties promised elsewhere."""
    yield _put("c.unit_id", "c.inspected_on", False, "cases_case AS c", where)
    yield _put("c.unit_id", "c.outcome_on", False, "cases_case AS c", where)
    yield from _sheets("c.unit_id", where)
    yield from _letters("c.unit_id", where)
    yield from _again(f"c.party_id IN (SELECT c.party_id FROM cases_case AS c WHERE {where})")


def _inspected(where: str) -> Iterator[str]:
    """How the cases ``c`` were handled."""
    yield _put("c.unit_id", "c.inspected_on", False, "cases_case AS c", where)


def _case(row: str) -> Iterator[str]:
    """A case as it stands in ``row``: its days, those of its sheets and letters, and what its party promised elsewhere."""
    unit, party = f"{row}.unit_id", f"{row}.party_id"
    yield from _case_days(unit, row)
    # The case itself may be gone: what belongs to it is found by its key.
    rows = "cases_assessment AS a JOIN cases_violation AS v ON v.id = a.violation_id"
    yield _put(unit, "a.made_on", False, rows, f"a.is_current AND v.case_id = {row}.id")
    for day, watched in (("issued_on", False), ("due_on", False), ("closed_on", False), ("closed_on", True)):
        yield _put(unit, f"l.{day}", watched, "pledges_pledge AS l", f"l.case_id = {row}.id")
    yield from _again(f"c.party_id = {party}")


def _violation(row: str) -> Iterator[str]:
    yield from _whole(f"c.id = {row}.case_id")
    # Its sheets, should it be gone before them.
    unit = f"(SELECT unit_id FROM cases_case WHERE id = {row}.case_id)"
    yield _put(unit, "a.made_on", False, "cases_assessment AS a", f"a.violation_id = {row}.id")


def _assessment(row: str) -> Iterator[str]:
    case = f"(SELECT v.case_id FROM cases_violation AS v WHERE v.id = {row}.violation_id)"
    yield _put(f"(SELECT c.unit_id FROM cases_case AS c WHERE c.id = {case})", f"{row}.made_on", False)
    yield from _again(f"c.id = {case}")


def _pledge(row: str) -> Iterator[str]:
    unit = f"(SELECT c.unit_id FROM cases_case AS c WHERE c.id = {row}.case_id)"
    for day, watched in (("issued_on", False), ("due_on", False), ("closed_on", False), ("closed_on", True)):
        yield _put(unit, f"{row}.{day}", watched)
    yield from _inspected(f"c.id = {row}.case_id")


def _of_case(row: str) -> Iterator[str]:
    yield from _inspected(f"c.id = {row}.case_id")


def _document(row: str) -> Iterator[str]:
    yield from _inspected(f"c.id IN (SELECT p.case_id FROM pledges_paper AS p WHERE p.document_id = {row}.id)")


def _measure(row: str) -> Iterator[str]:
    yield _put(f"{row}.unit_id", f'{row}."on"', False)


def _version(row: str) -> Iterator[str]:
    yield from _whole(f"c.id IN (SELECT v.case_id FROM cases_violation AS v WHERE v.item_version_id = {row}.id)")


def _moved(row: str) -> Iterator[str]:
    yield f"INSERT INTO {TABLE} (unit_id, day, watched) SELECT {row}.id, NULL, FALSE WHERE OLD.path <> ''"


def _standing(row: str) -> str:
    """What statistics ask of a case's status."""
    return f"CASE WHEN {row}.status IN {_DRAFT} THEN 0 WHEN {row}.status IN {_REVIEW} THEN 1 ELSE 2 END"


#: Table, marks of a row, and the columns that are read.
_READ = (
    (
        "cases_case",
        _case,
        "bureau_id unit_id party_id source status discovered_on inspected_on outcome outcome_on filed_on",
    ),
    ("cases_violation", _violation, "case_id item_version_id"),
    ("cases_assessment", _assessment, "violation_id made_on verdict decided_verdict is_current"),
    (
        "pledges_pledge",
        _pledge,
        "case_id bureau_id mode status issued_on due_on signed_on submitted_on closed_on",
    ),
    ("cases_correction", _of_case, "case_id"),
    ("pledges_paper", _of_case, "case_id kind document_id"),
    ("cases_measure", _measure, "bureau_id unit_id case_id kind on set_aside_reason"),
)
#: The same of tables of which only a change counts.
_READ_WHEN_CHANGED = (
    ("core_issueddocument", _document, "voided_at"),
    ("catalog_itemversion", _version, "item_id"),
    ("core_unit", _moved, "path"),
)


def _differs(table: str, columns: list[str], word: str) -> str:
    """When a row is changed in what is read of it. ``word``: the engine's word for «is another value, NULL included»."""
    told = [
        f"({_standing('NEW')}) <> ({_standing('OLD')})"
        if (table, column) == ("cases_case", "status")
        else f'NEW."{column}" {word} OLD."{column}"'
        for column in columns
    ]
    return " OR ".join(told)


def _rules() -> Iterator[DatabaseRule]:
    for table, marks, _ in _READ:
        yield _rule(table, "in", "INSERT", [*marks("NEW")])
        yield _rule(table, "out", "DELETE", [*marks("OLD")])
    for table, marks, columns in (*_READ, *_READ_WHEN_CHANGED):
        both = [*marks("NEW")] if table == "core_unit" else [*marks("OLD"), *marks("NEW")]
        yield _rule(table, "told", "UPDATE", both, columns.split())


def _rule(table: str, name: str, event: str, statements: list[str], columns: list[str] | None = None) -> DatabaseRule:
    trigger = f"sums_{table}_{name}"
    named = ", ".join(f'"{column}"' for column in columns or ())
    of = f" OF {named}" if named else ""
    when = {
        vendor: f" WHEN ({_differs(table, columns, word)})" if columns else ""
        for vendor, word in (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))
    }
    body = "; ".join(statements)
    return DatabaseRule(
        name=trigger,
        table=table,
        sqlite=(
            f"DROP TRIGGER IF EXISTS {trigger}",
            f"CREATE TRIGGER {trigger} AFTER {event}{of} ON {table} FOR EACH ROW{when['sqlite']} BEGIN {body}; END",
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION oversight_{trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body}; RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
            f"CREATE TRIGGER {trigger} AFTER {event}{of} ON {table} FOR EACH ROW{when['postgresql']} "
            f"EXECUTE FUNCTION oversight_{trigger}()",
        ),
    )


RULES = tuple(_rules())
