"""案卷评查: drawings, scoring, and findings through their verbs."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import factories as make
from tests import sampling_stage as stage
from tests.factories import DAY
from tests.sampling_stage import DRAWN
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Notice, Parameter
from xinglongtai.core.roles import Role
from xinglongtai.oversight.sampling import selectors, services_draw, services_findings, services_review
from xinglongtai.oversight.sampling.drawing import fingerprint
from xinglongtai.oversight.sampling.models import Drawing, DrawingRoll, FileReview, Finding, Standard
from xinglongtai.oversight.sampling.services_review import Answer
from xinglongtai.oversight.sampling.status import (
    DrawKind,
    FindingState,
    Grade,
    ReviewState,
    SizeUnit,
)

pytestmark = pytest.mark.django_db


# --- drawings ------------------------------------------------------------------------------------------------


def test_a_drawing_is_numbered_frozen_and_can_be_done_again(office):
    stage.standard(office)
    cases = stage.rows(office, 3)
    stage.rows(office, 1, outcome_on=date(2025, 12, 31))  # before the period
    stage.rows(office, 1, status="corrected")  # not closed
    row = stage.drawn(office, size=2)
    assert row.number == "演xlt市监评查〔2026〕1号" and row.population == 3 and len(row.seed) == 32
    assert row.roll.text == "".join(f"{case.pk} 1\n" for case in cases)
    assert row.roll_sha256 == fingerprint(row.roll.text)
    assert row.reviews.count() == 2 and set(row.reviews.values_list("reviewer", flat=True)) == {office.supervisor.pk}
    assert Notice.objects.filter(officer=office.supervisor, text__contains="有 2 件案卷请您评查").count() == 1
    second = stage.drawn(office)
    assert second.population == 1 and second.seed != row.seed  # what stands in a drawing is not drawn again
    for fault in ({"seed": "0" * 32}, {"roll_sha256": "0" * 64}, {"size": 9}):
        with pytest.raises(TransitionRefused):
            for name, value in fault.items():
                setattr(row, name, value)
            row.save()
        row = Drawing.objects.get(pk=row.pk)
    for act in (row.delete, row.roll.delete, row.roll.save):
        with pytest.raises(TransitionRefused):
            act()
    assert DrawingRoll.objects.count() == 2


def test_weights_come_from_plain_facts_and_are_kept(office):
    stage.standard(office)
    (plain,), (heavy,) = stage.rows(office, 1), stage.rows(office, 1, late_entry_reason="系统停用")
    Parameter.objects.create(bureau=office.bureau, key="sampling.weight_late_entry", value="3")
    row = stage.drawn(office, kind=DrawKind.WEIGHTED, unit=office.station)
    assert row.weights["late_entry"] == 3
    assert row.roll.text == f"{plain.pk} 1\n{heavy.pk} 4 late_entry\n"
    assert row.reviews.get(case=heavy).flags == ["late_entry"]


def test_cancelling_never_draws_other_files(office, refused):
    stage.standard(office)
    stage.rows(office, 6)
    row = stage.drawn(office, size=2)
    first = list(row.reviews.values_list("case_id", flat=True))
    with refused(DomainError, "原因", field="reason"):
        services_draw.drawing_cancel(drawing=row, actor=office.supervisor, on=DRAWN, reason=" ")
    with pytest.raises(NotAllowed):
        services_draw.drawing_cancel(drawing=row, actor=office.head, on=DRAWN, reason="x")
    services_draw.drawing_cancel(drawing=row, actor=office.supervisor, on=DRAWN, reason="日期填错", version=1)
    with refused(TransitionRefused, "已经撤销"):
        services_draw.drawing_cancel(drawing=row, actor=office.supervisor, on=DRAWN, reason="x")
    with refused(TransitionRefused, "撤销"):
        services_draw.review_reassign(review=row.reviews.first(), actor=office.supervisor, to=office.legal, reason="x")
    again = stage.drawn(office, size=3, since=date(2026, 2, 1))
    assert again.seed == row.seed and again.seed_of == row and again.number.endswith("2号")
    assert list(again.reviews.values_list("case_id", flat=True))[:2] == first
    assert selectors.earlier_seed(office.bureau, DAY, DAY, office.station) == row
    assert selectors.earlier_seed(office.bureau, DRAWN, DRAWN, None) is None
    row.refresh_from_db()
    row.state = "live"
    with pytest.raises(TransitionRefused):
        row.save()


def test_a_cancelled_drawing_of_other_units_lends_no_seed(office):
    stage.standard(office)
    stage.rows(office, 1)
    row = stage.drawn(office, unit=office.station)
    services_draw.drawing_cancel(drawing=row, actor=office.supervisor, on=DRAWN, reason="x")
    assert selectors.earlier_seed(office.bureau, DAY, DAY, office.other_station) is None
    assert selectors.earlier_seed(office.bureau, DAY, DAY, office.bureau.unit) == row


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": DrawKind.DIRECTED}, "kind", "随机"),
        ({"since": date(2026, 7, 1)}, "until", "起止"),
        ({"until": date(2027, 1, 1)}, "until", "起止"),
        ({"size": 0}, "size", "件数"),
        ({"size": 501}, "size", "500"),
        ({"size": 101, "size_unit": SizeUnit.SHARE}, "size", "100"),
        ({"size_unit": "x"}, "size", ""),
    ],
)
def test_what_cannot_be_drawn_is_refused(office, refused, values, field, words):
    stage.standard(office)
    with refused(DomainError, words, field=field):
        stage.drawn(office, **values)


def test_nothing_to_draw_no_sheet_no_reviewer_no_right(office, refused, monkeypatch):
    with refused(TransitionRefused, "没有可以抽取"):
        stage.drawn(office)
    stage.rows(office, 2)
    with refused(TransitionRefused, "还没有现行的评查标准"):
        stage.drawn(office)
    stage.standard(office)
    foreign = make.Office("far")
    with refused(DomainError, "本机关的单位", field="unit"):
        stage.drawn(office, unit=foreign.station)
    with refused(DomainError, "至少选择一名", field="reviewers"):
        stage.drawn(office, reviewers=[office.officer])
    with pytest.raises(NotAllowed):
        stage.drawn(office, actor=office.leader)
    monkeypatch.setattr(services_draw, "MOST_FILES", 1)
    with refused(DomainError, "一次最多 1 件", field="size"):
        stage.drawn(office, size=100, size_unit=SizeUnit.SHARE)
    assert not Drawing.objects.exists()


def test_nobody_reviews_what_they_took_part_in(office, refused):
    """One who reviews files also decided on this one: nobody else may review, so it waits for somebody; no way round."""
    stage.standard(office)
    case = stage.closed(office)
    out = selectors.barred([case.pk])[case.pk]
    assert {office.officer.pk, office.second.pk, office.head.pk, office.leader.pk} == out
    assert all(
        case.pk in selectors.taken_part(one) for one in (office.officer, office.second, office.head, office.leader)
    )
    assert selectors.taken_part(office.legal) == set()
    double = make.officer(office.bureau.unit, Role.LEGAL)
    case.reviews.create(
        assessment=case.violations.get().assessments.get(), requested_by=office.officer, decided_by=double
    )
    row = stage.drawn(office, reviewers=[double])
    review = row.reviews.get()
    assert review.reviewer is None
    with refused(NotAllowed, "不能评查"):
        services_draw.review_reassign(review=review, actor=office.supervisor, to=double, reason="x")
    for to, words in ((office.officer, "可以评查的人员"), (make.Office("far").legal, "可以评查的人员")):
        with refused(DomainError, words, field="to"):
            services_draw.review_reassign(review=review, actor=office.supervisor, to=to, reason="x")
    with refused(DomainError, "原因", field="reason"):
        services_draw.review_reassign(review=review, actor=office.supervisor, to=office.legal, reason=" ")
    moved = services_draw.review_reassign(review=review, actor=office.supervisor, to=office.legal, reason="没有人")
    assert (
        moved.reviewer == office.legal and Notice.objects.filter(officer=office.legal, text__contains="改由您").exists()
    )
    with refused(DomainError, "已经是评查人", field="to"):
        services_draw.review_reassign(review=review, actor=office.supervisor, to=office.legal, reason="x")
    moved = services_draw.review_reassign(
        review=moved, actor=office.legal, to=office.supervisor, reason="出差", version=2
    )
    assert moved.reviewer == office.supervisor
    FileReview.objects.filter(pk=review.pk).update(reviewer=double)
    moved.refresh_from_db()
    with refused(NotAllowed, "不能评查"):
        services_review.review_save(review=moved, actor=double, on=DRAWN, answers={})


# --- scoring -------------------------------------------------------------------------------------------------


@pytest.fixture
def review(office):
    stage.standard(office)
    stage.closed(office)
    return stage.drawn(office).reviews.get()


@pytest.fixture
def bare(office):
    """A review of a file of which only the row is there."""
    stage.standard(office)
    stage.rows(office, 1)
    return stage.drawn(office).reviews.get()


def test_a_draft_is_kept_and_the_result_submitted_once(office, review, refused):
    lines = list(review.drawing.standard.lines.all())
    some = {lines[1].pk: Answer(given=4, note="住所不符", raises=True), lines[2].pk: Answer(skipped=True)}
    row = services_review.review_save(
        review=review, actor=office.supervisor, on=DRAWN, answers=some, comment="草稿", version=1
    )
    assert row.state == ReviewState.DRAFT and row.scores.count() == len(lines)
    assert row.scores.filter(answered=True).count() == 2 and row.total == ""
    assert row.scores.get(line=lines[0]).judged == "held"
    with refused(DomainError, "得分应在 0 至 5"):
        services_review.review_save(
            review=review, actor=office.supervisor, on=DRAWN, answers={lines[1].pk: Answer(given=6)}
        )
    row = stage.submitted(review, office, faults=2)
    assert row.total == "98" and row.grade == Grade.GOOD and row.limits == {"good": 90, "fair": 60}
    with refused(TransitionRefused, "已经提交"):
        stage.submitted(review, office)
    with refused(TransitionRefused, "不能再撤销"):
        services_draw.drawing_cancel(drawing=row.drawing, actor=office.supervisor, on=DRAWN, reason="x")
    assert row.findings.count() == 2
    finding = row.findings.first()
    assert finding.handler == office.officer and finding.due_on == date(2026, 7, 8)
    assert Notice.objects.filter(officer__in=[office.officer, office.second], key=f"findings:{row.pk}").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        FileReview.objects.filter(pk=row.pk).update(grade="")


def test_what_is_not_said_or_not_explained_cannot_be_submitted(office, review):
    lines = {line.check_key or line.pk: line for line in review.drawing.standard.lines.all()}
    whole = stage.answers(review)
    first = next(line for line in lines.values() if not line.veto and not line.check_key)
    changed = whole | {
        first.pk: Answer(given=0),  # points lost, no words
        lines["sheet_first"].pk: Answer(skipped=True),  # the system says it holds
        lines["agrees"].pk: Answer(given=4, raises=True),  # to be sent back, no words
        lines["clock_held"].pk: Answer(),  # not answered
        lines["two_officers"].pk: Answer(failed=True),  # a veto without words
        lines["recheck_two"].pk: Answer(given=5),  # full points as the system says: nothing to explain
    }
    with pytest.raises(DomainError) as caught:
        services_review.review_submit(review=review, actor=office.supervisor, on=DRAWN, answers=changed)
    faults = dict(caught.value.data["faults"])
    assert set(faults) == {
        f"note_{first.pk}",
        f"note_{lines['sheet_first'].pk}",
        f"note_{lines['agrees'].pk}",
        f"given_{lines['clock_held'].pk}",
        f"note_{lines['two_officers'].pk}",
    }
    assert "与系统预判“符合”不同" in faults[f"note_{lines['sheet_first'].pk}"]
    review.refresh_from_db()
    assert review.state == ReviewState.WAITING  # nothing was kept
    veto = whole | {lines["two_officers"].pk: Answer(failed=True, note="只有一人", raises=True)}
    row = services_review.review_submit(review=review, actor=office.supervisor, on=DRAWN, answers=veto)
    assert row.vetoed and row.grade == Grade.POOR and row.total == "100" and row.findings.count() == 1
    score = row.scores.get(line=lines["two_officers"])
    assert score.differs and score.lost and "不适用" not in str(score)


def test_only_the_reviewer_scores_and_only_while_the_drawing_stands(office, bare, refused):
    given = {"review": bare, "on": DRAWN, "answers": {}}
    with refused(NotAllowed, "由别人评查"):
        services_review.review_save(actor=office.legal, **given)
    with pytest.raises(NotAllowed):
        services_review.review_save(actor=office.leader, **given)
    with pytest.raises(NotVisible):
        services_review.review_save(actor=make.Office("far").supervisor, **given)
    with pytest.raises(StaleRow):
        services_review.review_save(actor=office.supervisor, version=7, **given)
    services_draw.drawing_cancel(drawing=bare.drawing, actor=office.supervisor, on=DRAWN, reason="x")
    with refused(TransitionRefused, "已经撤销"):
        services_review.review_save(actor=office.supervisor, **given)


def test_a_file_without_faults_sends_nothing_back(office, bare):
    row = stage.submitted(bare, office, faults=0)
    assert row.total == "100" and not row.findings.exists()
    assert not Notice.objects.filter(officer=office.officer, key__startswith="findings:").exists()


# --- findings ------------------------------------------------------------------------------------------------


def test_a_finding_is_answered_returned_answered_again_and_accepted(office, refused):
    row = stage.found(office)
    verbs = services_findings
    with refused(DomainError, "写明", field="words"):
        verbs.finding_answer(finding=row, actor=office.officer, on=DRAWN, mended=True, words=" ")
    with refused(NotAllowed, "由办案人"):
        verbs.finding_answer(finding=row, actor=office.supervisor, on=DRAWN, mended=True, words="x")
    with refused(TransitionRefused, "待答复"):
        verbs.finding_accept(finding=row, actor=office.supervisor, on=DRAWN)
    verbs.finding_answer(finding=row, actor=office.second, on=DRAWN, mended=False, words="原件如此", version=1)
    assert Notice.objects.filter(officer=office.supervisor, text__contains="已答复").count() == 1
    with refused(NotAllowed, "评查人确认"):
        verbs.finding_return(finding=row, actor=office.legal, on=DRAWN, words="x")
    with refused(DomainError, "退回的原因", field="words"):
        verbs.finding_return(finding=row, actor=office.supervisor, on=DRAWN, words="")
    later = date(2026, 7, 10)
    verbs.finding_return(finding=row, actor=office.supervisor, on=later, words="请附照片")
    row.refresh_from_db()
    assert row.state == FindingState.OPEN and row.due_on == date(2026, 7, 17)
    verbs.finding_answer(finding=row, actor=office.head, on=later, mended=True, words="已补照片")
    verbs.finding_accept(finding=row, actor=office.supervisor, on=later, words="认可", version=4)
    row.refresh_from_db()
    assert row.state == FindingState.ACCEPTED and row.closed_on == later
    assert [step.get_kind_display() for step in row.steps.all()] == ["说明理由", "退回", "已整改", "认可"]
    with refused(TransitionRefused, "已了结"):
        verbs.finding_answer(finding=row, actor=office.officer, on=later, mended=True, words="x")
    told = [event.verb for event in audit.timeline(row.thread) if event.verb.startswith("finding_")]
    assert told[::-1] == [
        "finding_raise",
        "finding_not_mended",
        "finding_returned",
        "finding_mended",
        "finding_accepted",
    ]


def test_who_sees_a_finding(office):
    row = stage.found(office)
    for one in (office.officer, office.second, office.head, office.legal, office.leader, office.supervisor):
        assert row in Finding.objects.visible_to(one), one
    colleague = make.officer(office.station)
    for one in (colleague, office.stranger, office.sysadmin, make.Office("far").leader):
        assert row not in Finding.objects.visible_to(one), one
    with pytest.raises(NotVisible):
        services_findings.finding_answer(finding=row, actor=colleague, on=DRAWN, mended=True, words="x")
    with pytest.raises(NotAllowed):
        services_findings.finding_accept(finding=row, actor=office.officer, on=DRAWN)


def test_who_is_late_is_reminded_once_a_term(office):
    row = stage.found(office)
    remind = services_findings.findings_remind
    assert remind(bureau=office.bureau, on=row.due_on) == 0
    assert remind(bureau=office.bureau, on=row.due_on + timedelta(1)) == 1
    assert remind(bureau=office.bureau, on=row.due_on + timedelta(2)) == 0
    assert list(Finding.objects.overdue(on=row.due_on)) == []
    assert Notice.objects.get(officer=office.officer, key=f"finding:{row.pk}:late:{row.due_on}").url.endswith(
        f"/{row.pk}/"
    )


def test_an_answer_waits_even_where_nobody_reviews_any_more(office):
    row = stage.found(office)
    FileReview.objects.filter(pk=row.review_id).update(state=ReviewState.DRAFT, reviewer=None)
    services_findings.finding_answer(finding=row, actor=office.officer, on=DRAWN, mended=True, words="已整改")
    row.refresh_from_db()
    assert row.state == FindingState.ANSWERED and Standard.objects.count() == 1
