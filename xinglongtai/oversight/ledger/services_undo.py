"""Undoing an import of the past: new records go, changed ones get their old words back — unless something rests on them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from cases.models import FirstOffenceCheck, PriorRecord
from cases.services import prior_take_back
from cases.status import CheckSource
from xinglongtai.core import audit
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.guard import require, visible_row
from xinglongtai.core.models import Officer

from ..models import PastLine, PastRun
from .past_plans import digest_of
from .past_stock import FIELDS
from .services_past import IMPORT
from .status import LineKind, RunState


@transaction.atomic
def past_run_undo(*, run: PastRun, actor: Officer) -> PastRun:
    """Take an import back, line by line; ``run.kept`` lists the lines that stay, with the reason.

    Raises NotAllowed, NotVisible; TransitionRefused where it was not taken over or no line can be taken back.
    """
    require(actor, IMPORT, "撤销历史台账导入")
    run = visible_row(PastRun.objects.filter(bureau=actor.bureau), run.pk)
    if run.state != RunState.TAKEN:
        raise TransitionRefused(f"这次导入{run.get_state_display()}，没有可以撤销的内容。")
    lines = list(run.lines.filter(kind__in=[LineKind.NEW, LineKind.CHANGED]))
    keys = [line.record_id for line in lines if line.record_id]
    digests = _digests(actor, keys)
    used = _used_by_checks(actor, set(keys)) | _used_by_rows(keys)
    made, changed, kept = [], [], []
    for line in lines:
        if line.record_id is None:
            continue  # taken out by hand meanwhile: nothing is left to undo
        if why := _why_kept(line, digests, used):
            kept.append([line.number, line.shown["party"], why])
        elif line.kind == LineKind.NEW:
            made.append(line.record_id)
        else:
            changed.append((line.record_id, _read(line.before)))
    if kept and not (made or changed):
        raise TransitionRefused(f"没有一行可以撤销：第 {kept[0][0]} 行{kept[0][2]}。")
    prior_take_back(made=made, changed=changed, actor=actor, file_name=run.file_name)
    run.state, run.undone_at, run.undone_by, run.kept = RunState.UNDONE, timezone.now(), actor, kept
    run.save(update_fields=["state", "undone_at", "undone_by", "kept"])
    undone = len(made) + len(changed)
    audit.record(verb="past_run_undo", actor=actor, target=run, file=run.file_name, undone=undone, kept=len(kept))
    return run


def _digests(actor: Officer, keys: list[int]) -> dict[int, str]:
    wanted = set(keys)
    rows = PriorRecord.objects.filter(bureau=actor.bureau).values("pk", *FIELDS).iterator(chunk_size=2_000)
    return {row["pk"]: digest_of(row) for row in rows if row["pk"] in wanted}


def _why_kept(line: PastLine, digests: dict[int, str], used: dict[int, str]) -> str:
    if line.record_id in used:
        return used[line.record_id]
    return "" if digests.get(line.record_id) == line.after else "导入后又被修改"


def _used_by_checks(actor: Officer, keys: set[int]) -> dict[int, str]:
    """Records that a first-offence check found: a decision rests on them."""
    checks = FirstOffenceCheck.objects.filter(source=CheckSource.IMPORTED, violation__case__bureau=actor.bureau)
    found = {}
    for case, rows in checks.exclude(found=[]).values_list("violation__case_id", "found").iterator():
        for row in rows:
            if row.get("record_id") in keys:
                found[row["record_id"]] = f"已用于检查案件 {case} 的首违核查"
    return found


def _used_by_rows(keys: list[int]) -> dict[int, str]:
    """Records that rows of other rooms point at."""
    found = {}
    relations = [field for field in PriorRecord._meta.get_fields(include_hidden=True) if field.auto_created]
    for relation in relations:
        if not relation.is_relation or relation.related_model is PastLine:
            continue
        name = relation.field.attname
        for start in range(0, len(keys), 500):
            rows = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": keys[start : start + 500]}
            )
            found |= dict.fromkeys(rows.values_list(name, flat=True), "已被其他记录引用")
    return found


def _read(before: dict) -> dict:
    return {**before, "act_on": date.fromisoformat(before["act_on"])}
