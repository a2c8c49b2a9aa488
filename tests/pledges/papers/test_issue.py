"""签发 and 作废: moments, rights, numbers, agreement of days, what is frozen."""

import io
from datetime import timedelta

import pypdf
import pytest
from PIL import Image

from cases import pictures
from cases import services as case_services
from cases.models import Case
from cases.status import CaseStatus, Outcome
from pledges import services as pledge_services
from pledges.models import Paper, PaperDraft, Pledge
from pledges.papers import due
from pledges.papers import services as papers
from pledges.papers.kinds import PaperKind
from pledges.papers.selectors import papers_of
from tests import factories as make
from tests.factories import DAY
from tests.papers_stage import decided, filed, handed_over, issue, printed
from xinglongtai.core import documents
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, IssuedDocument, NumberSeries
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db
AT_ONCE = {"mode": "immediate", "due_on": ""}
UNTIL = DAY + timedelta(days=7)


def test_an_order_takes_the_next_number_and_leaves_an_event(office):
    paper = issue(office, office.ready(), due.ORDER, values=AT_ONCE)
    assert paper.number == "演xlt市监责改〔2026〕1号" == paper.document.snapshot["facts"]["order_number"]
    assert paper.document.layout == "paper" and paper.document.template_version == "v1" and paper.on == DAY
    event = Event.objects.get(verb="paper_issue")
    assert event.thread == paper.case.thread and event.data["number"] == paper.number
    assert paper.target is None and str(paper) == "责令改正通知书"


def test_a_record_has_no_number(office):
    paper = issue(office, office.ready(), due.SCENE)
    assert (paper.number, paper.document.n, paper.document.year) == ("", None, 2026)


def test_twice_is_refused_and_spends_nothing(office, refused):
    case = office.ready()
    issue(office, case, due.ORDER, values=AT_ONCE)
    with refused(TransitionRefused, "已有一份有效的"):
        issue(office, case, due.ORDER, values=AT_ONCE)
    assert NumberSeries.objects.get(kind=due.ORDER).last == 1


def test_void_keeps_the_number_and_a_new_one_takes_the_next(office, refused):
    case = office.ready()
    first = issue(office, case, due.ORDER, values=AT_ONCE)
    with refused(DomainError, "作废原因"):
        papers.paper_void(paper=first, actor=office.officer, on=DAY, reason=" ")
    papers.paper_void(paper=first, actor=office.head, on=DAY, reason="期限写错")
    with refused(TransitionRefused, "已经作废"):
        papers.paper_void(paper=first, actor=office.officer, on=DAY, reason="再来")
    second = issue(office, case, due.ORDER, values=AT_ONCE)
    assert [row.number for row in papers_of(case)] == ["演xlt市监责改〔2026〕1号", "演xlt市监责改〔2026〕2号"]
    assert [row.is_voided for row in papers_of(case)] == [True, False]
    assert Event.objects.get(verb="paper_void").data["reason"] == "期限写错" and second.document.n == 2


def test_who_may(office, refused):
    case = office.ready()
    colleague = make.officer(office.station)
    for actor, kind, error in (
        (office.legal, due.ORDER, NotAllowed),
        (colleague, due.ORDER, NotAllowed),
        (office.stranger, due.ORDER, NotVisible),
        (office.sysadmin, due.SCENE, NotVisible),
    ):
        with pytest.raises(error):
            papers.paper_issue(case=case, kind=kind, actor=actor, on=DAY)
    assert not IssuedDocument.objects.exists()
    checked = office.rechecked()
    row = checked.pledges.get().rechecks.get()
    paper = papers.paper_issue(case=checked, kind=due.RECHECK, actor=colleague, on=DAY, target=row.pk)
    assert paper.recheck == row and paper.target == row.pk
    with pytest.raises(NotAllowed):
        papers.paper_void(paper=paper, actor=office.leader, on=DAY, reason="x")


def test_an_older_page_is_refused(office):
    case = office.ready()
    with pytest.raises(StaleRow):
        papers.paper_issue(case=case, kind=due.SCENE, actor=office.officer, on=DAY, version=case.version - 1)


