"""«全部功能»: every page a person may go to, by subject, in one line of words. The rail shows the six that are used daily.

A room registers its pages from ``AppConfig.ready``::

    register("统计", "oversight:statistics", "统计", "各项指标、定义和清单", permission="oversight.view_statistics")
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .navigation import address
from .roles import allowed

#: Subjects in the order of the page.
GROUPS = ("办案", "督导", "统计与台账", "信用与公示", "清单", "人员与系统")
_PLACES: dict[str, "Place"] = {}


@dataclass(frozen=True)
class Place:
    """One page: where, what it is called, what one does there, and the right it asks for ("" = everybody).

    ``when``: asked with the officer; a page that a bureau has to switch on is not offered before.
    """

    group: str
    name: str
    label: str
    words: str
    permission: str = ""
    url: str = ""
    when: Callable[[object], bool] | None = None


def register(
    group: str, name: str, label: str, words: str, *, permission: str = "", when: Callable[[object], bool] | None = None
) -> None:
    """Offer the page ``name`` under ``group`` (one of :data:`GROUPS`) to holders of ``permission``, ``when`` says yes."""
    if group not in GROUPS:
        raise ValueError(f"unknown group {group}")
    _PLACES[name] = Place(group, name, label, words, permission, when=when)


def places_for(officer) -> list[tuple[str, list[Place]]]:
    """The pages ``officer`` may open, by subject; subjects without a page are left out."""
    found: dict[str, list[Place]] = {group: [] for group in GROUPS}
    for place in _PLACES.values():
        url = address(place.name)
        if (
            url
            and (not place.permission or allowed(officer, place.permission))
            and (not place.when or place.when(officer))
        ):
            found[place.group].append(replace(place, url=url))
    return [(group, places) for group, places in found.items() if places]
