"""Rows for closed penalty cases, reminders, and the record of an export. Safe to repeat."""

from datetime import date

from django.db import transaction

from cases.status import PartyKind
from xinglongtai.core import audit, guard
from xinglongtai.core.calendar import load
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from .. import selectors
from ..models import Publication
from ..section import near
from ..status import NATURAL_PERSON, State, Target, Why


def rows_make(*, on: date, bureau: Bureau | None = None) -> int:
    """A row a system for every closed penalty case that has none (公示规定 2 I); returns how many. One query when there is nothing.

    A natural person's stands at 不公示 from the start. Two at once make no row twice.
    """
    cases = selectors.penalty_cases().filter(publications=None)
    if bureau is not None:
        cases = cases.filter(bureau=bureau)
    if not cases.exists():
        return 0
    with transaction.atomic():
        waiting = list(cases.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        fresh = selectors.penalty_cases().filter(
            pk__in=waiting, publications=None
        )  # again: somebody may have been first
        made = [_fresh(case, target, on) for case in fresh.select_related("party") for target in Target.values]
        audit.record_many(_listed(row) for row in Publication.objects.bulk_create(made))
    return len(made)


def _listed(row: Publication) -> dict:
    return {
        "verb": "publication_listed",
        "actor": None,
        "target": row,
        "thread": row.thread,
        "system": row.get_target_display(),
        "state": row.get_state_display(),
        "reason": f"，{row.reason}" if row.reason else "",
    }


def _fresh(case, target: str, on: date) -> Publication:
    person = case.party.kind == PartyKind.PERSON
    return Publication(
        bureau_id=case.bureau_id,
        case=case,
        target=target,
        state=State.SKIPPED if person else State.PENDING,
        why=Why.PERSON if person else Why.CLOSED,
        reason=NATURAL_PERSON if person else "",
        created_on=on,
    )


def reminders_send(*, bureau: Bureau, on: date) -> int:
    """Tell those who publish, once a day, how many cases are near the end of their clock; returns how many people."""
    calendar, sent = load(), 0
    for officer in holders(bureau, "oversight.publish_outcome"):
        count = near(officer, on, calendar).order_by().values("case_id").distinct().count()
        if count:
            text = f"有 {count} 件处罚决定的公示期限将到或已过，请办理报送。"
            url = f"{address('oversight:publication')}?clock=soon"
            sent += tell(officer, key=f"publication:{on}", text=text, url=url, topic="publication")
    return sent


@transaction.atomic
def export_record(*, actor: Officer, count: int, filters: str) -> None:
    """That somebody took the list away."""
    guard.require(actor, "oversight.view_publication", "查看公示报送")
    audit.record(verb="publication_export", actor=actor, target=actor.bureau, count=count, filters=filters)
