"""Taking written events into the chain. Verbs do not wait for it: they write and sign an event; a sealer comes by every minute.

A transaction that took its number early and was committed late is taken in later, in the order of the sealer, not of the numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from django.db import connection, transaction

from .. import keys
from ..errors import DomainError
from ..models import Event, EventLink, EventSeal, LinkNote
from . import canonical, chain, heads, marks

#: After this time no open transaction is expected to bring an event with a lower number; a full check looks everywhere anyway.
SETTLED = timedelta(hours=2)
#: Two events written side by side may come with times a moment apart.
CLOSE = timedelta(seconds=5)
#: How far the clocks of program and database may be apart before the link says so.
APART = timedelta(minutes=5)


class End(Enum):
    """What the file of heads says about the end of the chain in the database."""

    AGREES = "链头文件与数据库一致"
    MISSING = "链头文件不在，不能证明记录没有被截去末尾或换过数据库"
    SHORT = "链头文件记到第 {file} 环，数据库只到第 {table} 环：末尾的记录被删去，或者换成了较早的数据库"
    OTHER = "第 {file} 环与链头文件所记的不同：数据库被替换，或者整条链被重做"
    DAMAGED = "链头文件的最后一行读不出来"


@dataclass(frozen=True)
class Verdict:
    """One look at the end of the chain."""

    end: End
    file: int = 0
    table: int = 0

    @property
    def words(self) -> str:
        return self.end.value.format(file=self.file, table=self.table)


class ChainBroken(DomainError):
    """The end of the chain is not where the file of heads says: going on would hide it."""


@dataclass
class Sealed:
    """What a run did: links made, and how many of them with a note."""

    links: int = 0
    noted: int = 0
    seq: int = 0


def end_of_chain() -> Verdict:
    """Compare the last line of the file with the chain in the database. A file that is a step behind is in order."""
    seal = chain.last_seal()
    table = seal.last if seal else 0
    try:
        head = heads.last()
    except heads.HeadsDamaged:
        return Verdict(End.DAMAGED, 0, table)
    if head is None:
        return Verdict(End.MISSING if table and not _waiting() else End.AGREES, 0, table)
    if seal is None or head.seq > table:
        return Verdict(End.SHORT, head.seq, table)
    stored = chain.digest_at(head.seq)
    same = stored is not None and stored.hex() == head.digest
    return Verdict(End.AGREES if same else End.OTHER, head.seq, table)


def database_now() -> datetime:
    """The moment by the database's clock."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT STRFTIME('%Y-%m-%dT%H:%M:%f', 'NOW')")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        return cursor.fetchone()[0]


def seal(*, everywhere: bool = False, progress: Callable[[int], None] | None = None) -> Sealed:
    """Take in what has no link yet, in batches, each in a transaction of its own. Safe to repeat and by two at once.

    ``everywhere``: look for events without a link in the whole record and not only in its last hours.
    :class:`ChainBroken` where the end of the chain is not where it was left, :class:`keys.KeyMissing` and :class:`DomainError` for keys.
    """
    _durable()
    done, settled = Sealed(), None
    for late in (True, False):
        while True:
            with transaction.atomic():
                last = _locked()
                if settled is None:
                    settled = 0 if everywhere else _settled(last)
                rows = _late(settled, last) if late else _fresh(last)
                if rows:
                    _extend(last, rows, late, done)
            if progress:
                progress(done.links)
            if len(rows) < chain.BATCH:
                break
    return done


