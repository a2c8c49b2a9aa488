"""Importing the past: trial, taking over, the same file again, refused rows, undo; hostile files; the pages."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cases import services as case_services
from cases.models import PriorRecord
from cases.status import ItemMatch
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS, Office
from tests.past_sheets import ACT, OTHER, PERSON, ROWS, SHOP, book
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Job
from xinglongtai.core.vault import marks
from xinglongtai.oversight.demo.identities import uscc_of
from xinglongtai.oversight.ledger import views_past
from xinglongtai.oversight.ledger.past_reading import LIMITS, reading_of
from xinglongtai.oversight.ledger.services_past import (
    past_files_tidy,
    past_run_drop,
    past_run_map,
    past_run_open,
    past_run_take,
    past_run_try,
    refused_file,
)
from xinglongtai.oversight.ledger.services_undo import past_run_undo
from xinglongtai.oversight.models import PastMapping, PastRun

pytestmark = pytest.mark.django_db
PAST = "/oversight/ledger/past/"


def opened(office, data=None, name="2025台账.xlsx", actor=None, **values):
    actor = actor or office.legal
    run = past_run_open(actor=actor, file_name=name, data=data or book())
    reading = reading_of(run)
    given = {key: getattr(reading, key) for key in ("sheet", "heading", "columns", "kind")}
    return past_run_map(run=run, actor=actor, **{**given, "source": "", **values})


def tried(office, data=None, **kwargs):
    return past_run_try(run=opened(office, data, **kwargs), actor=office.legal, on=DAY)


def taken(office, data=None, **kwargs):
    return past_run_take(run=tried(office, data, **kwargs), actor=office.legal, on=DAY)


def kinds(run):
    return [line.kind for line in run.lines.order_by("number")]


def reasons(run, number):
    return "；".join(run.lines.get(number=number).reasons)


class TestTheWholeWay:
    def test_trial_writes_nothing_then_all_is_written_once(self, office):
        told = []
        run = opened(office)
        run = past_run_try(run=run, actor=office.legal, on=DAY, progress=lambda *so: told.append(so))
        assert told[-1] == (12, 12) and not PriorRecord.objects.exists()
        assert kinds(run) == ["new", "new", "new", "refused", "refused", "refused"]
        assert "校验位不对" in reasons(run, 6) or "统一社会信用代码" in reasons(run, 6)
        assert "不是能识别的日期" in reasons(run, 6) and "晚于今天" in reasons(run, 7)
        assert reasons(run, 8) == "与第 3 行重复"
        assert PERSON not in str(list(run.lines.values_list("shown", "changes", "notes", "reasons")))
        run = past_run_take(run=run, actor=office.legal, on=DAY)
        assert (run.state, run.new, run.refused) == ("taken", 3, 3)
        shop = PriorRecord.objects.get(uscc=SHOP)
        assert (shop.item, shop.item_match, shop.corrected) == (office.item.item, ItemMatch.WORDS, True)
        assert (shop.source, shop.document_number, shop.act_on) == ("2025台账", "演罚〔2025〕1号", date(2025, 3, 5))
        event = Event.objects.get(verb="past_run_take")
        assert "演示旧店" not in str(event.data) and event.data["new"] == 3
        with pytest.raises(TransitionRefused, match="已导入"):
            past_run_take(run=run, actor=office.legal, on=DAY)

    def test_the_same_file_again_changes_nothing(self, office):
        taken(office)
        again = tried(office)
        assert kinds(again) == ["same", "same", "same", "refused", "refused", "refused"]
        with pytest.raises(TransitionRefused, match="不需要导入"):
            past_run_take(run=again, actor=office.legal, on=DAY)
        assert PriorRecord.objects.count() == 3

    def test_a_later_sheet_fills_in_and_takes_nothing_away(self, office):
        taken(office)
        rows = [
            ["", "演示无照店", OTHER, "无照经营食品摊", "演罚〔2025〕2号", "2025-3-31", "", ""],
            ["", "演示旧店", SHOP, ACT, "", "2025-3-5", "", "未整改，失诺"],
        ]
        run = taken(office, book(rows))
        filled, broken = run.lines.order_by("number")
        assert filled.changes == [["统一社会信用代码", "", OTHER]]
        row = PriorRecord.objects.get(uscc=OTHER)
        assert row.outcome == "罚款500元"
        assert [name for name, *_ in broken.changes] == ["失诺", "已整改到位"]
        assert PriorRecord.objects.get(uscc=SHOP).breached
        past_run_undo(run=run, actor=office.legal)
        assert PriorRecord.objects.get(uscc=SHOP).corrected and not PriorRecord.objects.filter(uscc=OTHER).exists()
        assert PriorRecord.objects.count() == 3

    def test_mappings_are_remembered(self, office):
        run = opened(office, source="某区")
        assert PastMapping.objects.get().source == "某区"
        columns = {**reading_of(run).columns, 6: "note"}
        opened(office, columns=columns, source="某区")
        again = past_run_open(actor=office.legal, file_name="新.xlsx", data=book(ROWS[:1]))
        assert (reading_of(again).columns[6], reading_of(again).remembered) == ("note", "某区")
        foreign = Office("other")
        elsewhere = past_run_open(actor=foreign.legal, file_name="新.xlsx", data=book(ROWS[:1]))
        assert reading_of(elsewhere).remembered == ""
        assert reading_of(again, first=0).heading.first == 0
        assert reading_of(again, sheet=9).sheet == 0

    def test_what_changed_since_the_trial_is_refused(self, office):
        run = tried(office)
        taken(office, book(ROWS[:1]))
        run = past_run_take(run=run, actor=office.legal, on=DAY)
        assert kinds(run)[:2] == ["same", "new"] or "试算之后情况有变" in reasons(run, 3)
        assert PriorRecord.objects.filter(uscc=SHOP).count() == 1

    def test_refused_rows_come_back_with_reasons(self, office):
        run = tried(office)
        name, data = refused_file(run=run, actor=office.legal)
        rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
        assert name == "2025台账-被拒绝的行.xlsx" and rows[1][-1] == "拒绝原因"
        assert [row[1] for row in rows[2:]] == ["演示坏号店", "演示将来店", "演示旧店"]
        assert "晚于今天" in rows[3][-1]
        clean = tried(office, book(ROWS[:1]))
        with pytest.raises(DomainError, match="没有被拒绝"):
            refused_file(run=clean, actor=office.legal)


class TestMatching:
    def test_items_by_number_by_words_by_likeness_or_not_at_all(self, office):
        headings = ["当事人", "违法行为", "清单事项", "日期", "信用代码"]
        rows = [
            ["甲店", "没挂执照的事", "R3 第1版", "2025-1-1", uscc_of(1, kind="2")],
            ["乙店", "营业执照未置于住所或者主要经营场所的醒目位置", "R99", "2025-1-1", uscc_of(2, kind="2")],
            ["丙店", "完全不同的事情", "", "2025-1-1", uscc_of(3, kind="2")],
        ]
        run = taken(office, book(rows, headings))
        matches = PriorRecord.objects.order_by("party_name").values_list("item_match", "item__number")
        assert sorted(matches) == [("", None), ("likely", "R3"), ("number", "R3")]
        assert "（相近 " in run.lines.get(number=4).shown["item"]
        assert "只记文字" in str(run.lines.get(number=5).notes)

    def test_the_same_number_for_another_party_and_papers_of_this_system(self, office):
        own = office.signed().letter.document.number_text
        taken(office, book(ROWS[:1]))
        headings = ["当事人", "信用代码", "违法行为", "承诺书编号", "决定书文号", "日期"]
        rows = [
            ["演示别店", OTHER, ACT, "", "演罚〔2025〕1号", "2025-3-5"],
            ["演示本店", OTHER, ACT, own, "", "2025-3-6"],
            ["演示重店", OTHER, ACT, "演承1号", "", "2025-3-7"],
            ["演示重二店", SHOP, ACT, "演承1号", "", "2025-3-7"],
        ]
        run = tried(office, book(rows, headings))
        assert kinds(run) == ["refused", "refused", "new", "refused"]
        assert "文号与已有记录相同" in reasons(run, 3) and "本系统签发" in reasons(run, 4)
        assert "文号与第 5 行相同" in reasons(run, 6)

    def test_parties_are_told_apart_by_numbers_first(self, office):
        headings = ["当事人", "证件号", "违法行为", "日期", "决定书文号"]
        rows = [
            ["同名店", SHOP, "甲行为", "2025-1-1", ""],
            ["同名店", OTHER, "甲行为", "2025-1-1", ""],
            ["同名店", "", "甲行为", "2025-1-1", ""],
            ["同名店", SHOP, "甲行为", "2025-1-1", "一号"],
            ["同名店", SHOP, "甲行为", "2025-1-1", "二号"],
        ]
        run = tried(office, book(rows, headings))
        assert kinds(run) == ["new", "new", "refused", "refused", "refused"]

    def test_it_reaches_the_next_case(self, office):
        party = make.party(office.bureau, office.officer, uscc=SHOP)
        taken(office)
        case = office.with_violation(party_=party)
        sheet = case_services.assessment_make(
            violation=case.violations.get(), actor=office.officer, on=DAY, answers=GOOD_ANSWERS
        )
        assert sheet.verdict == "ordinary_procedure"  # 整改后再犯


class TestUndo:
    def test_as_long_as_nothing_rests_on_it(self, office):
        run = taken(office)
        party = make.party(office.bureau, office.officer, uscc=SHOP)
        other = PriorRecord(
            party_name="演示旧店", uscc=SHOP, violation="别的", act_on=date(2025, 5, 1), source="另一份"
        )
        case_services.prior_take(new=[other], changed=[], actor=office.legal, file_name="另一份.xlsx")
        case = office.assessed(party_=party)
        PriorRecord.objects.filter(id_mark__in=marks.of([PERSON], "id_number")).update(note="改过")
        PriorRecord.objects.get(party_name="演示无照店").delete()
        with pytest.raises(TransitionRefused, match="没有一行可以撤销"):
            past_run_undo(run=run, actor=office.legal)
        taken(office, book([["", "演示无照店", "", "无照经营食品摊", "演罚〔2025〕2号", "2025-3-31", "", ""]]))
        PriorRecord.objects.filter(id_mark__in=marks.of([PERSON], "id_number")).update(note="")
        run = past_run_undo(run=run, actor=office.legal)
        assert [why for *_, why in run.kept] == [f"已用于检查案件 {case.pk} 的首违核查"]
        assert set(PriorRecord.objects.values_list("party_name", flat=True)) == {"演示旧店", "演示无照店"}
        assert PriorRecord.objects.filter(pk=other.pk).exists()
        assert Event.objects.get(verb="past_run_undo").data["undone"] == 1
        with pytest.raises(TransitionRefused, match="已撤销"):
            past_run_undo(run=run, actor=office.legal)

    def test_rows_of_other_rooms_keep_a_record(self, office, monkeypatch):
        from xinglongtai.oversight.ledger import services_undo

        run = taken(office, book(ROWS[:1]))
        key = PriorRecord.objects.get().pk
        monkeypatch.setattr(
            services_undo, "PastLine", PastMapping
        )  # the line of the run itself now counts as another's row
        assert services_undo._used_by_rows([key]) == {key: "已被其他记录引用"}
        assert run.lines.count() == 1


class TestRightsAndStates:
    def test_who_may_and_where(self, office):
        run = opened(office)
        dated = [(past_run_try, {"on": DAY}), (past_run_take, {"on": DAY})]
        for verb, given in [*dated, *((verb, {}) for verb in (past_run_drop, past_run_undo, refused_file))]:
            with pytest.raises(NotAllowed):
                verb(run=run, actor=office.leader, **given)
        with pytest.raises(NotAllowed):
            opened(office, actor=office.supervisor)
        foreign = Office("other").legal
        with pytest.raises(NotVisible):
            past_run_drop(run=run, actor=foreign)
        with pytest.raises(NotVisible):
            past_run_undo(run=run, actor=foreign)
        with pytest.raises(NotVisible):
            refused_file(run=run, actor=foreign)

    def test_steps_in_order(self, office):
        run = past_run_open(actor=office.legal, file_name="a.xlsx", data=book(), source="旧账")
        with pytest.raises(TransitionRefused, match="各列"):
            past_run_try(run=run, actor=office.legal, on=DAY)
        with pytest.raises(TransitionRefused, match="试算"):
            past_run_take(run=run, actor=office.legal, on=DAY)
        with pytest.raises(TransitionRefused, match="没有可以撤销"):
            past_run_undo(run=run, actor=office.legal)
        reading = reading_of(run)
        given = {"run": run, "actor": office.legal, "sheet": 0, "heading": reading.heading, "source": ""}
        with pytest.raises(DomainError, match="承诺还是处罚"):
            past_run_map(columns=reading.columns, kind="?", **given)
        with pytest.raises(DomainError, match="违法行为"):
            past_run_map(columns={}, kind="mixed", **given)
        assert past_run_map(columns=reading.columns, kind="mixed", **given).source == "旧账"

    def test_dropped_and_tidied_files_are_gone(self, office, django_capture_on_commit_callbacks):
        run, kept = opened(office), taken(office)
        path = run.file_path
        with django_capture_on_commit_callbacks(execute=True):
            past_run_drop(run=run, actor=office.legal)
        assert not storages["imports"].exists(path)
        with pytest.raises(TransitionRefused, match="已放弃"):
            past_run_try(run=run, actor=office.legal, on=DAY)
        with django_capture_on_commit_callbacks(execute=True):
            assert past_files_tidy(bureau=office.bureau, before=kept.made_at) == 0
            assert past_files_tidy(bureau=office.bureau, before=kept.made_at + timedelta(days=1)) == 1
        kept.refresh_from_db()
        with pytest.raises(DomainError, match="已过保留期"):
            refused_file(run=kept, actor=office.legal)

    def test_a_file_that_is_not_what_was_sent(self, office):
        run = opened(office)
        PastRun.objects.filter(pk=run.pk).update(sha256="0" * 64)
        with pytest.raises(DomainError, match="不一致"):
            past_run_try(run=PastRun.objects.get(pk=run.pk), actor=office.legal, on=DAY)


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            (b"", "a.xlsx", "空的"),
            (b"PK\x03\x04broken", "a.xlsx", "损坏"),
            (b"a,b\n1", "a.xlsx", "文本"),
            (b"\xff\xfe\xff\xff\x00", "a.csv", "编码"),
            (book([], [], title=""), "a.xlsx", "没有内容"),
            (book([["x"] * 1000], [f"列{n}" for n in range(1000)], title=""), "a.xlsx", "超过 100 列"),
        ],
    )
    def test_refused_with_what_to_do(self, office, data, name, words):
        with pytest.raises(DomainError, match=words):
            past_run_open(actor=office.legal, file_name=name, data=data)

    def test_a_bomb_is_refused_before_it_is_unpacked(self, office):
        import zipfile

        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * (LIMITS.member + 1))
        with pytest.raises(DomainError, match="展开后约"):
            past_run_open(actor=office.legal, file_name="a.xlsx", data=out.getvalue())

    def test_gb18030_without_headings_below(self, office):
        text = "单位名称,信用代码,案由,处罚日期,处罚内容\n甲店," + OTHER + ",=HYPERLINK(1),2025/3/5,警告\n"
        run = taken(office, text.encode("gb18030"), name="旧.csv")
        assert PriorRecord.objects.get().violation == "=HYPERLINK(1)" and run.new == 1
        with pytest.raises(DomainError, match="没有可以导入的行"):
            tried(office, book([]))


class TestPages:
    def upload(self, client, data=None, name="台账.xlsx"):
        return client.post(PAST, {"file": SimpleUploadedFile(name, data or book()), "source": ""})

    def test_the_way_through_the_pages(self, office, client):
        client.force_login(office.legal.user)
        assert client.post(PAST, {"source": ""}).status_code == 422
        assert "不是工作簿" in self.upload(client, b"abc").content.decode()
        page = client.get(self.upload(client)["Location"])
        run = page.context["run"]
        body = page.content.decode()
        assert PERSON not in body and SHOP not in body
        columns = {f"c{n}": key for n, key in page.context["reading"].columns.items()}
        url, given = page.request["PATH_INFO"], {"sheet": 0, "first": 2, "rows": 1, "kind": "mixed", "source": "某区"}
        assert client.post(url, {**given, **columns, "c1": ""}).status_code == 422
        assert client.get(url, {"sheet": 0, "first": 99, "rows": 1}).status_code == 200
        assert client.get(url, {"sheet": 0, "first": 1, "rows": 1}).context["reading"].heading.first == 0
        there = client.post(url, {**given, **columns})["Location"]
        page = client.get(there, {"kind": "refused"})
        assert [line.kind for line in page.context["page_obj"]] == ["refused"] * 3
        assert PERSON not in client.get(there).content.decode()
        assert client.get(reverse("oversight:past_refused", args=[run.pk]))["Content-Disposition"].startswith(
            "attachment"
        )
        done = client.post(reverse("oversight:past_take", args=[run.pk]), follow=True)
        assert "新增 3 条" in done.content.decode()
        assert client.get(url)["Location"] == there
        undone = client.post(reverse("oversight:past_undo", args=[run.pk]), follow=True).content.decode()
        assert "已撤销 3 行" in undone
        assert (
            "没有可以撤销" in client.post(reverse("oversight:past_undo", args=[run.pk]), follow=True).content.decode()
        )

    def test_long_files_are_work(self, office, client, monkeypatch):
        monkeypatch.setattr(views_past, "AT_ONCE_ROWS", 1)
        client.force_login(office.legal.user)
        page = client.get(self.upload(client)["Location"])
        columns = {f"c{n}": key for n, key in page.context["reading"].columns.items()}
        given = {"sheet": 0, "first": 2, "rows": 1, "kind": "mixed", "source": "", **columns}
        client.post(page.request["PATH_INFO"], given)
        run = page.context["run"]
        client.post(reverse("oversight:past_take", args=[run.pk]))
        trial, take = Job.objects.order_by("pk")
        assert trial.message.startswith("试算完成：新增 3 条") and take.message.startswith("导入完成")
        assert take.result["url"] == reverse("oversight:past_run", args=[run.pk])
        client.post(reverse("oversight:past_take", args=[run.pk]), follow=True)
        assert Job.objects.count() == 2 and PriorRecord.objects.count() == 3

    def test_dropping_and_lost_files(self, office, client):
        client.force_login(office.legal.user)
        run = PastRun.objects.get(pk=int(self.upload(client)["Location"].split("/")[4]))
        assert client.get(reverse("oversight:past_run", args=[run.pk]))["Location"].endswith("/columns/")
        PastRun.objects.filter(pk=run.pk).update(file_path="weg.xlsx")
        lost = client.get(reverse("oversight:past_columns", args=[run.pk]), follow=True)
        assert "请重新上传" in lost.content.decode()
        dropped = client.post(reverse("oversight:past_drop", args=[run.pk]), follow=True)
        assert "没有写入任何内容" in dropped.content.decode()
        assert (
            "没有被拒绝的行"
            in client.get(reverse("oversight:past_refused", args=[run.pk]), follow=True).content.decode()
        )
