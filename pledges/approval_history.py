"""What a person decided lately, for themselves or for somebody else."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from cases.models import Case, ClockExtension, Disposition
from cases.status import DecisionState
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.models import Officer

from .approvals import RECENT_DAYS, RECENT_MOST, page_of
from .models import Extension

_TONES = {DecisionState.APPROVED: "good", DecisionState.REJECTED: "danger", DecisionState.ENDORSED: "info"}


@dataclass(frozen=True)
class Decided:
    """One decision: what, when, how, and for whom."""

    case: Case
    kind: str
    what: str
    on: date | None
    state: str
    tone: str
    note: str
    principal: str
    url: str


def decided_by(actor: Officer, on: date) -> list[Decided]:
    """Decisions of the last :data:`RECENT_DAYS` days made by ``actor`` or made for them by a deputy, newest first."""
    mine = Q(decided_by=actor) | Q(decided_for=actor)
    late = Q(decided_on__gte=on - timedelta(days=RECENT_DAYS))
    people = ("decided_by__unit", "decided_for__unit", "decided_by", "decided_for")
    found = []
    for model, prefix in ((Disposition, ""), (ClockExtension, ""), (Extension, "pledge__")):
        rows = model.objects.filter(mine & late).order_by("-decided_on", "-pk")
        for row in rows.select_related(f"{prefix}case__party", f"{prefix}case__unit", *people)[:RECENT_MOST]:
            found.append(_line(row, actor))
    found += [_endorsed(row, actor) for row in _endorsements(actor, on)]
    return sorted(found, key=lambda one: (one.on or date.min, one.case.pk), reverse=True)


def _endorsements(actor: Officer, on: date):
    """First steps of the same days."""
    mine = Q(endorsed_by=actor) | Q(endorsed_for=actor)
    rows = Disposition.objects.filter(mine, endorsed_on__gte=on - timedelta(days=RECENT_DAYS))
    rows = rows.select_related("case__party", "case__unit", "endorsed_by__unit", "endorsed_for__unit")
    return rows.order_by("-pk")[:RECENT_MOST]


def _line(row, actor: Officer) -> Decided:
    case = row.pledge.case if isinstance(row, Extension) else row.case
    what = f"延期到{cn_date(row.new_due_on)}" if isinstance(row, Extension) else ""
    what = what or (row.get_outcome_display() if isinstance(row, Disposition) else "延长核查期限")
    principal = _for_whom(actor, row.decided_by, row.decided_for)
    state = DecisionState(row.state)
    words = {"state": state.label, "tone": _TONES.get(state, "neutral"), "note": row.decision_note}
    return Decided(case, row.kind.label, what, row.decided_on, principal=principal, url=page_of(row), **words)


def _endorsed(row: Disposition, actor: Officer) -> Decided:
    principal = _for_whom(actor, row.endorsed_by, row.endorsed_for)
    words = {"state": "已初审", "tone": "info", "note": row.endorse_note, "principal": principal}
    return Decided(row.case, row.kind.label, row.get_outcome_display(), row.endorsed_on, url=page_of(row), **words)


def _for_whom(actor: Officer, who: Officer, principal: Officer | None) -> str:
    """«您代李四（演示局）», «张三（演示所）代您», "" for one's own."""
    if principal is None:
        return ""
    return f"{person(who)}代您" if principal.pk == actor.pk else f"您代{person(principal)}"
