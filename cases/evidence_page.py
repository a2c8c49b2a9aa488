"""What pages show of evidence: items with their remarks, grouped by the violation they belong to. Reads, never writes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from xinglongtai.core import parameters

from .models import Evidence, Violation
from .originals import Family
from .originals.kinds import PLAYED_BY_BROWSERS, SHOWN_BY_BROWSERS, TYPES, family_of
from .originals.moments import Remark, compare, length


@dataclass(frozen=True)
class Item:
    """One file as it is shown. ``hidden``: it may show identities, and this person has no right to them."""

    row: Evidence
    gap_hours: int
    hidden: bool = False

    @property
    def family(self) -> Family | None:
        return family_of(self.row.content_type)

    @property
    def type_word(self) -> str:
        known = TYPES.get(self.row.content_type)
        return known.word if known else self.row.content_type

    @property
    def is_video(self) -> bool:
        return self.family == Family.VIDEO

    @property
    def is_audio(self) -> bool:
        return self.family == Family.AUDIO

    @property
    def has_thumb(self) -> bool:
        """Whether a small picture stands for it in a grid: photographs that may be seen."""
        return self.row.is_image and not self.row.is_personal

    @property
    def plays(self) -> bool:
        return self.row.content_type in PLAYED_BY_BROWSERS and not self.hidden

    @property
    def has_cover(self) -> bool:
        """Whether a picture of its first page can be shown."""
        return self.row.content_type == "application/pdf"

    @property
    def needs_copy(self) -> bool:
        """Browsers cannot show the original (HEIC)."""
        return self.row.is_image and self.row.content_type not in SHOWN_BY_BROWSERS

    @cached_property
    def remark(self) -> Remark | None:
        return compare(self.row.taken_at, self.row.uploaded_at, self.gap_hours)

    @property
    def length(self) -> str:
        return length(self.row.seconds)

    @property
    def place(self) -> str:
        """«北纬41.12009° 东经122.06708°», about a metre; empty without one."""
        if self.row.latitude is None or self.row.longitude is None:
            return ""
        north, east = self.row.latitude, self.row.longitude
        return f"{'北' if north >= 0 else '南'}纬{abs(north):.5f}° {'东' if east >= 0 else '西'}经{abs(east):.5f}°"


@dataclass
class Group:
    """The files of one violation; ``violation`` None: of the whole inspection."""

    violation: Violation | None
    photos: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)


@dataclass
class Shelf:
    """All files of a case as the case page shows them."""

    groups: list[Group]
    set_aside: list[Item]

    @property
    def titled(self) -> bool:
        """Whether the groups need titles: more than one, or the only one is a violation's."""
        return len(self.groups) > 1 or any(group.violation for group in self.groups)


def shelf(bureau, rows: Iterable[Evidence], violations: Iterable[Violation], *, sees_identity: bool) -> Shelf:
    """``rows`` grouped: first the violations in their order, then what belongs to the whole inspection. One query (a parameter)."""
    hours = parameters.value(bureau, "evidence.gap_hours")
    groups = {row.pk: Group(row) for row in violations} | {None: Group(None)}
    aside = []
    for row in rows:
        item = Item(row, hours, hidden=row.is_personal and not sees_identity)
        if row.set_aside_reason:
            aside.append(item)
            continue
        group = groups.get(row.violation_id) or groups[None]
        (group.photos if item.has_thumb else group.others).append(item)
    return Shelf([group for group in groups.values() if group.photos or group.others], aside)


def item_of(row: Evidence, *, sees_identity: bool) -> Item:
    """One file for its own page."""
    hours = parameters.value(row.case.bureau, "evidence.gap_hours")
    return Item(row, hours, hidden=row.is_personal and not sees_identity)
