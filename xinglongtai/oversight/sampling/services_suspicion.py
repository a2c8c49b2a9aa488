"""Verbs of suspicions: run the rules (idempotent), and decide what becomes of one."""

import hashlib
import json
from collections.abc import Callable
from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
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
            raise DomainError("只能检查本机关的案件。")
    bureau = Bureau.objects.select_for_update(of=("self",)).get(pk=bureau.pk)
    known = {(row.rule, row.key): row for row in Suspicion.objects.filter(bureau=bureau)}
    limits = limits_of(bureau)
    reader, counts = Reader(bureau, on, limits), {"new": 0, "changed": 0, "same": 0}
    for place, rule in enumerate(RULES):
        progress(place, len(RULES), rule.title)
        for hit in rule.find(getattr(reader, rule.read)(), limits):
            counts[_keep(bureau, rule.key, hit, known, on)] += 1
    progress(len(RULES), len(RULES), "")
    audit.record(verb="suspicions_find", actor=actor, target=bureau, thread=f"suspicions:{bureau.pk}", **counts)
    return counts


def _keep(bureau: Bureau, rule: str, hit: Hit, known: dict, on: date) -> str:
    details = [vars(detail) for detail in hit.details]
    digest = hashlib.sha256(json.dumps(details, ensure_ascii=False).encode()).hexdigest()
    row = known.get((rule, hit.key))
    if row and row.digest == digest:
        Suspicion.objects.filter(pk=row.pk).update(seen_on=on)
        return "same"
    outcome = "changed" if row else "new"
    row = row or Suspicion(bureau=bureau, rule=rule, key=hit.key, found_on=on)
    row.summary, row.details, row.digest, row.seen_on = hit.summary[:300], details[:MOST_DETAILS], digest, on
    row.full_clean(validate_constraints=False)
    row.save()
    touched = hit.officers.union(*barred(hit.cases).values())
    row.cases.set(hit.cases)
    row.concerned.set(touched)
    return outcome


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
        guard.require(actor, "oversight.draw_sample", "抽取评查案卷")
        row.drawing = drawing_direct(
            actor=actor,
            on=on,
            case_ids=row.cases.values_list("pk", flat=True),
            purpose="专项评查",
        )
    row.state, row.reason, row.decided_by, row.decided_on = state, reason.strip(), actor, on
    row.decided_digest = row.digest
    row.version += 1
    row.full_clean(validate_constraints=False)
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
