"""Law watch (立改废): keeping the tasks of the legal staff in step with what the statutes' dates say. Safe to repeat.

The suspension itself (:mod:`catalog.suspension`) needs none of these rows but the decision «不受影响，继续适用».
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from xinglongtai.core import audit, parameters, roles
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.notices import tell

from ..lawchanges import Change, Reliance, touches
from ..models import Citation, ItemVersion, LawChange, Statute, TouchedItem
from ..status import ChangeDecision, ChangeKind, VersionState
from ..suspension import CITED, known_changes, reliance

DECIDE = "catalog.decide_lawchange"
#: Days before a change on which its undecided items are brought to mind again; 0 = in effect.
REMINDERS = (0, 1, 7, 30)
_FAR = 999
_ROW = (*CITED, "version__state", "version__item__bureau_id")


@dataclass
class WatchOutcome:
    """What a look at the statutes brought: new changes, new tasks, tasks that fell away, notices left."""

    changes: list[LawChange] = field(default_factory=list)
    touched: int = 0
    dropped: int = 0
    notices: int = 0


@transaction.atomic
def law_changes_note(*, on: date, actor: Officer | None = None, statutes=None) -> WatchOutcome:
    """Note every change within each bureau's horizon and every past one, with the items it touches; tell legal staff once.

    ``statutes`` limits the look to these rows. Repeating it changes nothing. An undecided task falls away when the dates
    that made it were corrected; decided ones stay.
    """
    outcome = WatchOutcome()
    open_rows, noted = TouchedItem.objects.untouched(), LawChange.objects.all()
    if statutes is not None:
        open_rows, noted = open_rows.filter(change__statute__in=statutes), noted.filter(statute__in=statutes)
    _sync(_citations(on, statutes=statutes), open_rows, on, actor, outcome)
    noted.filter(touched__isnull=True).delete()
    outcome.notices = law_watch_tell(on=on)
    return outcome


def statute_changed(*, statute: Statute, actor: Officer | None, on: date) -> WatchOutcome:
    """A wording or a date of ``statute`` was registered or corrected: note what follows from it at once."""
    return law_changes_note(on=on, actor=actor, statutes=[statute])


@transaction.atomic
def version_published(*, version: ItemVersion, actor: Officer, on: date) -> int:
    """After a publication: undecided tasks of the item's earlier versions are «已由新版本接替» where the new one rests on the
    law as changed; the new one gets tasks of its own where it does not. Returns how many were settled."""
    rows = _citations(on, items=[version.item_id])
    own = [row for row in rows if row["version_id"] == version.pk]
    changes = known_changes({row["statute_id"] for row in own})
    still = {
        (cited.statute_id, change.on)
        for cited in map(reliance, own)
        for change in changes[cited.statute_id]
        if touches(change, cited)
    }
    open_rows = TouchedItem.objects.untouched().filter(version__item=version.item_id)
    settled = 0
    for row in open_rows.exclude(version=version).select_related("change"):
        if (row.change.statute_id, row.change.effective_on) not in still:
            settle(row, ChangeDecision.REPLACED, actor, f"由第{version.version_no}版接替")
            settled += 1
    _sync(rows, open_rows, on, actor, WatchOutcome())
    return settled


@transaction.atomic
def sole_versions_published(*, versions: Sequence[ItemVersion], actor: Officer, on: date) -> None:
    """:func:`version_published` for many at once that are the only versions of their items, so that nothing is to settle."""
    items = [version.item_id for version in versions]
    open_rows = TouchedItem.objects.untouched().filter(version__item__in=items)
    _sync(_citations(on, items=items), open_rows, on, actor, WatchOutcome())


@transaction.atomic
def version_retired(*, version: ItemVersion, actor: Officer) -> int:
    """After a version was ended for good: its undecided tasks are «已办理失效». Returns how many."""
    rows = list(TouchedItem.objects.untouched().filter(version=version))
    for row in rows:
        settle(row, ChangeDecision.ENDED, actor, version.retire_reason)
    return len(rows)


def law_watch_tell(*, on: date) -> int:
    """Bring undecided tasks to the legal staff: when noticed, 30, 7 and 1 days ahead, and once in effect. Once each."""
    counts = (
        TouchedItem.objects.untouched()
        .values("change_id", "version__item__bureau_id")
        .annotate(count=Count("pk"))
        .order_by("change_id", "version__item__bureau_id")
    )
    changes = LawChange.objects.select_related("statute").in_bulk({row["change_id"] for row in counts})
    people = {bureau.pk: list(roles.holders(bureau, DECIDE)) for bureau in Bureau.objects.all()}
    sent = 0
    for row in counts:
        change = changes[row["change_id"]]
        left = (change.effective_on - on).days
        stage = next((days for days in REMINDERS if left <= days), _FAR)
        text = f"{change.headline}，涉及 {row['count']} 条清单事项，{_when(left)}"
        for officer in people[row["version__item__bureau_id"]]:
            url = address("oversight:law_change", change.pk)
            sent += tell(officer, key=f"law:{change.pk}:{stage}", text=text, url=url, topic="law")
    return sent


def _when(left: int) -> str:
    if left <= 0:
        return "已经生效，尚未处理"
    return f"还有{left}天生效，请在此前处理，未处理的届时不能适用"


def _citations(on: date, *, statutes=None, items: Iterable[int] | None = None) -> list[dict]:
    """Citations of published versions, and of ended ones that still hold on ``on``."""
    rows = Citation.objects.filter(
        Q(version__state=VersionState.PUBLISHED) | Q(version__state=VersionState.RETIRED, version__effective_to__gte=on)
    )
    if statutes is not None:
        rows = rows.filter(statute__in=statutes)
    if items is not None:
        rows = rows.filter(version__item__in=items)
    return list(rows.order_by("pk").values(*_ROW))


def _concerns(change: Change, cited: Reliance, row: dict) -> bool:
    """Whether somebody has to decide: touched, and not already ended by a person before the change."""
    if row["version__state"] == VersionState.RETIRED and cited.ends < change.on:
        return False
    return touches(change, cited)


def _sync(rows: list[dict], open_rows, on: date, actor, outcome: WatchOutcome) -> None:
    """Make the tasks that ``rows`` (citations) ask for, and take away those of ``open_rows`` that nothing asks for."""
    until = {
        bureau: on + timedelta(days=parameters.value(bureau, "catalog.law_watch_days"))
        for bureau in {row["version__item__bureau_id"] for row in rows}
    }
    changes = known_changes({row["statute_id"] for row in rows})
    wanted, holds = defaultdict(set), set()
    for row in rows:
        cited = reliance(row)
        for change in changes[cited.statute_id]:
            if not _concerns(change, cited, row):
                continue
            holds.add((cited.item_version_id, change.statute_id, change.on))
            if change.on <= until[row["version__item__bureau_id"]]:
                wanted[change].add(cited.item_version_id)
    stored = {
        change: _stored(change, actor, outcome)
        for change in sorted(wanted, key=lambda change: (change.on, change.version_id))
    }
    _add(stored, wanted, outcome)
    tasks = open_rows.values_list("pk", "version_id", "change__statute_id", "change__effective_on")
    gone = [pk for pk, *key in tasks if tuple(key) not in holds]
    outcome.dropped = len(gone)
    TouchedItem.objects.filter(pk__in=gone).delete()


def _stored(change: Change, actor, outcome: WatchOutcome) -> LawChange:
    """The row of ``change``; an end becomes a new text when the next wording is registered later, its decisions stay."""
    row = LawChange.objects.filter(version=change.version_id, kind=change.kind).first()
    if row is None and change.kind == ChangeKind.NEW_TEXT:
        row = LawChange.objects.filter(statute=change.statute_id, kind=ChangeKind.ENDS, effective_on=change.on).first()
    new = False
    if row is None:
        day = {"statute_id": change.statute_id, "effective_on": change.on}
        row, new = LawChange.objects.get_or_create(version_id=change.version_id, kind=change.kind, defaults=day)
    elif (row.kind, row.version_id, row.effective_on) == (change.kind, change.version_id, change.on):
        return row
    if new:
        outcome.changes.append(row)
    else:
        row.kind, row.version_id, row.effective_on = change.kind, change.version_id, change.on
        row.save()
    audit.record(
        verb="law_change_note" if new else "law_change_correct",
        actor=actor,
        target=row,
        thread=row.thread,
        title=row.statute.title,
        kind=row.get_kind_display(),
        on=row.effective_on,
    )
    return row


def _add(stored: dict[Change, LawChange], wanted: dict[Change, set[int]], outcome: WatchOutcome) -> None:
    known = set(TouchedItem.objects.filter(change__in=stored.values()).values_list("change_id", "version_id"))
    fresh = [
        TouchedItem(change=row, version_id=version)
        for change, row in stored.items()
        for version in sorted(wanted[change])
        if (row.pk, version) not in known
    ]
    TouchedItem.objects.bulk_create(fresh, ignore_conflicts=True)
    outcome.touched = len(fresh)


def settle(row: TouchedItem, decision: str, actor: Officer, reason: str) -> None:
    """Store a decision on a task; the caller has checked that it may be taken."""
    row.decision, row.reason = decision, reason[:300]
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()
