"""Acts on the record itself: each of them is an event."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from .. import audit, guard, jobs, roles
from ..errors import DomainError, NotVisible
from ..models import Bureau, Event, Officer
from ..notices.telling import tell
from . import chain, sealing, sheet
from .breaks import Report
from .checking import verify
from .filters import midnight

VIEW, VERIFY, EXPORT = "core.view_event", "core.verify_audit", "core.export_audit"
JOB = "audit_verify"


def since_day(day: date | None) -> datetime | None:
    """Midnight at which ``day`` begins here."""
    return midnight(day) if day else None


def audit_verify(
    *, actor: Officer | None, since: date | None = None, progress: Callable[[int, int], None] | None = None
) -> Report:
    """Check the record and keep the outcome as an event. ``actor`` is None for the timer. The check itself holds no lock.

    NotAllowed without the right. A break is told to everybody who may check (the bell), once a day.
    """
    if actor is not None:
        guard.require(actor, VERIFY, "校验操作记录")
    report = verify(since=since_day(since), progress=progress)
    outcome_keep(report, actor=actor)
    return report


@transaction.atomic
def outcome_keep(report: Report, *, actor: Officer | None) -> Event | None:
    """The event of a check, and the bell where something does not hold. None where there is no record yet."""
    seal = chain.last_seal()
    if seal is None:
        return None
    if not report.whole:
        _ring(report)
    return audit.record(
        verb="audit_verify",
        actor=actor,
        target=seal,
        whole=report.whole,
        words=report.words,
        breaks=[found.words for found in report.breaks[:10]],
        total=report.total,
        notes=report.notes,
        checked=report.checked,
        last=report.last,
        seconds=round(report.seconds, 1),
    )


def _ring(report: Report) -> None:
    key = f"audit:{timezone.localdate().isoformat()}"
    for bureau in Bureau.objects.all():
        for officer in roles.holders(bureau, VERIFY):
            text = f"操作记录校验发现 {report.total} 处问题"
            tell(officer, key=key, text=text, url=reverse("core:record_check"), topic="audit")


@dataclass(frozen=True)
class LastCheck:
    """The latest outcome on record."""

    event: Event

    @property
    def whole(self) -> bool:
        return bool(self.event.data.get("whole"))


def last_checks(count: int = 10) -> list[LastCheck]:
    """The latest outcomes, newest first."""
    rows = Event.objects.filter(target_type="core.eventseal", verb="audit_verify").select_related("actor__unit")
    return [LastCheck(event) for event in rows[:count]]


def check_by_job(work: jobs.Work) -> None:
    """«现在校验» as long work: taking in and reading stand for themselves, the outcome is kept with the end of the job."""
    guard.require(work.owner, VERIFY, "校验操作记录")
    since = date.fromisoformat(work.params["since"]) if work.params.get("since") else None
    report = verify(since=since_day(since), progress=lambda done, total: work.progress(done, total, "校验操作记录"))
    with transaction.atomic():
        outcome_keep(report, actor=work.owner)
        work.finish(report.words, reverse("core:record_check"))


def audit_export(*, actor: Officer, out: BinaryIO, rows: QuerySet, count: int, form: str, filters: str) -> None:
    """Write ``rows`` to ``out`` as a sheet and keep that as an event, with the check of its last line. What waits is taken in first.

    NotAllowed; :class:`DomainError` for too many rows and for an unknown form.
    """
    guard.require(actor, EXPORT, "导出操作记录")
    if form not in sheet.Form.values:
        raise NotVisible("没有这种文件。")
    if count > sheet.MOST:
        raise DomainError(f"一次最多导出 {sheet.MOST} 条，现在有 {count} 条。请缩短时间范围，分几次导出。")
    with suppress(DomainError):  # a broken chain must not keep the auditor from taking the acts away
        sealing.seal()
    lines, last = sheet.write(out, rows, form)
    with transaction.atomic():
        audit.record(
            verb="audit_export",
            actor=actor,
            target=actor.unit.bureau,
            count=lines,
            form=sheet.Form(form).label,
            filters=filters,
            digest=last,
        )


@transaction.atomic
def audit_restored(*, reason: str, actor: Officer | None = None) -> None:
    """Say that an older database was put back on purpose: the file of heads goes on from its end and keeps the reason."""
    reason = reason.strip()
    if not reason:
        raise DomainError("请写明恢复的原因和备份的时间。")
    seal = sealing.take_restored(reason)
    if seal is None:
        raise DomainError("数据库中还没有链条，不需要接续。")
    audit.record(verb="audit_restored", actor=actor, target=seal, seq=seal.last, reason=reason)
