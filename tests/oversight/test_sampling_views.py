"""案卷评查: its pages from the drawing to the accepted answer, what each role sees, files, and how much they ask of the database."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import sampling_stage as stage
from tests.factories import Office
from tests.sampling_stage import DRAWN
from xinglongtai.core.models import Job, Parameter
from xinglongtai.oversight.morning import brief
from xinglongtai.oversight.sampling.models import Drawing, FileReview, Finding, Standard, StandardLine, Suspicion
from xinglongtai.oversight.sampling.status import DrawKind, Grade, ReviewState

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """The bureau has its scoring sheet."""
    with django_db_blocker.unblock():
        stage.standard(office_of_file)
    return office_of_file


def as_(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name, *args) -> str:
    return reverse(f"oversight:{name}", args=args)


def text(client, name, *args, **query) -> str:
    response = client.get(url(name, *args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_from_the_first_sheet_to_the_accepted_answer(db):
    """One pass through every page, by the people whose page it is."""
    office = Office("bare")
    legal, supervisor, officer = as_(office.legal), as_(office.supervisor), as_(office.officer)
    today = timezone.localdate()
    assert "还没有现行的评查标准" in text(supervisor, "sampling") and "起始标准" in text(legal, "sampling_standards")
    draft = legal.post(url("sampling_standard_new"), follow=True)
    assert "已起草第1版" in draft.content.decode() and "启用这一版" in draft.content.decode()
    row = Standard.objects.get(bureau=office.bureau)
    enforced = legal.post(url("sampling_enforce", row.pk), {"note": "采用", "version": row.version}, follow=True)
    assert "第1版已启用" in enforced.content.decode() and "启用这一版" not in enforced.content.decode()

    stage.rows(office, 2, outcome_on=today, discovered_on=today, inspected_on=today)
    assert "每件权重为 1" in text(supervisor, "sampling_draw")
    asked = {"since": today, "until": today, "size": 10, "size_unit": "count", "kind": "random"}
    assert supervisor.post(url("sampling_draw"), {**asked, "reviewers": []}).status_code == 422
    drawn = supervisor.post(url("sampling_draw"), {**asked, "reviewers": [office.supervisor.pk]}, follow=True)
    drawing = Drawing.objects.get()
    assert f"已抽取，编号 {drawing.number}" in drawn.content.decode() and drawing.seed in drawn.content.decode()
    assert "核对一致" in text(as_(office.leader), "sampling_verify", drawing.pk)
    assert supervisor.get(url("sampling_roll", drawing.pk)).content.decode() == drawing.roll.text

    review = drawing.reviews.first()
    page = text(supervisor, "sampling_review", review.pk)
    assert "系统能判断的行已经预填" in page and "没有适用核查表" not in page.split("score-file")[1]
    data = {"act": "submit", "version": review.version, "comment": "尚可"}
    refused = supervisor.post(url("sampling_review", review.pk), data)
    assert refused.status_code == 422 and "还没有评" in refused.content.decode()
    lines = list(drawing.standard.lines.all())
    for line in lines:
        data |= {f"given_{line.pk}": "0" if line.veto else str(line.points), f"note_{line.pk}": "已核对"}
    data |= {f"given_{lines[1].pk}": "3", f"note_{lines[1].pk}": "住所不符", f"raises_{lines[1].pk}": "on"}
    data |= {f"given_{lines[2].pk}": "skip"}
    saved = supervisor.post(url("sampling_review", review.pk), {**data, "act": "save"}, follow=True)
    assert "已保存草稿" in saved.content.decode() and "住所不符" in saved.content.decode()
    stale = supervisor.post(url("sampling_review", review.pk), data)
    assert stale.status_code == 422 and "有了变化" in stale.content.decode()
    review.refresh_from_db()
    done = supervisor.post(url("sampling_review", review.pk), {**data, "version": review.version}, follow=True)
    assert "已提交：97.9分，优秀" in done.content.decode()
    assert "住所不符" in text(as_(office.leader), "sampling_review", review.pk)

    finding = Finding.objects.get()
    assert "住所不符" in text(officer, "sampling_opinions")
    case_page = officer.get(reverse("cases:detail", args=[review.case_id])).content.decode()
    assert url("sampling_finding", finding.pk) in case_page
    assert officer.post(url("sampling_finding", finding.pk), {}).status_code == 422
    answer = {"mended": "yes", "words": "已更正", "version": finding.version}
    assert "等评查人确认" in officer.post(url("sampling_finding", finding.pk), answer, follow=True).content.decode()
    again = officer.post(url("sampling_finding", finding.pk), answer, follow=True).content.decode()
    assert "不用您办理" in again
    for decision, words in (("return", "请附照片"), ("accept", "")):
        finding.refresh_from_db()
        given = {"decision": decision, "words": words, "version": finding.version}
        if decision == "accept":
            officer.post(url("sampling_finding", finding.pk), {**answer, "version": finding.version})
            finding.refresh_from_db()
            given["version"] = finding.version
        assert "已确认" in supervisor.post(url("sampling_finding", finding.pk), given, follow=True).content.decode()
    finding.refresh_from_db()
    assert finding.get_state_display() == "已了结"


def test_editing_a_draft(office):
    legal = as_(office.legal)
    legal.post(url("sampling_standard_new"))
    assert "已有一份草稿" in legal.post(url("sampling_standard_new"), follow=True).content.decode()
    draft = Standard.objects.get(state="draft")
    assert "上移" in text(legal, "sampling_standard", draft.pk)
    assert "上移" not in text(as_(office.supervisor), "sampling_standard", draft.pk)
    wanted = {"part": "law", "words": "说理充分", "points": "4", "version": draft.version}
    assert legal.post(url("sampling_line_new", draft.pk), {**wanted, "words": ""}).status_code == 422
    legal.post(url("sampling_line_new", draft.pk), wanted)
    line = draft.lines.get(words="说理充分")
    assert "104" in text(legal, "sampling_standard", draft.pk)
    draft.refresh_from_db()
    legal.post(url("sampling_line", line.pk), {**wanted, "points": "5", "version": draft.version})
    line.refresh_from_db()
    assert line.points == 5
    legal.post(url("sampling_line_move", line.pk), {"way": "up"})
    moved = StandardLine.objects.get(pk=line.pk)
    assert moved.position < line.position
    draft.refresh_from_db()
    legal.post(url("sampling_line_remove", line.pk), {"version": draft.version})
    assert not draft.lines.filter(pk=line.pk).exists()
    frozen = Standard.objects.get(state="in_force").lines.first()
    refused = legal.post(url("sampling_line_remove", frozen.pk), {}, follow=True).content.decode()
    assert "另起新版本" in refused


def test_unit_heads_see_results_of_their_units_only(office):
    (mine,), (other,) = stage.rows(office, 1), stage.rows(office, 1, unit=office.other_station, handler=office.stranger)
    drawing = stage.drawn(office)
    head = as_(office.head)
    assert head.get(url("sampling")).status_code == 302
    assert "没有案卷" in text(head, "sampling_reviews")
    for review in drawing.reviews.all():
        stage.submitted(review, office)
    page = text(head, "sampling_results")
    assert "演示一所" in page and "演示二所" not in page.split("<h2>各单位</h2>")[1]
    assert set(FileReview.objects.visible_to(office.head)) == {drawing.reviews.get(case=mine)}
    hidden = drawing.reviews.get(case=other)
    assert head.get(url("sampling_review", hidden.pk)).status_code == 404
    assert "演示二所" in text(as_(office.supervisor), "sampling_results")


def test_results_are_told_by_number_where_files_are_few(office):
    stage.rows(office, 2)
    for review in stage.drawn(office).reviews.all():
        stage.submitted(review, office)
    client = as_(office.supervisor)
    page = text(client, "sampling_results")
    assert "样本少" in page and "100.0%" not in page
    sheet = rows_of(client.get(url("sampling_results_export")))
    assert sheet[2] == ["演示一所", 2, 2, 0, 0, "样本少", "样本少", 2, 2]
    lines = rows_of(client.get(url("sampling_results_export"), {"table": "lines"}))
    assert lines[2][1:] == ["当事人名称、统一社会信用代码、住所记载准确，主体认定正确", "否", 2, 2, "样本少"]
    Parameter.objects.create(bureau=office.bureau, key="sampling.small_sample", value="2")
    page = text(client, "sampling_results")
    assert "99.0" in page and "100.0%" in page
    for query, count in (({"kind": "weighted"}, 0), ({"since": "2026-07-01"}, 2), ({"until": "2026-06-30"}, 0)):
        assert client.get(url("sampling_results"), query).context["count"] == count
    seen = client.get(url("sampling_reviews"), {"unit": office.station.pk, "state": "submitted", "grade": "good"})
    assert seen.context["list"].count == 2
    assert client.get(url("sampling_reviews"), {"whose": "none"}).context["list"].count == 0


def rows_of(response) -> list[list]:
    found = load_workbook(io.BytesIO(response.content), read_only=True).active.iter_rows(values_only=True)
    return [list(row) for row in found]


def test_a_weighted_drawing_tells_no_weight_to_who_took_part(office):
    """A weight may come from a suspicion; the leader decided on the file, so neither weight nor roll is for the leader."""
    stage.photographed(office)
    row = stage.drawn(office, kind=DrawKind.WEIGHTED)
    leader, supervisor = as_(office.leader), as_(office.supervisor)
    assert "补录" in text(supervisor, "sampling_drawing", row.pk).split("怎样核对")[0]
    page = text(leader, "sampling_drawing", row.pk)
    assert "补录" not in page.split("怎样核对")[0] and "下载名册" not in page
    assert leader.get(url("sampling_roll", row.pk)).status_code == 403
    assert supervisor.get(url("sampling_roll", row.pk)).status_code == 200
    cancelled = supervisor.post(url("sampling_cancel", row.pk), {"reason": "填错", "version": row.version}, follow=True)
    assert "已撤销" in cancelled.content.decode() and "填错" in cancelled.content.decode()
    twice = supervisor.post(url("sampling_cancel", row.pk), {"reason": "填错"}, follow=True)
    assert "这次抽查已经撤销" in twice.content.decode()


def test_giving_a_file_to_somebody_else(office):
    stage.rows(office, 1)
    review = stage.drawn(office).reviews.get()
    client = as_(office.supervisor)
    assert "演示员" in text(client, "sampling_pass_on", review.pk)
    given = {"to": office.legal.pk, "reason": "出差", "version": review.version}
    page = client.post(url("sampling_pass_on", review.pk), given, follow=True).content.decode()
    assert f"已改由{office.legal.name}评查" in page
    assert client.post(url("sampling_pass_on", review.pk), {**given, "to": office.officer.pk}).status_code == 422


def test_suspicions_are_run_shown_and_decided(office):
    stage.photographed(office, 2)
    client = as_(office.supervisor)
    assert "还没有检查过" in text(client, "sampling_suspicions")
    Suspicion.objects.all().delete()
    Parameter.objects.create(bureau=office.bureau, key="suspicion.window_days", value="3650")
    client.post(url("sampling_suspicions_run"))
    job = Job.objects.get()
    assert "新发现 1 条" in job.message
    row = Suspicion.objects.get()
    page = text(client, "sampling_suspicions")
    assert row.summary in page and "疑点，待核实" in page and "常见的解释" in page
    page = text(client, "sampling_suspicion", row.pk)
    assert page.count("看照片") == 2 and "这是疑点，待核实" in page
    assert as_(office.leader).get(url("sampling_suspicion", row.pk)).status_code == 404
    assert client.post(url("sampling_suspicion", row.pk), {}).status_code == 422
    given = {"state": "explained", "reason": "同一次检查", "version": row.version}
    assert "有合理解释" in client.post(url("sampling_suspicion", row.pk), given, follow=True).content.decode()
    assert client.get(url("sampling_suspicions"), {"state": "open"}).context["list"].count == 0
    assert client.get(url("sampling_suspicions"), {"rule": "same_photo"}).context["list"].count == 1
    case_page = as_(office.officer).get(reverse("cases:detail", args=[row.cases.first().pk])).content.decode()
    assert "疑点" not in case_page


def test_late_answers_stand_in_the_morning(office):
    stage.rows(office, 1)
    finding = stage.submitted(stage.drawn(office).reviews.first(), office).findings.get()
    assert not [s for s in brief.build(office.supervisor, finding.due_on).sections if s.key == "findings"]
    later = finding.due_on.replace(day=finding.due_on.day + 2)
    for person, count in ((office.supervisor, 1), (office.head, 1), (office.leader, 1)):
        found = [section for section in brief.build(person, later).sections if section.key == "findings"]
        assert [section.count for section in found] == [count]
    (line,) = found[0].rows
    assert "已过2天" in line.words and line.url == url("sampling_finding", finding.pk)
    assert "逾期" in text(as_(office.supervisor), "sampling_findings", state="late")
    assert as_(office.supervisor).get(url("sampling_findings"), {"state": "open"}).context["list"].count == 1
    colleague = office.stranger
    assert not [s for s in brief.build(colleague, later).sections if s.key == "findings"]


def test_pages_ask_the_same_of_the_database_for_few_and_many(office):
    client = as_(office.supervisor)

    def cost(name) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url(name), {"whose": ""} if name == "sampling_reviews" else {}).status_code == 200
        return len(counted)

    names = ("sampling", "sampling_reviews", "sampling_findings", "sampling_results")

    stage.rows(office, 1)
    stage.submitted(stage.drawn(office).reviews.get(), office)
    few = {name: cost(name) for name in names}
    stage.rows(office, 4)
    drawing = stage.drawn(office, size=4, purpose="多")
    line = drawing.standard.lines.filter(veto=False).first()
    drawing.reviews.update(state=ReviewState.SUBMITTED, grade=Grade.GOOD, tenths=990, submitted_on=DRAWN)
    Finding.objects.bulk_create(
        Finding(review=one, line=line, handler=office.officer, words="x", raised_on=DRAWN, due_on=DRAWN)
        for one in drawing.reviews.all()
    )
    assert all(cost(name) <= few[name] for name in names)
