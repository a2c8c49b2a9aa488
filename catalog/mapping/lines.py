"""The lines of a sheet read with a mapping: our columns filled, or reasons why not; rows that are no lines named as such."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids.book import as_text, blank
from xinglongtai.core.grids.headings import heading_words, repeats_heading

from .citations import full_title, has_range, named_articles, split_roles, together
from .cleaning import day, days, leniency, nothing, one_line, parts, plain, sentences, tidy, yes_no
from .headings import Heading, is_title
from .targets import BOTH, BY_KEY, CONDITIONS_TEXT, EXCLUSIONS_TEXT, PENALTY, VIOLATED

_SUMS = re.compile(
    r"^(合计|总计|小计|共计|备注|注|说明|填表说明|填报说明|填表人|审核人|制表|制表人|填报单位|联系人|数据来源)([:：\s\d（(.、]|$)"
)
_SECTION = re.compile(
    r"^\s*([一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[章节部])"
)
_DAYS = {"effective_from", "effective_to"}
_LISTS = {"violated_article", "penalty_article", "supervision_measure", "keywords", "related_basis"}
_ARTICLES = {BOTH, VIOLATED, PENALTY, "violated_article", "penalty_article", "leniency_basis", "related_basis"}
_YES_NO = {"verified", "checked_text_in_force", "remote_recheck"}
_CHOICES = {"penalty_structure", "legal_basis_scope", "key_area", "default_state"}
_LAWS = {"violated_law", "penalty_law"}


@dataclass
class Mapping:
    """How a sheet is read. ``columns``: column (from 0) → target key; ``prefix``: letters for numbers given automatically."""

    heading: Heading
    columns: dict[int, str]
    prefix: str = ""

    def ours(self) -> list[str]:
        """The columns of :mod:`catalog.rows` this mapping fills."""
        found = []
        for key in self.columns.values():
            found += FILLED.get(key, (key,))
        return list(dict.fromkeys(key for key in found if key))


#: What the mixed kinds fill of our columns.
FILLED = {
    BOTH: ("violated_law", "violated_article", "penalty_law", "penalty_article", "related_basis"),
    VIOLATED: ("violated_law", "violated_article"),
    PENALTY: ("penalty_law", "penalty_article"),
    CONDITIONS_TEXT: (),
    EXCLUSIONS_TEXT: (),
}


@dataclass
class SheetLine:
    """One line. ``number``: the row as the person's program counts it; ``texts``: free text by its name («适用条件»)."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no line, and why it was left out."""

    number: int
    why: str
    text: str


def read_lines(grid: Grid, mapping: Mapping, titles: ReadOnly[str, str]) -> tuple[list[SheetLine], list[SkippedRow]]:
    """Every row below the headings, either as a line or as a skipped row; blank rows are neither.

    ``titles``: what people call a law → its full title.
    """
    lines, skipped = [], []
    headings = heading_words(grid, mapping.heading)
    for row in range(mapping.heading.begins, len(grid.rows)):
        filled = {c: tidy(v) for c, v in enumerate(grid.rows[row]) if not blank(v)}
        if not filled:
            continue
        if why := _no_line(grid, row, filled, headings, mapping):
            skipped.append(SkippedRow(row + 1, why, next(iter(filled.values()))[:60]))
        else:
            lines.append(_line(grid, row, mapping, titles))
    return lines, skipped


def _no_line(grid: Grid, row: int, filled: dict[int, str], headings: list[list[str]], mapping: Mapping) -> str:
    if repeats_heading(filled, headings):
        return "重复的表头"
    first = next(iter(filled.values()))
    if _SUMS.match(first) and not _names_act(filled, mapping, first):
        return "合计或备注行"
    above = [plain(grid.text(up, 0)) for up in range(mapping.heading.first)]
    if is_title(grid, row) and not _lone_act(filled, mapping, first):
        return "重复的标题" if plain(first) in above else "标题或分节行，不是事项"
    return ""


def _lone_act(filled: dict[int, str], mapping: Mapping, first: str) -> bool:
    """Whether the only thing in the row is a violation in its own column, and not the title of a section."""
    keys = [mapping.columns.get(column) for column in filled]
    return keys == ["violation"] and not _SECTION.match(first)


def _names_act(filled: dict[int, str], mapping: Mapping, first: str) -> bool:
    """Whether the row names a violation of its own, so that it is a line after all."""
    return any(
        mapping.columns.get(column) == "violation" and text != first and not re.fullmatch(r"[\d\s.,，条项个共]*", text)
        for column, text in filled.items()
    )


