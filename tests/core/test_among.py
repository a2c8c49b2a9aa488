"""Keys told as one array find what they name, and nothing else."""

import pytest
from django.db import connection

from cases.models import Case, Violation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(office):
    return [office.with_violation() for _ in range(3)]


def test_rows_of_the_keys(cases):
    keys = [cases[2].pk, cases[0].pk, cases[0].pk, 10**12]
    assert set(Case.objects.filter(pk__among=keys)) == {cases[0], cases[2]}
    assert set(Case.objects.exclude(pk__among=keys)) == {cases[1]}


def test_related_rows_without_a_join(cases):
    rows = Violation.objects.filter(case__pk__among={cases[1].pk})
    assert [row.case for row in rows] == [cases[1]]
    assert "JOIN" not in str(rows.query)


def test_no_keys_find_nothing(cases, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Case.objects.filter(pk__among=[])) == []
    assert Case.objects.exclude(pk__among=[]).count() == Case.objects.count()


def test_postgresql_is_told_one_value(cases):
    sql, params = Case.objects.filter(pk__among=[case.pk for case in cases]).query.sql_with_params()
    assert len(params) == (1 if connection.vendor == "postgresql" else 3), sql
