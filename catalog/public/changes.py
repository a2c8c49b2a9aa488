"""The change log of a list: what was added, changed and ended, by day of publication and batch. Pure, over light rows."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from .entries import ONE_DAY, local_day

NEW, CHANGED, BACK, ENDED = "新增", "修改", "重新列入", "失效"
KINDS = (NEW, CHANGED, BACK, ENDED)
EXPIRED = "有效期届满"
SWITCHED_OFF = "本机关停止使用该事项"
WITHDRAWN = "未施行即失效"


@dataclass(frozen=True)
class Change:
    """One line of the log. ``before`` is the version that an altered one replaces; ``starts`` is told where it takes effect
    only after its publication; ``differences`` are filled in for the page shown."""

    kind: str
    day: date
    batch: int
    number: str
    violation: str
    version: int
    before: int | None = None
    starts: date | None = None
    reason: str = ""
    differences: tuple = ()


@dataclass(frozen=True)
class Group:
    """The lines of one day and batch that stand on this page; ``counts`` are of the whole day and batch."""

    day: date
    batch: int
    counts: str
    changes: tuple[Change, ...]


def changes_of(rows: Iterable[dict], today: date) -> list[Change]:
    """Every change up to ``today``, the newest day first; within a day by batch, then 新增, 修改, 失效, then by number.

    ``rows`` come item by item, oldest version first (:func:`~catalog.public.selectors.light_rows`). What is switched off
    (停用) is not on the public list: going there is an end, coming from there a return.
    """
    found: list[Change] = []
    for _, versions in groupby(rows, key=lambda row: row["item"]):
        found += _of_item(list(versions), today)
    return sorted(found, key=lambda c: (-c.day.toordinal(), -c.batch, KINDS.index(c.kind), number_key(c.number)))


def number_key(number: str) -> tuple:
    """R2 before R10."""
    letters, digits = re.match(r"([A-Za-z]*)(\d*)", number).groups()
    return letters, int(digits or 0), number


def _of_item(versions: list[dict], today: date) -> list[Change]:
    found = []
    before = None
    for place, row in enumerate(versions):
        if not row["shown"]:
            continue
        published = local_day(row["published_at"])
        line = Change(NEW, published, row["batch"], row["number"], row["violation"], row["pk"])
        if before is not None:
            kind = CHANGED if before["effective_to"] == row["effective_from"] - ONE_DAY else BACK
            line = replace(line, kind=kind, before=before["pk"])
        if row["effective_from"] > published:
            line = replace(line, starts=row["effective_from"])
        if published <= today:
            found.append(line)
        after = versions[place + 1] if place + 1 < len(versions) else None
        if end := _end(row, after, today):
            found.append(end)
        before = row
    return found


def _end(row: dict, after: dict | None, today: date) -> Change | None:
    """The line that says the item is gone, unless it holds or the next public version follows at once."""
    last = row["effective_to"]
    if last is None or last >= today:
        return None
    follows = after is not None and after["effective_from"] <= last + ONE_DAY
    if follows and after["shown"]:
        return None
    day, reason = last + ONE_DAY, row["retire_reason"] or EXPIRED
    if follows:
        reason = SWITCHED_OFF
    if last < row["effective_from"]:
        day = local_day(row["retired_at"])
        reason = f"{WITHDRAWN}：{row['retire_reason']}"
    return Change(ENDED, day, row["batch"], row["number"], row["violation"], row["pk"], reason=reason)


def counts_by_group(changes: Iterable[Change]) -> dict[tuple, str]:
    """(day, batch) → «新增5项、修改3项、失效1项»."""
    counted = Counter((c.day, c.batch, c.kind) for c in changes)
    words: dict[tuple, list[str]] = {}
    for day, batch, kind in sorted(counted, key=lambda key: KINDS.index(key[2])):
        words.setdefault((day, batch), []).append(f"{kind}{counted[day, batch, kind]}项")
    return {key: "、".join(parts) for key, parts in words.items()}


def grouped(changes: Iterable[Change], counts: dict[tuple, str]) -> list[Group]:
    """The lines of one page by day and batch."""
    keyed = groupby(changes, key=lambda c: (c.day, c.batch))
    return [Group(day, batch, counts[day, batch], tuple(lines)) for (day, batch), lines in keyed]
