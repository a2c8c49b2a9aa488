"""Splitting a legal text into 条, 款, 项 and 目 (立法法 65), or into numbered sections where a guide has no 条.

Every paragraph of an article is a 款; lines that begin with （一） are 项 of the 款 before them, lines that begin with 1. are 目 of
the 项 before them. What cannot be placed is told in ``warnings``; ``faults`` mean that the text must not be taken over.
"""

import hashlib
import re
from dataclasses import dataclass, field

from .address import NUMBER, Address
from .files import INFO_END
from .numbers import NUMERALS, to_number

_ARTICLE = re.compile(rf"^第({NUMBER})条(?:之({NUMBER}))?(?P<gap>[\s\u3000]+|$|(?=\S))")
_DIVISION = re.compile(rf"^第({NUMBER})(编|分编|章|节)(?=[\s\u3000]|$|[^，。；：]{{1,24}}$)")
_SECTION = re.compile(rf"^([{NUMERALS}]{{1,9}})、")
_ITEM = re.compile(rf"^[（(]([{NUMERALS}]{{1,9}})[）)]\s*")
_POINT = re.compile(r"^(?:[（(]?(\d{1,2})(?:[.．、]|[）)])|([①-⑳]))\s*")
_ANNEX = re.compile(r"^#*\s*附(?:件|录|表)[一二三四五六七八九十\d]*[：:\s\u3000]*(?:\S{0,30})$|^附[：:]")
_ENDED = "。；：:;！？!?”’）)》…"
_IN_FORCE = re.compile(r"(?:起施行|起生效)")
_FINAL = re.compile(r"施行|废止|生效|为准|本(?:法|条例|规定|办法|细则|规则|指南)")
LEVELS = ("article", "paragraph", "subparagraph", "point")


@dataclass(frozen=True)
class Piece:
    """One provision. ``text`` is its whole wording without its own number; a 条 or 款 includes what belongs to it.

    ``level`` is one of article, section, paragraph, subparagraph, point.
    """

    address: Address
    level: str
    label: str
    text: str
    heading: str = ""

    @property
    def key(self) -> str:
        """See :attr:`Address.key`."""
        return self.address.key


@dataclass
class LawText:
    """A text read: its title, what stands before the first article, its provisions in order, and what was noticed."""

    title: str = ""
    preface: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def articles(self) -> list[Piece]:
        """The 条 (or sections) alone."""
        return [piece for piece in self.pieces if piece.level in ("article", "section")]

    def counts(self) -> dict[str, int]:
        """How many provisions of each level there are."""
        found: dict[str, int] = {}
        for piece in self.pieces:
            found[piece.level] = found.get(piece.level, 0) + 1
        return found

    def digest(self) -> str:
        """SHA-256 over every provision: the same wording gives the same value, whatever the file looked like."""
        lines = "\n".join(f"{p.key}\t{p.level}\t{p.label}\t{p.heading}\t{p.text}" for p in self.pieces)
        return hashlib.sha256(lines.encode()).hexdigest()


@dataclass
class _Unit:
    """A provision while it is being read."""

    lead: str
    mark: str = ""
    parts: dict[int, "_Unit"] = field(default_factory=dict)

    def whole(self) -> str:
        return "\n".join([self.lead, *(f"{part.mark}{part.whole()}" for part in self.parts.values())]).strip()

    def deepest(self) -> "_Unit":
        return list(self.parts.values())[-1].deepest() if self.parts else self


@dataclass
class _Top:
    """An article or section while it is being read."""

    address: Address
    heading: str
    paragraphs: list[_Unit]


def parse(lines: list[str]) -> LawText:
    """Read the lines of :func:`catalog.statute_text.files.read_lines`."""
    text = LawText()
    text.title, rest = _title(lines)
    if INFO_END in rest:
        marker = rest.index(INFO_END)
        text.preface, rest = rest[:marker], rest[marker + 1 :]
    numbered = next((kind for kind in (_ARTICLE, _SECTION) if any(kind.match(line) for line in rest)), None)
    if numbered is None:
        text.faults.append(
            "没有认出任何条文：找不到以“第一条”或“一、”开头的段落。请确认选对了文件，编号须是文字而不是自动编号。"
        )
        return text
    tops = _read(text, rest, numbered)
    level = "article" if numbered is _ARTICLE else "section"
    for top in tops:
        text.pieces += _pieces(top, level)
    return text


def _title(lines: list[str]) -> tuple[str, list[str]]:
    for position, line in enumerate(lines):
        if line.startswith("# ") or (line.startswith("#") and not line.startswith("##")):
            return _plain(line), [*lines[:position], *lines[position + 1 :]]
    first = _plain(lines[0])
    if _ARTICLE.match(first) or _SECTION.match(first) or lines[0] == INFO_END:
        return "", lines
    if first == "中华人民共和国" and len(lines) > 1:
        return first + _plain(lines[1]), lines[2:]
    return first, lines[1:]


def _plain(line: str) -> str:
    return re.sub(r"[\s\u3000]", "", line.lstrip("#")).strip("《》")


def _read(text: LawText, lines: list[str], numbered: re.Pattern) -> list[_Top]:
    tops: list[_Top] = []
    headings = {"编": "", "分编": "", "章": "", "节": ""}
    joined, ended = 0, False
    for position, line in enumerate(lines):
        address = _numbered(line, numbered, tops)
        if tops and (_ANNEX.match(line) or (address and address == Address(1) and len(tops) > 1)):
            text.left_out = lines[position:]
            text.warnings.append(
                f"末条之后还有 {len(text.left_out)} 行（从“{line[:20]}”起，附件或另一份文件），没有导入。"
            )
            break
        if address:
            _check_sequence(text, tops, address)
            body = line[numbered.match(line).end() :].strip(" \u3000")
            heading = " ".join(part for part in headings.values() if part)[:120]
            tops.append(_Top(address, heading, [_Unit(body)]))
            ended = False
        elif line.startswith("#") or _DIVISION.match(line):
            _note_heading(headings, line.lstrip("# \u3000"))
            ended = True
        elif not tops:
            text.preface.append(line)
        else:
            joined += _place(text, tops[-1], line, ended)
            ended = False
    _cut_tail(text, tops[-1])
    if joined:
        text.warnings.append(f"有 {joined} 处一句话被断成两行，已接回同一款，请核对。")
    return tops