def test_what_lacks_is_named_and_nothing_is_issued(office, refused):
    with refused(DomainError, "还缺：改正期限"):
        issue(office, office.ready(), due.ORDER)
    assert not Paper.objects.exists() and not NumberSeries.objects.filter(kind=due.ORDER).exists()


def test_a_certificate_that_ended_stops_an_order(office, refused):
    late = DAY + timedelta(days=4000)
    with refused(DomainError, "执法证"):
        issue(office, office.ready(), due.ORDER, on=late, values=AT_ONCE)


def test_a_character_no_font_can_print_stops_it(office, refused):
    with refused(DomainError, "无法印刷"):
        issue(office, office.ready(), due.SCENE, values={"seen": "\U0010fffd"})


def test_order_and_letter_agree(office, refused):
    case = office.ready()
    with refused(DomainError, "不能早于今天"):
        issue(office, case, due.ORDER, values={"mode": "by_date", "due_on": str(DAY - timedelta(days=1))})
    order = issue(office, case, due.ORDER, values={"mode": "by_date", "due_on": str(UNTIL)})
    given = {"case": case, "actor": office.officer, "on": DAY, "mode": "by_date", "order_number": order.number}
    with refused(DomainError, "不一致", field="due_on"):
        pledge_services.pledge_issue(**given, due_on=UNTIL - timedelta(days=1))
    with refused(DomainError, UNTIL.isoformat(), field="due_on"):
        pledge_services.pledge_issue(**given | {"mode": "immediate"}, due_on=None)
    pledge = pledge_services.pledge_issue(**given, due_on=UNTIL)
    assert pledge.letter.document.snapshot["correction_order_no"] == order.number
    papers.paper_void(paper=order, actor=office.officer, on=DAY, reason="改")
    with refused(DomainError, "和承诺书", field="due_on"):
        issue(office, pledge.case, due.ORDER, values=AT_ONCE)
    assert issue(office, pledge.case, due.ORDER).document.snapshot["facts"]["due_on"] == UNTIL.isoformat()


def test_an_order_at_once_goes_with_a_letter_at_once(office, refused):
    pledge = office.issued(mode="immediate", due_on=DAY)
    with refused(DomainError, "立即改正"):
        issue(office, pledge.case, due.ORDER, values={"mode": "by_date", "due_on": str(UNTIL)})
    assert issue(office, pledge.case, due.ORDER).document.snapshot["facts"]["due_on"] == ""
    other = office.ready()
    issue(office, other, due.ORDER, values=AT_ONCE)
    with refused(DomainError, "立即改正"):
        pledge_services.pledge_issue(case=other, actor=office.officer, on=DAY, mode="by_date", due_on=UNTIL)


def test_the_letter_with_all_that_goes_with_it(office):
    pledge, results = papers.letter_with_papers(
        case=office.ready(), actor=office.officer, on=DAY, mode="by_date", due_on=UNTIL
    )
    assert [row.kind for row in results] == [due.ORDER, due.SCENE, due.ADDRESS, due.SERVICE]
    assert all(row.paper for row in results) and pledge.order_number == results[0].paper.number
    assert results[1].by_hand == ("检查开始时间", "检查结束时间", "在场人及身份") and results[1].title == "现场笔录"
    assert len(papers_of(pledge.case)) == 5
    served = results[3].paper.document.snapshot
    assert served["facts"]["letter_number"] == pledge.letter.document.number_text
    assert served["served"] == [results[0].paper.document_id, pledge.letter.document_id]
    assert papers.papers_issue_due(case=pledge.case, actor=office.officer, on=DAY) == []


def test_an_order_that_is_out_is_quoted_not_made_again(office):
    case = office.ready()
    order = issue(office, case, due.ORDER, values=AT_ONCE)
    pledge, results = papers.letter_with_papers(case=case, actor=office.officer, on=DAY, mode="immediate", due_on=None)
    assert pledge.order_number == order.number and due.ORDER not in [row.kind for row in results]


