"""Receiving files: true type checked against the content, hash at receipt, never deleted."""

import hashlib
import io
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from PIL import Image, UnidentifiedImageError

from xinglongtai.core import audit, guard, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import Case, Evidence, Violation
from ..status import PERSONAL_EVIDENCE, EvidenceKind, EvidenceOrigin
from .access import lock, require_handling

#: Pillow's format → (content type, ending). A pixel limit keeps decompression bombs out.
_IMAGES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}
_MAXIMUM_PIXELS = 80_000_000
_PDF = b"%PDF-"


def sniff(content: bytes) -> tuple[str, str]:
    """The true (content type, ending) of ``content``: JPEG, PNG, WebP or PDF. DomainError for anything else."""
    if content.startswith(_PDF):
        return "application/pdf", ".pdf"
    try:
        with Image.open(io.BytesIO(content), formats=list(_IMAGES)) as image:
            if image.width * image.height > _MAXIMUM_PIXELS:
                raise DomainError("图片的像素过大（超过8000万像素）。请用手机原图或压缩后再传。", field="file")
            found = _IMAGES[image.format]
            image.verify()
        with Image.open(io.BytesIO(content)) as image:  # verify() leaves an image that cannot be read further
            image.draft("RGB", (64, 64))  # a JPEG is read to its end, at an eighth of its size
            image.load()  # a file that was cut off shows only now
        return found
    except DomainError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise DomainError(
            "只能上传 JPG、PNG、WebP 图片或 PDF 文件；这个文件的内容不是其中之一，或已损坏。", field="file"
        ) from None


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

    ``upload`` is a Django ``UploadedFile``. DomainError (field ``file``) for size, type or damage.
    """
    with transaction.atomic():
        case = lock(case, actor)
        _require_adding(case, actor)
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
    """Keep a file for a verb that has checked who sends it: an officer, or the party (``actor`` None, ``origin`` party).

    The same file of the same kind, or the same ``client_key``, again for the same case returns the first row. DomainError (field
    ``file``) for size, type or damage; TransitionRefused when the case is over.
    """
    limit = parameters.value(case.bureau, "evidence.max_mb")
    if upload.size > limit * 1024 * 1024:
        raise DomainError(
            f"文件 {upload.size / 1024 / 1024:.0f} MB，超过 {limit} MB 的上限。请在手机相册里选“压缩”或“标准”后重传。",
            field="file",
        )
    if upload.size == 0:
        raise DomainError("文件是空的，请重新选择。", field="file")
    content = upload.read()
    content_type, ending = sniff(content)
    digest = hashlib.sha256(content).hexdigest()
    values = {"violation": violation, "caption": caption.strip(), "original_name": (upload.name or "")[-200:]}
    values |= {"content_type": content_type, "size": len(content), "sha256": digest}
    values |= {"kind": kind, "origin": origin, "client_key": client_key, "uploaded_by": actor}
    return _keep(case, content, ending, values)


@transaction.atomic
def _keep(case: Case, content: bytes, ending: str, values: dict) -> Evidence:
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
    row.file.save(f"original{ending}", ContentFile(content), save=False)
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
    return row


def _require_adding(case: Case, actor: Officer) -> None:
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不能再上传材料。")
    guard.require(actor, "cases.handle_case", "上传材料")


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
def evidence_viewed(*, evidence: Evidence, actor: Officer) -> Evidence:
    """Somebody opens an original: visible cases only; signed scans (ID copies) also need the right to identities."""
    case = Case.objects.visible_to(actor).filter(pk=evidence.case_id).first()
    if case is None:
        raise guard.NotVisible("没有找到这份材料，或者它不在您的可见范围内。")
    if evidence.kind in PERSONAL_EVIDENCE:
        if not actor.user.has_perm("cases.view_identity"):
            raise NotAllowed("签字扫描件可能含有证件信息，只有承办人、法制机构和局负责人可以查看。")
        audit.record(
            verb="evidence_view",
            actor=actor,
            target=evidence,
            thread=case.thread,
            name=evidence.get_kind_display(),
        )
    return evidence
