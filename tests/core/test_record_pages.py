"""What the 审计管理员 sees, takes away and is told."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.record_stage import seal_now, write
from xinglongtai.core import audit, diagnosis
from xinglongtai.core.diagnosis import Level
from xinglongtai.core.models import Event
from xinglongtai.core.record import heads, looks, reach

pytestmark = pytest.mark.django_db
CHECKER = Path(__file__).parents[2] / "script" / "check_record_sheet"


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR, settings.KEYS_DIR = tmp_path, tmp_path / "keys"
    return tmp_path


@pytest.fixture
def auditor(office, folder):
    return office.auditor


def page(client, actor, name, *args, **query):
    client.force_login(actor.user)
    return client.get(reverse(name, args=args), query)


class TestNames:
    @pytest.mark.parametrize(
        ("verb", "name"),
        [
            ("letter_issue", "签发承诺书"),
            ("loan_return", "归还"),
            ("disposition_approve", "批准处理意见"),
            ("evidence_add", "上传材料"),
            ("training_add", "登记 … 的培训"),
            ("nobody_knows", "nobody_knows"),
        ],
    )
    def test_a_kind_of_act_is_told_without_its_facts(self, verb, name):
        assert audit.name_of(verb) == name

    def test_every_verb_has_a_name_in_words(self):
        assert [verb for verb, name in audit.names().items() if name == verb or len(name) < 2] == []


class TestSight:
    def test_the_act_is_shown_and_not_what_was_said(self, client, office, auditor):
        case = office.draft(on=timezone.localdate())
        with transaction.atomic():
            audit.record(verb="case_cancel", actor=office.officer, target=case, thread=case.thread, reason="秘密的理由")
        text = page(client, auditor, "core:record").content.decode()
        assert "撤销登记" in text and f"案件 {case.pk}" in text and office.officer.name in text
        assert "秘密的理由" not in text and case.party.name not in text

    def test_acts_on_the_system_are_told_whole(self, client, office, auditor):
        write(office.sysadmin, office.bureau, 1)
        assert "修改参数 第0项：0 → 0.5" in page(client, auditor, "core:record").content.decode()

    def test_another_bureau_keeps_its_acts(self, client, office, auditor):
        other = make.Office("far")
        theirs = other.draft(on=timezone.localdate())
        with transaction.atomic():
            audit.record(verb="case_cancel", actor=other.officer, target=theirs, thread=theirs.thread, reason="")
            audit.record(verb="party_view", actor=None, target=theirs, thread=theirs.thread)
            audit.record(verb="party_leave", actor=None, target=office.bureau, thread=f"case:{theirs.pk + 10**6}")
        mine = office.draft(on=timezone.localdate())
        with transaction.atomic():
            audit.record(verb="party_view", actor=None, target=mine, thread=mine.thread)
        seen = reach.visible_to(auditor)
        assert set(seen.filter(verb__in=("party_view", "party_leave")).values_list("thread", flat=True)) == {
            mine.thread
        }
        assert not seen.filter(actor=other.officer).exists()

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 3),
            ({"who": "查无此人"}, 0),
            ({"act": "修改参数"}, 3),
            ({"dossier": "案件 7"}, 3),
            ({"dossier": "7"}, 3),
            ({"dossier": "当事人 7"}, 0),
            ({"dossier": "²"}, 0),
            ({"address": "192.0.2.1"}, 0),
            ({"look": "accounts"}, 0),
            ({"end": "2020-01-01"}, 0),
        ],
    )
    def test_filters(self, client, office, auditor, query, count):
        write(office.sysadmin, office.bureau, 3)
        found = page(client, auditor, "core:record", **query).context["list"]
        assert found.rows.filter(verb="parameter_change").count() == count

    def test_the_list_costs_no_more_with_more_rows(self, client, office, auditor, django_assert_max_num_queries):
        write(office.sysadmin, office.bureau, 40)
        client.force_login(auditor.user)
        with django_assert_max_num_queries(14):
            client.get(reverse("core:record"))

    def test_the_night_is_local(self, client, office, auditor):
        for hour in (12, 23):
            event = Event(verb="identity_view", actor=office.officer, target_type="cases.party", target_id="1")
            event.at = timezone.localtime().replace(hour=hour, minute=30) - timedelta(days=2)
            event.save()
        since = timezone.now() - timedelta(days=3)
        told = {
            answer.look.key: answer
            for answer in looks.answers(reach.visible_to(auditor).filter(pk__gte=event.pk - 1), since)
        }
        assert (told["night"].count, told["identities"].count) == (1, 2)
        assert told["identities"].people[0]["actor__name"] == office.officer.name
        assert "查看“查看个人信息”的记录" in page(client, auditor, "core:record_looks").content.decode()


class TestExport:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_the_sheet_is_checked_without_the_system(self, client, office, auditor, tmp_path, form):
        office.officer.name = "=甲"
        office.officer.save()
        write(office.officer, office.bureau, 4)
        answer = page(client, auditor, "core:record_export", form)
        path = tmp_path / f"sheet.{form}"
        path.write_bytes(b"".join(answer.streaming_content))
        event = Event.objects.filter(verb="audit_export").first()
        assert event.actor == auditor and event.data["count"] >= 4

        def check(file, *more):
            done = subprocess.run([sys.executable, CHECKER, file, *more], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout

        code, said = check(path, event.data["digest"])
        assert code == 0 and event.data["digest"] in said
        if form == "csv":
            lines = path.read_text("utf-8-sig").splitlines(keepends=True)
            path.write_text("".join([*lines[:-3], lines[-2], lines[-1]]), "utf-8-sig")
            assert check(path)[0] == 1  # a line in the middle is gone
            path.write_text("".join(lines[:-1]), "utf-8-sig")
            assert check(path)[0] == 0 and check(path, event.data["digest"])[0] == 1  # the last one is gone
            path.write_text("".join(lines).replace("第2项", "第9项"), "utf-8-sig")
            assert check(path)[0] == 1

    def test_an_unknown_form_is_not_there(self, client, auditor):
        assert page(client, auditor, "core:record_export", "pdf").status_code == 404


class TestCheckPage:
    def test_now(self, client, office, auditor):
        write(office.sysadmin, office.bureau, 2)
        assert "还没有校验过" in page(client, auditor, "core:record_check").content.decode()
        answer = client.post(reverse("core:record_check"), follow=True)
        assert "没有发现改动" in answer.content.decode()
        text = client.get(reverse("core:record_check")).content.decode()
        assert "完整" in text and auditor.name in text


class TestDoctor:
    def lines(self):
        return next(lines for subject, lines in diagnosis.examine() if subject == "操作记录")

    def test_a_sound_record(self, client, office, auditor, django_capture_on_commit_callbacks):
        write(office.sysadmin, office.bureau, 2)
        seal_now(django_capture_on_commit_callbacks)
        lines = self.lines()
        assert max(line.level for line in lines) == Level.NOTICE  # it was never checked
        assert any("全部保存" in line.words for line in lines) and any("还没有校验过" in line.words for line in lines)

    def test_a_cut_end_and_a_sealer_that_sleeps(self, office, auditor, django_capture_on_commit_callbacks):
        write(office.sysadmin, office.bureau, 2)
        seal_now(django_capture_on_commit_callbacks)
        Event(verb="x", target_type="x", target_id="1", at=timezone.now() - timedelta(hours=1)).save()
        heads.append(99, 10_000, b"\0" * 32)
        lines = self.lines()
        assert any(line.level is Level.FAULT and "末尾的记录被删去" in line.words for line in lines)
        assert any("未入链" in line.words for line in lines)
