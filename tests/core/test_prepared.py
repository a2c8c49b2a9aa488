"""Which statements keep their plan."""

import pytest
from django.db import connection

from tests import factories as f
from xinglongtai.core.models import Officer, Unit
from xinglongtai.core.prepared import _once, is_lookup

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        (lambda: Officer.objects.filter(pk=1), True),
        (lambda: Officer.objects.filter(unit__in=[1, 2], certificate_to=None).select_related("unit"), True),
        (lambda: Unit.objects.filter(path__startswith="00001/"), False),
        (lambda: Officer.objects.filter(certificate_to__gte="2026-01-01"), False),
        (lambda: Officer.objects.filter(name="演示").order_by("pk")[:26], False),
        (lambda: Officer.objects.all(), False),
    ],
)
def test_only_what_is_found_by_equalities_is_kept(rows, kept):
    assert is_lookup(str(rows().query)) is kept


def kept_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%core_officer%'")
        return cursor.fetchone()[0]


def test_a_look_up_is_planned_once_and_finds_each_time_what_it_is_asked_for():
    on_postgresql = connection.vendor == "postgresql"
    unit = f.bureau().unit
    one, other = f.officer(unit, name="演示甲"), f.officer(unit, name="演示乙")
    before = kept_plans() if on_postgresql else 0
    for _ in range(3):
        assert Officer.objects.filter(pk=one.pk).values_list("name").get() == ("演示甲",)
        assert Officer.objects.filter(pk=other.pk).values_list("name").get() == ("演示乙",)
    for _ in range(3):
        assert Officer.objects.filter(pk__gt=other.pk).count() == 0
    if on_postgresql:
        assert kept_plans() == before + 1
    else:  # SQLite plans nothing that would be worth keeping
        assert _once not in connection.execute_wrappers
