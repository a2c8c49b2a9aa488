"""督办 from the question to the leaders: answer date, promise, escalation, and that every list counts the same."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from pledges import services
from pledges.desk import sections_for
from pledges.models import Pledge, Urge
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Event, Officer, Parameter

pytestmark = pytest.mark.django_db
#: DAY is a Monday; the pledges of these tests are due on the Monday after, and asked about on the Wednesday.
ASKED = date(2026, 6, 10)
ANSWER_BY = date(2026, 6, 15)  # three working days later: a weekend lies between


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_calendar", years="2026", verbosity=0)
    return office_of_file


@pytest.fixture
def urged(office):
    pledge = office.signed()
    row = services.pledge_urge(pledge=pledge, actor=office.supervisor, on=ASKED, note="请核实")
    return Pledge.objects.get(pk=pledge.pk), row


def counts(office, on):
    """Overdue and promised, as querysets, desk and list of pledges say."""
    rows = Pledge.objects.visible_to(office.officer)
    found = {section.title: section.count for section in sections_for(Officer.objects.get(pk=office.officer.pk), on)}
    assert rows.overdue(on=on).count() == found.get("逾期", 0)
    assert rows.promised(on=on).count() == found.get("逾期，已答复督办并承诺办结日期", 0)
    return rows.overdue(on=on).count(), rows.promised(on=on).count()


def test_an_answer_is_due_after_working_days(office, urged):
    pledge, row = urged
    assert row.answer_by == ANSWER_BY
    assert Event.objects.get(verb="pledge_urge").data["answer_by"] == ANSWER_BY.isoformat()
    assert not Urge.objects.late(on=ANSWER_BY).exists()
    assert list(Urge.objects.late(on=ANSWER_BY + timedelta(1))) == [row]
    assert (row.late_on(ANSWER_BY), row.late_on(ANSWER_BY + timedelta(1))) == (False, True)
    first = sections_for(Officer.objects.get(pk=office.officer.pk), ANSWER_BY + timedelta(1))[0]
    assert (first.title, first.tone, first.lines[0].chip) == ("督办待答复", "danger", "答复已逾期")
    party = pledge.case.party
    assert not any(
        secret in notice.text for notice in office.officer.notices.all() for secret in (party.name, party.uscc)
    )


def test_a_promise_leaves_the_overdue_until_its_day_has_passed(office, urged):
    pledge, row = urged
    due, version = pledge.due_on, pledge.version
    assert counts(office, ASKED) == (1, 0)
    until = ASKED + timedelta(9)
    services.urge_answer(urge=row, actor=office.officer, on=ASKED, answer="已约定复查", promised_on=until)
    assert counts(office, ASKED) == counts(office, until) == (0, 1)
    assert counts(office, until + timedelta(1)) == (1, 0)
    pledge.refresh_from_db()
    assert (pledge.due_on, pledge.version) == (due, version)
    event = Event.objects.get(verb="urge_promise")
    assert event.data == {"answer": "已约定复查", "promised": until.isoformat()}
    again = services.pledge_urge(pledge=pledge, actor=office.supervisor, on=ASKED, note="太晚了，请提前")
    assert counts(office, ASKED) == (1, 0)
    services.urge_answer(urge=again, actor=office.officer, on=ASKED, answer="尽力")
    assert counts(office, ASKED) == (1, 0)


def test_an_answer_to_an_older_question_changes_nothing(office, urged):
    pledge, first = urged
    services.pledge_urge(pledge=pledge, actor=office.supervisor, on=ASKED, note="再问")
    services.urge_answer(urge=first, actor=office.officer, on=ASKED, answer="在办", promised_on=ASKED + timedelta(3))
    assert Pledge.objects.get(pk=pledge.pk).answered_until is None
    assert counts(office, ASKED) == (1, 0)


@pytest.mark.parametrize("days", [-1, 60])
def test_a_promise_is_neither_past_nor_far(office, urged, refused, days):
    _, row = urged
    with refused(DomainError, "2026年6月25日", field="promised_on"):
        services.urge_answer(
            urge=row, actor=office.officer, on=ASKED, answer="在办", promised_on=ASKED + timedelta(days)
        )
    assert Urge.objects.get().answered_on is None


def test_the_leaders_hear_once_when_no_answer_comes(office, urged):
    pledge, row = urged
    second_day = date(2026, 6, 17)
    assert services.urges_escalate(bureau=office.bureau, on=second_day - timedelta(1)) == 0
    assert services.urges_escalate(bureau=office.bureau, on=second_day) == 1
    assert services.urges_escalate(bureau=office.bureau, on=second_day) == 0
    assert services.urge_escalate(urge=row, on=second_day + timedelta(5)) is False
    row.refresh_from_db()
    assert row.escalated_on == second_day
    event = Event.objects.get(verb="urge_escalate")
    assert (event.actor, event.thread, event.data["answer_by"]) == (None, pledge.thread, ANSWER_BY.isoformat())
    assert office.leader.notices.get().text == f"督办超过答复期限没有答复：{pledge.letter.number}"
    assert not office.supervisor.notices.exists()


def test_an_answered_or_finished_one_is_not_reported(office, urged):
    pledge, row = urged
    Parameter.objects.create(bureau=office.bureau, key="urge.escalate_days", value="1")
    services.urge_answer(urge=row, actor=office.officer, on=ASKED, answer="在办")
    assert services.urge_escalate(urge=row, on=date(2026, 6, 30)) is False
    other = services.pledge_urge(pledge=pledge, actor=office.supervisor, on=ASKED, note="再问")
    Pledge.objects.filter(pk=pledge.pk).update(status="fulfilled")
    assert services.urges_escalate(bureau=office.bureau, on=date(2026, 6, 30)) == 0
    assert services.urge_escalate(urge=other, on=date(2026, 6, 30)) is False
    other.pk = 0
    assert services.urge_escalate(urge=other, on=date(2026, 6, 30)) is False


def test_a_question_from_before_answer_dates_counts_as_late(office, urged):
    Urge.objects.update(answer_by=None)
    assert Urge.objects.late(on=ASKED).exists()
    assert services.urges_escalate(bureau=office.bureau, on=ASKED + timedelta(2)) == 1


def test_the_handler_promises_on_the_page(office, urged, client, monkeypatch):
    pledge, row = urged
    monkeypatch.setattr(timezone, "localdate", lambda *args: ASKED)
    client.force_login(office.officer.user)
    url = reverse("pledges:urge_answer", args=[row.pk])
    assert 'max="2026-06-25"' in client.get(url).text
    far = client.post(url, {"answer": "在办", "promised_on": "2026-12-01"})
    assert far.status_code == 422 and "承诺办结日期应在今天和2026年6月25日之间" in far.text
    assert client.post(url, {"answer": "在办", "promised_on": "2026-06-12"}).status_code == 302
    assert "承诺于2026年6月12日前办结" in client.get(reverse("cases:detail", args=[pledge.case_id])).text
    listed = client.get(reverse("pledges:list"), {"due": "promised"})
    assert [entry.pk for entry in listed.context["list"].page_obj] == [pledge.pk]
    assert not client.get(reverse("pledges:list"), {"due": "overdue"}).context["list"].count
