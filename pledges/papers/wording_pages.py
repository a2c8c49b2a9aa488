"""What the back office shows of wordings: a line for each kind, and what one version says otherwise than another."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from xinglongtai.core.models import Bureau

from ..models import PaperWording
from .kinds import PaperKind


@dataclass(frozen=True)
class Row:
    """One kind: the version in force (``None`` = the product's own) and the newest that waits for a second person."""

    kind: str
    label: str
    current: PaperWording | None
    waiting: PaperWording | None


def rows_of(bureau: Bureau) -> list[Row]:
    """Every kind with its versions. One query."""
    versions: dict[str, list[PaperWording]] = {}
    for row in PaperWording.objects.filter(bureau=bureau).select_related("created_by", "approved_by"):
        versions.setdefault(row.kind, []).append(row)  # newest first
    return [_row(kind, versions.get(kind.value, [])) for kind in PaperKind]


def _row(kind: PaperKind, versions: list[PaperWording]) -> Row:
    current = next((row for row in versions if row.approved_at), None)
    newer = [
        row for row in versions if not row.approved_at and (current is None or row.version_no > current.version_no)
    ]
    return Row(kind.value, kind.label, current, newer[0] if newer else None)


@dataclass(frozen=True)
class Change:
    """Something that differs, cut into («same» | «out» | «in», words) as ``catalog.differences`` shows it."""

    label: str
    old: str
    new: str
    pieces: list[tuple[str, str]]


def differences(old, new) -> list[Change]:
    """Title, paragraphs and notes in which the wording ``new`` differs from ``old``."""
    found = []
    if old.title != new.title:
        found.append(_change("标题", old.title, new.title))
    matcher = SequenceMatcher(None, old.paragraphs, new.paragraphs, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            label = f"第{a + 1}段" if tag != "insert" else f"第{c + 1}段（新）"
            found.append(_change(label, "\n".join(old.paragraphs[a:b]), "\n".join(new.paragraphs[c:d])))
    if old.notes != new.notes:
        found.append(_change("来源和待核实事项", old.notes, new.notes))
    return found


def _change(label: str, old: str, new: str) -> Change:
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", old[a:b]))
        else:
            pieces += [(sign, words) for sign, words in (("out", old[a:b]), ("in", new[c:d])) if words]
    return Change(label, old, new, pieces)
