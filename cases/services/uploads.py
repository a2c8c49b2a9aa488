"""Files that come in pieces over a poor line: begun once, continued where they broke off, received by the same verb as all others.

What counts as arrived is what the row says. A piece is written behind it and then counted in the same transaction, under the
row's lock: a request that dies in between leaves bytes that the next piece overwrites, and of two pieces at once one is told the place
that holds.
"""

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction

from xinglongtai.core import guard, parameters
from xinglongtai.core.errors import DomainError, NotVisible, StaleRow
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.shield import scanning
from xinglongtai.core.vault import waiting
from xinglongtai.core.vault.container import Damaged

from ..models import Case, Evidence, Upload, Violation
from ..originals.kinds import guessed_family
from ..originals.moments import plain_text
from ..status import EvidenceKind, EvidenceOrigin
from .access import lock
from .evidence import evidence_receive, require_adding, require_size, sha256_of

#: Files one person may have on their way at once.
MOST_OPEN = 200
#: Disk that is left for everything else.
_KEPT_FREE = 500 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_ORIGINS = frozenset({EvidenceOrigin.OFFICER, EvidenceOrigin.OFFLINE})


class OutOfStep(StaleRow):
    """The piece does not begin where the last one ended. ``data["offset"]`` is the place."""


@transaction.atomic
def upload_start(
    *,
    case: Case,
    actor: Officer,
    client_key: UUID,
    name: str,
    size: int,
    kind: str = EvidenceKind.PHOTO,
    caption: str = "",
    violation: Violation | None = None,
    sha256: str = "",
    origin: str = EvidenceOrigin.OFFICER,
) -> tuple[Upload | Evidence, bool]:
    """Begin an upload, or find the one begun with the same ``client_key``. Returns it (the evidence, when it is that already) and
    whether it is new.

    DomainError for a size that no file may have, too many files on their way or a full disk; NotVisible for somebody else's key.
    """
    case = lock(case, actor)
    require_adding(case, actor)
    if done := Evidence.objects.filter(case=case, client_key=client_key).first():
        return done, False
    if row := Upload.objects.filter(case=case, client_key=client_key).first():
        return _still_there(_mine(row, actor)), False
    if kind not in set(EvidenceKind.values) - {EvidenceKind.SIGNATURE} or origin not in _ORIGINS:
        raise DomainError("材料的类别不对，请刷新页面后重试。", field="kind")
    if violation is not None and violation.case_id != case.pk:
        raise DomainError("这个违法行为不属于本案，请刷新页面后重新选择。", field="violation")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise DomainError("校验值的格式不对，应为 64 位十六进制数。", field="sha256")
    require_size(case.bureau, size, guessed_family(name))
    if Upload.objects.filter(officer=actor, evidence=None).count() >= MOST_OPEN:
        raise DomainError(f"您有 {MOST_OPEN} 个文件还没有传完，请先把它们传完再传新的。", field="file")
    root = Path(settings.UPLOADS_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(root).free < size * 2 + _KEPT_FREE:
        raise DomainError("服务器存储空间不足，暂时不能接收这个文件。请联系系统管理员。", field="file")
    values = {"caption": caption.strip()[:200], "violation": violation, "sha256": sha256.lower(), "origin": origin}
    values |= {"name": plain_text(name, 1000)[-200:] or "未命名", "size": size, "kind": kind}
    row = Upload(case=case, officer=actor, client_key=client_key, **values)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row, True


def upload_piece(*, upload: Upload, actor: Officer, offset: int, content: bytes) -> Upload:
    """Keep ``content`` as what follows the first ``offset`` bytes. An empty piece changes nothing.

    OutOfStep when that is not where the last piece ended, or the piece goes beyond the announced size. Pieces that were lost on the
    server (a restored disk) begin the upload again.
    """
    with transaction.atomic():
        row = _mine(Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first(), actor)
        if row.evidence_id or not content:
            return row
        if offset != row.received or offset + len(content) > row.size:
            raise OutOfStep("这一段与已收到的内容接不上。", offset=row.received)
        kept = waiting.place().put(row.waits_as, offset, content)
        row.received = offset + len(content) if kept else 0
        row.save(update_fields=["received", "touched_at"])
    if not kept:
        raise OutOfStep("已收到的部分在服务器上不完整，请从头再传。", offset=0)
    return row


def upload_finish(*, upload: Upload, actor: Officer) -> Evidence:
    """Make evidence of a whole upload, by the verb that receives every file. Safe to repeat.

    What is refused for its content is thrown away, so that the same file may be sent afresh; DomainError (field ``file``). A refusal
    because of the case keeps the pieces.
    """
    row = _mine(Upload.objects.select_related("evidence", "violation", "case").filter(pk=upload.pk).first(), actor)
    if row.evidence:
        return row.evidence
    if not row.is_whole:
        raise OutOfStep("文件还没有传完。", offset=row.received)
    with transaction.atomic():
        require_adding(lock(row.case, actor), actor)
    try:
        with _opened(row) as handle:
            if row.sha256 and sha256_of(handle) != row.sha256:
                raise DomainError("收到的内容与手机上的原件不一致（校验值不同），请重新上传。", field="file")
            scanning.require_clean(handle, actor=actor, target=row.case, thread=row.case.thread)
            values = {"kind": row.kind, "caption": row.caption, "violation": row.violation, "origin": row.origin}
            done = evidence_receive(case=row.case, actor=actor, upload=handle, client_key=row.client_key, **values)
    except DomainError as refusal:
        if refusal.field == "file":
            _drop(row)
        raise
    Upload.objects.filter(pk=row.pk).update(evidence=done)
    transaction.on_commit(lambda: waiting.place().drop(row.waits_as))
    return done


@contextmanager
def _opened(row: Upload) -> Iterator[File]:
    """The whole file under the name it came with. Bytes lost on the server (a restored disk) begin the upload again."""
    place = waiting.place()
    with ExitStack() as stack:
        try:
            if place.standing(row.waits_as) != row.size:
                raise FileNotFoundError
            raw = stack.enter_context(place.opened(row.waits_as))
        except (FileNotFoundError, Damaged):
            raise DomainError("已收到的部分在服务器上不完整，请重新上传。", field="file") from None
        handle = stack.enter_context(io.BufferedReader(raw, 1 << 16))
        whole = File(handle, name=row.name)
        whole.size = raw.size
        yield whole


def _still_there(row: Upload) -> Upload:
    """``row`` with what of it still stands: pieces that are gone, or that an older release kept in another form, are sent again."""
    if row.evidence_id is None and row.received and waiting.place().standing(row.waits_as) < row.received:
        row.received = 0
        row.save(update_fields=["received", "touched_at"])
    return row


def _drop(row: Upload) -> None:
    Upload.objects.filter(pk=row.pk, evidence=None).delete()
    transaction.on_commit(lambda: waiting.place().drop(row.waits_as))


def _mine(row: Upload | None, actor: Officer) -> Upload:
    if row is None or row.officer_id != actor.pk or not Case.objects.visible_to(actor).filter(pk=row.case_id).exists():
        raise NotVisible("没有找到这次上传，请重新选择文件。")
    guard.require(actor, "cases.handle_case", "上传材料")
    return row


def uploads_tidy(*, now: datetime, dry_run: bool = False) -> tuple[int, int]:
    """Remove what nobody continued for so many days (a parameter), and pieces without a row. Counts of rows and files removed.

    Evidence is never touched: the row of a finished upload only goes, its key lives on in the evidence.
    """
    rows = files = 0
    place = waiting.place()
    for bureau in Bureau.objects.all():
        before = now - timedelta(days=parameters.value(bureau, "evidence.upload_days"))
        for row in Upload.objects.filter(case__bureau=bureau, touched_at__lt=before):
            rows += 1
            if dry_run:
                files += place.exists(row.waits_as)
            else:
                files += place.drop(row.waits_as)
                row.delete()
    known = {row.waits_as for row in Upload.objects.filter(evidence=None).only("pk")}
    for name, written in list(place.begun()):
        if name not in known and written < now - timedelta(days=1):
            files += 1
            if not dry_run:
                place.drop(name)
    return rows, files
