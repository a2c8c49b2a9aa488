"""What waits for a person's approval and what waits for others, in one order, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from cases.models import Case, ClockExtension, Disposition
from cases.status import WAITING, ApprovalKind, DecisionState, Outcome
from xinglongtai.core import parameters
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.models import Delegation, Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import holders

from .approval_steps import DECIDE, ENDORSE, EXTEND, Desk, Step
from .models import Extension

#: Decided requests that are shown: of so many days, of each table so many at most.
RECENT_DAYS, RECENT_MOST = 60, 100
_PAGES = {
    ApprovalKind.CLOCK: "pledges:decide_clock",
    ApprovalKind.EXTENSION: "pledges:decide_extension",
}


@dataclass(frozen=True)
class Waiting:
    """One request: what is asked, since when, by whom, and the day that presses. ``step``: what the reader may do with it.

    ``with_whom``: who has to act, where that is not the reader. ``no_bulk``: why it cannot be approved together with others.
    """

    row: object
    case: Case
    what: str
    reason: str
    since: date
    by: str
    url: str
    waited: int
    due_on: date | None = None
    due_words: str = ""
    step: Step | None = None
    with_whom: str = ""
    no_bulk: str = ""

    @property
    def kind(self) -> ApprovalKind:
        return self.row.kind

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def action(self) -> str:
        return self.step.action if self.step else ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it apart in the inbox."""
        return type(self.row).__name__, self.row.pk

    @property
    def title_url(self) -> str:
        """The case's page, or the page of the decision where the reader sees the case only as a deputy."""
        return self.url if self.step and self.step.principal else address("cases:detail", self.case.pk)

    @property
    def in_bulk(self) -> bool:
        """Whether it may be approved together with others."""
        return self.step is not None and self.kind == ApprovalKind.EXTENSION and not self.no_bulk


def in_sight(desk: Desk, model, prefix: str = ""):
    """Requests, open or decided, whose page the person may open: within sight, or decided by themselves as a deputy."""
    seen = Q(**{f"{prefix}case__in": desk.cases().values("pk")}) | Q(decided_by=desk.actor)
    if model is Disposition:
        seen |= Q(endorsed_by=desk.actor)
    return model.objects.filter(seen)


def page_of(row) -> str:
    """The address on which ``row`` is decided and read afterwards."""
    return address(_PAGES.get(row.kind, "pledges:decide_disposition"), row.pk)


def _rows(model, cases, prefix: str, asked: str):
    people = [f"{prefix}case__party", f"{prefix}case__unit", f"{asked}__unit"]
    rows = model.objects.filter(state__in=WAITING, **{f"{prefix}case__in": cases.values("pk")})
    return rows.select_related(*people)


def _proposals(desk: Desk) -> list[Waiting]:
    days = parameters.value(desk.actor.bureau, "clock.refer_days")
    found = []
    for row in _rows(Disposition, desk.cases(), "", "proposed_by"):
        due, words = _pressing(row, days)
        found.append(
            _waiting(desk, row, row.case, row.get_outcome_display(), row.proposed_on, row.proposed_by, due, words)
        )
    return found


def _pressing(row: Disposition, refer_days: int) -> tuple[date | None, str]:
    """The day that presses a proposal, and what it is: 移送规定 5 for a referral to the police, else the verification clock."""
    if row.outcome == Outcome.REFER_POLICE:
        return row.proposed_on + timedelta(days=refer_days), "移送决定期限"
    return (None, "") if row.case.filed_on else (row.case.clock_due_on, "核查期限")


def _clocks(desk: Desk) -> list[Waiting]:
    return [
        _waiting(
            desk, row, row.case, "延长核查期限", row.requested_on, row.requested_by, row.case.clock_due_on, "核查期限"
        )
        for row in _rows(ClockExtension, desk.cases(), "", "requested_by")
    ]


