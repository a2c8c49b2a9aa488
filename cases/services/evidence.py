"""Receiving files: true type checked against the content, hash at receipt, never deleted, only set aside."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import Q

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Delegation, Officer
from xinglongtai.core.vault.storage import ToClose

from ..looking import Reason
from ..models import Case, Evidence, Violation
from ..originals import Family, Judged, judge
from ..originals.kinds import TIMED
from ..originals.moments import display_name
from ..status import OPEN_EVIDENCE, PERSONAL_EVIDENCE, EvidenceKind, EvidenceOrigin
from .access import lock, require_handling
from .looking import reason_required, told

#: Papers with a person's hand or identity on them: looked at and printed, so a picture or a PDF.
_PAPERS = PERSONAL_EVIDENCE
_PICTURES = frozenset({EvidenceKind.PHOTO, EvidenceKind.CORRECTED})
_SHOWN = frozenset({"image/jpeg", "image/heic", "image/png", "image/webp", "application/pdf"})


def evidence_add(
    *,
    case: Case,
    actor: Officer,
    upload,
    kind: str = EvidenceKind.PHOTO,
    caption: str = "",
    violation: Violation | None = None,
) -> Evidence:
    """Keep a file an officer uploads. The same file again for the same case returns the first row.

    ``upload`` is a Django ``File``. DomainError (field ``file``) for size, type, length or damage.
    """
    with transaction.atomic():
        case = lock(case, actor)
        require_adding(case, actor)
    return evidence_receive(case=case, actor=actor, upload=upload, kind=kind, caption=caption, violation=violation)


def evidence_receive(
    *,
    case: Case,
    actor: Officer | None,
    upload,
    kind: str,
    caption: str = "",
    violation: Violation | None = None,
    origin: str = EvidenceOrigin.OFFICER,
    client_key: UUID | None = None,
) -> Evidence:
    """Keep a file for a verb that has checked who sends it: an officer, or the party (``actor`` None, ``origin`` party). What is no
    picture or recording of the place lies closed from then on.

    The same file of the same kind, or the same ``client_key``, again for the same case returns the first row. A «photo» that is a
    recording or a document is kept as such; a picture in a case with one violation belongs to it. DomainError (field ``file``) for
    size, type, length or damage; TransitionRefused when the case is over.
    """
    if kind not in EvidenceKind.values:
        raise DomainError("请选择这个文件是什么材料。", field="kind")
    size = upload.size
    require_size(case.bureau, size)
    judged = judge(upload, size)
    _require_fitting(case.bureau, judged, kind, size)
    kind = _true_kind(kind, judged)
    told = judged.told
    if violation is None and kind in _PICTURES | {EvidenceKind.RECORDING}:
        violation = _only_violation(case)
    values = {"violation": violation, "caption": caption.strip()[:200], "kind": kind, "origin": origin}
    values |= {"client_key": client_key, "uploaded_by": actor, "size": size, "sha256": sha256_of(upload)}
    values |= {"content_type": judged.type.content_type, "width": judged.width, "height": judged.height}
    values |= {"original_name": display_name(upload.name or "", judged.type.endings), "taken_at": told.taken_at}
    values |= {"latitude": told.latitude, "longitude": told.longitude, "device": told.device}
    values |= {"seconds": None if judged.seconds is None else max(1, round(judged.seconds))}
    return _keep(case, upload, judged.type.ending, values)


def sha256_of(handle) -> str:
    """SHA-256 of the exact bytes behind ``handle``, read in pieces."""
    handle.seek(0)
    return hashlib.file_digest(getattr(handle, "file", handle), "sha256").hexdigest()


def most_megabytes(bureau, family: Family | None) -> int:
    """The limit of a family of files; ``None``: the widest there is."""
    plain, timed = parameters.values(bureau, "evidence.max_mb", "evidence.media_max_mb")
    if family is None:
        return max(plain, timed)
    return timed if family in TIMED else plain


def most_seconds(bureau) -> int:
    """How long a recording may be."""
    return parameters.value(bureau, "evidence.media_max_seconds")


def require_size(bureau, size: int, family: Family | None = None) -> None:
    """DomainError (field ``file``) for an empty file, or one above the limit of its family; ``None``: above every limit."""
    if size <= 0:
        raise DomainError("文件是空的，请重新选择。", field="file")
    limit = most_megabytes(bureau, family)
    if size > limit * 1024 * 1024:
        advice = (
            "请分段录制，或在手机上降低清晰度后重传。" if family in TIMED else "请在手机相册里选“压缩”或“标准”后重传。"
        )
        what = family or "文件"
        raise DomainError(f"{what} {size / 1024 / 1024:.1f} MB，超过 {limit} MB 的上限。{advice}", field="file")


def _require_fitting(bureau, judged: Judged, kind: str, size: int) -> None:
    require_size(bureau, size, judged.type.family)
    most = most_seconds(bureau)
    if judged.seconds is not None and judged.seconds > most:
        raise DomainError(
            f"{judged.type.family}长 {judged.seconds / 60:.0f} 分钟，超过 {most / 60:.0f} 分钟的上限。请分段录制或剪短后重传。",
            field="file",
        )
    if kind in _PAPERS and judged.type.content_type not in _SHOWN:
        raise DomainError(
            f"“{EvidenceKind(kind).label}”须是照片或 PDF，这个文件是{judged.type.word}。请拍照或扫描后上传。",
            field="file",
        )


def _only_violation(case: Case) -> Violation | None:
    """What a picture shows where there is but one thing to be shown."""
    rows = list(case.violations.all()[:2])
    return rows[0] if len(rows) == 1 else None


def _true_kind(kind: str, judged: Judged) -> str:
    """What is neither photograph nor recording is not called one."""
    family = judged.type.family
    if family in TIMED:
        return EvidenceKind.RECORDING if kind in _PICTURES | {EvidenceKind.DOCUMENT, EvidenceKind.SCREENSHOT} else kind
    if kind == EvidenceKind.RECORDING:
        return EvidenceKind.PHOTO if family == Family.PHOTO else EvidenceKind.DOCUMENT
    return EvidenceKind.DOCUMENT if kind in _PICTURES and family == Family.DOCUMENT else kind


@transaction.atomic
def _keep(case: Case, upload, ending: str, values: dict) -> Evidence:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不能再上传材料。")
    same = Q(sha256=values["sha256"], kind=values["kind"])
    if values["client_key"]:
        same |= Q(client_key=values["client_key"])
    existing = Evidence.objects.filter(same, case=case).first()
    if existing:
        return existing
    row = Evidence(case=case, **values)
    upload.seek(0)
    inner = getattr(upload, "file", upload)
    row.file.save(f"original{ending}", File(inner) if row.kind in OPEN_EVIDENCE else ToClose(inner), save=False)
    try:
        row.save()
        audit.record(
            verb="evidence_add",
            actor=row.uploaded_by,
            target=row,
            thread=case.thread,
            kind=row.get_kind_display(),
            name=row.caption or f"第{case.evidence.count()}份",
            sha256=row.sha256,
        )
    except Exception:
        row.file.storage.delete(row.file.name)  # no file without its row
        raise
    return row


def require_adding(case: Case, actor: Officer) -> None:
    """Files come in from whoever handles cases and sees this one, until it is over."""
    guard.require(actor, "cases.handle_case", "上传材料")
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不能再上传材料。")


@transaction.atomic
def evidence_set_aside(*, evidence: Evidence, actor: Officer, reason: str) -> Evidence:
    """Mark a file as not to be used, with the reason. The original stays."""
    case = lock(evidence.case, actor)
    require_handling(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，材料不能再变更。")
    row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if row.set_aside_reason:
        raise TransitionRefused("这份材料已经标记为不作为证据。")
    if not reason.strip():
        raise DomainError("请写明不作为证据的原因。", field="reason")
    if len(reason.strip()) > 200:
        raise DomainError("原因最多 200 字，请写得简短一些。", field="reason")
    row.set_aside_reason = reason.strip()
    row.save(update_fields=["set_aside_reason"])
    audit.record(
        verb="evidence_set_aside",
        actor=actor,
        target=row,
        thread=case.thread,
        name=str(row.caption or row.get_kind_display()),
        reason=row.set_aside_reason,
    )
    return row


@transaction.atomic
def evidence_viewed(
    *,
    evidence: Evidence,
    actor: Officer,
    now: datetime,
    deputed: Sequence[Delegation] = (),
    reason: Reason | None = None,
) -> Evidence:
    """Somebody opens an original: visible cases only; what may show identity papers or a hand also needs the right to identities and
    a reason, given now or stated for the case just before (ReasonNeeded).

    ``deputed``: the delegations in force, for what waits for the actor's decision as a deputy.
    """
    case = Case.objects.open_to(actor, deputed).filter(pk=evidence.case_id).first()
    if case is None:
        raise guard.NotVisible("没有找到这份材料，或者它不在您的可见范围内。")
    if evidence.kind in PERSONAL_EVIDENCE:
        if not actor.user.has_perm("cases.view_identity"):
            raise NotAllowed("这类材料可能含有证件信息，只有承办人、法制机构和局负责人可以查看。")
        why = reason_required(actor=actor, thread=case.thread, now=now, given=reason)
        name = evidence.get_kind_display()
        audit.record(verb="evidence_view", actor=actor, target=evidence, thread=case.thread, name=name, **told(why))
    return evidence
