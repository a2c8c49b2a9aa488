"""The list to take away: a workbook and a paper. Made once for a stretch of days and kept as files, so that many readers cost little."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template, render_to_string

from xinglongtai.core import typesetting
from xinglongtai.core.display import cn_date
from xinglongtai.core.sheets import workbook_bytes

from .entries import REVIEW_FIRST, SAMPLE, SUSPENDED, Entry
from .selectors import Span, entries_of, in_list, span_around, with_everything

TITLE = "柔性执法事项清单"
STYLESHEET = "catalog_list_v1.css"
TEMPLATE = "public/list_pdf.html"
#: Counts up when the columns of the workbook change, so that files kept from before are not handed out.
WORKBOOK_FORM = 1
#: A thousand items take about half a minute.
LONGEST_SETTING = 240
KEPT_FILES = 40
HEADER = (
    "序号 编号 领域 违法行为 违反的规定 处罚依据 处罚概要 处罚结构 从宽方式 从宽依据 依据类别 适用条件 不适用情形 "
    "最长改正期限（工作日） 配套监管措施 重点领域 适用前审核 批次 示例 清单来源 施行日期 截止日期 公布日期 状态"
).split()


class Busy(Exception):
    """Another paper is being set; it is worth asking again."""


@dataclass(frozen=True)
class Day:
    """The list of one bureau on one day, as its papers name it."""

    bureau: object
    on: date
    today: date
    span: Span

    @property
    def current(self) -> bool:
        """Whether it is today's list."""
        return self.on == self.today

    @property
    def words(self) -> str:
        """Today: «截至2026年11月22日有效»; another day: the whole stretch through which the list was the same."""
        first, last = self.span.first, self.span.last
        if self.current:
            return f"截至{cn_date(self.today)}"
        since = f"自{cn_date(first)}" if first else "自始"
        words = f"{since}至{cn_date(last)}" if last else f"{since}起"
        return f"{words}（尚未施行，以届时公布的为准）" if first and first > self.today else words

    @property
    def key(self) -> tuple:
        """Papers of one stretch of days are the same; today's names the day."""
        if self.current:
            return ("today", self.today)
        return ("span", self.span.first, self.span.last, bool(self.span.first and self.span.first > self.today))

    @property
    def entries(self) -> list[Entry]:
        """The items, in the order of the list. A fixed number of queries."""
        return entries_of(with_everything(in_list(self.bureau, self.on)), self.on)


def day_of(bureau, on: date, today: date) -> Day:
    """The day with the stretch around it. Two queries."""
    return Day(bureau, on, today, span_around(bureau, on))


def notices(entries: list[Entry]) -> list[str]:
    """What a reader must know before the table."""
    found = []
    if any(entry.sample for entry in entries):
        found.append(f"标有“{SAMPLE}”的事项不是本机关公布的清单，不作为执法依据。")
    if settings.DEMO_MODE:
        found.append("演示系统：机关和数据均为虚构，不具有法律效力。")
    if any(entry.suspended for entry in entries):
        found.append(f"标有“{SUSPENDED}”的事项，其依据的法律法规规章已经修改或废止，复核完成前不适用。")
    return found


def workbook(day: Day) -> bytes:
    """The list as .xlsx: dates as dates, texts as texts whatever they begin with."""
    entries = day.entries
    note = f"{day.bureau.full_name}　{TITLE}　{day.words}　共 {len(entries)} 项。{''.join(notices(entries))}"
    rows = (_line(n, entry) for n, entry in enumerate(entries, 1))
    return workbook_bytes(HEADER, rows, title=TITLE, note=note)


def _line(n: int, e: Entry) -> list:
    return [
        n, e.number, e.domain, e.violation, e.violated, e.penalty, e.penalty_summary, e.penalty_structure, e.leniency,
        e.leniency_basis, e.scope, "；".join(e.conditions), "；".join(e.exclusions), e.days, e.supervision, e.area,
        REVIEW_FIRST if e.review_first else "", e.batch, SAMPLE if e.sample else "", e.source, e.effective_from,
        e.effective_to, e.published_on, e.suspended,
    ]  # fmt: skip


def paper_html(day: Day) -> str:
    """The paper before it is set."""
    entries = day.entries
    groups, n = [], 0
    for domain, members in groupby(entries, key=lambda e: e.domain):
        lines = [(n := n + 1, entry, entry.signs(day.on)) for entry in members]
        groups.append((f"{domain}（{len(lines)}项）", lines))
    batches = list(dict.fromkeys(f"{e.batch}（{SAMPLE}）" if e.sample else e.batch for e in entries))
    context = {
        "title": TITLE,
        "bureau": day.bureau.full_name,
        "phone": day.bureau.phone,
        "day": day.words,
        "count": len(entries),
        "batches": "、".join(batches),
        "notices": notices(entries),
        "groups": groups,
        "mark": "演示" if settings.DEMO_MODE else (SAMPLE if entries and all(e.sample for e in entries) else ""),
        "address": f"{settings.SITE_URL.rstrip('/')}/catalog/{day.bureau.code}/",
    }
    return render_to_string(TEMPLATE, context)


def paper(day: Day) -> bytes:
    """The list as PDF, set in a process of its own. :class:`Busy` while another is being set on this machine."""
    with _one_at_a_time():
        return typesetting.pdf_apart(paper_html(day), STYLESHEET, seconds=LONGEST_SETTING)


def folder() -> Path:
    """Where finished files are kept; they can be made again at any time."""
    return Path(settings.VAR_DIR) / "public"


def file_key(day: Day, stamp: str, kind: str) -> str:
    """Name of the finished file: the same while neither the list, the stretch of days nor the layout changes."""
    parts = (kind, stamp, day.bureau.code, day.key, settings.DEMO_MODE, settings.SITE_URL, layout())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


@cache
def layout() -> str:
    """What the look of a paper depends on besides its list."""
    sources = [Path(get_template(TEMPLATE).origin.name), typesetting.letters_directory() / STYLESHEET]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest() + str(WORKBOOK_FORM)


def kept_or_made(key: str, ending: str, make: Callable[[], bytes]) -> bytes:
    """The finished file, or ``make()`` kept for the next reader."""
    path = folder() / f"{key}.{ending}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".making-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(temporary, path)
    _forget_old(path.parent)
    return content


def _forget_old(where: Path) -> None:
    files = [path for path in where.iterdir() if path.suffix in (".pdf", ".xlsx")]
    for path in sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT_FILES:]:
        path.unlink(missing_ok=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    import fcntl

    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / "setting.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