def _extensions(desk: Desk) -> list[Waiting]:
    return [
        _waiting(
            desk,
            row,
            row.pledge.case,
            f"延期到{cn_date(row.new_due_on)}",
            row.requested_on,
            row.requested_by,
            row.pledge.due_on,
            "改正期限",
            alone(row),
        )
        for row in _rows(Extension, desk.cases(), "pledge__", "requested_by")
    ]


def alone(row: Extension) -> str:
    """Why this extension is decided by itself and not together with others; "" where nothing speaks against it."""
    case = row.pledge.case
    if case.filed_on is None and case.clock_due_on and row.new_due_on > case.clock_due_on:
        return f"延期后超过核查期限{cn_date(case.clock_due_on)}，须逐项审批"
    return ""


def _waiting(desk: Desk, row, case, what, since, asked_by, due, words, no_bulk="") -> Waiting:
    return Waiting(
        row=row,
        case=case,
        what=what,
        reason=row.reason.split("\n", 1)[0],
        since=since,
        by=person(asked_by),
        url=page_of(row),
        waited=(desk.on - since).days,
        due_on=due,
        due_words=words,
        step=desk.step(row, case),
        no_bulk=no_bulk,
    )


def everything(desk: Desk) -> list[Waiting]:
    """All undecided requests in the person's sight, the nearest deadline first."""
    found = [*_proposals(desk), *_clocks(desk), *_extensions(desk)] if desk.has_inbox else []
    return sorted(found, key=lambda item: (item.due_on or date.max, item.since, item.key))


def queue(actor: Officer, on: date) -> list[Waiting]:
    """What waits for ``actor`` on ``on``, the nearest deadline first."""
    return [item for item in everything(Desk(actor, on)) if item.step]


def approves(actor: Officer, on: date) -> bool:
    """Whether the person ever has something to approve, for themselves or as a deputy of the day."""
    return Desk(actor, on).has_inbox


class Others:
    """Who has to act on what does not wait for the reader: people with the right and, on the day, their deputies."""

    def __init__(self, actor: Officer, on: date):
        self.two_steps = parameters.value(actor.bureau, "decision.two_steps")
        self.people = {right: list(holders(actor.bureau, right)) for right in (DECIDE, ENDORSE, EXTEND)}
        live = Delegation.objects.in_state("live", on).filter(bureau=actor.bureau).select_related("deputy")
        self.deputies = list(live)

    def words(self, item: Waiting) -> str:
        """«等初审：孙三（中心所）» with the deputies of the day."""
        row, right, kind, step = item.row, DECIDE, item.kind, "等审批"
        if item.kind == ApprovalKind.EXTENSION:
            right = EXTEND
        elif row.state == DecisionState.PENDING and self.two_steps and item.kind != ApprovalKind.CLOCK:
            right, kind, step = ENDORSE, ApprovalKind.FIRST_STEP, "等初审"
        able = [who for who in self.people[right] if not item.case.handled_by(who)]
        if right == ENDORSE:
            able = [who for who in able if item.case.unit.path.startswith(who.unit.path)]
        names = [person(who) for who in able[:3]] + (["等"] if len(able) > 3 else [])
        stand = [
            f"{row.deputy.name}代{who.name}"
            for who in able
            for row in self.deputies
            if row.principal_id == who.pk and kind in row.kinds
        ]
        return f"{step}：{'、'.join([*names, *stand]) or '没有可以审批的人，请联系系统管理员'}"


def elsewhere(actor: Officer, on: date) -> list[Waiting]:
    """What in the person's sight waits for somebody else, with whom."""
    others, found, desk = None, [], Desk(actor, on)
    items = everything(desk)
    seen = desk.actor_sees(item.case.pk for item in items)
    for item in items:
        if item.step is None and item.case.pk in seen:
            others = others or Others(actor, on)
            found.append(Waiting(**{**item.__dict__, "with_whom": others.words(item)}))
    return found
