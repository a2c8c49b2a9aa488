"""Verbs of the export: every file that leaves is an event with its size and its filters; big files stay some days for one person."""

from datetime import date, timedelta
from pathlib import Path

from django.core.files import File
from django.db import transaction

from cases.looking import ReasonNeeded
from cases.services.looking import RIGHT
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.parameters import value

from ..models import LedgerFile
from .status import FileForm

SEE = "oversight.view_ledger"
IDENTITY = RIGHT[0]


def require_export(*, actor: Officer, full: bool, reason: str) -> None:
    """Raises NotAllowed without the right to the ledger, or to identities where ``full`` asks for them; DomainError without a reason."""
    guard.require(actor, SEE, "导出台账")
    if full:
        guard.require(actor, IDENTITY, "导出完整证件号和电话")
        if not reason.strip():
            raise ReasonNeeded("导出完整证件号和电话须写明用途。", field="reason")


def without_words(filters: str) -> str:
    """The sentence of the filters without the words searched for, which may name a person."""
    return "；".join(text for text in filters.split("；") if not text.startswith("关键词："))


@transaction.atomic
def ledger_export_record(
    *, actor: Officer, form: str, count: int, filters: str, full: bool = False, reason: str = ""
) -> None:
    """Keep on record that ``count`` lines left in ``form``. What ``words`` were searched may name a person and stays out.

    Raises NotAllowed; DomainError for a full export without a reason.
    """
    require_export(actor=actor, full=full, reason=reason)
    audit.record(
        verb="ledger_export",
        actor=actor,
        target=actor.bureau,
        form=FileForm(form).label,
        count=count,
        filters=without_words(filters),
        full="，含完整证件号和电话" if full else "",
        reason=f"用途：{reason.strip()}" if full else "",
    )


@transaction.atomic
def ledger_file_keep(
    *, actor: Officer, path: Path, form: str, count: int, filters: str, on: date, full: bool = False, reason: str = ""
) -> LedgerFile:
    """Keep the file at ``path`` for ``actor``, until some days after ``on``; the export is recorded with it.

    Raises as :func:`ledger_export_record`. The caller takes the stored bytes away when its own transaction fails.
    """
    ledger_export_record(actor=actor, form=form, count=count, filters=filters, full=full, reason=reason)
    row = LedgerFile(
        bureau=actor.bureau,
        made_by=actor,
        form=form,
        full=full,
        reason=reason.strip() if full else "",
        filters=without_words(filters)[:500],
        rows=count,
        size=path.stat().st_size,
        keep_until=on + timedelta(days=value(actor.bureau, "ledger.keep_days")),
    )
    row.full_clean(exclude=["file"])
    with path.open("rb") as stream:
        row.file.save("ledger.xlsx", File(stream), save=False)
    row.save()
    return row


@transaction.atomic
def ledger_file_fetch(*, file: LedgerFile, actor: Officer, on: date) -> LedgerFile:
    """Hand out a file to the person it was made for. A person who lost the right to identities gets no full file any more.

    Raises NotAllowed, NotVisible; DomainError when it is gone.
    """
    guard.require(actor, SEE, "下载台账")
    row = guard.visible_row(LedgerFile.objects.filter(made_by=actor), file.pk)
    if row.full:
        guard.require(actor, IDENTITY, "下载含完整证件号和电话的台账")
    if not row.file or on > row.keep_until:
        raise DomainError("文件已过保留期并已删除，请重新导出。")
    audit.record(verb="ledger_download", actor=actor, target=row, file=f"{row.get_form_display()} {row.rows} 条")
    return row


@transaction.atomic
def ledger_files_tidy(*, bureau: Bureau, on: date) -> int:
    """Delete the bytes of files whose days are over; how many. The rows stay. Idempotent."""
    gone = list(LedgerFile.objects.select_for_update().filter(bureau=bureau, keep_until__lt=on).exclude(file=""))
    for row in gone:
        path, storage = row.file.name, row.file.storage
        row.file = ""
        row.save(update_fields=["file"])
        transaction.on_commit(lambda path=path, storage=storage: storage.delete(path))
    return len(gone)
