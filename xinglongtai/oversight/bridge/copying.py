"""What the page of 抄录助手 shows: the lines of a pack filled in for one case."""

from dataclasses import dataclass

from cases.models import Case
from xinglongtai.core.display import mask_id, mask_phone
from xinglongtai.core.models import Officer

from . import fields
from .models import CopyTick, FieldPack
from .status import LineKind


@dataclass(frozen=True)
class FilledLine:
    """One line: what to type there. ``hidden``: personal, and this person may not see it, so there is nothing to copy."""

    pk: int
    label: str
    text: str
    done: bool
    hint: str = ""
    personal: bool = False
    hidden: bool = False

    @property
    def copyable(self) -> bool:
        return bool(self.text) and not self.hidden


def filled(pack: FieldPack, case: Case, officer: Officer, *, plain: bool, asks: bool = False) -> list[FilledLine]:
    """The pack's lines for ``case``; ``plain``: personal numbers in full; ``asks``: they would be, once it is said what for."""
    source = fields.read_case(case)
    done = set(CopyTick.objects.filter(officer=officer, case=case, line__pack=pack).values_list("line_id", flat=True))
    return [_filled(line, source, pack, line.pk in done, plain, asks) for line in pack.lines.all()]


def _filled(line, source: fields.Source, pack: FieldPack, done: bool, plain: bool, asks: bool) -> FilledLine:
    if line.kind == LineKind.BLANK:
        return FilledLine(line.pk, line.label, "", done, "本系统没有这一项，请在对方系统中填写")
    if line.kind == LineKind.FIXED:
        return FilledLine(line.pk, line.label, line.text, done)
    known = fields.known(line.source)
    if known is None:
        return FilledLine(line.pk, line.label, "", done, "字段已不可用，请告诉法制人员修改字段包")
    text = fields.written(known.read(source), pack.date_style)
    hidden = known.personal and not plain and bool(text)
    if hidden:
        text = mask_phone(text) if known.key.endswith("phone") else mask_id(text)
    closed = "说明用途后显示" if asks else "没有查看证件号码的权限，不能抄录"
    hint = closed if hidden else "" if text else "本案没有填写"
    return FilledLine(line.pk, line.label, text, done, hint, known.personal, hidden)


def shows_numbers(lines: list[FilledLine]) -> bool:
    """Whether a personal number is there in full."""
    return any(line.personal and line.copyable for line in lines)


def all_text(lines: list[FilledLine]) -> str:
    """«对方字段名<Tab>内容», a line each: pastes into a sheet as two columns."""
    return "\n".join(f"{line.label}\t{' '.join(line.text.split())}" for line in lines if line.copyable)
