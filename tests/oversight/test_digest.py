"""What the digest says, to whom, and the command around it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.factories import DAY, Office
from xinglongtai.core.models import Notice
from xinglongtai.oversight import digest

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=10)


@pytest.fixture
def office():
    call_command("load_calendar", years="2025-2026", verbosity=0)
    return Office()


def by_name(office, on=ON):
    return {m.officer.pk: m for m in digest.messages(office.bureau, on, "https://x.test")}


def test_nobody_is_told_nothing(office):
    assert by_name(office) == {}


def test_handlers_hear_of_their_cases_heads_and_supervisors_get_a_summary(office):
    pledge = office.signed()
    found = by_name(office)
    assert set(found) == {office.officer.pk, office.second.pk, office.head.pk, office.supervisor.pk}
    assert "逾期 1 件" in found[office.officer.pk].text
    assert "本单位：逾期 1 件" in found[office.head.pk].text
    assert "全局：逾期 1 件" in found[office.supervisor.pk].text
    body = found[office.officer.pk].body
    assert f"https://x.test/cases/{pledge.case_id}/" in body
    party = pledge.case.party
    assert not any(secret in body for secret in (party.name, party.uscc, party.phone))


def test_topics(office):
    office.signed(due_on=ON)
    office.signed(due_on=ON + timedelta(days=3))
    office.submitted()
    office.issued(due_on=ON + timedelta(days=4))
    text = by_name(office)[office.supervisor.pk].text
    for words in ("今天到期 1 件", "即将到期 1 件", "材料已交待复查 1 件", "签发后未签字 1 件"):
        assert words in text


def test_long_lists_are_cut(office, monkeypatch):
    monkeypatch.setattr(digest, "MOST_CASES", 1)
    office.signed()
    office.signed()
    assert "另有 1 件" in by_name(office)[office.officer.pk].body


def test_a_missing_calendar_is_told_to_those_who_can_act(office):
    found = by_name(office, DAY.replace(month=11, day=23))
    assert set(found) == {office.supervisor.pk, office.sysadmin.pk}
    assert found[office.sysadmin.pk].url == "/admin/core/calendarday/"


def test_dry_run_sends_nothing(office, capsys):
    office.signed()
    call_command("send_due_digest", date=ON.isoformat(), dry_run=True)
    assert "将提醒 4 人" in capsys.readouterr().out
    assert not mail.outbox
    assert not Notice.objects.filter(key__startswith="digest").exists()


def test_the_command_is_idempotent_and_keeps_to_a_bureau(office, capsys):
    other = Office("other")
    office.signed()
    other.signed()
    call_command("send_due_digest", date=ON.isoformat(), bureau="other")
    assert len(mail.outbox) == 4
    call_command("send_due_digest", date=ON.isoformat())
    call_command("send_due_digest", date=ON.isoformat())
    assert len(mail.outbox) == 8
    assert "站内消息 0 条，邮件 0 封" in capsys.readouterr().out


def test_failed_mail_ends_in_an_error(office, monkeypatch, capsys):
    office.signed()

    def broken(*args):
        raise OSError("down")

    monkeypatch.setattr("xinglongtai.oversight.services_digest.send_mail", broken)
    with pytest.raises(CommandError, match="4 封邮件没有发出"):
        call_command("send_due_digest", date=ON.isoformat())
    assert office.officer.user.username in capsys.readouterr().err
    assert Notice.objects.filter(key__startswith="digest:").count() == 4


@pytest.mark.parametrize("given", [{"date": "22.11."}, {"bureau": "nowhere"}])
def test_bad_arguments_are_said(office, given):
    with pytest.raises(CommandError):
        call_command("send_due_digest", **given)
