"""Verbs of field packs and of 抄录助手: packs edited by legal staff, ticks kept for a person and a case, numbers shown leave a record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from cases.looking import Reason
from cases.models import Case
from cases.services.looking import RIGHT, reason_required, told
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from . import fields
from .models import CopyTick, FieldLine, FieldPack
from .status import DateStyle, LineKind, PackState

EDIT = "oversight.edit_packs"
MOST_LINES = 80
_STARTER = Path(__file__).with_name("starter_packs.json")


@dataclass(frozen=True)
class LineInput:
    """One line as typed: ``source`` is a key of :mod:`.fields`, ``text`` the fixed words; both blank = typed by hand there."""

    label: str
    source: str = ""
    text: str = ""


def _line(position: int, given: LineInput) -> FieldLine:
    label, text = given.label.strip(), given.text.strip()
    if not label:
        raise DomainError(f"第 {position} 行没有写对方字段名。", field="lines")
    if given.source and text:
        raise DomainError(f"第 {position} 行“{label}”：本系统字段和固定文字只能选一样。", field="lines")
    if given.source and fields.known(given.source) is None:
        raise DomainError(f"第 {position} 行“{label}”选的字段不在可用字段中。", field="lines")
    kind = LineKind.FIELD if given.source else LineKind.FIXED if text else LineKind.BLANK
    return FieldLine(position=position, label=label, kind=kind, source=given.source, text=text)


def visible_packs(actor: Officer):
    """Packs of the actor's bureau."""
    return FieldPack.objects.filter(bureau_id=actor.unit.bureau_id)


def _locked(pack: FieldPack, actor: Officer, version: int | None) -> FieldPack:
    guard.require(actor, EDIT, "编辑抄录字段包")
    row = guard.visible_row(visible_packs(actor), pack.pk)
    guard.require_version(row, version, row.updated_by, what="这个字段包")
    return row


@transaction.atomic
def pack_save(
    *,
    actor: Officer,
    system: str,
    title: str,
    lines: Sequence[LineInput],
    note: str = "",
    date_style: str = DateStyle.DASHED,
    pack: FieldPack | None = None,
    version: int | None = None,
) -> FieldPack:
    """Write the pack of the form ``title`` (``None`` = a new one) and its lines in their order. It must be compared with
    the real form anew.

    A line that keeps its name keeps what people have ticked.
    """
    guard.require(actor, EDIT, "编辑抄录字段包")
    row = _locked(pack, actor, version) if pack else FieldPack(bureau=actor.bureau, version=0)
    if not lines:
        raise DomainError("请至少写一个字段。", field="lines")
    if len(lines) > MOST_LINES:
        raise DomainError(f"最多 {MOST_LINES} 个字段。", field="lines")
    made = [_line(position, given) for position, given in enumerate(lines, start=1)]
    row.system, row.form, row.note, row.date_style = system.strip(), title.strip(), note.strip(), date_style
    row.checked_on = row.checked_by = None
    row.updated_by = actor
    row.version += 1
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError("这个系统的这张表单已经有字段包了。", field="title") from None
    _rewrite(row, made)
    audit.record(verb="pack_save", actor=actor, target=row, thread=row.thread, pack=str(row), lines=len(made))
    return row


def _rewrite(pack: FieldPack, made: list[FieldLine]) -> None:
    kept: dict[str, list[FieldLine]] = {}
    for line in pack.lines.order_by("position"):
        kept.setdefault(line.label, []).append(line)
    for line in made:
        old = kept.get(line.label)
        line.pk = old.pop(0).pk if old else None
        line.pack = pack
        line.save()
    FieldLine.objects.filter(pk__in=[line.pk for rows in kept.values() for line in rows]).delete()


