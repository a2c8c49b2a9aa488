"""Prior records: reading a line, the verb, the admin's preview, the command."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from cases.models import PriorRecord
from cases.prior_rows import COLUMNS, PriorRefused, items_of, read, read_day
from cases.services import prior_import, prior_remove, prior_take
from tests.factories import DAY, Office
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.models import Event
from xinglongtai.oversight.demo.identities import uscc_of

pytestmark = pytest.mark.django_db
GOOD = {
    "当事人名称": "演示旧店",
    "清单事项编号": "r3",
    "违法行为": "未亮照经营",
    "违法日期": "2025年3月1日",
    "未履行承诺": "是",
    "来源": "执法办案系统",
}


def csv_of(*rows, encoding="utf-8-sig"):
    lines = [",".join(COLUMNS), *(",".join(str(row.get(h, "")) for h in COLUMNS) for row in rows)]
    return "\n".join(lines).encode(encoding)


def line(office, **changes):
    return read({**GOOD, **changes}, bureau=office.bureau, items=items_of(office.bureau), on=DAY)


def test_a_good_line(office):
    record = line(office, 统一社会信用代码=uscc_of(7, kind="2"))
    assert (record.act_on, record.item.number, record.breached) == (date(2025, 3, 1), "R3", True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"当事人名称": ""}, "“当事人名称”没有填"),
        ({"统一社会信用代码": "91211103MA0TEST12X"}, "统一社会信用代码"),
        ({"身份证号": "211103"}, "身份证号应为18位"),
        ({"违法日期": "去年"}, "不是日期"),
        ({"违法日期": "2030-01-01"}, "晚于今天"),
        ({"清单事项编号": "R99"}, "清单中没有编号为“R99”的事项"),
        ({"未履行承诺": "也许"}, "请填“是”或“否”"),
        ({"文号": "号" * 81}, "超过 80 个字"),
    ],
)
def test_refused_lines_say_why(office, changes, reason):
    with pytest.raises(PriorRefused, match=reason):
        line(office, **changes)


def test_all_reasons_are_given_at_once(office):
    with pytest.raises(PriorRefused) as refusal:
        line(office, 违法行为="", 违法日期="x", 未履行承诺="?")
    assert len(refusal.value.reasons) == 3


@pytest.mark.parametrize(
    "cell",
    [date(2025, 3, 1), datetime(2025, 3, 1), "2025-03-01", "2025/3/1", "2025.3.1", "2025年3月1日", "２０２５-３-１"],
)
def test_days_as_people_write_them(cell):
    assert read_day(cell) == date(2025, 3, 1)


def test_the_verb_records_the_import_and_the_removal(office):
    assert prior_import(rows=[line(office)], actor=office.legal, file_name="旧案.csv") == 1
    assert Event.objects.get(verb="prior_import").data == {"count": 1, "file": "旧案.csv"}
    record = PriorRecord.objects.get()
    with pytest.raises(DomainError, match="撤下原因"):
        prior_remove(record=record, actor=office.legal, reason=" ")
    prior_remove(record=record, actor=office.legal, reason="不是同一家")
    assert not PriorRecord.objects.exists()
    assert Event.objects.get(verb="prior_remove").data["party"] == "演示旧店"


def test_taking_over_nothing_leaves_no_trace(office):
    assert prior_take(new=[], changed=[], actor=office.legal, file_name="空.xlsx") == []
    assert not Event.objects.filter(verb="prior_import").exists()


def test_only_legal_staff_import(office):
    for person in (office.officer, office.supervisor, office.sysadmin):
        with pytest.raises(NotAllowed):
            prior_import(rows=[line(office)], actor=person, file_name="x")
    assert not PriorRecord.objects.exists()


def test_command(office, tmp_path, capsys):
    login = office.legal.user.username
    for name, content in (("u.csv", csv_of(GOOD)), ("g.csv", csv_of({**GOOD, "文号": "二"}, encoding="gb18030"))):
        path = tmp_path / name
        path.write_bytes(content)
        call_command("import_prior_records", str(path), "--as", login, "--dry-run")
        assert "可以导入 1 条" in capsys.readouterr().out
        call_command("import_prior_records", str(path), "--as", login)
    call_command("import_prior_records", str(tmp_path / "u.csv"), "--as", login)
    assert "已导入 0 条，已有 1 条" in capsys.readouterr().out
    assert PriorRecord.objects.count() == 2
    assert Event.objects.filter(verb="prior_import").count() == 2


def test_command_reads_excel_with_real_dates(office, tmp_path):
    book = Workbook()
    book.active.append(list(COLUMNS))
    book.active.append([{**GOOD, "违法日期": datetime(2025, 3, 1)}.get(h) for h in COLUMNS])
    book.save(tmp_path / "x.xlsx")
    call_command("import_prior_records", str(tmp_path / "x.xlsx"), "--as", office.legal.user.username)
    assert PriorRecord.objects.get().act_on == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("content", "login", "message"),
    [
        (csv_of({**GOOD, "清单事项编号": "R99"}), "legal", "上面的行不合格"),
        ("名称\n甲".encode(), "legal", "缺少这些列名"),
        (csv_of(GOOD), "nobody", "没有登录名"),
        (csv_of(GOOD), "officer", "没有导入历史记录的权限"),
        (None, "legal", "打不开文件"),
    ],
)
def test_command_refusals(office, tmp_path, content, login, message):
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    who = getattr(office, login).user.username if hasattr(office, login) else login
    with pytest.raises(CommandError, match=message):
        call_command("import_prior_records", str(path), "--as", who)
    assert not PriorRecord.objects.exists()


def test_a_broken_file_is_said(office, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no zip")
    with pytest.raises(CommandError, match="不是可以读取的"):
        call_command("import_prior_records", str(path), "--as", office.legal.user.username)


@pytest.fixture
def legal(office, client):
    office.legal.user.is_staff = True
    office.legal.user.save()
    client.force_login(office.legal.user)
    return client


def upload(client, content):
    url = reverse("admin:cases_priorrecord_import")
    return client.post(url, {"import_file": SimpleUploadedFile("旧案.csv", content), "format": "1"})


def test_admin_shows_a_preview_then_imports(office, legal):
    assert "清单事项编号" in legal.get(reverse("admin:cases_priorrecord_import")).text
    preview = upload(legal, csv_of(GOOD))
    assert "演示旧店" in preview.text
    assert not PriorRecord.objects.exists()
    confirmed = legal.post(reverse("admin:cases_priorrecord_process_import"), preview.context["confirm_form"].initial)
    assert confirmed.status_code == 302
    assert PriorRecord.objects.get().bureau == office.bureau
    assert Event.objects.get(verb="prior_import").actor == office.legal


def test_admin_shows_refused_rows_and_offers_no_confirmation(legal):
    preview = upload(legal, csv_of(GOOD, {**GOOD, "违法日期": "去年"}))
    assert "不是日期" in preview.text
    assert "confirm_form" not in preview.context
    assert not PriorRecord.objects.exists()


def test_admin_takes_a_mistake_back_with_a_reason(office, legal):
    prior_import(rows=[line(office)], actor=office.legal, file_name="x")
    url, record = reverse("admin:cases_priorrecord_changelist"), PriorRecord.objects.get()
    act = {"action": "take_out", "_selected_action": [record.pk]}
    assert "请写明撤下原因" in legal.post(url, {**act, "reason": ""}, follow=True).text
    assert "已撤下 1 条" in legal.post(url, {**act, "reason": "重复"}, follow=True).text
    assert not PriorRecord.objects.exists()


def test_another_bureaus_records_are_not_seen(office, legal):
    other = Office("other")
    prior_import(
        rows=[read({**GOOD, "当事人名称": "别局的店"}, bureau=other.bureau, items=items_of(other.bureau), on=DAY)],
        actor=other.legal,
        file_name="x",
    )
    assert "别局的店" not in legal.get(reverse("admin:cases_priorrecord_changelist")).text


def test_a_bomb_of_a_workbook_is_refused_before_it_is_unpacked(legal):
    """A sheet of 100 MB in 100 KB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100_000_000))
    url = reverse("admin:cases_priorrecord_import")
    page = legal.post(url, {"import_file": SimpleUploadedFile("旧案.xlsx", packed.getvalue()), "format": "0"})
    assert "文件展开后约 95 MB" in page.text
