"""Statements: written once, asked with other keys, the same rows as the queryset itself."""

from datetime import date

import pytest
from django.db.models import Prefetch
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Violation
from xinglongtai.core.models import Event, Officer
from xinglongtai.core.statements import statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(office):
    return office.assessed(), office.assessed()


def test_rows_are_those_of_the_queryset_for_every_key(two):
    @statement(of="case")
    def violations(case):
        return Violation.objects.filter(case=case).select_related("item_version__item")

    for case in two:
        assert violations(case) == list(case.violations.all())
        assert [row.case for row in violations(case)] == [case] * case.violations.count()


def test_it_is_written_once_and_asked_each_time(two, django_assert_num_queries):
    written = []

    @statement
    def cases(key):
        written.append(key)
        return Case.objects.filter(pk=key)

    first = cases(two[0].pk)
    Case.objects.filter(pk=two[0].pk).update(place="后来改的地方")
    with django_assert_num_queries(1):
        again = cases(two[0].pk)
    assert (first[0].place, again[0].place) != ("后来改的地方",) * 2
    assert again[0].place == "后来改的地方"
    assert cases(two[1].pk)[0].pk == two[1].pk
    assert two[0].pk not in written and len(written) <= 2


def test_keywords_are_part_of_the_statement(two):
    @statement
    def cases(key, *, wanted):
        rows = Case.objects.filter(pk=key)
        return rows if wanted else rows.none()

    assert len(cases(two[0].pk, wanted=True)) == 1
    assert cases(two[0].pk, wanted=False) == []


def test_words_and_days_have_places_too(two):
    @statement
    def cases(key, place, day):
        return Case.objects.filter(pk=key, place=place, inspected_on__lte=day)

    case = two[0]
    assert cases(case.pk, case.place, case.inspected_on)[0] == case
    assert cases(case.pk, case.place, date(2000, 1, 1)) == []
    assert cases(case.pk, f"{case.place}以外", case.inspected_on) == []


def test_values_and_prefetched_rows_come_as_they_do_from_the_queryset(two):
    @statement
    def names(key):
        return Officer.objects.filter(pk=key).values_list("name", "unit__name")

    @statement
    def with_violations(key):
        rows = Violation.objects.order_by("-pk")
        return Case.objects.filter(pk=key).prefetch_related(Prefetch("violations", queryset=rows, to_attr="found"))

    officer = two[0].handler
    assert names(officer.pk) == [(officer.name, officer.unit.name)]
    for case in two:
        assert with_violations(case.pk)[0].found == list(case.violations.order_by("-pk"))


def test_a_value_that_is_not_asked_by_is_refused():
    @statement
    def all_of_them(key):
        return Event.objects.all()

    with pytest.raises(ValueError, match="does not ask by its values"):
        all_of_them(1)


def test_only_keys_words_and_days_have_a_place(two):
    @statement
    def cases(given):
        return Case.objects.filter(pk__in=given)

    with pytest.raises(TypeError, match="list"):
        cases([two[0].pk])


def test_what_is_asked_again_does_not_touch_what_was_answered(two):
    @statement
    def cases(key):
        return Case.objects.filter(pk=key)

    first = cases(two[0].pk)
    second = cases(two[1].pk)
    assert (first[0], second[0]) == two


def test_a_statement_stands_in_the_log_with_its_places(two, db):
    from django.db import connection

    @statement
    def cases(key):
        return Case.objects.filter(pk=key)

    with CaptureQueriesContext(connection) as asked:
        cases(two[0].pk)
        cases(two[1].pk)
    assert len(asked) == 2
    assert str(two[1].pk) in asked[1]["sql"]
