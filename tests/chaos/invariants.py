"""What must be true after every fault, read from the database and the files: sentences for what is not."""

import hashlib
from collections import Counter, defaultdict

from django.db import connection
from django.db.models import Count, Q

from cases.models import Case, Disposition, Evidence, PriorRecord
from cases.status import CaseStatus, DecisionState
from catalog.models import ImportRun, ItemVersion
from catalog.status import RunState
from pledges.models import CaseFile, Letter, Paper, Pledge
from pledges.status import PledgeStatus
from xinglongtai.core import orphans
from xinglongtai.core.models import Event, IssuedDocument, NumberSeries
from xinglongtai.oversight.ledger.status import RunState as PastState
from xinglongtai.oversight.models import PastRun

LIVE = (PledgeStatus.ISSUED, PledgeStatus.SIGNED, PledgeStatus.SUBMITTED)
_ENDED = (CaseStatus.FILED, CaseStatus.CLOSED, CaseStatus.REFERRED)


class Invariants:
    """Looks at the whole installation; files that were right once are not read again unless ``afresh``."""

    def __init__(self):
        self._known: set[tuple[str, str]] = set()
        #: SHA-256 of every upload that the person was told is kept.
        self.acknowledged: set[str] = set()

    def broken(self, *, afresh: bool = False) -> list[str]:
        """Every breach; empty when all is well."""
        if afresh:
            self._known.clear()
        found = []
        for look in (numbers, cases, acts, imports, tables):
            found += look()
        return found + self._files()

    def _files(self) -> list[str]:
        found = []
        kept = [(row.file, row.sha256, f"evidence {row.pk}") for row in Evidence.objects.all()]
        ready = IssuedDocument.objects.filter(state=IssuedDocument.State.READY)
        kept += [(row.pdf, row.sha256, f"document {row.number_text or row.pk}") for row in ready]
        kept += [(row.file, "", f"case file {row.pk}") for row in CaseFile.objects.exclude(file="")]
        for stored, sha256, what in kept:
            if (stored.name, sha256) in self._known:
                continue
            try:
                with stored.open("rb") as handle:
                    digest = hashlib.file_digest(handle, "sha256").hexdigest()
            except OSError:
                found.append(f"file lost: {what}")
                continue
            if sha256 and digest != sha256:
                found.append(f"wrong bytes: {what}")
            self._known.add((stored.name, sha256))
        lost = self.acknowledged - set(Evidence.objects.values_list("sha256", flat=True))
        return found + [f"upload acknowledged and not there: {sha256[:12]}" for sha256 in sorted(lost)]


def numbers() -> list[str]:
    """No number lost or doubled: each series is 1…last, every issued document once."""
    found, used = [], defaultdict(list)
    for bureau, kind, year, n in IssuedDocument.objects.exclude(n=None).values_list("bureau_id", "kind", "year", "n"):
        used[bureau, kind, year].append(n)
    for series in NumberSeries.objects.all():
        there = sorted(used.pop((series.bureau_id, series.kind, series.year), []))
        if there != list(range(1, series.last + 1)):
            doubled = [n for n, times in Counter(there).items() if times > 1]
            missing = sorted(set(range(1, series.last + 1)) - set(there))
            found.append(f"series {series.kind}: counter {series.last}, missing {missing[:5]}, doubled {doubled[:5]}")
    found += [f"numbers without a counter: {kind} {year}" for _, kind, year in used]
    texts = IssuedDocument.objects.exclude(number_text="").exclude(n=None).values("bureau", "number_text")
    found += [f"number printed twice: {row['number_text']}" for row in texts.annotate(c=Count("pk")).filter(c__gt=1)]
    return found


def cases() -> list[str]:
    """No half case: the status says what the rows say."""
    found = []
    live = dict(Pledge.objects.filter(status__in=LIVE).values("case").annotate(c=Count("pk")).values_list("case", "c"))
    waiting = Disposition.objects.filter(state__in=[DecisionState.PENDING, DecisionState.ENDORSED])
    waiting = dict(waiting.values("case").annotate(c=Count("pk")).values_list("case", "c"))
    decided = set(Disposition.objects.filter(state=DecisionState.APPROVED).values_list("case_id", flat=True))
    for case in Case.objects.only("pk", "status"):
        if (case.status == CaseStatus.PLEDGED) != (live.get(case.pk) == 1) and case.status != CaseStatus.DECIDING:
            found.append(f"case {case.pk} is {case.status} with {live.get(case.pk, 0)} live pledges")
        if (case.status == CaseStatus.DECIDING) != (waiting.get(case.pk) == 1):
            found.append(f"case {case.pk} is {case.status} with {waiting.get(case.pk, 0)} open proposals")
        if case.status in _ENDED and case.pk not in decided:
            found.append(f"case {case.pk} is {case.status} without a decision")
    found += [f"pledge {pk} without a letter" for pk in Pledge.objects.filter(letter=None).values_list("pk", flat=True)]
    bare = Letter.objects.filter(Q(document__n=None) | Q(document__number_text=""))
    return found + [f"letter {pk} without a number" for pk in bare.values_list("pk", flat=True)]


def acts() -> list[str]:
    """Every act has its event and every event its act."""
    approved = Disposition.objects.filter(state=DecisionState.APPROVED)
    rows = {
        "letter_issue": Pledge.objects,
        "paper_issue": Paper.objects,
        "evidence_add": Evidence.objects,
        "disposition_propose": Disposition.objects,
        "disposition_approve": approved,
        "casefile_make": CaseFile.objects,
        "past_run_take": PastRun.objects.filter(state=PastState.TAKEN),
    }
    found = []
    for verb, queryset in rows.items():
        there = {str(pk) for pk in queryset.values_list("pk", flat=True)}
        told = list(Event.objects.filter(verb=verb).values_list("target_id", flat=True))
        if set(told) != there or len(told) != len(there):
            odd = sorted(there.symmetric_difference(told))[:5] or [pk for pk, n in Counter(told).items() if n > 1][:5]
            found.append(f"{verb}: {len(there)} acts, {len(told)} events, differing at {odd}")
    papers = Paper.objects.count() + Letter.objects.count()
    if IssuedDocument.objects.count() != papers:
        found.append(f"{IssuedDocument.objects.count()} documents for {papers} papers and letters")
    return found


def imports() -> list[str]:
    """An import is taken in whole or not at all."""
    found = []
    taken = sum(PastRun.objects.filter(state=PastState.TAKEN).values_list("new", flat=True))
    if PriorRecord.objects.count() != taken:
        found.append(f"{PriorRecord.objects.count()} records of the past, {taken} counted by the imports")
    for run in ImportRun.objects.filter(state=RunState.IMPORTED):
        made = run.lines.filter(version__isnull=False).count()
        if made != run.created + run.changed:
            found.append(f"catalog import {run.pk}: {made} versions for {run.created + run.changed} lines")
    drafted = ItemVersion.objects.filter(item__number__startswith="ZJ").count()
    counted = sum(ImportRun.objects.filter(state=RunState.IMPORTED).values_list("created", flat=True))
    return found + ([f"{drafted} drafts from sheets, {counted} counted"] if drafted != counted else [])


def tables() -> list[str]:
    """The database itself is whole."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
            return ["an index is broken"] if cursor.fetchone()[0] else []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return said + [f"foreign key of {row[0]}" for row in cursor.fetchall()]


def leftover() -> int:
    """Files without a row: no breach (no act was acknowledged), but told."""
    from django.utils import timezone

    return len(orphans.find(before=timezone.now()))
