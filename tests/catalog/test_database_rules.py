"""What the database refuses by itself, when something writes past the services."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import ItemVersion
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(office):
    version = office.item  # in force from 2022-03-01, without an end
    version.effective_to = date(2026, 12, 31)
    version.save(by_service=True)
    return version


def write(sql: str, *values) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_two_versions_never_hold_on_the_same_day(version, office):
    with pytest.raises(DatabaseError, match="itemversion_no_overlap"), transaction.atomic():
        f.item(office.bureau, retired=True, effective_from=date(2026, 12, 31), effective_to=date(2027, 1, 31))
    following = f.item(office.bureau, retired=True, effective_from=date(2027, 1, 1), effective_to=date(2027, 1, 31))
    with pytest.raises(DatabaseError, match="itemversion_no_overlap"):
        write("UPDATE catalog_itemversion SET effective_to = NULL WHERE id = %s", version.pk)
    assert ItemVersion.objects.filter(item=version.item).in_force(date(2027, 1, 15)).get() == following


def test_a_version_retired_before_its_first_day_holds_no_day(office):
    withdrawn = f.item(office.bureau, "R7", effective_from=date(2026, 6, 1))
    withdrawn.state, withdrawn.effective_to = "retired", date(2026, 5, 31)
    withdrawn.save(by_service=True)
    other = f.item(office.bureau, "R7", effective_from=date(2026, 6, 1))
    assert ItemVersion.objects.filter(item=other.item).in_force(date(2026, 6, 1)).get() == other


def test_another_item_may_hold_on_the_same_day(version, office):
    assert f.item(office.bureau, "R4").covers(date(2026, 6, 1))


@pytest.mark.parametrize(
    "change",
    ["violation = '别的'", "effective_from = '2020-01-01'", "load_state = 'needs_legal_review'", "state = 'draft'"],
)
def test_published_words_stay(version, change):
    with pytest.raises(DatabaseError, match="itemversion_keeps_words"):
        write(f"UPDATE catalog_itemversion SET {change} WHERE id = %s", version.pk)


def test_the_end_of_a_published_version_may_change(version):
    assert write("UPDATE catalog_itemversion SET effective_to = '2026-11-30' WHERE id = %s", version.pk) == 1


def test_the_rules_name_every_column_that_stays(db):
    from catalog.database_rules import _WORDS

    kept = {field.column for field in ItemVersion._meta.concrete_fields} - {"id", "updated_at"}
    living = {ItemVersion._meta.get_field(name).column for name in ItemVersion.LIVING}
    assert set(_WORDS) == kept - living
