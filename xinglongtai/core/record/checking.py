"""Reading the whole record again, link by link, in memory that does not grow with it, and naming what does not hold."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from ..keys import KeyMissing
from ..models import Event, EventLink, EventSeal, LinkNote
from . import canonical, chain, heads, marks
from .breaks import Kind, Report
from .sealing import End, end_of_chain, seal

#: Broken links that are compared with each other to tell an exchange from a change.
SUSPECTS = 40
#: Links that do not fit their events and are kept to be told apart; more are only counted.
MOST = 1000
#: Links read at once.
CHUNK = 5000


def verify(
    *, since: datetime | None = None, progress: Callable[[int, int], None] | None = None, sealing: bool = True
) -> Report:
    """Check the record from its beginning, or from the last seal before ``since``. What has no link yet is taken in first
    (not without ``sealing``: then nothing is written), unless the end of the chain is not where it was left: that must not be covered up.
    """
    began = time.monotonic()
    report = Report()
    end = end_of_chain()
    report.end(end)
    if sealing and end.end is End.AGREES:
        try:
            report.sealed = seal(everywhere=since is None).links
        except KeyMissing as missing:
            report.add(Kind.END, said=str(missing))
    _Walk(report, _start(since), progress or (lambda done, total: None)).go()
    report.seconds = time.monotonic() - began
    return report


def _start(since: datetime | None) -> int:
    """The number of the seal to begin at: one that may be trusted as far as its own digest goes."""
    if since is None:
        return 0
    found = EventSeal.objects.filter(sealed_at__lt=since).order_by("-number").values_list("number", flat=True).first()
    return found or 0


class _Walk:
    """One pass along the seals and their links."""

    def __init__(self, report: Report, start: int, progress: Callable[[int, int], None]):
        self.report, self.start, self.progress = report, start, progress
        self.keys = chain.ChainKeys()
        self.secret = b""
        self.before: bytes | None = None  # what the link before holds; None after a gap
        self.instead: bytes | None = None  # what the link before should hold, where that is something else
        self.suspects: list[tuple] = []
        self.heads: Iterator[heads.Head] = iter(())
        self.head: heads.Head | None = None

    def go(self) -> None:
        last = chain.last_seal()
        if last is None:
            return
        self._open_heads()
        expected, before = self.start, None
        for group in _groups(self.start, last.number):
            links, events = _material(group)
            for row in group:
                if row.number != expected:
                    self.report.add(Kind.SEAL_CHANGED, seq=expected)
                    before = None
                expected = row.number + 1
                if not self._key(row):
                    return
                if row.number == self.start:
                    self._begin(row)
                else:
                    self._links(row, links, events)
                self._seal(row, before)
                before = row
            self.progress(group[-1].last, last.last)
        self._tell_suspects()
        self._beyond(last.last)
        self.report.last = last.last

    def _key(self, row: EventSeal) -> bool:
        try:
            self.secret, mark = self.keys.find(row.key)
        except KeyMissing:
            mark = None
        if mark != row.key_mark:
            self.report.add(Kind.KEY, seq=row.number)
        return mark == row.key_mark

    def _begin(self, row: EventSeal) -> None:
        self.before = chain.digest_at(row.last)
        self.report.first = self.expected = row.last + 1

    def _seal(self, row: EventSeal, before: EventSeal | None) -> None:
        """A seal holds the one before and its last link. Where links are missing they were told already."""
        if row.number == 0:
            wanted = chain.seal_digest(self.secret, b"", row, b"")
        else:
            if before is None:
                before = EventSeal.objects.filter(number=row.number - 1).first()
            if before is None or self.before is None:
                return
            wanted = chain.seal_digest(self.secret, bytes(before.digest), row, self.before)
        if wanted != bytes(row.digest):
            self.report.add(Kind.SEAL_CHANGED, seq=row.number)

    def _links(self, row: EventSeal, links: dict, events: dict) -> None:
        """The links under one seal."""
        for seq in range(row.first, row.last + 1):
            if seq not in links:
                continue
            event, note, digest = links[seq]
            self._gap(seq)
            self._link(seq, event, note, bytes(digest), events.get(event))
            self.expected = seq + 1
            self.report.checked += 1
        self._gap(row.last + 1)
        self.expected = row.last + 1

    def _gap(self, seq: int) -> None:
        if seq > self.expected:
            self.report.add(Kind.LINKS_GONE, seq=self.expected, other=seq - 1)
            self.before = self.instead = None

    def _link(self, seq: int, event: int, note: str, digest: bytes, row: tuple | None) -> None:
        instead, self.instead = self.instead, None
        if row is None:
            self.report.add(Kind.DELETED, seq=seq, event=event)
        elif self.before is None:  # the link before is gone: the event answers for itself by its mark
            if not _untouched(row, note):
                self.report.add(Kind.CHANGED, seq=seq, event=event)
        elif (wanted := chain.link_digest(self.secret, self.before, seq, note, row)) != digest:
            if instead and chain.link_digest(self.secret, instead, seq, note, row) == digest:
                self._falsified_before()
            elif len(self.suspects) == MOST:
                self.report.total += 1
            else:
                self.suspects.append((seq, event, note, digest, row, self.before, self.secret))
                self.instead = wanted
        if row is not None and note:
            self._note(seq, event, note)
        elif row is not None and not row[canonical.MARK]:
            self.report.unmarked += 1
        self._compare_head(seq, digest)
        self.before = digest

    def _falsified_before(self) -> None:
        """The link before was changed and not its event, because this one goes on from what it should hold."""
        seq, event, *_ = self.suspects.pop()
        self.report.add(Kind.LINK_CHANGED, seq=seq, event=event)

    def _note(self, seq: int, event: int, note: str) -> None:
        if note == LinkNote.UNMARKED:
            self.report.add(Kind.INSERTED, seq=seq, event=event)
        elif note == LinkNote.CLOCK_BACK:
            self.report.clock_back += 1
        else:
            self.report.clock_differs += 1

    def _tell_suspects(self) -> None:
        """Changed, moved or exchanged: which of them, for every link that does not fit its event."""
        few = self.suspects[:SUSPECTS]
        for one in self.suspects:
            seq, event, note, _, row, *_ = one
            other = next((two[1] for two in few if two is not one and _fits(one, two[4])), 0) if one in few else 0
            kind = Kind.EXCHANGED if other else Kind.MOVED if _untouched(row, note) else Kind.CHANGED
            self.report.add(kind, seq=seq, event=event, other=other)
        self.report.breaks.sort(key=lambda found: (found.seq, found.kind is Kind.SEAL_CHANGED))

    def _beyond(self, end: int) -> None:
        """Links behind the last seal were not made by the sealer."""
        found = list(EventLink.objects.filter(seq__gt=end).order_by("seq").values_list("seq", "event_id")[:5])
        if found:  # one that works right now has closed its own by now
            end = chain.last_seal().last
            for seq, event in found:
                if seq > end:
                    self.report.add(Kind.LINK_CHANGED, seq=seq, event=event)

    def _open_heads(self) -> None:
        try:
            begins, self.report.restored = heads.in_force()
            self.heads = (head for number, head in enumerate(heads.lines()) if number >= begins)
            self.head = next(self.heads, None)
        except (heads.HeadsDamaged, KeyMissing) as damaged:
            self.report.add(Kind.END, said=str(damaged))
            self.heads, self.head = iter(()), None

    def _compare_head(self, seq: int, digest: bytes) -> None:
        while self.head is not None and self.head.seq <= seq:
            if self.head.seq == seq and self.head.digest != digest.hex():
                verdict = f"第 {seq} 环与链头文件所记的不同：数据库被替换，或者从这里以前的链被重做"
                self.report.add(Kind.END, said=verdict, seq=seq)
                self.head = None
                return
            self.head = next(self.heads, None)


def _groups(start: int, end: int) -> Iterator[list[EventSeal]]:
    """The seals from ``start`` to ``end`` in runs that hold some :data:`CHUNK` links."""
    group: list[EventSeal] = []
    for row in EventSeal.objects.filter(number__range=(start, end)).order_by("number").iterator(chunk_size=500):
        group.append(row)
        if row.last - group[0].first >= CHUNK:
            yield group
            group = []
    if group:
        yield group


def _material(group: list[EventSeal]) -> tuple[dict, dict]:
    """Links by their place and events by their number, for the seals of ``group``: two queries."""
    spans = (group[0].first, group[-1].last)
    rows = EventLink.objects.filter(seq__range=spans).order_by("seq").values_list("seq", "event_id", "note", "digest")
    links = {seq: rest for seq, *rest in rows}
    events = chain.rows_of(Event.objects.filter(pk__in=[rest[0] for rest in links.values()]))
    return links, {row[0]: row for row in events}


def _untouched(row: tuple, note: str) -> bool:
    """Whether the program's mark fits the row's content. Rows from before the marks have none and cannot say."""
    mark = row[canonical.MARK]
    return bool(mark) and note != LinkNote.UNMARKED and marks.good(mark, chain.content_of(row))


def _fits(suspect: tuple, other: tuple) -> bool:
    """Whether the link was made for what now stands in ``other``'s row: under its number, or under the link's own."""
    seq, event, note, digest, _, before, secret = suspect
    candidates = (other, (event, *other[1:]))
    return any(chain.link_digest(secret, before, seq, note, row) == digest for row in candidates)
