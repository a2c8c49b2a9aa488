"""Verbs of publication: rows, content, decisions, packs. Leniency never goes out as a penalty."""

import hashlib
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from cases.models import Case
from tests import credit_stage as stage
from tests import factories as make
from tests.factories import DAY, Office
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, Notice
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.publication import services
from xinglongtai.oversight.publication.layouts import layout_of, start_columns
from xinglongtai.oversight.publication.models import Publication, PublicationPack
from xinglongtai.oversight.publication.status import TRANSITIONS, State

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """One penalty (``waiting``) waits for the 公示系统, its record complete."""
    with django_db_blocker.unblock():
        office_of_file.waiting = stage.waiting(office_of_file)
    return office_of_file


def act(office, verb, row, on=DAY, **values):
    row.refresh_from_db()
    return verb(publication=row, actor=office.legal, on=on, **values)


def words(thread: str) -> list[str]:
    return [audit.describe(event) for event in audit.timeline(thread)]


def test_closed_penalties_are_listed_once(office, django_assert_num_queries):
    """Three penalty outcomes count; lenient, open and other bureaux' cases do not. A second run makes nothing, in one query."""
    Publication.objects.all().delete()
    listed = Event.objects.filter(verb="publication_listed")
    before = listed.count()
    closed = [office.waiting.case, *(stage.penalised(office, outcome) for outcome in ("lighter", "mitigated"))]
    stage.lenient(office)
    other = Office("other")
    theirs = stage.penalised(other)
    assert services.rows_make(on=DAY, bureau=office.bureau) == 6
    with django_assert_num_queries(1):
        assert services.rows_make(on=LATER, bureau=office.bureau) == 0
    assert set(Publication.objects.values_list("case_id", flat=True)) == {case.pk for case in closed}
    assert services.rows_make(on=DAY) == 2
    assert {row.state for row in Publication.objects.filter(case=theirs)} == {State.PENDING}
    assert listed.count() == before + 8


def test_a_natural_person_is_not_published(office, refused):
    def person(n):
        return make.party(office.bureau, office.officer, kind="natural_person", id_number=id_number_of(n))

    case = stage.penalised(office, party_=person(1))
    services.rows_make(on=DAY)
    row = stage.rows_of(case)["gsxt"]
    assert (row.state, row.why) == ("skipped", "person")
    assert "待核实" in row.reason
    stage.recorded(office, case, kinds=["warning"], fine=None)
    row.refresh_from_db()
    assert (row.state, row.why) == ("skipped", "person")
    with refused(TransitionRefused, "待核实"):
        act(office, services.publication_reopen, row, reason="上级要求")
    kept = stage.lenient(office, party_=person(2))
    with refused(TransitionRefused, "待核实"):
        services.lenient_decide(case=kept, target="gsxt", actor=office.legal, on=DAY, reason="本人同意")


def test_a_warning_alone_is_not_published_and_comes_back_with_a_fine(office):
    row = office.waiting
    stage.recorded(office, row.case, kinds=["warning"], fine=None)
    row.refresh_from_db()
    assert (row.state, row.why) == ("skipped", "warning")
    assert "第二条第二款" in row.reason
    stage.recorded(office, row.case, kinds=["warning", "fine"])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("pending", "")
    stage.recorded(office, row.case, kinds=["warning"], fine=None)
    act(office, services.publication_reopen, row, reason="法律另有规定：演示")
    stage.recorded(office, row.case, kinds=["warning"], fine=None)
    row.refresh_from_db()
    assert (row.state, row.why) == ("pending", "decided")  # people decided: the rule does not undo it


def test_content_says_what_cannot_stand(office, refused):
    case = stage.penalised(office)
    services.rows_make(on=DAY)
    for changes, message, field in (
        ({"decided_on": LATER}, "晚于今天", "decided_on"),
        ({"kinds": []}, "没有勾选“罚款”", "fine"),
        ({"gains": Decimal(5)}, "没有勾选“没收违法所得”", "gains"),
        ({"content": "经营者11010519491231002X罚款"}, "身份证号", "content"),
    ):
        with refused(DomainError, message, field=field):
            stage.recorded(office, case, **changes)
    row = stage.recorded(office, case, kinds=["fine", "nonsense"], elsewhere=True)
    assert (row.kinds, row.version, row.number) == (["fine"], 1, case.decision_number)
    with pytest.raises(StaleRow):
        services.content_record(case=case, actor=office.legal, on=DAY, data={}, version=0)
    fresh = office.signed().case
    with refused(TransitionRefused, "还没有以处罚或从宽结果办结"):
        services.content_record(case=fresh, actor=office.legal, on=DAY, data={})


