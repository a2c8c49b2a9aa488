"""Verbs of suspicions: run the rules (idempotent), and decide what becomes of one."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Bureau, Officer

from .models import Suspicion
from .reading import Reader, limits_of
from .rules import RULES, Hit
from .selectors import barred
from .services_draw import drawing_direct
from .status import SuspicionState

RIGHT = "oversight.view_suspicion"
#: Lines of evidence kept of one suspicion.
MOST_DETAILS = 60
#: Rows written at a time.
BATCH = 500


def _silent(done: int, total: int, words: str) -> None:
    """Nobody waits."""


@transaction.atomic
def suspicions_find(
    *, bureau: Bureau, on: date, actor: Officer | None = None, progress: Callable[[int, int, str], None] = _silent
) -> dict[str, int]:
    """Run every rule over the bureau's files as they stand on ``on``. What was found before is not found again: it is brought up to
    date and keeps its state. Returns how many are new, changed, the same. ``actor`` empty: run by the daily command.
    """
    if actor is not None:
        guard.require(actor, RIGHT, "查看疑点线索")
        if actor.unit.bureau_id != bureau.pk:
            raise NotAllowed("只能检查本机关的案件。")
    bureau = Bureau.objects.select_for_update(of=("self",)).get(pk=bureau.pk)
    known = {(row.rule, row.key): row for row in Suspicion.objects.filter(bureau=bureau).defer("details")}
    limits = limits_of(bureau)
    reader, seen = Reader(bureau, on, limits), _Seen()
    for place, rule in enumerate(RULES):
        progress(place, len(RULES), rule.title)
        for hit in rule.find(getattr(reader, rule.read)(), limits):
            _sort(bureau, rule.key, hit, known, on, seen)
    _keep(seen, on)
    counts = {"new": len(seen.new), "changed": len(seen.changed), "same": len(seen.same)}
    progress(len(RULES), len(RULES), "")
    audit.record(verb="suspicions_find", actor=actor, target=bureau, thread=f"suspicions:{bureau.pk}", **counts)
    return counts


@dataclass
class _Seen:
    """What a run saw: rows to add, to change, and keys of those that are as they were; the hits of the first two."""

    new: list[tuple[Suspicion, Hit]] = field(default_factory=list)
    changed: list[tuple[Suspicion, Hit]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)


def _sort(bureau: Bureau, rule: str, hit: Hit, known: dict, on: date, seen: _Seen) -> None:
    details = [vars(detail) for detail in hit.details]
    digest = hashlib.sha256(json.dumps(details, ensure_ascii=False).encode()).hexdigest()
    row = known.get((rule, hit.key))
    if row and row.digest == digest:
        seen.same.append(row.pk)
        return
    (seen.changed if row else seen.new).append(
        (row := row or Suspicion(bureau=bureau, rule=rule, key=hit.key, found_on=on), hit)
    )
    row.summary, row.details, row.digest, row.seen_on = hit.summary[:300], details[:MOST_DETAILS], digest, on


def _keep(seen: _Seen, on: date) -> None:
    """Write what a run saw, many rows at a time."""
    for start in range(0, len(seen.same), BATCH):
        Suspicion.objects.filter(pk__in=seen.same[start : start + BATCH]).update(seen_on=on)
    Suspicion.objects.bulk_create([row for row, _ in seen.new], batch_size=BATCH)
    old = [row for row, _ in seen.changed]
    Suspicion.objects.bulk_update(old, ["summary", "details", "digest", "seen_on"], batch_size=BATCH)
    cases, people = Suspicion.cases.through, Suspicion.concerned.through
    for link in (cases, people):
        link.objects.filter(suspicion__in=old).delete()
    pairs = [*seen.new, *seen.changed]
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        out = barred({case for _, hit in part for case in hit.cases})
        touched = [(row, hit.officers.union(*(out.get(case, ()) for case in hit.cases))) for row, hit in part]
        cases.objects.bulk_create([cases(suspicion=row, case_id=case) for row, hit in part for case in hit.cases])
        people.objects.bulk_create([people(suspicion=row, officer_id=one) for row, all_ in touched for one in all_])


@transaction.atomic
def suspicion_decide(
    *, suspicion: Suspicion, actor: Officer, on: date, state: str, reason: str, version: int | None = None
) -> Suspicion:
    """Say what becomes of a suspicion: explained, its files to be reviewed (a drawing of its own), or noted as handed on.

    One that was explained may be taken up again when something new was seen; what was handed on stays so.
    """
    guard.require(actor, RIGHT, "查看疑点线索")
    row = guard.visible_row(Suspicion.objects.visible_to(actor), suspicion.pk)
    guard.require_version(row, version, row.decided_by, what="这条疑点线索")
    if state not in {SuspicionState.EXPLAINED, SuspicionState.TO_REVIEW, SuspicionState.HANDED_ON}:
        raise DomainError("请选择处理方式。", field="state")
    if not (row.is_open or (row.renewed and row.state == SuspicionState.EXPLAINED)):
        raise TransitionRefused(f"这条线索已经处理为“{row.get_state_display()}”。")
    if not reason.strip():
        raise DomainError("请写明核实的情况和理由。", field="reason")
    if state == SuspicionState.TO_REVIEW:
        row.drawing = drawing_direct(
            actor=actor,
            on=on,
            case_ids=row.cases.values_list("pk", flat=True),
            purpose="专项评查",
        )
    row.state, row.reason, row.decided_by, row.decided_on = state, reason.strip(), actor, on
    row.decided_digest = row.digest
    row.version += 1
    row.full_clean(exclude=["details"], validate_constraints=False)  # what was seen may have no lines
    row.save()
    audit.record(
        verb="suspicion_decide",
        actor=actor,
        target=row,
        thread=row.thread,
        state=row.get_state_display(),
        reason=row.reason,
    )
    return row
