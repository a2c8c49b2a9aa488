"""Verbs of the scoring sheet: a new version, its lines, putting it in force."""

from datetime import date

from django.db import transaction
from django.db.models import Max, Sum

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Bureau, Officer

from .checks import CHECKS
from .models import Standard, StandardLine
from .selectors import in_force
from .start_standard import LINES, NOTE
from .status import Part, StandardState

RIGHT = "oversight.edit_scoring"
#: What the points of all lines make together.
WHOLE = 100


def _draft(standard: Standard, actor: Officer, version: int | None = None) -> Standard:
    """The draft under a lock; TransitionRefused for what is in force or was."""
    guard.require(actor, RIGHT, "编辑评查标准")
    row = guard.visible_row(Standard.objects.filter(bureau=actor.bureau), standard.pk)
    guard.require_version(row, version, what="这份评查标准")
    if not row.is_draft:
        raise TransitionRefused("启用过的评查标准不能修改。请先另起新版本。")
    return row


def _touch(standard: Standard) -> None:
    standard.version += 1
    standard.save()


@transaction.atomic
def standard_draft(*, actor: Officer, on: date) -> Standard:
    """A new version to edit: a copy of the one in force, or of the sheet that comes with the product. One draft at a time."""
    guard.require(actor, RIGHT, "编辑评查标准")
    bureau = Bureau.objects.select_for_update().get(pk=actor.bureau.pk)
    rows = Standard.objects.filter(bureau=bureau)
    if rows.filter(state=StandardState.DRAFT).exists():
        raise TransitionRefused("已有一份草稿，请接着修改，或者先启用它。")
    former = in_force(bureau)
    number = (rows.aggregate(last=Max("version_no"))["last"] or 0) + 1
    made = Standard.objects.create(
        bureau=bureau, version_no=number, note="" if former else NOTE, made_by=actor, made_on=on
    )
    if former:
        lines = former.lines.values("part", "position", "words", "basis", "points", "veto", "check_key")
    else:
        lines = [
            {
                "part": line.part,
                "position": place,
                "words": line.words,
                "basis": line.basis,
                "points": line.points,
                "veto": line.veto,
                "check_key": line.check,
            }
            for place, line in enumerate(LINES, 1)
        ]
    StandardLine.objects.bulk_create([StandardLine(standard=made, **line) for line in lines])
    audit.record(verb="standard_draft", actor=actor, target=made, thread=made.thread, number=number)
    return made


@transaction.atomic
def standard_line_save(
    *,
    standard: Standard,
    actor: Officer,
    line: StandardLine | None = None,
    part: str,
    words: str,
    points: int | None = None,
    veto: bool = False,
    basis: str = "",
    check_key: str = "",
    version: int | None = None,
) -> StandardLine:
    """Add a line to a draft (at the end of its group) or change ``line``. A veto line carries no points, any other at least one."""
    standard = _draft(standard, actor, version)
    if part not in Part.values:
        raise DomainError("请选择类别。", field="part")
    if not words.strip():
        raise DomainError("请写明评查内容。", field="words")
    if not veto and not 1 <= (points or 0) <= WHOLE:
        raise DomainError("请填写 1 至 100 的分值；一票否决的行不填分值。", field="points")
    if check_key and check_key not in CHECKS:
        raise DomainError("没有这项系统预判，请重新选择。", field="check_key")
    if line is not None:
        row = guard.visible_row(standard.lines.all(), line.pk)
    else:
        last = standard.lines.aggregate(last=Max("position"))["last"] or 0
        row = StandardLine(standard=standard, position=last + 1)
    row.part, row.words, row.basis, row.check_key = part, words.strip(), basis.strip(), check_key
    row.veto, row.points = veto, 0 if veto else points
    row.full_clean(validate_constraints=False)
    row.save()
    _touch(standard)
    audit.record(
        verb="standard_line_change" if line else "standard_line_add",
        actor=actor,
        target=row,
        thread=standard.thread,
        number=standard.version_no,
        words=row.words,
        points="一票否决" if veto else f"{points}分",
    )
    return row


@transaction.atomic
def standard_line_remove(*, line: StandardLine, actor: Officer, version: int | None = None) -> Standard:
    """Take a line out of a draft."""
    standard = _draft(line.standard, actor, version)
    row = guard.visible_row(standard.lines.all(), line.pk)
    audit.record(
        verb="standard_line_remove",
        actor=actor,
        target=row,
        thread=standard.thread,
        number=standard.version_no,
        words=row.words,
    )
    row.delete()
    _touch(standard)
    return standard


@transaction.atomic
def standard_line_move(*, line: StandardLine, actor: Officer, up: bool) -> Standard:
    """Change places with the neighbour of the same group; nothing happens at the end."""
    standard = _draft(line.standard, actor)
    rows = list(standard.lines.filter(part=line.part).order_by("position", "pk"))
    place = next((n for n, row in enumerate(rows) if row.pk == line.pk), None)
    if place is None:
        raise TransitionRefused("这一行已经不在草稿中，请刷新页面。")
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        first, second = rows[place], rows[other]
        first.position, second.position = second.position, first.position
        first.save()
        second.save()
        _touch(standard)
    return standard


@transaction.atomic
def standard_enforce(
    *, standard: Standard, actor: Officer, on: date, note: str, version: int | None = None
) -> Standard:
    """Put a draft in force; the version before it is replaced and stays readable. The points must make a hundred."""
    standard = _draft(standard, actor, version)
    if not note.strip():
        raise DomainError("请写明这一版改了什么、为什么。", field="note")
    total = standard.lines.aggregate(total=Sum("points"))["total"] or 0
    if total != WHOLE:
        raise TransitionRefused(f"各行分值合计 {total} 分，应当是 100 分。请调整分值后再启用。")
    former = in_force(standard.bureau)
    if former:
        former.state, former.replaced_on = StandardState.REPLACED, on
        _touch(former)
    standard.state, standard.note = StandardState.IN_FORCE, note.strip()
    standard.in_force_from, standard.in_force_by = on, actor
    standard.full_clean(validate_constraints=False)
    _touch(standard)
    audit.record(
        verb="standard_enforce",
        actor=actor,
        target=standard,
        thread=standard.thread,
        number=standard.version_no,
        note=standard.note,
    )
    return standard