def _durable() -> None:
    """On SQLite a commit reaches the disk only with FULL; after a power failure the file must never know more than the database."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def _locked() -> EventSeal:
    """The last seal, with the beginning locked so that one sealer works at a time; the beginning is made where there is none."""
    beginning = EventSeal.objects.select_for_update().filter(number=0)
    if beginning.first() is None:
        _begin()
        beginning.get()
    last = chain.last_seal()
    verdict = end_of_chain()
    if verdict.end is not End.AGREES:
        raise ChainBroken(f"{verdict.words}。操作记录暂停入链，请审计管理员和运维人员一起查明（手册-操作记录 第5节）。")
    if last.key_mark != chain.ChainKeys().find(last.key)[1]:
        raise ChainBroken("密钥文件夹里的审计密钥不是这个数据库的，操作记录暂停入链。请联系运维人员恢复密钥文件夹。")
    return last


def _waiting() -> bool:
    """Whether the line for the file waits for the commit of this very transaction (a caller's, around several batches)."""
    return any(getattr(hook, "writes_head", False) for _, hook, _ in connection.run_on_commit)


def _begin() -> None:
    """Number 0: everything written before events bore a mark is told apart here, once."""
    old = Event.objects.filter(mark="").order_by("-pk").values_list("pk", flat=True).first() or 0
    seal = EventSeal(number=0, first=1, last=0, highest=0, unmarked_to=old)
    secret = _close(seal)
    seal.digest = chain.seal_digest(secret, b"", seal, b"")
    EventSeal.objects.bulk_create([seal], ignore_conflicts=True)


def _close(seal: EventSeal) -> bytes:
    """Key and time of a new seal; the secret of the chain."""
    key = keys.current(marks.PURPOSE)
    seal.key, seal.key_mark, seal.sealed_at = key.id, key.mark, database_now()
    return key.derive("chain of events")


def _settled(last: EventSeal) -> int:
    """Up to here nothing can turn up any more."""
    limit = database_now() - SETTLED
    old = EventSeal.objects.filter(sealed_at__lt=limit).order_by("-number").values_list("highest", flat=True).first()
    return min(old or 0, last.highest)


def _late(settled: int, last: EventSeal) -> list[tuple]:
    if settled >= last.highest:
        return []
    return chain.rows_of(chain.unlinked(settled, last.highest)[: chain.BATCH])


def _fresh(last: EventSeal) -> list[tuple]:
    return chain.rows_of(Event.objects.filter(pk__gt=last.highest).order_by("pk")[: chain.BATCH])


def _extend(last: EventSeal, rows: list[tuple], late: bool, done: Sealed) -> None:
    """Links for ``rows`` and the seal over them; the end of the chain goes to the file after the commit."""
    highest = max(last.highest, rows[-1][0])
    new = EventSeal(number=last.number + 1, first=last.last + 1, last=last.last + len(rows), highest=highest)
    new.unmarked_to = last.unmarked_to
    secret = _close(new)
    before = chain.digest_at(last.last)
    links = []
    for seq, (row, note) in enumerate(zip(rows, _notes(last, rows, late), strict=True), start=new.first):
        before = chain.link_digest(secret, before, seq, note, row)
        links.append(EventLink(seq=seq, event_id=row[0], note=note, digest=before))
        done.noted += bool(note)
    EventLink.objects.bulk_create(links, batch_size=500)
    new.digest = chain.seal_digest(secret, bytes(last.digest), new, before)
    new.save(force_insert=True)
    done.links, done.seq = done.links + len(links), new.last

    def write_head():
        heads.append(new.number, new.last, before)

    write_head.writes_head = True
    transaction.on_commit(write_head)


def _notes(last: EventSeal, rows: list[tuple], late: bool) -> Iterator[str]:
    """What is odd about each event, seen when it is taken in."""
    before = None if late else Event.objects.filter(pk=last.highest).values_list("at", flat=True).first()
    for row in rows:
        mark, at = row[canonical.MARK], row[canonical.AT]
        told = marks.told_at(mark)
        if not (mark or late) and row[0] <= last.unmarked_to:
            yield ""  # written before events bore a mark, and taken in the first time
        elif not marks.good(mark, chain.content_of(row)):
            yield LinkNote.UNMARKED
        elif before is not None and at < before - CLOSE:
            yield LinkNote.CLOCK_BACK
        elif told is None or abs(told - at) > APART:
            yield LinkNote.CLOCK_DIFFERS
        else:
            yield ""
        before = None if late else at


def take_restored(reason: str) -> EventSeal | None:
    """After an older database was put back on purpose: the file begins anew from its end, and keeps why. None without a chain.

    The lines before stay, so that everybody can see what was lost.
    """
    seal = chain.last_seal()
    if seal is not None:
        heads.append(seal.number, seal.last, chain.digest_at(seal.last), kind=heads.RESTORED, reason=reason)
    return seal
