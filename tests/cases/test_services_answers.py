"""Answers kept on the way, and the sheets of a whole case made in one step."""

import pytest

from cases.models import Assessment, Violation
from cases.services import answers_keep, sheets_make, violation_add
from tests import factories as f
from xinglongtai.core.errors import DomainError, NotAllowed, StaleRow, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


def test_kept_answers_change_neither_version_nor_timeline(office):
    case = office.with_violation()
    row, version, events = case.violations.get(), case.version, Event.objects.count()
    answers_keep(case=case, actor=office.officer, answers={row.pk: {"no_intent": True, "correctable": ""}})
    answers_keep(case=case, actor=office.officer, answers={row.pk: {"no_intent": True}, 0: {"no_intent": False}})
    case.refresh_from_db()
    row.refresh_from_db()
    assert (row.answers, case.version, Event.objects.count()) == ({"no_intent": True}, version, events)
    answers_keep(case=case, actor=office.officer, answers={row.pk: {"no_intent": ""}})
    assert Violation.objects.get(pk=row.pk).answers == {}


def test_answers_are_kept_only_by_handlers_and_only_while_registering(office):
    case = office.with_violation()
    with pytest.raises(NotAllowed):
        answers_keep(case=case, actor=f.officer(office.station), answers={})
    ready = office.ready()
    with pytest.raises(TransitionRefused):
        answers_keep(case=ready, actor=office.officer, answers={})


def two(office):
    case = office.with_violation()
    version = f.item(office.bureau, "R4", office.legal, violation="别的事项")
    data = {"item_version": version, "description": version.violation}
    violation_add(case=case, actor=office.officer, on=f.DAY, data=data)
    case.refresh_from_db()
    return case


def test_all_sheets_of_a_case_in_one_step(office):
    case = two(office)
    answers = {row.pk: f.GOOD_ANSWERS for row in case.violations.all()}
    rows = sheets_make(case=case, actor=office.officer, on=f.DAY, answers=answers, version=case.version)
    assert [row.verdict for row in rows] == ["eligible", "eligible"]


def test_one_refused_sheet_leaves_none(office):
    case = two(office)
    last = case.violations.last().pk
    with pytest.raises(DomainError):
        sheets_make(case=case, actor=office.officer, on=f.DAY, answers={}, overrides={last: {"no_such_line": "不同意"}})
    with pytest.raises(StaleRow):
        sheets_make(case=case, actor=office.officer, on=f.DAY, answers={}, version=case.version - 1)
    assert not Assessment.objects.exists()
