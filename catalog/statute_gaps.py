"""Cited laws without the text to check them by: what is missing, and how many items on the list wait for it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from .citations import Checked, check
from .models import Citation, Statute, StatuteVersion
from .status import CitationState, VersionState


@dataclass
class Gap:
    """One cited wording (None: the citation names none) with the provisions asked of it that are not there."""

    statute: Statute
    wording: StatuteVersion | None
    reason: str
    items: set[int] = field(default_factory=set)
    labels: dict[str, None] = field(default_factory=dict)

    @property
    def items_number(self) -> int:
        """How many items on the list cite it so."""
        return len(self.items)


def statute_gaps(bureau, on: date) -> list[Gap]:
    """The gaps behind the published items of ``bureau``, the most cited first; a fixed number of queries.

    A wording without imported text is a gap with every provision cited from it that nobody typed in; a loaded one with the
    provisions it does not have.
    """
    rows = Citation.objects.filter(version__item__bureau=bureau, version__state=VersionState.PUBLISHED)
    rows = rows.select_related("statute", "statute_version", "version").order_by("pk")
    gaps: dict[tuple, Gap] = {}
    for checked in check(rows, on):
        if reason := _reason(checked):
            wording = checked.wording
            key = (checked.citation.statute_id, wording and wording.pk, reason)
            gap = gaps.setdefault(key, Gap(checked.citation.statute, wording, reason))
            gap.items.add(checked.citation.version.item_id)
            if checked.citation.article_label:
                gap.labels[checked.citation.article_label] = None
    return sorted(gaps.values(), key=lambda gap: (gap.reason != "缺条", -gap.items_number, gap.statute.title))


def _reason(checked: Checked) -> str:
    if checked.state == CitationState.MISSING:
        return "缺条"
    if checked.wording is None:
        return "没有登记当日有效的版本"
    return "" if checked.wording.text_loaded_at or checked.articles else "未载入文本"


def loaded_share(bureau) -> tuple[int, int]:
    """(cited wordings with their text, cited wordings) behind the published items of ``bureau``."""
    cited = StatuteVersion.objects.filter(
        citations__version__item__bureau=bureau, citations__version__state=VersionState.PUBLISHED
    ).distinct()
    by_state: dict[bool, int] = defaultdict(int)
    for loaded in cited.values_list("text_loaded_at", flat=True):
        by_state[loaded is not None] += 1
    return by_state[True], sum(by_state.values())