def test_letter_and_order_stand_or_fall_together(office):
    case = office.ready()
    with pytest.raises(DomainError):
        papers.letter_with_papers(case=case, actor=office.officer, on=DAY, mode="by_date", due_on=DAY + timedelta(200))
    assert not IssuedDocument.objects.exists() and not Pledge.objects.exists()


def test_one_that_lacks_something_keeps_no_other_back(office):
    results = papers.papers_issue_due(case=office.ready(), actor=office.officer, on=DAY)
    assert [(row.kind, bool(row.paper)) for row in results] == [
        (due.ORDER, False),
        (due.SCENE, True),
        (due.ADDRESS, True),
    ]
    assert "还缺：改正期限" in results[0].reason
    with pytest.raises(NotAllowed):
        papers.papers_issue_due(case=office.ready(), actor=office.legal, on=DAY)
    with pytest.raises(NotVisible):
        papers.papers_issue_due(case=office.ready(), actor=office.stranger, on=DAY)


def test_a_draft_keeps_only_what_differs_and_is_used(office):
    case = office.ready()
    given = {"case": case, "kind": due.SCENE, "actor": office.officer}
    row = papers.paper_draft_save(**given, values={"time_from": "09:30", "place": case.party.address, "strange": "x"})
    assert row.values == {"time_from": "09:30"} and "草稿" in str(row)
    papers.paper_draft_save(**given, values={"time_from": "10:30"})
    assert PaperDraft.objects.get().values == {"time_from": "10:30"}
    composed, _ = papers.paper_compose(case=case, kind=due.SCENE, on=DAY)
    assert "10时30分" in str(composed.snapshot)
    papers.paper_draft_drop(**given)
    assert not PaperDraft.objects.exists()
    with pytest.raises(NotAllowed):
        papers.paper_draft_save(**given | {"actor": office.legal}, values={})


def test_a_proposal_can_only_be_looked_at(office, refused):
    case = office.educated(office.rechecked())
    row = decided(office, case, Outcome.NO_CASE, approve=False)
    composed, _ = papers.paper_compose(case=case, kind=due.NO_CASE, on=DAY, target=row.pk)
    assert composed.missing == ()
    with refused(TransitionRefused, "只能预览"):
        issue(office, case, due.NO_CASE, target=row.pk)
    case_services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True, note="同意不予立案")
    paper = issue(office, case, due.NO_CASE, target=row.pk)
    assert paper.disposition == row and "同意不予立案" in str(paper.document.snapshot)


def test_a_decision_takes_its_number_when_it_is_issued(office, refused):
    case = office.educated(filed(office))
    row = decided(office, case, Outcome.NO_PENALTY)
    issue(office, case, due.SCENE)  # a record is evidence (程序规定 23)
    assert row.decision_number == ""
    given = {"defence": "当事人未提出陈述、申辩意见。"}
    paper = issue(office, case, due.NO_PENALTY, target=row.pk, values=given)
    case = Case.objects.get(pk=case.pk)
    row.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    assert case.decision_number == row.decision_number == paper.number == "演xlt市监不罚〔2026〕1号"
    assert paper.document.snapshot["facts"]["decision_number"] == paper.number
    with refused(TransitionRefused, "没有送达记录"):
        issue(office, case, due.CLOSING, target=row.pk)
    handed_over(office, paper)
    closing = issue(office, case, due.CLOSING, target=row.pk)
    assert closing.document.snapshot["facts"]["decision_number"] == paper.number
    papers.paper_void(paper=paper, actor=office.officer, on=DAY, reason="事实写漏")
    assert Case.objects.get(pk=case.pk).decision_number == ""
    again = issue(office, case, due.NO_PENALTY, target=row.pk, values=given)
    assert Case.objects.get(pk=case.pk).decision_number == again.number == "演xlt市监不罚〔2026〕2号"


