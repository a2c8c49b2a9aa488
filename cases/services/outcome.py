"""What the pledge room tells the case, and the education record."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import Case, Correction, Education
from ..status import FINAL, CaseStatus
from .access import lock, move, require_handling, require_two, stamp


def _told(case: Case, actor: Officer) -> Case:
    """The case under its lock, for those who follow pledges: the verbs of the pledge ask more, these are no way round them."""
    case = lock(case, actor)
    guard.require(actor, "cases.handle_case", "办理案件")
    return case


@transaction.atomic(savepoint=False)
def case_mark_pledged(*, case: Case, actor: Officer) -> Case:
    """A letter was issued. Where it fails the caller's transaction fails with it."""
    case = _told(case, actor)
    move(case, CaseStatus.PLEDGED)
    stamp(case, actor)
    audit.record(verb="case_pledged", actor=actor, target=case, thread=case.thread)
    return case


@transaction.atomic
def case_unpledge(*, case: Case, actor: Officer, reason: str) -> Case:
    """The letter was voided or the party would not sign: another may be issued, or the case goes on without."""
    case = _told(case, actor)
    move(case, CaseStatus.READY)
    stamp(case, actor)
    audit.record(verb="case_unpledged", actor=actor, target=case, thread=case.thread, reason=reason)
    return case


@transaction.atomic
def case_mark_corrected(*, case: Case, actor: Officer) -> Case:
    """A recheck found 整改到位."""
    case = _told(case, actor)
    move(case, CaseStatus.CORRECTED)
    stamp(case, actor)
    audit.record(verb="case_corrected", actor=actor, target=case, thread=case.thread)
    return case


@transaction.atomic
def case_mark_breached(*, case: Case, actor: Officer) -> Case:
    """A recheck found refusal, lapse or failure (policy 四(三))."""
    case = _told(case, actor)
    move(case, CaseStatus.BREACHED)
    stamp(case, actor)
    audit.record(verb="case_breached", actor=actor, target=case, thread=case.thread)
    return case


@transaction.atomic
def education_record(*, case: Case, actor: Officer, on: date, content: str) -> Education:
    """Record that the party was educated (行政处罚法 33 III). May be added at any time before the case ends."""
    case = lock(case, actor)
    require_handling(case, actor)
    if case.status in FINAL:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不能再补教育记录。")
    if not content.strip():
        raise DomainError("请写明教育的内容，例如讲解了哪部法律的哪些要求。", field="content")
    if on < case.discovered_on:
        raise DomainError("教育日期不能早于发现线索日期。", field="on")
    if len(content.strip()) > 500:
        raise DomainError("教育的内容最多 500 字，请写得简短一些。", field="content")
    row = Education.objects.create(case=case, on=on, content=content.strip(), recorded_by=actor)
    audit.record(verb="education_record", actor=actor, target=row, thread=case.thread, content=row.content)
    return row


@transaction.atomic
def correction_verify(
    *,
    case: Case,
    actor: Officer,
    co_officer: Officer | None,
    on: date,
    checked_on: date,
    note: str,
    version: int | None = None,
) -> Correction:
    """«整改到位,未签承诺»: two certified officers saw the correction though no pledge was signed.

    Refusing to pledge never makes things worse; correction without a pledge still counts (行政处罚法 33).
    TransitionRefused while a letter is out: then the recheck says whether it was kept.
    """
    case = lock(case, actor, version)
    require_handling(case, actor)
    if case.status == CaseStatus.PLEDGED:
        raise TransitionRefused(
            "承诺书已经签发，是否改正由复查认定。当事人没有签的，请先记录拒签或者作废承诺书，再来核实。"
        )
    if not case.inspected_on <= checked_on <= on:
        raise DomainError("核实日期应在检查日期和今天之间。", field="checked_on")
    require_two(actor, co_officer, checked_on, field="co_officer", what="核实改正情况")
    if not note.strip():
        raise DomainError("请写明看到的改正情况。", field="note")
    move(case, CaseStatus.CORRECTED)
    stamp(case, actor)
    row = Correction.objects.create(case=case, on=checked_on, officer=actor, co_officer=co_officer, note=note.strip())
    audit.record(
        verb="correction_verify",
        actor=actor,
        target=row,
        thread=case.thread,
        officers=[actor.name, co_officer.name],
        note=row.note,
    )
    return row
