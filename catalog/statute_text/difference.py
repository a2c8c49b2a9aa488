"""What a corrected or newer wording changes, article by article."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """One provision: ``old`` empty = added, ``new`` empty = taken away."""

    key: str
    label: str
    old: str
    new: str

    @property
    def word(self) -> str:
        """What became of it."""
        return "修改" if self.old and self.new else ("新增" if self.new else "删去")


def differences(old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]) -> list[Change]:
    """Changes between two texts given as key → (label, text), in the order of the new one; what was taken away comes last."""
    changes = [
        Change(key, label, old.get(key, ("", ""))[1], text)
        for key, (label, text) in new.items()
        if old.get(key, ("", None))[1] != text
    ]
    return changes + [Change(key, label, text, "") for key, (label, text) in old.items() if key not in new]


def marked(old: str, new: str) -> list[tuple[str, str]]:
    """(same | gone | come, words) pieces that turn ``old`` into ``new``, for showing."""
    found = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", old[start:end]))
            continue
        found += [(word, part) for word, part in (("gone", old[start:end]), ("come", new[first:last])) if part]
    return found