def test_only_legal_staff_of_the_bureau_act(office):
    row = office.waiting
    for person in (office.leader, office.officer, office.supervisor):
        with pytest.raises(NotAllowed):
            services.publication_skip(publication=row, actor=person, on=DAY, reason="不公示")
        with pytest.raises(NotAllowed):
            services.content_record(case=row.case, actor=person, on=DAY, data={})
    stranger = Office("other").legal
    with pytest.raises(NotVisible):
        services.publication_skip(publication=row, actor=stranger, on=DAY, reason="不公示")
    with pytest.raises(DomainError):
        services.pack_make(target="gsxt", lenient=False, publications=[row], actor=stranger, on=DAY)


def test_no_publication_and_back_need_reasons(office, refused):
    row = office.waiting
    with refused(DomainError, "请写明理由", field="reason"):
        act(office, services.publication_skip, row, reason=" ")
    with refused(DomainError, "不超过500字"):
        act(office, services.publication_skip, row, reason="长" * 501)
    with refused(TransitionRefused, "不需要这样办理"):
        act(office, services.publication_reopen, row, reason="没有必要")
    skipped = act(office, services.publication_skip, row, reason="涉及国家秘密")
    assert (skipped.state, skipped.decided_by) == ("skipped", office.legal)
    with refused(TransitionRefused, "不能这样办理"):
        act(office, services.publication_skip, row, reason="再一次")
    with pytest.raises(StaleRow):
        act(office, services.publication_reopen, row, reason="解密", version=1)
    assert act(office, services.publication_reopen, row, reason="已解密").state == "pending"
    assert "决定报送（国家企业信用信息公示系统）：已解密" in words(row.thread)


def test_leniency_is_published_only_by_decision_and_never_as_a_penalty(office, refused):
    case, penalty = stage.lenient(office), office.waiting
    with refused(TransitionRefused, "默认不公示"):
        stage.recorded(office, case)
    with refused(TransitionRefused, "才需要这项决定"):
        services.lenient_decide(case=penalty.case, target="gsxt", actor=office.legal, on=DAY, reason="公示")
    given = {"case": case, "actor": office.legal, "on": DAY}
    with refused(DomainError, "请选择", field="target"):
        services.lenient_decide(target="elsewhere", reason="公示", **given)
    with refused(DomainError, "请写明理由", field="reason"):
        services.lenient_decide(target="gsxt", reason="", **given)
    row = services.lenient_decide(target="gsxt", reason="当事人申请公示整改", **given)
    with refused(TransitionRefused, "已经对这个系统作过"):
        services.lenient_decide(target="gsxt", reason="再来", **given)
    with refused(DomainError, "不是行政处罚"):
        stage.recorded(office, case)
    plain = {"kinds": [], "fine": None, "content": "不予立案，已改正。", "elsewhere": None, "informed": False}
    stage.recorded(office, case, **plain)
    with refused(TransitionRefused, "不能装在一个包里"):
        stage.packed(office, row, penalty)
    pack = stage.packed(office, row, is_lenient=True)
    assert "处罚种类" not in pack.headings
    cells = {heading: text for heading, (_, text) in zip(pack.headings, pack.rows.get().cells, strict=True)}
    assert cells["处理结果"] == "不予行政处罚"
    assert not any("罚款" in text for text in cells.values())


def test_a_pack_is_numbered_frozen_and_readable(office):
    """Complete rows only; words, files and hashes stay as they were, also when party and layout change afterwards."""
    row = office.waiting
    pack = stage.packed(office, row)
    assert pack.number == "演xlt市监公示报〔2026〕1号"
    assert pack.unchecked == len(pack.headings)
    for kind in ("xlsx", "csv"):
        content = services.file_taken(pack=pack, actor=office.leader, kind=kind)
        assert hashlib.sha256(content).hexdigest() == getattr(pack, f"{kind}_sha256")
    sheet = load_workbook(io.BytesIO(pack.xlsx)).active
    head, line = ([cell.value for cell in found] for found in sheet.iter_rows())
    told = dict(zip(head, line, strict=True))
    assert told["决定文号"] == row.case.decision_number
    assert told["决定日期"].date() == DAY
    assert (told["罚款金额（元）"], told["处罚种类"]) == (500, "罚款")
    assert row.case.party.uscc in bytes(pack.csv).decode("utf-8-sig")
    services.layout_save(
        target="gsxt",
        lenient=False,
        actor=office.legal,
        columns=[{"heading": "名称", "source": "party_name", "checked": True}],
    )
    pack = PublicationPack.objects.get()
    assert len(pack.headings) > 1
    PublicationPack.objects.update(csv=b"x")
    with pytest.raises(DomainError, match="不一致"):
        services.file_taken(pack=pack, actor=office.legal, kind="csv")
    assert Event.objects.filter(verb="publication_pack_file").count() == 2


