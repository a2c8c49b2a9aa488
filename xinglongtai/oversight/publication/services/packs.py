"""Packs: made of complete rows only, sent with a receipt, returned line by line, or declared void."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from cases.models import Case
from xinglongtai.core import audit, guard, numbering
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.sheets import workbook_bytes

from ..checklist import faults
from ..layouts import cells_of, csv_bytes, layout_of, typed
from ..models import Publication, PublicationPack, PublicationRow
from ..selectors import facts_of
from ..status import PackState, RowState, State, Target, Why
from .access import RIGHT, reason_of, step, told

MOST = 500


@transaction.atomic
def pack_make(
    *, target: str, lenient: bool, publications: Sequence[Publication], actor: Officer, on: date
) -> PublicationPack:
    """Number a pack of these rows with the layout in force and freeze words and files. All rows or none.

    TransitionRefused names every row that is not complete, does not wait, stands in another pack, or is of another kind.
    """
    guard.require(actor, *RIGHT)
    if target not in Target.values:
        raise DomainError("请选择报送系统。", field="target")
    rows = _lock(publications, actor)
    if not 1 <= len(rows) <= MOST:
        raise DomainError(f"请勾选 1 至 {MOST} 条待报送的记录。")
    bad = [text for row in rows if (text := _fault(row, target, lenient, on))]
    if bad:
        raise TransitionRefused("\n".join(bad), reasons=bad)
    layout = layout_of(actor.bureau, target, lenient)
    headings = [column["heading"] for column in layout.columns]
    lines = [cells_of(row, layout.columns) for row in rows]
    sheet = workbook_bytes(headings, map(typed, lines), title=Target(target).label)
    text = csv_bytes(headings, lines)
    pack = PublicationPack.objects.create(
        bureau=actor.bureau,
        target=target,
        lenient=lenient,
        number=numbering.take(bureau=actor.bureau, kind="publication_pack", year=on.year).text,
        headings=headings,
        unchecked=sum(not column["checked"] for column in layout.columns),
        xlsx=sheet,
        xlsx_sha256=hashlib.sha256(sheet).hexdigest(),
        csv=text,
        csv_sha256=hashlib.sha256(text).hexdigest(),
        made_by=actor,
        made_on=on,
    )
    PublicationRow.objects.bulk_create(
        [
            PublicationRow(pack=pack, publication=row, position=n, cells=cells)
            for n, (row, cells) in enumerate(zip(rows, lines, strict=True), start=1)
        ]
    )
    for row in rows:
        told("publication_packed", row, actor, number=pack.number)
    audit.record(
        verb="publication_pack_make",
        actor=actor,
        target=pack,
        thread=pack.thread,
        number=pack.number,
        count=len(rows),
        sha256=[pack.xlsx_sha256, pack.csv_sha256],
    )
    return pack


def _lock(publications: Sequence[Publication], actor: Officer) -> list[Publication]:
    """The rows the actor sees, locked; their cases first and in order, as every act on one case does."""
    asked = Publication.objects.visible_to(actor).filter(pk__in=[row.pk for row in publications])
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=asked.values("case_id")).order_by("pk")
    list(cases.values_list("pk", flat=True))
    rows = asked.with_day().with_case().order_by("day", "pk").select_for_update(of=("self",))
    return list(rows)


def _fault(row: Publication, target: str, lenient: bool, on: date) -> str:
    name = f"“{row.case.party.name}”"
    if row.target != target or row.lenient != lenient:
        return f"{name}：报送系统或类别与这个包不同，处罚和从宽结果不能装在一个包里。"
    if row.state != State.PENDING:
        return f"{name}：现在是“{row.get_state_display()}”。"
    if packed := row.rows.filter(state=RowState.IN).select_related("pack").first():
        return f"{name}：已装入报送包 {packed.pack.number}。"
    lacking = faults(facts_of(row.case), on)
    return f"{name}：{''.join(lacking)}" if lacking else ""


def _pack(pack: PublicationPack, actor: Officer, version: int | None) -> PublicationPack:
    guard.require(actor, *RIGHT)
    row = guard.visible_row(PublicationPack.objects.filter(bureau=actor.bureau), pack.pk)
    guard.require_version(row, version, what="这个报送包")
    return row


def _lines(pack: PublicationPack) -> list[PublicationRow]:
    rows = pack.rows.select_for_update(of=("self", "publication")).select_related("publication__case__party")
    return list(rows.order_by("position"))


@transaction.atomic
def pack_send(
    *, pack: PublicationPack, actor: Officer, on: date, sent_on: date, receipt: str, version: int | None = None
) -> PublicationPack:
    """Record that the pack was handed to the target system on ``sent_on``, with its receipt; every line becomes 已报送."""
    pack = _pack(pack, actor, version)
    if pack.state != PackState.MADE:
        raise TransitionRefused(f"这个报送包{pack.get_state_display()}，不能再登记报送。")
    if not receipt.strip():
        raise DomainError("请填写接收系统给出的回执编号。没有编号的，写明接收情况。", field="receipt")
    if not pack.made_on <= sent_on <= on:
        raise DomainError("报送日期应在制作日和今天之间。", field="sent_on")
    pack.state, pack.sent_on, pack.receipt, pack.sent_by = PackState.SENT, sent_on, receipt.strip()[:80], actor
    pack.version += 1
    pack.save()
    for line in _lines(pack):
        line.state = RowState.SENT
        line.save()
        row = line.publication
        row.sent_on, row.receipt = sent_on, pack.receipt
        row.first_sent_on = row.first_sent_on or sent_on
        step(row, State.SENT, Why.PACK, "", actor, on)
        told("publication_sent", row, actor, number=pack.number, on=sent_on, receipt=pack.receipt)
    audit.record(
        verb="publication_pack_send",
        actor=actor,
        target=pack,
        thread=pack.thread,
        on=sent_on,
        receipt=pack.receipt,
    )
    return pack


@transaction.atomic
def pack_void(*, pack: PublicationPack, actor: Officer, reason: str, version: int | None = None) -> PublicationPack:
    """Declare a pack void that was not sent; its number stays, its rows wait again."""
    pack = _pack(pack, actor, version)
    if pack.state != PackState.MADE:
        raise TransitionRefused("只有还没有报送的包可以作废。已报送的，请逐条登记退回、更正或撤回。")
    pack.void_reason, pack.state = reason_of(reason), PackState.VOID
    pack.version += 1
    pack.full_clean(validate_constraints=False, exclude=["xlsx", "csv"])
    pack.save()
    for line in _lines(pack):
        line.state = RowState.DROPPED
        line.save()
        told("publication_unpacked", line.publication, actor, number=pack.number)
    audit.record(verb="publication_pack_void", actor=actor, target=pack, thread=pack.thread, reason=pack.void_reason)
    return pack


@transaction.atomic
def row_return(*, row: PublicationRow, actor: Officer, on: date, returned_on: date, reason: str) -> PublicationRow:
    """The target system gave one line back with an error: it waits again, and its clock (if never published) runs on."""
    pack = _pack(row.pack, actor, None)
    line = next((one for one in _lines(pack) if one.pk == row.pk), None)
    if line is None or line.state != RowState.SENT or line.publication.state != State.SENT:
        raise TransitionRefused("只有已报送的记录可以登记退回。请刷新页面。")
    newer = line.publication.rows.filter(pk__gt=line.pk).exclude(state=RowState.DROPPED).exists()
    if newer:
        raise TransitionRefused("这条记录后来又报送过，请在最近的报送包里登记退回。")
    if not pack.sent_on <= returned_on <= on:
        raise DomainError("退回日期应在报送日和今天之间。", field="returned_on")
    line.state, line.returned_on, line.return_reason = RowState.RETURNED, returned_on, reason_of(reason)
    line.full_clean(validate_constraints=False)
    line.save()
    publication = line.publication
    publication.sent_on, publication.receipt = None, ""
    if not publication.rows.filter(state=RowState.SENT).exists():
        publication.first_sent_on = None  # it was never published
    step(publication, State.PENDING, Why.RETURNED, line.return_reason, actor, on)
    told("publication_returned", publication, actor, number=pack.number, on=returned_on, reason=line.return_reason)
    return line


@transaction.atomic
def file_taken(*, pack: PublicationPack, actor: Officer, kind: str) -> bytes:
    """The file of a pack (``kind`` xlsx or csv), its hash compared; that somebody took it is on the record."""
    guard.require(actor, "oversight.view_publication", "查看公示报送")
    pack = guard.visible_row(PublicationPack.objects.filter(bureau=actor.bureau), pack.pk)
    content, kept = bytes(getattr(pack, kind)), getattr(pack, f"{kind}_sha256")
    if hashlib.sha256(content).hexdigest() != kept:
        raise DomainError("文件与制作时的校验值不一致，不能下载。请告诉系统管理员从备份恢复。")
    audit.record(verb="publication_pack_file", actor=actor, target=pack, thread=pack.thread, kind=kind)
    return content