def _numbered(line: str, numbered: re.Pattern, tops: list[_Top]) -> Address | None:
    """The address a line opens, or None. «第三条规定的…» inside a text opens none unless a blank or the right number says so."""
    match = numbered.match(line)
    if not match:
        return None
    if numbered is _SECTION:
        address = Address(to_number(match[1]))
        return address if address.article == (tops[-1].address.article if tops else 0) + 1 else None
    address = Address(to_number(match[1]), to_number(match[2]) if match[2] else 0)
    if match["gap"] or match.end() == len(line):
        return address
    following = Address(tops[-1].address.article + 1) if tops else Address(1)
    tail = line[match.end() :]
    return address if address == following and not re.match(r"第|所列|规定|的|至|、|和|或", tail) else None


def _check_sequence(text: LawText, tops: list[_Top], address: Address) -> None:
    if address in {top.address for top in tops}:
        text.faults.append(f"{address.label}出现了两次。请删去重复的部分后再导入。")
        return
    before = tops[-1].address if tops else Address(0)
    expected = (Address(before.article + 1), Address(before.article, before.branch + 1))
    if address in expected:
        return
    if address < before:
        text.faults.append(f"{address.label}排在{before.label}之后，顺序不对。请核对文件后再导入。")
    elif tops:
        text.warnings.append(f"{before.label}之后直接是{address.label}，中间缺条，请核对是否漏了文字。")
    else:
        text.warnings.append(f"第一个条文是{address.label}，前面的条文没有读到，请核对。")


def _note_heading(headings: dict[str, str], line: str) -> None:
    match = _DIVISION.match(line)
    if not match:
        return
    order = list(headings)
    words = re.sub(r"[\s\u3000]+", "", line[match.end() :])
    headings[match[2]] = f"第{match[1]}{match[2]} {words}".strip()
    for lower in order[order.index(match[2]) + 1 :]:
        headings[lower] = ""


def _place(text: LawText, top: _Top, line: str, fresh: bool) -> int:
    """Put a line into the article; 1 when it was the rest of a broken line."""
    paragraph = top.paragraphs[-1]
    if match := _ITEM.match(line):
        number = to_number(match[1])
        label = top.address.within(len(top.paragraphs)).label
        if number in paragraph.parts:
            text.warnings.append(f"{label}有两个第{match[0].strip()}项，后一个并入前一项之后，请核对。")
            paragraph.deepest().lead += f"\n{line}"
            return 0
        if number != len(paragraph.parts) + 1:
            text.warnings.append(f"{label}的项在{match[0].strip()}处不连续，请核对是否漏了文字。")
        paragraph.parts[number] = _Unit(line[match.end() :], f"（{match[1]}）")
        return 0
    if match := _POINT.match(line):
        holder = list(paragraph.parts.values())[-1] if paragraph.parts else None
        number = int(match[1]) if match[1] else ord(match[2]) - ord("①") + 1
        if holder and number == len(holder.parts) + 1:
            holder.parts[number] = _Unit(line[match.end() :], match[0].strip())
        else:
            paragraph.deepest().lead += f"\n{line}"
        return 0
    last = paragraph.deepest()
    if last.lead and last.lead[-1] not in _ENDED and not fresh:
        last.lead += line
        return 1
    if not last.lead and not paragraph.parts and len(top.paragraphs) == 1:
        last.lead = line
    else:
        top.paragraphs.append(_Unit(line))
    return 0


def _cut_tail(text: LawText, last: _Top) -> None:
    """Leave out what follows the sentence on entry into force: print marks, sources, names of websites."""
    for position, paragraph in enumerate(last.paragraphs):
        if _IN_FORCE.search(paragraph.whole()):
            tail = position + 1
            while tail < len(last.paragraphs) and _FINAL.search(last.paragraphs[tail].whole()):
                tail += 1
            dropped = [paragraph.whole() for paragraph in last.paragraphs[tail:]]
            if dropped:
                last.paragraphs = last.paragraphs[:tail]
                text.left_out = [*dropped, *text.left_out]
                text.warnings.append(
                    f"施行日期之后还有 {len(dropped)} 段（“{dropped[0][:20]}”等），不像条文，没有导入。"
                )
            return


def _pieces(top: _Top, level: str) -> list[Piece]:
    whole = "\n".join(paragraph.whole() for paragraph in top.paragraphs)
    found = [Piece(top.address, level, top.address.label, whole, top.heading)]
    alone = len(top.paragraphs) == 1
    for number, paragraph in enumerate(top.paragraphs, 1):
        address = top.address.within(number)
        found.append(Piece(address, "paragraph", address.label, paragraph.whole(), top.heading))
        for item_no, item in paragraph.parts.items():
            place = Address(top.address.article, top.address.branch, number, item_no)
            shown = place.within(0) if alone else place
            found.append(Piece(place, "subparagraph", shown.label, item.whole(), top.heading))
            for point_no, point in item.parts.items():
                label = f"{shown.label}第{point_no}目"
                deep = Address(place.article, place.branch, number, item_no, point_no)
                found.append(Piece(deep, "point", label, point.whole(), top.heading))
    return found