def test_what_may_not_go_into_a_pack(office, refused):
    row, incomplete = office.waiting, stage.penalised(office)
    services.rows_make(on=DAY)
    lacking = stage.rows_of(incomplete)["gsxt"]
    with refused(TransitionRefused, "没有登记处罚种类") as caught:
        stage.packed(office, row, lacking)
    assert len(caught.value.data["reasons"]) == 1
    with refused(DomainError, "请勾选"):
        stage.packed(office)
    with refused(DomainError, "请选择报送系统", field="target"):
        stage.packed(office, row, target="paper")
    stage.packed(office, row)
    with refused(TransitionRefused, "已装入报送包"):
        stage.packed(office, row)
    for verb in (services.publication_skip,):
        with refused(TransitionRefused, "先作废该包"):
            act(office, verb, row, reason="不公示")
    with refused(TransitionRefused, "先作废该包"):
        stage.recorded(office, row.case)
    act(office, services.publication_skip, lacking, reason="不公示")
    with refused(TransitionRefused, "现在是“不公示”"):
        stage.packed(office, lacking)


def test_sending_wants_day_and_receipt(office, refused):
    row = office.waiting
    pack = stage.packed(office, row)
    given = {"pack": pack, "actor": office.legal, "on": DAY}
    with refused(DomainError, "回执编号", field="receipt"):
        services.pack_send(sent_on=DAY, receipt=" ", **given)
    for day in (DAY - timedelta(days=1), LATER):
        with refused(DomainError, "制作日和今天之间", field="sent_on"):
            services.pack_send(sent_on=day, receipt="R-1", **given)
    services.pack_send(sent_on=DAY, receipt="R-1", **given)
    row.refresh_from_db()
    assert (row.state, row.sent_on, row.first_sent_on, row.receipt) == ("sent", DAY, DAY, "R-1")
    with refused(TransitionRefused, "不能再登记"):
        services.pack_send(sent_on=DAY, receipt="R-2", **given)
    with refused(TransitionRefused, "还没有报送的包"):
        services.pack_void(pack=pack, actor=office.legal, reason="错了")
    assert any("回执 R-1" in line for line in words(row.thread))


def test_a_void_pack_keeps_its_number_and_frees_its_rows(office, refused):
    row = office.waiting
    pack = stage.packed(office, row)
    with refused(DomainError, "请写明理由"):
        services.pack_void(pack=pack, actor=office.legal, reason="")
    services.pack_void(pack=pack, actor=office.legal, reason="表头不符")
    assert pack.rows.get().state == "dropped"
    assert stage.packed(office, row).number.endswith("〔2026〕2号")


def test_errors_come_back_with_their_reason(office, refused):
    row = office.waiting
    pack = stage.packed(office, row)
    line = pack.rows.get()
    given = {"row": line, "actor": office.legal, "on": LATER}
    with refused(TransitionRefused, "只有已报送"):
        services.row_return(returned_on=DAY, reason="代码错误", **given)
    services.pack_send(pack=pack, actor=office.legal, on=DAY, sent_on=DAY, receipt="R-1")
    with refused(DomainError, "报送日和今天之间", field="returned_on"):
        services.row_return(returned_on=DAY - timedelta(days=1), reason="代码错误", **given)
    services.row_return(returned_on=LATER, reason="代码错误", **given)
    row.refresh_from_db()
    assert (row.state, row.why, row.reason) == ("pending", "returned", "代码错误")
    assert (row.first_sent_on, row.sent_on) == (None, None)  # never published: its clock runs on
    assert row.state_words == "待报送（被退回）"
    again = stage.sent(office, row, on=LATER)
    with refused(TransitionRefused, "只有已报送"):
        services.row_return(returned_on=LATER, reason="旧包", **given)
    act(office, services.publication_correct, row, on=LATER, reason="金额写错")
    third = stage.sent(office, row, on=LATER)
    with refused(TransitionRefused, "最近的报送包"):
        services.row_return(row=again.rows.get(), actor=office.legal, on=LATER, returned_on=LATER, reason="又退")
    services.row_return(row=third.rows.get(), actor=office.legal, on=LATER, returned_on=LATER, reason="又退")
    row.refresh_from_db()
    assert row.first_sent_on == LATER  # the second pack was accepted


