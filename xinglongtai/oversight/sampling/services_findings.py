"""Verbs of findings: the handler answers, the reviewer accepts or returns, who is late is reminded once."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.urls import reverse

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.calendar import load_span
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import allowed
from xinglongtai.core.workdays import add_working_days, chinese_date

from .models import Finding, FindingStep
from .services_draw import SCORES
from .status import FINDING_NEXT, FindingState, StepKind


def may_answer(finding: Finding, actor: Officer) -> bool:
    """The officer asked, the two handlers now, or their unit head."""
    case = finding.review.case
    if actor.pk == finding.handler_id or case.handled_by(actor):
        return True
    return (
        allowed(actor, "cases.assign_case")
        and allowed(actor, "cases.handle_case")
        and case.unit.path.startswith(actor.unit.path)
    )


def may_confirm(finding: Finding, actor: Officer) -> bool:
    """The reviewer of the file."""
    return actor.pk == finding.review.reviewer_id and allowed(actor, SCORES)


def _locked(
    finding: Finding,
    actor: Officer,
    version: int | None,
    to: str,
    *,
    may: Callable[[Finding, Officer], bool],
    whose: str,
) -> Finding:
    """The finding under a lock; ``may`` says whose it is to act, asked before its state. NotAllowed with ``whose``."""
    row = guard.visible_row(Finding.objects.visible_to(actor), finding.pk)
    if not may(row, actor):
        raise NotAllowed(whose)
    guard.require_version(row, version, what="这条评查意见")
    if to not in FINDING_NEXT[FindingState(row.state)]:
        raise TransitionRefused(f"这条评查意见现在是“{row.get_state_display()}”，不能这样办理。请刷新页面。")
    return row


def _step(row: Finding, kind: str, words: str, actor: Officer, on: date, to: str) -> Finding:
    """Keep what was done, move the finding, record it."""
    step = FindingStep(finding=row, kind=kind, words=words.strip(), by=actor, on=on)
    step.full_clean(exclude=["finding"])
    step.save()
    row.state = to
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb=f"finding_{kind}", actor=actor, target=row, thread=row.thread, finding=row.words, words=step.words
    )
    return row


@transaction.atomic
def finding_answer(
    *, finding: Finding, actor: Officer, on: date, mended: bool, words: str, version: int | None = None
) -> Finding:
    """Say what was mended, or why not. A late answer is taken too; that it was late stays visible."""
    whose = "评查意见由办案人或者本单位负责人答复。"
    row = _locked(finding, actor, version, FindingState.ANSWERED, may=may_answer, whose=whose)
    if not words.strip():
        raise DomainError("请写明整改了什么；没有整改的，写明理由。", field="words")
    kind = StepKind.MENDED if mended else StepKind.NOT_MENDED
    row = _step(row, kind, words, actor, on, FindingState.ANSWERED)
    if row.review.reviewer:
        _tell(
            row.review.reviewer,
            row,
            f"案件 {row.review.case_id} 的一条评查意见已答复，请确认。",
            f"answered:{row.version}",
        )
    return row


@transaction.atomic
def finding_accept(
    *, finding: Finding, actor: Officer, on: date, words: str = "", version: int | None = None
) -> Finding:
    """The reviewer is content: the finding is closed."""
    row = _confirming(finding, actor, version, FindingState.ACCEPTED)
    row.closed_on = on
    row = _step(row, StepKind.ACCEPTED, words, actor, on, FindingState.ACCEPTED)
    _tell(row.handler, row, f"案件 {row.review.case_id} 的一条评查意见已了结。", "accepted")
    return row


@transaction.atomic
def finding_return(*, finding: Finding, actor: Officer, on: date, words: str, version: int | None = None) -> Finding:
    """The reviewer is not content: back to the handler, with a new term of the same length."""
    row = _confirming(finding, actor, version, FindingState.OPEN)
    if not words.strip():
        raise DomainError("请写明退回的原因和还要做什么。", field="words")
    days = parameters.value(actor.bureau, "sampling.finding_days")
    row.due_on = add_working_days(on, days, load_span(on, days)).due_on
    row = _step(row, StepKind.RETURNED, words, actor, on, FindingState.OPEN)
    text = f"案件 {row.review.case_id} 的一条评查意见被退回，请在{chinese_date(row.due_on)}前再答复。"
    _tell(row.handler, row, text, f"returned:{row.version}")
    return row


def _confirming(finding: Finding, actor: Officer, version: int | None, to: str) -> Finding:
    guard.require(actor, SCORES, "评查打分")
    return _locked(finding, actor, version, to, may=may_confirm, whose="评查意见由这件案卷的评查人确认。")


def _tell(officer: Officer, row: Finding, text: str, what: str) -> bool:
    return tell(
        officer,
        key=f"finding:{row.pk}:{what}",
        text=text,
        url=reverse("oversight:sampling_finding", args=[row.pk]),
        topic="sampling",
    )


@transaction.atomic
def findings_remind(*, bureau: Bureau, on: date) -> int:
    """Remind those who are late, once for each term; returns how many notices are new. Safe to repeat."""
    rows = Finding.objects.filter(review__drawing__bureau=bureau).overdue(on=on).select_related("handler", "review")
    return sum(
        _tell(
            row.handler,
            row,
            f"案件 {row.review.case_id} 的一条评查意见已过答复期限（{chinese_date(row.due_on)}）。",
            f"late:{row.due_on}",
        )
        for row in rows
    )
