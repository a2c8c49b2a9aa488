"""The case page's papers, the short form, the button for the moment, the PDF."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from pledges.models import Paper, PaperDraft, Pledge
from pledges.papers import due
from pledges.papers import services as papers
from tests import factories as make
from tests.papers_stage import decided, issue
from xinglongtai.core import documents
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db
AT_ONCE = {"mode": "immediate", "due_on": ""}


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def page(client):
    """``page(person, name, *args, query="", **post)`` → answer."""

    def run(person, name, *args, query="", **post):
        client.force_login(person.user)
        address = reverse(f"pledges:{name}", args=args) + query
        return client.post(address, post, follow=True) if post else client.get(address)

    return run


def case_page(client, person, case) -> str:
    client.force_login(person.user)
    return client.get(reverse("cases:detail", args=[case.pk])).content.decode()


def test_the_case_page_offers_what_is_due_to_those_who_may(office, client, day):
    case = office.ready(on=day)
    shown = case_page(client, office.officer, case)
    assert "生成本阶段文书（3 份）" in shown and "应当责令改正" in shown
    assert "生成本阶段文书" not in case_page(client, office.supervisor, case)
    issue(office, case, due.SCENE, on=day)
    paper = Paper.objects.get()
    shown = case_page(client, office.officer, case)
    assert "生成本阶段文书（2 份）" in shown and reverse("pledges:paper_pdf", args=[paper.pk]) in shown
    assert reverse("pledges:paper_void", args=[paper.pk]) in shown
    looked = case_page(client, office.supervisor, case)
    assert reverse("pledges:paper_pdf", args=[paper.pk]) in looked
    assert reverse("pledges:paper_void", args=[paper.pk]) not in looked


def test_a_draft_case_has_no_papers(office, client, day):
    assert 'id="papers"' not in case_page(client, office.officer, office.draft(on=day))


def test_one_button_makes_all_and_tells_of_each(office, page, day):
    pledge = office.issued(on=day)
    answer = page(office.officer, "papers_issue_due", pledge.case_id, go="1").content.decode()
    assert "已生成 4 份：责令改正通知书（演xlt市监责改" in answer
    assert "现场笔录上还要手写：检查开始时间" in answer
    assert Paper.objects.count() == 4
    answer = page(office.officer, "papers_issue_due", pledge.case_id, go="1").content.decode()
    assert "都已生成" in answer and Paper.objects.count() == 4


def test_what_lacks_something_is_told(office, page, day):
    answer = page(office.officer, "papers_issue_due", office.ready(on=day).pk, go="1").content.decode()
    assert "责令改正通知书还缺：改正期限" in answer and "已生成 2 份" in answer


def test_typing_is_kept_previewed_and_issued(office, page, day):
    case = office.ready(on=day)
    shown = page(office.officer, "paper", case.pk, due.SCENE).content.decode()
    assert "演示经营者，经营者" in shown and "取自案件，不用再填" in shown
    given = {"version": case.version, "time_from": "09:30", "place": "演示路2号", "present": "王某", "seen": "看到的"}
    answer = page(office.officer, "paper", case.pk, due.SCENE, **given, save="1")
    assert "已保存" in answer.content.decode() and "王某" in answer.content.decode()
    assert PaperDraft.objects.get().values["place"] == "演示路2号"
    preview = page(office.officer, "paper_preview", case.pk, due.SCENE)
    assert preview["Content-Type"] == "application/pdf" and preview.content.startswith(b"%PDF-")
    assert not Paper.objects.exists()
    page(office.officer, "paper", case.pk, due.SCENE, version=case.version, restore="1")
    assert not PaperDraft.objects.exists()
    answer = page(office.officer, "paper", case.pk, due.SCENE, **given, issue="1")
    assert "现场笔录已签发" in answer.content.decode()
    assert "王某" in str(Paper.objects.get().document.snapshot)
    assert (
        "没有要做的现场笔录" in page(office.officer, "paper", case.pk, due.SCENE, **given, issue="1").content.decode()
    )


def test_a_refusal_keeps_what_was_typed(office, page, day):
    case = office.ready(on=day)
    given = {"version": case.version, "mode": "by_date", "due_on": "", "demand": "写了很多要求"}
    answer = page(office.officer, "paper", case.pk, due.ORDER, **given, issue="1")
    assert answer.status_code == 422 and "还缺：改正期限" in answer.content.decode()
    assert "写了很多要求" in answer.content.decode() and PaperDraft.objects.get().values["demand"] == "写了很多要求"
    answer = page(office.officer, "paper", case.pk, due.ORDER, **given | {"due_on": "2026-02-31"}, save="1")
    assert answer.status_code == 422
    done = page(office.officer, "paper", case.pk, due.ORDER, **given | {"mode": "immediate"}, issue="1")
    assert "责令改正通知书已签发。演xlt市监责改" in done.content.decode()


def test_too_many_photos_are_refused(office, page, day):
    case = office.with_violation(on=day)
    for shade in range(13):
        case_services.evidence_add(case=case, actor=office.officer, upload=make.photo(colour=(shade * 9, 1, 1)))
    row = case.violations.get()
    case_services.assessment_make(violation=row, actor=office.officer, on=day, answers=make.GOOD_ANSWERS)
    case.refresh_from_db()
    case_services.assessment_confirm(case=case, actor=office.officer, on=day)
    names = [f"evidence:{photo.pk}" for photo in case.evidence.all()]
    answer = page(office.officer, "paper", case.pk, due.SCENE, photos=names, seen="x", place="y", save="1")
    assert "最多附 12 张" in answer.content.decode()


def test_a_proposal_is_looked_at_before_it_is_approved(office, page, client, day):
    case = office.educated(office.rechecked(on=day), on=day)
    row = decided(office, case, "no_case", on=day, approve=False)
    assert "待批准，可预览" in case_page(client, office.officer, case)
    shown = page(office.officer, "paper", case.pk, due.NO_CASE, query=f"?target={row.pk}").content.decode()
    assert "批准后再签发" in shown and 'name="issue"' not in shown


def test_the_pdf_and_what_happens_without_bytes(office, page, client, day):
    paper = issue(office, office.ready(on=day), due.SCENE, on=day)
    answer = page(office.supervisor, "paper_pdf", paper.pk)
    assert answer.content == documents.read_bytes(paper.document)
    assert answer["Content-Disposition"] == f'inline; filename="paper-{paper.pk}.pdf"'
    assert "attachment" in page(office.officer, "paper_pdf", paper.pk, query="?download=1")["Content-Disposition"]
    assert Event.objects.filter(verb="paper_print").count() == 2
    paper.document.pdf.storage.delete(paper.document.pdf.name)
    answer = page(office.officer, "paper_pdf", paper.pk)
    assert answer.status_code == 503 and "再试一次" in answer.content.decode()


def test_void_wants_a_reason(office, page, day):
    paper = issue(office, office.ready(on=day), due.ORDER, on=day, values=AT_ONCE)
    assert "编号保留不再使用" in page(office.officer, "paper_void", paper.pk).content.decode()
    assert page(office.officer, "paper_void", paper.pk, reason=" ").status_code == 422
    answer = page(office.officer, "paper_void", paper.pk, reason="期限写错").content.decode()
    assert "已作废" in answer and "作废原因：期限写错" in answer


def test_no_such_kind_and_no_such_target(office, page, day):
    case = office.ready(on=day)
    assert page(office.officer, "paper", case.pk, "nothing").status_code == 404
    answer = page(office.officer, "paper", case.pk, due.RECHECK, query="?target=9x")
    assert answer.status_code == 302


def test_the_promise_screen_makes_the_papers_too(office, page, client, day):
    case = office.ready(on=day)
    assert "同时生成责令改正通知书" in page(office.officer, "promise", case.pk).content.decode()
    due_on = day + timedelta(days=3)
    given = {"mode": "by_date", "due_on": due_on.isoformat(), "order_number": "", "version": case.version}
    answer = page(office.officer, "issue", case.pk, **given, with_papers="on").content.decode()
    pledge = Pledge.objects.get()
    order = Paper.objects.get(kind=due.ORDER)
    assert pledge.order_number == order.number and "已生成 4 份" in answer
    assert order.document.snapshot["facts"]["due_on"] == due_on.isoformat()


def test_the_promise_screen_starts_with_the_order_that_is_out(office, page, day):
    case = office.ready(on=day)
    due_on = day + timedelta(days=2)
    order = issue(office, case, due.ORDER, on=day, values={"mode": "by_date", "due_on": due_on.isoformat()})
    shown = page(office.officer, "promise", case.pk).content.decode()
    assert order.number in shown and f'value="{due_on.isoformat()}"' in shown
    other = office.ready(on=day)
    issue(office, other, due.ORDER, on=day, values=AT_ONCE)
    assert 'value="immediate" ' in page(office.officer, "promise", other.pk).content.decode()


def test_the_panel_reads_the_same_whatever_there_is(office, client, day):
    case = office.issued(on=day).case

    def queries():
        client.force_login(office.officer.user)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("cases:detail", args=[case.pk]))
        return len(found)

    queries()
    before = queries()
    papers.papers_issue_due(case=case, actor=office.officer, on=day)
    for _ in range(5):
        paper = Paper.objects.filter(case=case, kind=due.ADDRESS, document__voided_at=None).get()
        papers.paper_void(paper=paper, actor=office.officer, on=day, reason="测试")
        issue(office, case, due.ADDRESS, on=day)
    assert queries() <= before + 1
