"""Storing what does not agree in the files of open cases: every night, and for one case when somebody asks."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases.models import Case
from xinglongtai.core import audit, guard
from xinglongtai.core.models import Bureau, Officer

from . import files
from .models import FileCheck


@dataclass
class Checked:
    """How the night went. ``failed`` are (case number, reason) of those that could not be read; the others are stored."""

    cases: int = 0
    disagreeing: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def file_store(*, case: Case, on: date) -> FileCheck:
    """Compare the file of ``case`` and keep what blocks. A disagreement that stays keeps the day on which it was found first.

    Safe to repeat. Two at the same moment wait for each other's row.
    """
    FileCheck.objects.get_or_create(case=case, defaults={"checked_at": timezone.now()})
    row = FileCheck.objects.select_for_update(of=("self",)).get(case=case)
    known = {(entry["code"], entry["name"]): entry["since"] for entry in row.found}
    names = files.hard_names(case, on)
    row.found = [{"code": code, "name": name, "since": known.get((code, name), on.isoformat())} for code, name in names]
    row.hard, row.checked_at = len(row.found), timezone.now()
    row.save()
    return row


@transaction.atomic
def file_check(*, case: Case, actor: Officer, on: date) -> FileCheck:
    """重新核对 one case the actor sees, and keep what was found."""
    guard.require(actor, "oversight.view_brief", "查看晨报")
    case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    row = file_store(case=case, on=on)
    event = audit.record(verb="file_check", actor=actor, target=case, thread=case.thread, hard=row.hard)
    row.checked_at = max(
        timezone.now(), event.at
    )  # this event is no change of the case after its check, by either clock
    row.save(update_fields=["checked_at"])
    return row


def files_check(*, bureau: Bureau, on: date) -> Checked:
    """Every open case of ``bureau``, each in a transaction of its own; what is kept of finished cases is dropped. Safe to repeat."""
    outcome = Checked()
    FileCheck.objects.filter(case__bureau=bureau).exclude(case__in=Case.objects.open()).delete()
    for case in Case.objects.filter(bureau=bureau).open().order_by("pk").iterator(chunk_size=200):
        try:
            row = file_store(case=case, on=on)
        except Exception as problem:  # one file that cannot be read must not hide the others
            outcome.failed.append((case.pk, f"{type(problem).__name__}: {problem}"))
            continue
        outcome.cases += 1
        outcome.disagreeing += bool(row.hard)
    return outcome
