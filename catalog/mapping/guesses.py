"""A first proposal for every column, from its heading and from what stands below it."""

import re

from xinglongtai.core.grids import Grid
from xinglongtai.core.grids import headings as tables

from .cleaning import leniency
from .headings import Heading, known_key
from .targets import BOTH, CONDITIONS_TEXT, EXCLUSIONS_TEXT, PENALTY, SKIP, VIOLATED

SAMPLES = 12
_TOKEN = re.compile(r"^[a-z][a-z0-9_]{3,}((<=|>=|=|<|>)[\w.]+)?(\|.*)?$")
_ARTICLE = re.compile(r"第\s*[零〇一二三四五六七八九十百\d]+\s*条")
_LAW = re.compile(r"(法|条例|规定|办法|细则|规则)$")
_KINDS = {"轻微不罚", "首违不罚", "无主观过错", "免予处罚", "从轻减轻"}


def samples(grid: Grid, heading: Heading, column: int, count: int = SAMPLES) -> list[str]:
    """The first texts below a heading, without blanks and without the heading itself."""
    return tables.samples(grid, heading, column, count)


def guess(grid: Grid, heading: Heading) -> dict[int, str]:
    """Column → target key, "" for those to leave out. No two columns get the same target unless it may be joined."""
    wanted = {column: _target(grid, heading, column) for column in range(len(heading.texts))}
    _tell_apart(wanted)
    taken: dict[str, int] = {}
    for column, key in wanted.items():
        if not key:
            continue
        other = taken.get(key)
        if other is None:
            taken[key] = column
        elif key not in (CONDITIONS_TEXT, EXCLUSIONS_TEXT, "note", "keywords", "supervision_measure", "related_basis"):
            loser = column if _fit(heading, other) >= _fit(heading, column) else other
            wanted[loser] = SKIP
            taken[key] = column if loser == other else other
    return wanted


def _tell_apart(wanted: dict[int, str]) -> None:
    """«法律依据» beside a column of its own for the penalty names what was violated, and the other way round."""
    violated = any(key in (VIOLATED, "violated_law", "violated_article") for key in wanted.values())
    penalty = any(key in (PENALTY, "penalty_law", "penalty_article") for key in wanted.values())
    if violated or penalty:
        meant = SKIP if violated and penalty else PENALTY if violated else VIOLATED
        for column, key in wanted.items():
            if key == BOTH:
                wanted[column] = meant


def _fit(heading: Heading, column: int) -> int:
    """How surely a heading says it: a short one is surer than a long one that only contains the word."""
    return -len(heading.texts[column])


def _target(grid: Grid, heading: Heading, column: int) -> str:
    text = heading.texts[column]
    found = samples(grid, heading, column)
    keys = [known_key(part) for part in reversed(text.split("/"))]
    key = next((key for key in keys if key), None)
    if key is None and SKIP in keys:
        return SKIP
    if key is None and not text and not found:
        return SKIP
    if key is None:
        return _by_samples(found)
    return _refined(key, keys, found)


def _refined(key: str, keys: list, found: list[str]) -> str:
    """The heading's word, corrected by what the cells hold."""
    tokens = bool(found) and all(
        _TOKEN.match(part.strip()) for text in found for part in re.split(r"[;；\n]", text) if part.strip()
    )
    if key == CONDITIONS_TEXT and tokens:
        return "conditions"
    if key == EXCLUSIONS_TEXT and tokens:
        return "exclusions"
    with_law = sum("《" in text or bool(_law_before(text)) for text in found)
    mixed = with_law * 2 > len(found)
    if key in (VIOLATED, "violated_law", "violated_article"):
        return _law_or_article(found, mixed, VIOLATED, "violated_law", "violated_article", key)
    if key in (PENALTY, "penalty_law", "penalty_article"):
        return _law_or_article(found, mixed, PENALTY, "penalty_law", "penalty_article", key)
    if key == "item_no" and found and all(text.isdigit() for text in found):
        return SKIP  # 1, 2, 3 … is a running number
    if key == BOTH and "leniency_basis" in keys:
        return "leniency_basis"
    return key


def _law_before(text: str) -> bool:
    match = _ARTICLE.search(text)
    return bool(match and _LAW.search(text[: match.start()].strip()))


def _law_or_article(found: list[str], mixed: bool, both: str, law: str, article: str, key: str) -> str:
    if not found:
        return key
    articles = sum(bool(_ARTICLE.search(text)) for text in found)
    if articles * 2 >= len(found):
        return both if mixed else article
    laws = sum(bool(_LAW.search(text.rstrip("》 "))) for text in found)
    return law if laws * 2 >= len(found) else key


def _by_samples(found: list[str]) -> str:
    """What cells without a telling heading look like; nothing rather than a wild guess."""
    if found and all(leniency(text) in _KINDS for text in found):
        return "leniency_kind"
    if found and sum(bool(_ARTICLE.search(text)) and ("违反" in text and "处罚" in text) for text in found) * 2 > len(
        found
    ):
        return BOTH
    return SKIP
