"""The demo's 案卷评查: a scoring sheet in force, a drawing under review, one that was cancelled, findings to and fro, suspicions."""

from datetime import date, timedelta

from cases import services as case_verbs
from cases.models import Case
from cases.status import CaseStatus
from xinglongtai.core.models import Officer

from ..sampling import services_draw, services_findings, services_review, services_standard, services_suspicion
from ..sampling.models import FileReview, Suspicion
from ..sampling.score_form import FAIL, SKIP, chosen
from ..sampling.services_review import Answer
from ..sampling.status import DrawKind, SuspicionState
from .pictures import photograph

#: How many days before the demo's today the drawing was made and its first findings sent.
DRAWN_DAYS, LATE_DAYS = 40, 30
#: Which photograph lies in two cases.
_TWICE = 990_001


def play(everybody, stages: dict, on: date) -> None:
    """All in the first bureau; the others have a scoring sheet to begin with."""
    for staff in everybody:
        draft = services_standard.standard_draft(actor=staff.legal, on=on - timedelta(days=200))
        services_standard.standard_enforce(
            standard=draft, actor=staff.legal, on=on - timedelta(days=200), note="演示：采用起始标准。"
        )
    staff = everybody[0]
    services_standard.standard_draft(actor=staff.legal, on=on)
    _photo_in_two_cases(staff)
    services_suspicion.suspicions_find(bureau=staff.bureau, on=on)
    _drawings(staff, on)
    _explained(staff, on)


def _photo_in_two_cases(staff) -> None:
    """The same picture added by its officer to two running cases."""
    running = Case.objects.filter(bureau=staff.bureau, status=CaseStatus.PLEDGED).select_related("handler__user")
    for case in running.order_by("pk")[:2]:
        picture = photograph("现场照片", _TWICE)
        case_verbs.evidence_add(case=case, actor=_user_of(case), upload=picture, caption="现场照片（演示）")


def _user_of(case: Case) -> Officer:
    return Officer.objects.select_related("unit__bureau", "user").get(pk=case.handler_id)


def _drawings(staff, on: date) -> None:
    """One typed with the wrong days and cancelled; a weighted one, half reviewed."""
    drawn_on = on - timedelta(days=DRAWN_DAYS)
    asked = {"actor": staff.supervisor, "kind": DrawKind.WEIGHTED, "size": 6}
    wrong = services_draw.drawing_draw(
        **asked, on=drawn_on, since=on - timedelta(days=700), until=drawn_on, purpose="演示：上半年评查"
    )
    services_draw.drawing_cancel(
        drawing=wrong, actor=staff.supervisor, on=drawn_on, reason="演示：起始日期填错，应当只抽近一年。"
    )
    right = services_draw.drawing_draw(
        **asked, on=on, since=on - timedelta(days=365), until=on, purpose="演示：年度评查"
    )
    rows = [row for row in right.reviews.order_by("position") if row.reviewer_id]
    for place, row in enumerate(rows[:4]):
        _review(row, on - timedelta(days=LATE_DAYS if place < 2 else 0))
    _findings(rows[:4], on)


def _review(row: FileReview, on: date) -> None:
    """Submitted as the system judges, with one fault of the reviewer's own."""
    reviewer = Officer.objects.select_related("unit__bureau", "user").get(pk=row.reviewer_id)
    said, answers = services_review.judged_now(row, on), {}
    lines = list(row.drawing.standard.lines.all())
    own = next(line for line in lines if not line.veto and not line.check_key)
    for line in lines:
        at = chosen(line, None, said[line.pk])
        given = at["given"] or ("0" if line.veto else str(line.points))
        answers[line.pk] = Answer(
            given=int(given) if given.isdigit() else None,
            skipped=given == SKIP,
            failed=given == FAIL,
            note=at["note"],
            raises=at["raises"],
        )
    answers[own.pk] = Answer(given=own.points - 2, note="演示：住所记载与营业执照不一致，请核对。", raises=True)
    services_review.review_submit(
        review=row, actor=reviewer, on=on, answers=answers, comment="演示：总体规范，个别地方需要改进。"
    )


def _findings(rows: list[FileReview], on: date) -> None:
    """Of the first file one answer was accepted, of the second none came; of the third one waits for the reviewer."""
    for place, row in enumerate(rows):
        finding = row.findings.select_related("handler__unit__bureau", "handler__user", "review__case__unit").last()
        if place in {0, 2}:
            services_findings.finding_answer(
                finding=finding, actor=finding.handler, on=on, mended=True, words="演示：已核对执照并更正当事人住所。"
            )
        if place == 0:
            reviewer = Officer.objects.select_related("unit__bureau", "user").get(pk=row.reviewer_id)
            finding.refresh_from_db()
            services_findings.finding_accept(finding=finding, actor=reviewer, on=on, words="演示：认可。")
    if rows:
        services_findings.findings_remind(bureau=rows[0].drawing.bureau, on=on)


def _explained(staff, on: date) -> None:
    """One suspicion that turned out to be nothing."""
    rows = Suspicion.objects.visible_to(staff.legal_2).filter(state=SuspicionState.OPEN).exclude(rule="same_photo")
    if row := rows.order_by("pk").first():
        services_suspicion.suspicion_decide(
            suspicion=row,
            actor=staff.legal_2,
            on=on,
            state=SuspicionState.EXPLAINED,
            reason="演示：已向本单位了解，先在纸上核查完再录入。",
        )
