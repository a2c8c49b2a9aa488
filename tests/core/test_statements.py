"""Statements: written once, asked with other keys, the same rows as the queryset itself."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Prefetch
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Education, Violation
from xinglongtai.core import statements
from xinglongtai.core.models import Event, Officer
from xinglongtai.core.seen import seen_by
from xinglongtai.core.statements import look, padded, spread, statement

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


class TestSparse:
    """What mostly finds nothing is looked for together."""

    @pytest.fixture(autouse=True)
    def _of_this_test(self, monkeypatch):
        monkeypatch.setattr(statements, "_SPARSE", {})

    def test_only_what_is_there_is_asked(self, two, django_assert_num_queries):
        @statement(of="case", sparse="a case")
        def violations(case):
            return Violation.objects.filter(case=case)

        @statement(of="case", sparse="a case")
        def educations(case):
            return Education.objects.filter(case=case).select_related("recorded_by__unit")

        case = two[0]
        with django_assert_num_queries(1):
            look(case, "a case")
        with django_assert_num_queries(1):
            found = violations(case)
        assert found == list(case.violations.all()) != []
        with django_assert_num_queries(0):
            assert educations(case) == []

    def test_another_object_of_the_same_row_is_asked(self, two, office):
        @statement(of="case", sparse="a case")
        def educations(case):
            return Education.objects.filter(case=case)

        look(two[0], "a case")
        told = office.educated(two[0])
        assert educations(Case.objects.get(pk=told.pk)) == list(Education.objects.filter(case=told)) != []


def test_keys_are_padded_to_a_few_lengths():
    assert padded([]) == []
    assert padded([7]) == [7]
    assert padded([1, 2, 3]) == [1, 2, 3, 3, 3]
    assert len({len(padded(range(n))) for n in range(1, 101)}) == 7


def test_children_are_handed_out_as_prefetching_does(two, django_assert_num_queries):
    cases = list(Case.objects.filter(pk__in=[case.pk for case in two]))
    spread(cases, "violations", list(Violation.objects.order_by("-pk")), "case_id")
    with django_assert_num_queries(0):
        for case in cases:
            assert {row.case for row in case.violations.all()} == {case}
    assert [list(case.violations.all()) for case in cases] == [
        list(Violation.objects.filter(case=case).order_by("-pk")) for case in cases
    ]


class TestSeenBy:
    """Visibility is part of the statement."""

    def test_each_sees_what_the_queryset_shows_them(self, office, two):
        @seen_by
        def seen(officer, pk):
            return Case.objects.visible_to(officer).filter(pk=pk)

        people = list(Officer.objects.select_related("unit__bureau", "user").filter(user__isnull=False))
        told = {(person.pk, case.pk): seen(person, case.pk) for _ in range(2) for person in people for case in two}
        assert told == {
            (person.pk, case.pk): list(Case.objects.visible_to(person).filter(pk=case.pk))
            for person in people
            for case in two
        }
        assert {bool(rows) for rows in told.values()} == {True, False}

    def test_a_right_that_is_taken_is_gone(self, office, two):
        @seen_by
        def seen(officer, pk):
            return Case.objects.visible_to(officer).filter(pk=pk)

        case = two[0]
        assert seen(Officer.objects.get(pk=case.handler_id), case.pk)
        case.handler.user.groups.clear()
        assert not seen(Officer.objects.get(pk=case.handler_id), case.pk)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only(office):
    """Django looks when it writes the SQL, which is done once here; it holds for every asking."""
    case = office.assessed()

    @statement
    def locked(key):
        return Case.objects.filter(pk=key).select_for_update(of=("self",))

    with transaction.atomic():
        assert locked(case.pk) == [case]
    with pytest.raises(transaction.TransactionManagementError):
        locked(case.pk)
