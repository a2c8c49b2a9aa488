"""The text of a wording as a page shows it: every provision on its own line with its own anchor."""

from dataclasses import dataclass, field

from ..models import Article
from ..services.statute_texts import TOP
from ..status import ArticleLevel


@dataclass
class Shown:
    """One 条 (or a provision typed in by hand) with the lines of its text."""

    article: Article
    heading: str = ""  # only where it changes
    lines: list[tuple[str, str, str]] = field(default_factory=list)  # (anchor, level, words)


def shown_articles(rows: list[Article]) -> list[Shown]:
    """``rows`` in the order of the text; what stands under a 条 goes into its lines."""
    parents = {row.parent_id for row in rows}
    found: list[Shown] = []
    heading = ""
    for row in rows:
        if row.level in TOP or row.parent_id is None:
            found.append(Shown(row, row.heading if row.heading != heading else ""))
            heading = row.heading or heading
            if row.pk not in parents:
                found[-1].lines.append((f"a{row.key}", row.level, row.text))
        else:
            found[-1].lines.append((f"a{row.key}", row.level, row.mark + _own(row, row.pk in parents)))
    return found


def _own(row: Article, has_parts: bool) -> str:
    """The words that stand before the parts of a provision."""
    if not has_parts:
        return row.text
    return row.text.split("\n（" if row.level == ArticleLevel.PARAGRAPH else "\n", 1)[0]
