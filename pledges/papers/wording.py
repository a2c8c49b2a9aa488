"""The formatter of template wording: paragraphs with ``{占位}`` of a closed list. Pure.

Nothing else is understood: no attribute, no index, no format, no template language. What is put in is text and stays text; braces
inside a value are never looked at again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SLOT = re.compile(r"\{([^{}]*)\}")
#: Printed where a fact is to be written in by hand.
BLANK = "＿＿＿＿＿＿"
MOST_PARAGRAPHS, LONGEST = 40, 1500


@dataclass(frozen=True)
class Wording:
    """Title and paragraphs of one kind. ``version`` 0 is the product's own; ``notes`` tell where the words come from."""

    title: str
    paragraphs: tuple[str, ...]
    notes: str = ""
    version: int = 0


@dataclass(frozen=True)
class Findings:
    """What a preflight has to say, in Chinese, by field of the form."""

    title: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.title and not self.paragraphs


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Lines of the editing field; empty ones fall away."""
    return tuple(line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip())


def slots(text: str) -> list[str]:
    """Names between braces, in order, each time they occur.

    >>> slots("责令{当事人名称}于{改正期限}前改正")
    ['当事人名称', '改正期限']
    """
    return [name.strip() for name in _SLOT.findall(text)]


def preflight(title: str, paragraphs: tuple[str, ...], known: Mapping[str, bool]) -> Findings:
    """What is wrong with a wording. ``known``: the placeholders of the kind, and whether each must occur."""
    found = Findings()
    if not title.strip():
        found.title.append("请填写标题。")
    if "{" in title or "}" in title or "\n" in title:
        found.title.append("标题中不能有占位和换行。")
    if not paragraphs:
        found.paragraphs.append("请至少写一段正文。")
    if len(paragraphs) > MOST_PARAGRAPHS:
        found.paragraphs.append(f"正文最多 {MOST_PARAGRAPHS} 段，现有 {len(paragraphs)} 段。")
    used: list[str] = []
    for number, text in enumerate(paragraphs, start=1):
        if len(text) > LONGEST:
            found.paragraphs.append(f"第{number}段有 {len(text)} 字，每段最多 {LONGEST} 字。")
        if {"{", "}"} & set(_SLOT.sub("", text)):
            found.paragraphs.append(f"第{number}段的花括号不成对，占位要写成“{{当事人名称}}”的样子。")
        names = slots(text)
        used += names
        found.paragraphs.extend(
            f"第{number}段有不认识的占位“{{{name}}}”。{_nearest(name, known)}"
            for name in dict.fromkeys(names)
            if name not in known
        )
    missing = [name for name, required in known.items() if required and name not in used]
    if missing:
        words = "、".join(f"{{{name}}}" for name in missing)
        found.paragraphs.append(f"缺少必须有的占位：{words}。")
    return found


def _nearest(name: str, known: Mapping[str, bool]) -> str:
    """«是不是“{当事人名称}”？» where a known name shares most of its characters."""
    letters = set(name)
    best = max(known, key=lambda other: len(letters & set(other)) / len(letters | set(other)), default="")
    alike = len(letters & set(best)) / len(letters | set(best)) if best else 0
    return f"是不是“{{{best}}}”？" if alike >= 0.4 else "可用的占位见旁边的清单。"


def fill(paragraphs: tuple[str, ...], values: Mapping[str, str]) -> list[str]:
    """The paragraphs with every placeholder replaced; a blank value prints a line to write on. A value of several lines makes
    several paragraphs. ``KeyError`` for a placeholder without a value: preflight comes first."""
    done: list[str] = []
    for text in paragraphs:
        filled = _SLOT.sub(lambda found: values[found.group(1).strip()] or BLANK, text)
        done += [line.strip() for line in filled.split("\n") if line.strip()]
    return done