def _line(grid: Grid, row: int, mapping: Mapping, titles: ReadOnly[str, str]) -> SheetLine:
    line = SheetLine(row + 1, dict.fromkeys(mapping.ours(), ""))
    for column, key in sorted(mapping.columns.items()):
        if not key:
            continue
        if why := grid.unusable.get((row, column)):
            line.reasons.append(why)
            continue
        value = grid.cell(row, column)
        text = tidy(value)
        if key in _ARTICLES and has_range(text):
            line.notes.append(f"“{BY_KEY[key].label}”里写着“至”，只记下了首尾两条，请在草稿中补上中间的")
        if key in (BOTH, VIOLATED, PENALTY):
            _take_citations(line, key, text, titles)
        elif key in (CONDITIONS_TEXT, EXCLUSIONS_TEXT):
            name = "适用条件" if key == CONDITIONS_TEXT else "排除情形"
            if not nothing(text):
                line.texts[name] = "；".join(filter(None, [line.texts.get(name), sentences(text)]))
        else:
            cleaned = _cleaned(key, value, text, titles, line)
            old = line.cells[key]
            joined = f"{old};{cleaned}" if key in _LISTS else f"{old}；{cleaned}"
            line.cells[key] = joined if old and cleaned and BY_KEY[key].joins else cleaned or old
    return line


def _cleaned(key: str, value, text: str, titles: ReadOnly[str, str], line: SheetLine) -> str:
    if key in _DAYS:
        return day(value)
    if key in _YES_NO:
        return yes_no(text)
    if key == "leniency_kind":
        return leniency(text)
    if key == "correction_days_max_suggested":
        number, note = days(text)
        line.notes += [note] if note else []
        return number
    if key == "item_no":
        return plain(text).upper()
    if key in _CHOICES:
        return plain(text)
    if nothing(text):
        return ""
    if key in _LAWS:
        return full_title(one_line(text).strip("《》 "), titles)
    if key in ("violated_article", "penalty_article"):
        return ";".join(dict.fromkeys(a.label for a in named_articles(one_line(text), titles))) or parts(text)
    if key in ("leniency_basis", "related_basis"):
        return _basis(text, titles)
    if key in _LISTS:
        return parts(text)
    if key in ("conditions", "exclusions"):
        return text.replace("\n", ";")
    return sentences(text) if key == "note" else one_line(text)


def _basis(text: str, titles: ReadOnly[str, str]) -> str:
    """«law + label» for every article named; text that names none stays as it is."""
    found = []
    for part in re.split(r"[\n;；]+", text):
        named = named_articles(part, titles)
        known = [f"{a.title}{a.label}" for a in named if a.title]
        found += known if known and len(known) == len(named) else [one_line(part.strip())]
    return ";".join(dict.fromkeys(part for part in found if part))


def _take_citations(line: SheetLine, key: str, text: str, titles: ReadOnly[str, str]) -> None:
    """Split a mixed cell into law and labels; what does not fit the two columns goes to «相关条款» with a note."""
    if nothing(text):
        return
    flat = one_line(text)
    found = named_articles(flat, titles)
    if not found or any(not article.title for article in found):
        line.reasons.append(f"读不出法规和条款：“{as_text(flat)[:60]}”，请写成《法规全称》第×条第×款")
        return
    broken, punishing, unclear = split_roles(flat, found) if key == BOTH else _as_one(key, found)
    rest = [f"{article.title}{article.label}" for article in unclear]
    if unclear:
        line.notes.append("分不清哪条是违反条款、哪条是处罚条款，都放在“相关条款”，请在草稿中补上")
    for role, articles in (("violated", broken), ("penalty", punishing)):
        law, labels, others = together(articles)
        if law:
            line.cells[f"{role}_law"], line.cells[f"{role}_article"] = law, labels
        if others:
            name = "违反条款" if role == "violated" else "处罚条款"
            line.notes.append(f"{name}写了几部法规，除《{law}》外的放在“相关条款”，请核对")
        rest += others
    if rest:
        old = line.cells.get("related_basis", "")
        line.cells["related_basis"] = ";".join(dict.fromkeys([*filter(None, old.split(";")), *rest]))


def _as_one(key: str, found: list) -> tuple[list, list, list]:
    return (found, [], []) if key == VIOLATED else ([], found, [])
