"""In which order a case is filed: 正卷 and 副卷 of 市场监督管理行政处罚程序规定 78, and the page numbers of the index. Pure.

The article was written for filed cases; a pledge that was kept ends before one is filed. So 立案审批表 and 不予立案审批表 share the first
place, and 不予行政处罚决定书 stands where 行政处罚决定书 would.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MAIN, SIDE = "正卷", "副卷"
#: The headings of the article, in its order.
HEADINGS = {
    MAIN: (
        "立案（不予立案）审批表",
        "行政处罚（不予行政处罚）决定书及送达回证",
        "对当事人制发的其他法律文书及送达回证",
        "证据材料",
        "听证笔录",
        "财物处理单据",
        "其他有关材料",
    ),
    SIDE: ("案源材料", "调查终结报告", "审核意见", "听证报告", "结案审批表", "其他有关材料"),
}
#: Where void papers lie: behind everything else, so that nobody takes them for papers in force.
VOID = "作废文书（存查）"
_NUMERALS = "一二三四五六七八"

#: Kind of material → its place. Within a heading kinds follow in this order, and each by day.
_ORDER = (
    (MAIN, 1, ("filing_approval", "no_case_approval")),
    (MAIN, 2, ("penalty_decision", "no_penalty_decision", "proof_of_decision")),
    (
        MAIN,
        3,
        (
            "correction_order",
            "pledge",
            "signed_scan",
            "signature",
            "service_address",
            "proof_of_service",
            "service",
            "service_proof",
        ),
    ),
    (
        MAIN,
        4,
        (
            "evidence_list",
            "scene_record",
            "photo",
            "document",
            "authority",
            "identity_scan",
            "recording",
            "submission",
            "party_photo",
            "party_document",
            "party_recording",
            "recheck_record",
            "recheck",
            "correction",
            "corrected_photo",
            "screenshot",
        ),
    ),
    (MAIN, 5, ("hearing_record",)),
    (MAIN, 6, ("goods_receipt",)),
    (MAIN, 7, ("education", "measure", "referral_letter")),
    (SIDE, 1, ("source",)),
    (SIDE, 2, ("investigation_report",)),
    (SIDE, 3, ("assessment", "history_check", "review", "disposition")),
    (SIDE, 4, ("hearing_report",)),
    (SIDE, 5, ("closing_approval",)),
    (SIDE, 6, ("clock_extension", "extension", "urge", "set_aside", "timeline")),
)
_PLACES = {kind: (volume, number, rank) for volume, number, kinds in _ORDER for rank, kind in enumerate(kinds)}
#: A kind nobody thought of is filed, not lost.
_ELSEWHERE = (MAIN, 7, 99)
_VOLUMES = (MAIN, SIDE)


@dataclass(frozen=True)
class Entry:
    """One line of the index. ``key`` names it, ``kind`` decides its place, ``on`` is the day written on it."""

    key: str
    kind: str
    title: str
    on: date | None = None
    number: str = ""
    voided: bool = False
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The materials under one heading of the article."""

    volume: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Line:
    """An entry with its running number and its pages, first and last, as stamped."""

    serial: int
    entry: Entry
    first: int
    last: int

    @property
    def pages(self) -> str:
        """«3» or «3-5»."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Listing:
    """A heading of the index with its lines."""

    volume: str
    heading: str
    lines: tuple[Line, ...]


def _heading(volume: str, number: int) -> str:
    return f"（{_NUMERALS[number - 1]}）{HEADINGS[volume][number - 1]}"


def arrange(entries: Iterable[Entry]) -> list[Section]:
    """``entries`` under their headings, empty headings left out; entries of one place by day, then as they came."""
    found: dict[tuple[int, int], list[tuple[int, date, int, Entry]]] = {}
    void = []
    for nth, entry in enumerate(entries):
        volume, number, rank = _PLACES.get(entry.kind, _ELSEWHERE)
        item = (rank, entry.on or date.min, nth, entry)
        if entry.voided:
            void.append(item)
        else:
            found.setdefault((_VOLUMES.index(volume), number), []).append(item)
    sections = [
        Section(_VOLUMES[volume], _heading(_VOLUMES[volume], number), _in_order(found[volume, number]))
        for volume, number in sorted(found)
    ]
    return [*sections, Section(SIDE, VOID, _in_order(void))] if void else sections


def _in_order(items) -> tuple[Entry, ...]:
    return tuple(item[3] for item in sorted(items, key=lambda item: item[:3]))


def absent(sections: Sequence[Section]) -> list[str]:
    """Headings of the article under which nothing is filed, «正卷（五）听证笔录»."""
    present = {(section.volume, section.heading) for section in sections}
    wanted = [(volume, _heading(volume, n + 1)) for volume in _VOLUMES for n in range(len(HEADINGS[volume]))]
    return [f"{volume}{heading}" for volume, heading in wanted if (volume, heading) not in present]


def paginate(sections: Sequence[Section], pages: Mapping[str, int]) -> list[Listing]:
    """The index: entries numbered through, pages counted through from 1. ``pages``: how many each key has (at least one)."""
    serial, page, listings = 0, 1, []
    for section in sections:
        lines = []
        for entry in section.entries:
            serial += 1
            count = pages[entry.key]
            lines.append(Line(serial, entry, page, page + count - 1))
            page += count
        listings.append(Listing(section.volume, section.heading, tuple(lines)))
    return listings


def total(listings: Sequence[Listing]) -> int:
    """Number of the last stamped page."""
    return listings[-1].lines[-1].last if listings else 0
