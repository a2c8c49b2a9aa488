"""Verbs of scoring: keep what was answered, submit the result, send findings back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from cases.models import Case
from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.calendar import load_span
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.workdays import add_working_days, chinese_date

from .checks import judge
from .filefacts import facts_of
from .grading import Scored, grade
from .models import FileReview, Finding, LineScore
from .selectors import limits_of
from .services_draw import SCORES, require_not_barred
from .status import Grade, Judged, ReviewState


@dataclass(frozen=True)
class Answer:
    """What a reviewer says of one line. ``given`` None with nothing else: not answered. A veto line is ``failed`` or given 0."""

    given: int | None = None
    skipped: bool = False
    failed: bool = False
    note: str = ""
    raises: bool = False

    @property
    def answered(self) -> bool:
        return self.skipped or self.failed or self.given is not None


def _mine(review: FileReview, actor: Officer, version: int | None) -> FileReview:
    """The review under a lock, if it is the actor's and still open."""
    guard.require(actor, SCORES, "评查打分")
    row = guard.visible_row(FileReview.objects.visible_to(actor), review.pk)
    guard.require_version(row, version, row.reviewer, what="这件评查")
    if row.reviewer_id != actor.pk:
        raise NotAllowed("这件案卷由别人评查。需要改由您评查的，请抽取人改派。")
    if not row.drawing.is_live:
        raise TransitionRefused("这次抽查已经撤销，不用再评查。")
    if row.is_submitted:
        raise TransitionRefused("这件案卷的评查结果已经提交，不能再改。")
    require_not_barred(row, actor)
    return row


def _write(row: FileReview, answers: Mapping[int, Answer], on: date) -> list[LineScore]:
    """The scores of every line, with what the system says of it now."""
    case = Case.objects.select_related("bureau", "party", "handler", "co_handler").get(pk=row.case_id)
    facts = facts_of(case, on)
    kept = {score.line_id: score for score in row.scores.all()}
    found = []
    for line in row.drawing.standard.lines.all():
        answer, said = answers.get(line.pk, Answer()), judge(line.check_key, facts)
        score = kept.get(line.pk) or LineScore(review=row, line=line)
        if answer.given is not None and not 0 <= answer.given <= line.points:
            raise DomainError(f"“{line.words}”的得分应在 0 至 {line.points} 之间。", field=f"given_{line.pk}")
        score.judged, score.judged_why = (said.outcome, said.why[:500]) if said else ("", "")
        score.answered, score.skipped = answer.answered, answer.skipped
        score.failed = line.veto and answer.failed
        score.given = None if answer.skipped or not answer.answered else 0 if line.veto else answer.given
        score.note, score.raises = answer.note.strip(), answer.raises
        score.line = line
        score.full_clean(validate_constraints=False)
        score.save()
        found.append(score)
    return found


@transaction.atomic
def review_save(
    *,
    review: FileReview,
    actor: Officer,
    on: date,
    answers: Mapping[int, Answer],
    comment: str = "",
    version: int | None = None,
) -> FileReview:
    """Keep what was answered so far. ``answers`` by line; a line left out counts as not answered."""
    row = _mine(review, actor, version)
    _write(row, answers, on)
    row.state, row.comment = ReviewState.DRAFT, comment.strip()
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(verb="review_save", actor=actor, target=row, thread=row.thread, case=row.case_id)
    return row


@transaction.atomic
def review_submit(
    *,
    review: FileReview,
    actor: Officer,
    on: date,
    answers: Mapping[int, Answer],
    comment: str = "",
    version: int | None = None,
) -> FileReview:
    """Submit the result. Every line must be answered; whoever takes points off, or sees it otherwise than the system, says why.

    What is marked goes back to the handler as a finding, to be answered within the parameter's working days.
    """
    row = _mine(review, actor, version)
    scores = _write(row, answers, on)
    _require_whole(scores)
    limits = limits_of(row.drawing.bureau)
    result = grade([Scored(s.line.points, s.given, s.line.veto, s.failed) for s in scores], limits)
    row.state, row.comment, row.submitted_on = ReviewState.SUBMITTED, comment.strip(), on
    row.tenths, row.vetoed, row.grade = result.tenths, result.vetoed, result.grade
    row.limits = {"good": limits.good, "fair": limits.fair}
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="review_submit",
        actor=actor,
        target=row,
        thread=row.thread,
        case=row.case_id,
        total=result.total,
        grade=Grade(result.grade).label,
    )
    _send_back(row, [score for score in scores if score.raises], actor, on)
    return row


def _require_whole(scores: list[LineScore]) -> None:
    faults = []
    for score in scores:
        at, words = score.line_id, score.line.words
        if not score.answered:
            faults.append((f"given_{at}", f"“{words}”还没有评。"))
        elif not score.note and score.lost:
            faults.append((f"note_{at}", f"“{words}”扣了分或触发了否决，请写明问题。"))
        elif not score.note and score.differs:
            word = Judged(score.judged).label
            faults.append((f"note_{at}", f"“{words}”与系统预判“{word}”不同，请写明理由。"))
        elif not score.note and score.raises:
            faults.append((f"note_{at}", f"“{words}”要发回办案人，请写明问题。"))
    if faults:
        raise DomainError("还不能提交，请看标明的各行。", faults=faults)


def _send_back(row: FileReview, scores: list[LineScore], actor: Officer, on: date) -> None:
    """Findings of the marked lines, and one notice to each of the two handlers."""
    if not scores:
        return
    days = parameters.value(row.drawing.bureau, "sampling.finding_days")
    due_on = add_working_days(on, days, load_span(on, days)).due_on
    case = row.case
    for score in scores:
        finding = Finding.objects.create(
            review=row, line=score.line, handler=case.handler, words=score.note, raised_on=on, due_on=due_on
        )
        audit.record(
            verb="finding_raise", actor=actor, target=finding, thread=finding.thread, words=finding.words, due_on=due_on
        )
    text = f"案件 {case.pk} 有 {len(scores)} 条评查意见，请在{chinese_date(due_on)}前答复。"
    for officer in filter(None, (case.handler, case.co_handler)):
        tell(officer, key=f"findings:{row.pk}", text=text, url=reverse("oversight:sampling_opinions"), topic="sampling")


def judged_now(review: FileReview, on: date) -> dict:
    """What the system says of each line now, by line: for the page, before anything is kept."""
    case = Case.objects.select_related("bureau", "party", "handler", "co_handler").get(pk=review.case_id)
    facts = facts_of(case, on)
    return {line.pk: judge(line.check_key, facts) for line in review.drawing.standard.lines.all()}
