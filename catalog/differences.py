"""What one version of an item says otherwise than another, in words a reader follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from .models import ItemVersion
from .status import TokenRole

#: Fields that tell nothing to a reader of the list: keys, states, who worked on it when.
_SILENT = frozenset(
    "id item version_no state updated_at edited_by submitted_at submitted_by return_reason "
    "published_at published_by retired_at retired_by retire_reason".split()
)
#: Parts shorter than this that happen to be equal between two changes are shown as changed too.
_SHORTEST_KEPT = 2
#: Texts as short as a date, or less alike than this, are shown as one whole for another.
_SHORT, _LEAST_ALIKE = 12, 0.4
NOTHING = "（空）"


@dataclass(frozen=True)
class Difference:
    """One field or list that differs: its Chinese name, the old and the new value as shown."""

    name: str
    label: str
    old: str
    new: str

    @cached_property
    def pieces(self) -> list[tuple[str, str]]:
        """The text cut into («same» | «out» | «in», words): what was struck and what was put in its place."""
        if not self.old or not self.new:
            return [(kind, text) for kind, text in (("out", self.old), ("in", self.new)) if text] or [("same", NOTHING)]
        found: list[tuple[str, str]] = []
        matcher = SequenceMatcher(None, self.old, self.new, autojunk=False)
        if len(self.old) <= _SHORT or matcher.ratio() < _LEAST_ALIKE:  # cutting up a date or another sentence misleads
            return [("out", self.old), ("in", self.new)]
        for tag, a, b, c, d in matcher.get_opcodes():
            old, new = self.old[a:b], self.new[c:d]
            if tag == "equal" and (b - a >= _SHORTEST_KEPT or a == 0 or b == len(self.old)):
                found.append(("same", old))
            else:
                found += [(kind, text) for kind, text in (("out", old), ("in", new)) if text]
        return _joined(found)


def differences(old: ItemVersion, new: ItemVersion) -> list[Difference]:
    """Every field, citation and condition in which ``new`` differs from ``old``, in the order of the form.

    No queries when both were read ``with_parts()`` (and their source lists).
    """
    found = []
    for field in ItemVersion._meta.concrete_fields:
        if field.name not in _SILENT and getattr(old, field.attname) != getattr(new, field.attname):
            label = str(field.verbose_name)
            found.append(Difference(field.name, label, shown(old, field.name), shown(new, field.name)))
    found += _lists("citations", "引用条款", _citations(old), _citations(new))
    for role in TokenRole:
        found += _lists(str(role.value), str(role.label), _conditions(old, role), _conditions(new, role))
    return found


def shown(version: ItemVersion, name: str) -> str:
    """The value of a field as people read it; "" when it holds nothing."""
    value = getattr(version, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    display = getattr(version, f"get_{name}_display", None)
    return "" if value is None else str(display() if display else value)


def _citations(version: ItemVersion) -> list[str]:
    return [
        f"{cited.get_role_display()}：{cited.statute}{cited.article_label}"
        + (f"（{cited.statute_version.version_date:%Y-%m-%d}）" if cited.statute_version else "")
        for cited in sorted(version.citations.all(), key=lambda c: (c.role, str(c.statute), c.article_label))
    ]


def _conditions(version: ItemVersion, role: TokenRole) -> list[str]:
    asked = sorted(version.conditions.all(), key=lambda c: (c.sort, c.pk))
    return [c.text or c.token.label for c in asked if c.token.role == role]


def _lists(name: str, label: str, old: list[str], new: list[str]) -> list[Difference]:
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    if not gone and not come:
        return []
    return [Difference(name, label, "；".join(gone), "；".join(come))]


def _joined(pieces: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring changes as one: what went out before what came in."""
    found: list[tuple[str, str]] = []
    out, come = "", ""
    for kind, text in [*pieces, ("same", "")]:
        if kind == "same":
            found += [(change, words) for change, words in (("out", out), ("in", come)) if words]
            out = come = ""
            if text:
                found.append((kind, text))
        elif kind == "out":
            out += text
        else:
            come += text
    return found
