"""What the database keeps of letters by itself: a case is found by the numbers of its letters."""

from cases.words_rules import TABLE, again
from xinglongtai.core.database_rules import DatabaseRule

_CASE = "(SELECT case_id FROM pledges_pledge WHERE id = NEW.pledge_id)"
_NUMBER = "(SELECT number_text FROM core_issueddocument WHERE id = NEW.document_id)"
_TOLD = f"UPDATE {TABLE} SET numbers = LTRIM(numbers || ' ' || COALESCE({_NUMBER}, '')) WHERE case_id = {_CASE}"


def _both(vendor: str) -> str:
    return f"{_TOLD}; {again(vendor, f'case_id = {_CASE}')};"


LETTER_NUMBERS = DatabaseRule(
    name="words_letter_in",
    table="pledges_letter",
    sqlite=(
        "DROP TRIGGER IF EXISTS words_letter_in",
        f"CREATE TRIGGER words_letter_in AFTER INSERT ON pledges_letter BEGIN {_both('sqlite')} END",
    ),
    postgresql=(
        "CREATE OR REPLACE FUNCTION pledges_words_letter_in() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_both('postgresql')} RETURN NULL; END $$",
        "DROP TRIGGER IF EXISTS words_letter_in ON pledges_letter",
        "CREATE TRIGGER words_letter_in AFTER INSERT ON pledges_letter FOR EACH ROW "
        "EXECUTE FUNCTION pledges_words_letter_in()",
    ),
)
RULES = (LETTER_NUMBERS,)


def fill(vendor: str) -> str:
    """SQL that tells the cases the numbers of all letters there are, all at once; for words that have none yet."""
    numbers = (
        "GROUP_CONCAT(d.number_text, ' ')" if vendor == "sqlite" else "STRING_AGG(d.number_text, ' ' ORDER BY l.id)"
    )
    told = (
        f"SELECT p.case_id, {numbers} AS numbers FROM pledges_letter AS l JOIN pledges_pledge AS p ON p.id = l.pledge_id "
        "JOIN core_issueddocument AS d ON d.id = l.document_id GROUP BY p.case_id"
    )
    return (
        f"UPDATE {TABLE} SET numbers = told.numbers, words = words || told.numbers FROM ({told}) AS told "
        f"WHERE told.case_id = {TABLE}.case_id AND {TABLE}.numbers = ''"
    )
