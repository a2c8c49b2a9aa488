"""Verbs of oversight: bulk 督办, the record of an export, sending the digest."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from cases import services as case_services
from cases.models import Case
from pledges.models import Pledge, Urge
from tests.factories import DAY, Office
from tests.morning_stage import due, play
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import Event, Notice
from xinglongtai.oversight.morning import services, services_files, services_marks, services_views
from xinglongtai.oversight.morning.digest import messages
from xinglongtai.oversight.morning.models import FileCheck, LineDone, SavedView, StartView
from xinglongtai.oversight.morning.services_digest import digest_send

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=10)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_calendar", years="2025-2026", verbosity=0)
        return play(office_of_file, 3)


def test_one_refusal_does_not_stop_the_others(office):
    first, second, closed = office.running
    Pledge.objects.filter(pk=closed.pk).update(status="fulfilled")
    results = services.urge_many(pledges=[first, closed, second], actor=office.supervisor, on=LATER, note="请尽快核实")
    assert [(r.pledge_id, r.done) for r in results] == [(first.pk, True), (closed.pk, False), (second.pk, True)]
    assert "不需要督办" in results[1].message
    assert Urge.objects.count() == 2
    assert Event.objects.filter(verb="pledge_urge").count() == 2
    assert Notice.objects.filter(officer=office.officer, key__startswith="urge:").count() == 2


def test_urge_many_wants_rows_and_a_note(office):
    pledge = office.running[0]
    with pytest.raises(DomainError) as none:
        services.urge_many(pledges=[], actor=office.supervisor, on=LATER, note="请核实")
    assert none.value.field == "ids"
    with pytest.raises(DomainError) as blank:
        services.urge_many(pledges=[pledge], actor=office.supervisor, on=LATER, note="  ")
    assert blank.value.field == "note"
    with pytest.raises(NotAllowed):
        services.urge_many(pledges=[pledge], actor=office.head, on=LATER, note="请核实")
    assert not Urge.objects.exists()


def test_an_export_leaves_a_record_and_needs_its_right(office):
    services.overdue_export_record(actor=office.supervisor, count=3, filters="领域：价格")
    assert Event.objects.get(verb="overdue_export").data == {"count": 3, "filters": "领域：价格"}
    with pytest.raises(NotAllowed):
        services.overdue_export_record(actor=office.officer, count=3, filters="")


def test_the_digest_is_sent_once_a_day(office):
    due(office, DAY + timedelta(days=7))
    found = messages(office.bureau, LATER, "https://x.test")
    first = digest_send(found, on=LATER)
    assert first.notices == first.mails == len(mail.outbox) == len(found) == 5
    again = digest_send(found, on=LATER)
    assert (again.notices, again.mails, len(mail.outbox)) == (0, 0, 5)
    assert digest_send(found, on=LATER + timedelta(days=1)).notices == 5


def test_without_an_address_only_the_bell_rings(office):
    office.officer.user.email = ""
    office.officer.user.save()
    due(office, DAY + timedelta(days=7))
    outcome = digest_send(messages(office.bureau, LATER, "https://x.test"), on=LATER)
    assert (outcome.notices, outcome.mails) == (5, 4)


def test_a_failing_mailbox_stops_nobody_and_is_tried_again(office, monkeypatch):
    due(office, DAY + timedelta(days=7))
    from xinglongtai.oversight.morning import services_digest

    real = services_digest.send_mail

    def picky(subject, body, sender, to):
        if to == [office.officer.user.email]:
            raise OSError("mailbox unavailable")
        return real(subject, body, sender, to)

    monkeypatch.setattr(services_digest, "send_mail", picky)
    found = messages(office.bureau, LATER, "https://x.test")
    outcome = digest_send(found, on=LATER)
    assert outcome.mails == 4
    assert outcome.failed == [(office.officer.user.username, "OSError: mailbox unavailable")]
    monkeypatch.setattr(services_digest, "send_mail", real)
    retry = digest_send(found, on=LATER)
    assert (retry.notices, retry.mails, retry.failed) == (0, 1, [])


def test_reassigning_many_tells_each_row(office):
    first, closed, second = office.running
    Case.objects.filter(pk=closed.case_id).update(status="closed")
    closed.case.refresh_from_db()
    given = {"to": office.stranger, "note": "原主办人请假"}
    results = services.reassign_many(pledges=[first, closed, second], actor=office.supervisor, **given)
    assert [(row.pledge_id, row.done) for row in results] == [(first.pk, True), (closed.pk, False), (second.pk, True)]
    assert "不需要移交" in results[1].message
    assert Case.objects.filter(handler=office.stranger, unit=office.other_station).count() == 2
    assert Event.objects.filter(verb="case_handover").count() == 2


def test_a_head_reassigns_within_the_subtree_only(office):
    pledge = office.running[0]
    with pytest.raises(DomainError, match="管辖范围") as elsewhere:
        services.reassign_many(pledges=[pledge], actor=office.head, to=office.stranger, note="请接手")
    assert elsewhere.value.field == "to"
    services.reassign_many(pledges=[pledge], actor=office.head, to=office.second, note="请接手")
    assert Case.objects.get(pk=pledge.case_id).handler == office.second
    with pytest.raises(NotAllowed):
        services.reassign_many(pledges=[pledge], actor=office.leader, to=office.officer, note="请接手")
    with pytest.raises(DomainError, match="先勾选"):
        services.reassign_many(pledges=[], actor=office.head, to=office.officer, note="请接手")


def test_views_are_kept_shared_and_started_with(office):
    save = services_views.view_save
    mine = save(actor=office.supervisor, name=" 一所 ", query="days=15", start=True)
    shared = save(actor=office.supervisor, name="二所", query="days=30", shared=True)
    assert save(actor=office.supervisor, name="一所", query="days=16").pk == mine.pk
    assert [view.query for view in services_views.views_for(office.supervisor)] == ["days=16", "days=30"]
    assert list(services_views.views_for(office.head)) == [shared]
    assert not services_views.views_for(Office("other").supervisor)
    services_views.view_start(view=shared, actor=office.head, start=True)
    services_views.view_start(view=shared, actor=office.leader, start=True)
    services_views.view_start(view=shared, actor=office.leader, start=False)
    assert set(StartView.objects.values_list("officer", "view")) == {
        (office.supervisor.pk, mine.pk),
        (office.head.pk, shared.pk),
    }
    with pytest.raises(NotVisible):
        services_views.view_start(view=mine, actor=office.head, start=True)
    with pytest.raises(NotVisible):
        services_views.view_delete(view=shared, actor=office.head)
    services_views.view_delete(view=shared, actor=office.supervisor)
    assert (SavedView.objects.count(), StartView.objects.count()) == (1, 1)
    assert Event.objects.filter(verb__startswith="overdue_view").count() == 4
    for given, words in (
        ({"name": " ", "query": "days=1"}, "起个名字"),
        ({"name": "x", "query": ""}, "先筛选"),
        ({"name": "x", "query": "words=" + "x" * 500}, "条件太长"),
    ):
        with pytest.raises(DomainError, match=words):
            save(actor=office.supervisor, **given)
    with pytest.raises(NotAllowed):
        save(actor=office.officer, name="x", query="days=1")


def test_lines_are_dealt_with_for_a_day(office):
    done = services_marks.line_done
    assert done(actor=office.supervisor, on=LATER, line="new:1")
    assert done(actor=office.supervisor, on=LATER, line="new:2", act="urged")
    assert done(actor=office.supervisor, on=LATER - timedelta(days=40), line="new:1")
    for line in ("new", "new:", ":1", "x" * 41 + ":1", "new:" + "1" * 41):
        with pytest.raises(DomainError, match="刷新"):
            done(actor=office.supervisor, on=LATER, line=line)
    with pytest.raises(NotAllowed):
        done(actor=office.officer, on=LATER, line="new:1")
    assert services_marks.lines_forget(on=LATER) == 1
    assert services_marks.lines_restore(actor=office.supervisor, on=LATER) == 1
    assert list(LineDone.objects.values_list("act", flat=True)) == ["urged"]


def test_a_file_keeps_since_when_it_disagrees(office):
    case = office.draft()
    words = f"{office.second.name}自行回避"
    case = case_services.case_update(case=case, actor=office.officer, on=DAY, data={"recusal": words})
    first = services_files.file_store(case=case, on=DAY)
    again = services_files.file_check(case=case, actor=office.supervisor, on=LATER)
    assert (first.pk, again.found) == (again.pk, first.found)
    assert [entry["since"] for entry in again.found] == [DAY.isoformat()]
    assert office.second.name not in str(again.found)
    event = Event.objects.get(verb="file_check")
    assert (event.data, event.at <= again.checked_at) == ({"hard": 1}, True)
    case_services.case_update(case=case, actor=office.officer, on=DAY, data={"recusal": ""})
    assert services_files.file_check(case=case, actor=office.supervisor, on=LATER).found == []
    assert FileCheck.objects.count() == 1
    with pytest.raises(NotAllowed):
        services_files.file_check(case=case, actor=office.officer, on=LATER)
    with pytest.raises(NotVisible):
        services_files.file_check(case=case, actor=Office("other").supervisor, on=LATER)
