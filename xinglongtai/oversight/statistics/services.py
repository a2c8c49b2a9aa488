"""Verbs of statistics: sort a way of handling into a mode, freeze and withdraw figures, record an export."""

from datetime import date, timedelta

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Bureau, Officer

from ..evaluation.periods import Period, month_of, year_of
from ..evaluation.services import FIRST_YEAR
from . import freezing, packing, selectors
from .models import FrozenStatistics, HandlingMode
from .status import LENIENT_WAYS, FrozenState, Mode, SpanKind, Way

EDIT_MODES, FREEZE = "oversight.edit_handling_modes", "oversight.freeze_statistics"
#: How far ahead a change of the sorting may be entered, in days.
AHEAD = 366


def _locked(actor: Officer) -> Bureau:
    """The actor's bureau under a lock: freezing and sorting wait for one another."""
    return Bureau.objects.select_for_update(of=("self",)).get(pk=actor.bureau.pk)


@transaction.atomic
def handling_mode_set(*, way: str, mode: str, since: date, reason: str, actor: Officer, on: date) -> HandlingMode:
    """From ``since`` on ``way`` counts as ``mode``; earlier days and frozen figures keep what they had.

    DomainError for 执法 of a lenient way: leniency is never counted as a penalty.
    """
    guard.require(actor, EDIT_MODES, "编辑处理方式归类")
    bureau = _locked(actor)
    if way not in Way.values:
        raise DomainError("请选择处理方式。", field="way")
    if mode not in Mode.values:
        raise DomainError("请选择归入哪一类。", field="mode")
    if way in LENIENT_WAYS and mode == Mode.ENFORCEMENT:
        raise DomainError("从宽的处理不算处罚，不能归入“执法”。请归入其他类，或者选“不归类”。", field="mode")
    if not date(FIRST_YEAR, 1, 1) <= since <= on + timedelta(days=AHEAD):
        raise DomainError(f"请填 {FIRST_YEAR} 年以后、一年以内的日期。", field="since")
    if not reason.strip():
        raise DomainError("请写明理由。", field="reason")
    before = selectors.handling_of(bureau).mode(way, since)
    if before == mode:
        raise DomainError(f"这一天起已经归入“{Mode(mode).label}”，不需要更改。", field="mode")
    row = HandlingMode(bureau=bureau, way=way, mode=mode, since=since, reason=reason.strip(), set_by=actor, set_on=on)
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="handling_mode_set",
        actor=actor,
        target=row,
        thread=row.thread,
        way=row.get_way_display(),
        mode=row.get_mode_display(),
        before=Mode(before).label,
        since=since,
        reason=row.reason,
    )
    return row


def _span(kind: str, year: int, month: int | None, on: date) -> Period:
    if kind not in SpanKind.values:
        raise DomainError("请选择月度或年度。", field="kind")
    if not FIRST_YEAR <= year <= on.year or (kind == SpanKind.MONTH and not 1 <= (month or 0) <= 12):
        raise DomainError(f"请选择 {FIRST_YEAR} 年以后的月份或年度。", field="month")
    period = month_of(year, month) if kind == SpanKind.MONTH else year_of(year)
    if on <= period.end:
        raise TransitionRefused(f"{period.label}还没有结束，结束后的第二天起才能定稿。")
    return period


@transaction.atomic
def statistics_freeze(*, kind: str, year: int, month: int | None = None, actor: Officer, on: date) -> FrozenStatistics:
    """Freeze a month or year of the whole bureau: every number, the keys of its list, definitions, sorting and parameters of the day.

    TransitionRefused before the span has ended, and while figures of it stand.
    """
    guard.require(actor, FREEZE, "定稿统计")
    bureau = _locked(actor)
    period = _span(kind, year, month, on)
    standing = FrozenStatistics.objects.standing().filter(bureau=bureau, kind=kind, start=period.start)
    if standing.exists():
        raise TransitionRefused(f"{period.label}的统计已经定稿。确有错误的，请先写明理由撤回。")
    made = freezing.make(bureau, period, on)
    row = FrozenStatistics(
        bureau=bureau,
        kind=kind,
        start=period.start,
        end=period.end,
        content=made.content,
        lists=made.lists,
        sha256=packing.digest(made.content, made.lists),
        frozen_on=on,
        frozen_by=actor,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="statistics_freeze", actor=actor, target=row, thread=row.thread, label=row.label, sha256=row.sha256[:16]
    )
    return row


@transaction.atomic
def statistics_withdraw(
    *, frozen: FrozenStatistics, actor: Officer, on: date, reason: str, version: int | None = None
) -> FrozenStatistics:
    """Withdraw frozen figures: the row stays with its reason and all its numbers; the span can be frozen anew."""
    guard.require(actor, FREEZE, "撤回统计定稿")
    row = guard.visible_row(FrozenStatistics.objects.visible_to(actor), frozen.pk)
    guard.require_version(row, version, row.withdrawn_by, what="这份定稿")
    if not row.stands:
        raise TransitionRefused("这份定稿已经撤回。")
    if not reason.strip():
        raise DomainError("请写明撤回理由。", field="reason")
    row.state, row.withdrawn_on, row.withdrawn_by = FrozenState.WITHDRAWN, on, actor
    row.withdraw_reason = reason.strip()
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="statistics_withdraw",
        actor=actor,
        target=row,
        thread=row.thread,
        label=row.label,
        reason=row.withdraw_reason,
    )
    return row


@transaction.atomic
def list_export_record(*, actor: Officer, measure: str, count: int, filters: str) -> None:
    """Leave a record that ``count`` rows behind a number left the house as a file, and under which filters."""
    guard.require(actor, "oversight.view_statistics", "导出统计清单")
    audit.record(verb="statistics_export", actor=actor, target=actor, measure=measure, count=count, filters=filters)
