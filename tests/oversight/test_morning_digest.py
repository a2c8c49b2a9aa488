"""What the digest says, to whom, and the command around it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from pledges import services as pledge_services
from pledges.models import Urge
from tests.factories import DAY, Office
from tests.morning_stage import due, play
from xinglongtai.core.models import Notice
from xinglongtai.oversight.morning import brief, digest, looking

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=10)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_calendar", years="2025-2026", verbosity=0)
        return play(office_of_file, 2)


def by_name(office, on=ON):
    return {m.officer.pk: m for m in digest.messages(office.bureau, on, "https://x.test")}


def test_nobody_is_told_nothing(office):
    assert by_name(office) == {}


def test_handlers_hear_of_their_cases_overseers_what_stands_on_their_page(office):
    pledge = due(office, ON - timedelta(days=1))
    found = by_name(office)
    overseers = {office.head.pk: "本单位", office.supervisor.pk: "全局", office.leader.pk: "全局"}
    assert set(found) == {office.officer.pk, office.second.pk, *overseers}
    assert "逾期 1 件" in found[office.officer.pk].text
    for pk, scope in overseers.items():
        assert f"{scope}：逾期 1 件" in found[pk].text
    party = pledge.case.party
    for message in found.values():
        assert f"案件 {pledge.case_id}  https://x.test/cases/{pledge.case_id}/" in message.body
        assert not any(secret in message.body for secret in (party.name, party.uscc, party.phone, party.operator))
    page = brief.build(office.supervisor, ON)
    body = found[office.supervisor.pk].body
    assert [f"{section.title} {section.count} 件：" for section in page.sections] == [
        line for line in body.splitlines() if line.endswith("件：")
    ]
    assert (found[office.supervisor.pk].url, found[office.head.pk].url) == ("/oversight/", "/")


def test_what_is_asked_and_promised_is_told_to_the_handler(office):
    first, second = due(office, ON - timedelta(days=3)), due(office, ON - timedelta(days=3))
    pledge_services.pledge_urge(pledge=first, actor=office.supervisor, on=DAY + timedelta(1), note="请核实")
    row = pledge_services.pledge_urge(pledge=second, actor=office.supervisor, on=ON, note="请核实")
    assert "督办待答复 1 件、督办超过答复期限 1 件、逾期 2 件" in by_name(office)[office.officer.pk].text
    pledge_services.urge_answer(urge=row, actor=office.officer, on=ON, answer="在办", promised_on=ON)
    found = by_name(office)
    assert "督办超过答复期限 1 件、逾期 1 件、逾期，已承诺办结日期 1 件" in found[office.officer.pk].text
    assert "另有 1 件已答复督办并承诺办结日期，未列入逾期" in found[office.supervisor.pk].body


def test_topics(office):
    due(office, ON)
    due(office, ON + timedelta(days=3))
    office.submitted()
    office.issued(due_on=ON + timedelta(days=4))
    found = by_name(office)
    for words in ("今天到期 1 件", "即将到期 1 件", "材料已交待复查 1 件", "签发后未签字 1 件"):
        assert words in found[office.officer.pk].text
    for words in ("今天到期 1 件", "3天内到期 1 件", "材料已交，待复查 1 件", "签发满2天仍未签字 1 件"):
        assert words in found[office.supervisor.pk].text


def test_long_lists_are_cut(office, monkeypatch):
    monkeypatch.setattr(digest, "MOST_CASES", 1)
    due(office, ON - timedelta(days=1))
    due(office, ON - timedelta(days=1))
    monkeypatch.setattr(looking, "MOST_LINES", 1)
    found = by_name(office)
    assert "另有 1 件" in found[office.officer.pk].body
    assert "另有 1 件" in found[office.supervisor.pk].body


def test_a_missing_calendar_is_told_to_those_who_can_act(office):
    office = Office("bare")
    found = by_name(office, DAY.replace(month=11, day=23))
    assert set(found) == {office.head.pk, office.leader.pk, office.supervisor.pk, office.sysadmin.pk}
    assert "2027年工作日历" not in found[office.sysadmin.pk].body and "2027年放假安排" in found[office.sysadmin.pk].body
    assert found[office.sysadmin.pk].url == "/admin/core/calendarday/"


def test_dry_run_sends_nothing(office, capsys):
    due(office, ON - timedelta(days=3))
    call_command("send_due_digest", date=ON.isoformat(), dry_run=True)
    assert "将提醒 5 人" in capsys.readouterr().out
    assert not mail.outbox
    assert not Notice.objects.filter(key__startswith="digest").exists()


def test_the_command_is_idempotent_and_keeps_to_a_bureau(office, capsys):
    other = Office("other")
    due(office, ON - timedelta(days=3))
    other.signed()
    call_command("send_due_digest", date=ON.isoformat(), bureau="other")
    assert len(mail.outbox) == 5
    call_command("send_due_digest", date=ON.isoformat())
    call_command("send_due_digest", date=ON.isoformat())
    assert len(mail.outbox) == 10
    assert "站内消息 0 条，邮件 0 封" in capsys.readouterr().out


def test_failed_mail_ends_in_an_error(office, monkeypatch, capsys):
    due(office, ON - timedelta(days=3))

    def broken(*args):
        raise OSError("down")

    monkeypatch.setattr("xinglongtai.oversight.morning.services_digest.send_mail", broken)
    with pytest.raises(CommandError, match="5 封邮件没有发出"):
        call_command("send_due_digest", date=ON.isoformat())
    assert office.officer.user.username in capsys.readouterr().err
    assert Notice.objects.filter(key__startswith="digest:").count() == 5


@pytest.mark.parametrize("given", [{"date": "22.11."}, {"bureau": "nowhere"}])
def test_bad_arguments_are_said(office, given):
    with pytest.raises(CommandError):
        call_command("send_due_digest", **given)


def test_the_morning_command_reports_to_the_leaders_first(office, capsys):
    pledge = due(office, ON - timedelta(days=3))
    pledge_services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note="请核实")
    call_command("send_due_digest", date=ON.isoformat(), dry_run=True)
    assert Urge.objects.get().escalated_on is None
    call_command("send_due_digest", date=ON.isoformat())
    assert "督办报局负责人 1 件" in capsys.readouterr().out
    letter = next(message for message in mail.outbox if message.to == [office.leader.user.email])
    assert "督办超过答复期限 1 件" in letter.body
    call_command("send_due_digest", date=ON.isoformat())
    assert office.leader.notices.filter(key__startswith="urge_escalate").count() == 1


def test_the_night_command_compares_open_files(office, capsys, monkeypatch):
    from xinglongtai.oversight.morning import files
    from xinglongtai.oversight.morning.models import FileCheck

    pledge, other = office.running
    call_command("check_files", date=ON.isoformat(), dry_run=True)
    assert "将核对 2 件" in capsys.readouterr().out
    call_command("check_files", date=ON.isoformat())
    call_command("check_files", date=ON.isoformat())
    assert "核对 2 件，其中 0 件有不一致" in capsys.readouterr().out
    assert FileCheck.objects.count() == 2
    real = files.found_in

    def torn(case, **given):
        if case.pk == other.case_id:
            raise RuntimeError("torn")
        return real(case, **given)

    monkeypatch.setattr(files, "found_in", torn)
    type(pledge.case).objects.filter(pk=pledge.case_id).update(status="closed")
    with pytest.raises(CommandError, match="1 件没有核对成"):
        call_command("check_files", date=ON.isoformat())
    assert f"案件 {other.case_id}" in capsys.readouterr().err
    assert list(FileCheck.objects.values_list("case", flat=True)) == [other.case_id]