@transaction.atomic
def pack_check(*, pack: FieldPack, actor: Officer, on: date, checked: bool, version: int | None = None) -> FieldPack:
    """Say that the pack was compared with the real form on ``on`` and agrees, or take that back (待核实)."""
    row = _locked(pack, actor, version)
    row.checked_on, row.checked_by = (on, actor) if checked else (None, None)
    return _keep(row, actor, "pack_check" if checked else "pack_uncheck")


@transaction.atomic
def pack_switch(*, pack: FieldPack, actor: Officer, on: bool, version: int | None = None) -> FieldPack:
    """Offer a pack to officers or not."""
    row = _locked(pack, actor, version)
    wanted = PackState.ON if on else PackState.OFF
    if row.state == wanted:
        raise TransitionRefused(f"这个字段包已经是“{row.get_state_display()}”。")
    row.state = wanted
    return _keep(row, actor, "pack_switch", state=row.get_state_display())


def _keep(row: FieldPack, actor: Officer, verb: str, **data) -> FieldPack:
    row.updated_by = actor
    row.version += 1
    row.save()
    audit.record(verb=verb, actor=actor, target=row, thread=row.thread, pack=str(row), **data)
    return row


@transaction.atomic
def pack_starter(*, actor: Officer) -> list[FieldPack]:
    """Put in the packs that come with the product, 待核实, where the bureau has none of that name yet."""
    guard.require(actor, EDIT, "编辑抄录字段包")
    made = []
    for entry in json.loads(_STARTER.read_text(encoding="utf-8")):
        if visible_packs(actor).filter(system=entry["system"], form=entry["form"]).exists():
            continue
        lines = [
            LineInput(label, text=source[1:]) if source.startswith("=") else LineInput(label, source)
            for label, source in entry["lines"]
        ]
        made.append(
            pack_save(actor=actor, system=entry["system"], title=entry["form"], note=entry["note"], lines=lines)
        )
    if not made:
        raise TransitionRefused("起步字段包都已装入，没有新的。")
    audit.record(verb="pack_starter", actor=actor, target=actor.bureau, packs=[str(pack) for pack in made])
    return made


@transaction.atomic
def copy_opened(*, case: Case, pack: FieldPack, actor: Officer, now: datetime, reason: Reason | None = None) -> None:
    """Somebody opens a pack with personal numbers shown: each opening is an event in the case's record, with its reason.

    ReasonNeeded where none is given and none was stated for the case just before ``now``.
    """
    guard.require(actor, *RIGHT)
    case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    pack = guard.visible_row(visible_packs(actor), pack.pk)
    why = reason_required(actor=actor, thread=case.thread, now=now, given=reason)
    audit.record(
        verb="copy_identities", actor=actor, target=case.party, thread=case.thread, pack=str(pack), **told(why)
    )


@transaction.atomic
def copy_tick(*, case: Case, line: FieldLine, actor: Officer, done: bool) -> int:
    """Remember for this person that the line was copied (or not); gives how many lines of the pack are."""
    case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    line = guard.visible_row(FieldLine.objects.filter(pack__in=visible_packs(actor)), line.pk)
    key = {"officer": actor, "case": case, "line": line}
    if done:
        CopyTick.objects.get_or_create(**key)
    else:
        CopyTick.objects.filter(**key).delete()
    return CopyTick.objects.filter(officer=actor, case=case, line__pack_id=line.pack_id).count()


@transaction.atomic
def copy_ticks_set(*, case: Case, pack: FieldPack, actor: Officer, lines: set[int]) -> int:
    """Remember exactly these lines of the pack as copied (the page without scripts); gives their number."""
    case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    pack = guard.visible_row(visible_packs(actor), pack.pk)
    known = {line.pk: line for line in pack.lines.all()}
    wanted = lines & set(known)
    mine = CopyTick.objects.filter(officer=actor, case=case, line__pack=pack)
    mine.exclude(line_id__in=wanted).delete()
    CopyTick.objects.bulk_create(
        [CopyTick(officer=actor, case=case, line=known[pk]) for pk in wanted], ignore_conflicts=True
    )
    return len(wanted)