def test_a_decision_numbered_elsewhere_keeps_that_number(office):
    case = office.educated(filed(office))
    row = decided(office, case, Outcome.NO_PENALTY, number="他系统〔2026〕9号")
    paper = issue(office, case, due.NO_PENALTY, target=row.pk, values={"defence": "未提出。", "evidence": "照片"})
    assert (paper.number, paper.document.number_text) == ("他系统〔2026〕9号", "")
    assert not NumberSeries.objects.filter(kind=due.NO_PENALTY).exists()
    papers.paper_void(paper=paper, actor=office.officer, on=DAY, reason="改")
    assert Case.objects.get(pk=case.pk).decision_number == "他系统〔2026〕9号"


def test_a_number_belongs_to_an_approved_decision(office, refused):
    case = office.educated(filed(office))
    row = decided(office, case, Outcome.NO_PENALTY, approve=False)
    with refused(TransitionRefused, "还没有批准"):
        case_services.case_decision_numbered(case=case, actor=office.officer, disposition_id=row.pk, number="1号")


def test_a_correction_without_a_pledge_has_its_record(office):
    case = office.ready()
    case_services.correction_verify(
        case=case, actor=office.officer, co_officer=office.second, on=DAY, checked_on=DAY, note="已悬挂"
    )
    paper = issue(office, Case.objects.get(pk=case.pk), due.RECHECK)
    assert "已悬挂" in str(paper.document.snapshot) and "未签承诺" in str(paper.document.snapshot)


def test_an_id_number_closes_the_paper_and_each_opening_is_an_event(office, refused):
    party = make.party(office.bureau, office.officer, kind="natural_person", id_number=id_number_of(1))
    case = office.ready(party_=party)
    record, order = issue(office, case, due.SCENE), issue(office, case, due.ORDER, values=AT_ONCE)
    assert record.names_a_person and not order.names_a_person
    papers.paper_printed(paper=record, actor=office.legal)
    papers.paper_printed(paper=order, actor=office.supervisor)
    with refused(NotAllowed, "身份证号"):
        papers.paper_printed(paper=record, actor=office.supervisor)
    assert Event.objects.filter(verb="paper_print").count() == 2


def test_photographs_are_printed_upright_and_small(office, tmp_path):
    case = office.with_violation()
    big = make.photo(size=(3000, 2000))
    row = case_services.evidence_add(case=case, actor=office.officer, upload=big, violation=case.violations.get())
    with Image.open(io.BytesIO(pictures.picture_for_papers(str(row.pk)))) as image:
        assert image.size == (1400, round(1400 * 2 / 3)) and image.format == "JPEG"
    case_services.assessment_make(
        violation=case.violations.get(), actor=office.officer, on=DAY, answers=make.GOOD_ANSWERS
    )
    case = case_services.assessment_confirm(case=Case.objects.get(pk=case.pk), actor=office.officer, on=DAY)
    paper = issue(office, case, due.SCENE)
    text, pages = printed(paper, tmp_path)
    assert len(pages) == 2 and "附：照片" in text and "收到" in text
    images = [image for page in pypdf.PdfReader(tmp_path / f"{paper.pk}.pdf").pages for image in page.images]
    assert len({image.name for image in images}) == 1


def test_markup_typed_by_people_is_printed_as_it_is(office, tmp_path):
    typed = "<b>粗</b><img src=x onerror=1>&lt; {当事人名称} %s {{ s.title }}"
    text, _ = printed(issue(office, office.ready(), due.SCENE, values={"seen": typed}), tmp_path)
    assert typed.replace(" ", "") in text


@pytest.mark.parametrize("character", "𠮷㛃䶮𬀩𫖯")
def test_rare_characters_and_long_names_print(office, tmp_path, character):
    party = make.party(office.bureau, office.officer, name=(character + "记演示商行") * 14)
    paper = issue(office, office.ready(party_=party), due.ORDER, values=AT_ONCE)
    text, pages = printed(paper, tmp_path)
    assert party.name in text and len(pages) <= 2
    assert b"WP-Encod-0" not in documents.read_bytes(paper.document)


def test_every_kind_says_so(office):
    assert {kind.value for kind in PaperKind} == set(due.ORDERED)