def test_correction_and_withdrawal_keep_history(office, refused):
    row = office.waiting
    for verb, extra in ((services.publication_correct, {}), (services.publication_withdraw, {"withdrawn_on": DAY})):
        with refused(TransitionRefused, "没有报送过"):
            act(office, verb, row, reason="不准确", **extra)
    first = stage.sent(office, row)
    act(office, services.publication_correct, row, on=LATER, reason="金额写错")
    assert Publication.objects.get(pk=row.pk).state_words == "待报送（更正）"
    stage.recorded(office, row.case, on=LATER, fine=Decimal("300"), content="罚款300元。")
    stage.sent(office, row, on=LATER)
    told = [dict(zip(pack.headings, pack.rows.get().cells, strict=True)) for pack in PublicationPack.objects.all()]
    assert [cells["罚款金额（元）"][1] for cells in told] == ["300.00", "500.00"]
    assert first.rows.get().state == "sent"
    with refused(DomainError, "报送日和今天之间", field="withdrawn_on"):
        act(office, services.publication_withdraw, row, on=LATER, withdrawn_on=DAY, reason="决定被撤销")
    act(office, services.publication_withdraw, row, on=LATER, withdrawn_on=LATER, reason="决定被撤销")
    row.refresh_from_db()
    assert (row.state, row.reason, row.first_sent_on) == ("withdrawn", "决定被撤销", DAY)
    assert act(office, services.publication_reopen, row, on=LATER, reason="复议维持").state == "pending"
    assert len(words(row.thread)) == 11  # listed, content, packed, sent, 更正, content, packed, sent, 撤回, 报送


def test_the_layout_is_data(office, refused):
    columns = start_columns("gsxt", True)
    save = services.layout_save
    for bad, message in (
        ([], "1 至 60 栏"),
        ([{"heading": "", "source": "uscc"}], "表头没有填"),
        ([{"heading": "甲", "source": "id_number"}], "没有选择"),
        ([{"heading": "甲", "source": "fine"}], "不是行政处罚"),
        ([{"heading": "甲", "source": "text", "text": ""}], "固定文字"),
        ([{"heading": "甲", "source": "uscc", "text": "多余"}], "固定文字"),
        ([{"heading": "甲", "source": "uscc"}, {"heading": "甲", "source": "blank"}], "重复"),
    ):
        with refused(DomainError, message):
            save(target="gsxt", lenient=True, actor=office.legal, columns=bad)
    with refused(DomainError, "没有这个报送系统"):
        save(target="paper", lenient=True, actor=office.legal, columns=columns)
    with pytest.raises(NotAllowed):
        save(target="gsxt", lenient=True, actor=office.leader, columns=columns)
    kept = [*columns[:2], {"heading": "数据来源", "source": "text", "text": "演示局", "checked": True}]
    save(target="gsxt", lenient=True, actor=office.legal, columns=kept, version=0)
    with pytest.raises(StaleRow):
        save(target="gsxt", lenient=True, actor=office.legal, columns=columns, version=0)
    found = layout_of(office.bureau, "gsxt", True)
    assert (found.version, found.columns[2]["text"]) == (1, "演示局")
    assert layout_of(office.bureau, "credit", True).version == 0


def test_reminders_go_out_once_a_day(office):
    near = date(2026, 6, 25)
    assert services.reminders_send(bureau=office.bureau, on=DAY) == 0
    assert services.reminders_send(bureau=office.bureau, on=near) == 2
    assert services.reminders_send(bureau=office.bureau, on=near) == 0
    notice = Notice.objects.filter(officer=office.legal, key=f"publication:{near}").get()
    assert notice.text == "有 1 件处罚决定的公示期限将到或已过，请办理报送。"


def test_an_export_is_recorded(office):
    services.export_record(actor=office.supervisor, count=3, filters="公示状态：待报送")
    with pytest.raises(NotAllowed):
        services.export_record(actor=office.officer, count=3, filters="")


@pytest.mark.parametrize("old", State.values)
@pytest.mark.parametrize("new", State.values)
def test_every_step(old, new):
    """The whole table: what is sent can only come back or be withdrawn."""
    allowed = {
        ("pending", "skipped"),
        ("pending", "sent"),
        ("skipped", "pending"),
        ("sent", "pending"),
        ("sent", "withdrawn"),
        ("withdrawn", "pending"),
    }
    assert (new in TRANSITIONS[State(old)]) == ((old, new) in allowed)


def test_the_case_itself_is_left_alone(office):
    row = office.waiting
    before = Case.objects.get(pk=row.case_id).version, Event.objects.filter(thread=row.case.thread).count()
    stage.sent(office, row)
    assert before == (Case.objects.get(pk=row.case_id).version, Event.objects.filter(thread=row.case.thread).count())
