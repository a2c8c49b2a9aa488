"""One request with the facts beside: decide with the reason, then the next item at once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import services as case_services
from cases.dossier import with_violations
from cases.models import Case, ClockExtension, Disposition
from cases.outcomes import refusals
from cases.selectors import case_facts
from cases.status import WAITING, ApprovalKind, DecisionState
from cases.views.case import case_url, form_data
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.errors import NotAllowed, NotVisible
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..approval_steps import DECIDE, ENDORSE, EXTEND, Desk
from ..approvals import everything, in_sight
from ..forms.approvals import InboxFilter
from ..forms.pledge import DecideForm
from ..models import Extension

_CASE = ("case__party", "case__unit", "case__bureau", "case__handler__unit", "case__co_handler__unit")
_PEOPLE = ("decided_by__unit", "decided_for__unit")


def _desk(request) -> Desk:
    return Desk(actor_of(request), today())


def _require(desk: Desk, row, *rights) -> None:
    """403 unless the person holds or stands in for one of ``rights``; asked after the row was found visible (404)."""
    mine = desk.actor.pk in {row.decided_by_id, getattr(row, "endorsed_by_id", None)}
    if not (mine or any(desk.holds(right) for right in rights)):
        raise NotAllowed("您没有审批这一事项的权限，请由有权审批的负责人办理。")


class Around:
    """The inbox around one row: where it stands, what comes before and after, with the filters of the address."""

    def __init__(self, request, desk: Desk, row):
        self.filters = InboxFilter(request.GET, actor=desk.actor)
        self.items = self.filters.fitting([item for item in everything(desk) if item.step])
        keys = [item.key for item in self.items]
        mine = (type(row).__name__, row.pk)
        self.place = keys.index(mine) + 1 if mine in keys else 0

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def inbox_url(self) -> str:
        return f"{reverse('pledges:approval_list')}{self.filters.query}"

    def _at(self, place: int) -> str:
        return f"{self.items[place - 1].url}{self.filters.query}" if 1 <= place <= self.total else ""

    @property
    def previous(self) -> str:
        return self._at(self.place - 1) if self.place else ""

    @property
    def following(self) -> str:
        return self._at(self.place + 1) if self.place else self._at(1)


def _next(request, desk: Desk, row, said: str):
    """To the next waiting item of the same filters at once, or back to the inbox."""
    around = Around(request, desk, row)
    if not around.items:
        more = "这些条件下没有别的待审批事项了。" if around.filters.query else "没有别的待审批事项了。"
        messages.success(request, f"{said}{more}")
        return redirect("pledges:approval_list")
    messages.success(request, f"{said}这是下一项，还有 {around.total} 项。")
    return redirect(around.following)


def _step(desk: Desk, row, case: Case):
    """What the person may do now. Who sees the case only as a deputy sees what waits for them or what they decided, else 404."""
    step = desk.step(row, case) if row.state in WAITING else None
    mine = {row.decided_by_id, getattr(row, "endorsed_by_id", None)}
    if step is None and desk.delegations and desk.actor.pk not in mine and not desk.actor_sees([case.pk]):
        raise NotVisible("没有找到这条记录，或者它不在您的可见范围内。")
    return step


def _page(request, form, row, case, desk: Desk, step, **page):
    own = case.handled_by(desk.actor) or desk.actor.pk in page.pop("asked")
    page |= {
        "case": case,
        "dossier": with_violations(case),
        "actor": desk.actor,
        "today": desk.on,
        "step": step,
        "around": Around(request, desk, row),
        "out_of_reach": not desk.actor_sees([case.pk]),
        "photos_open": step is not None and row.kind != ApprovalKind.EXTENSION,  # what CaseQuerySet.open_to lets see
        "why_not": "" if step else _why_not(desk, row, own),
    }
    template = "pledges/decide.html"
    return act_page(request, form, row, thread=case.thread, template=template, back_url=case_url(case), **page)


def _why_not(desk: Desk, row, own: bool) -> str:
    """Why the reader cannot act on an open request; "" for one that is decided."""
    if row.state not in WAITING:
        return ""
    if own:
        return "您办理或提出了这一项，须由其他有权人员审批。"
    if row.state == DecisionState.ENDORSED:
        return "已经初审，等待局负责人审批。"
    if desk.two_steps and isinstance(row, Disposition):
        return "本机关要求先由所/队负责人初审，初审后再审批。"
    return "这一项不在您的审批范围内：授权人办理或提出的事项，代行人也不能审批。"


def _said(step, words: str) -> str:
    """What was done, for whom."""
    return f"{words}（代{person(step.principal)}）。" if step and step.principal else f"{words}。"


@require_http_methods(["GET", "POST"])
def decide_disposition(request, pk):
    """初审 or 审批 a proposed outcome."""
    desk = _desk(request)
    people = ("proposed_by__unit", "endorsed_by__unit", "endorsed_for__unit", *_PEOPLE)
    row = visible_or_404(in_sight(desk, Disposition).select_related(*_CASE, *people), pk)
    _require(desk, row, DECIDE, ENDORSE)
    case, step = row.case, _step(desk, row, row.case)
    endorse = step.endorses if step else DECIDE not in desk.own
    form = DecideForm(**form_data(request), endorse=endorse)
    if request.method == "POST" and form.is_valid():
        verb, values = _verb(form.cleaned_data, endorse)
        done = attempt(form, verb, disposition=row, actor=desk.actor, on=desk.on, **values)
        if done:
            words = "已初审" if done.state == DecisionState.ENDORSED else done.get_state_display()
            return _next(request, desk, row, _said(step, f"“{case.party.name}”{words}"))
    asked = {row.proposed_by_id, row.endorsed_by_id, row.endorsed_for_id}
    page = {"title": f"{row.kind.label}：{row.get_outcome_display()}", "disposition": row, "asked": asked}
    page |= {"obstacles": _obstacles(row, case, desk), "submit": "提交初审意见" if endorse else "提交审批意见"}
    return _page(request, form, row, case, desk, step, **page)


def _verb(given: dict, endorse: bool):
    """The verb of the chosen answer and what it takes."""
    decision, note = given["decision"], given["note"]
    if not endorse:
        return case_services.disposition_decide, {"approve": decision == "approve", "note": note}
    verb = case_services.disposition_endorse if decision == "endorse" else case_services.disposition_return
    return verb, {"note": note}


def _obstacles(row: Disposition, case: Case, desk: Desk) -> list[str]:
    if not row.is_open:
        return []
    return refusals(row.outcome, case_facts(case, row.from_status), on=desk.on, decision_number=row.decision_number)


@require_http_methods(["GET", "POST"])
def decide_clock(request, pk):
    """审批 the longer verification clock."""
    desk = _desk(request)
    rows = in_sight(desk, ClockExtension).select_related(*_CASE, "requested_by__unit", *_PEOPLE)
    row = visible_or_404(rows, pk)
    _require(desk, row, DECIDE)
    ask = [("申请事项", "延长核查期限（程序规定第十八条）"), ("现在的核查期限", cn_date(row.case.clock_due_on))]
    said = f"“{row.case.party.name}”核查期限延长"
    return _plain(request, desk, row, row.case, case_services.clock_extension_decide, "审批延长核查期限", ask, said)


@require_http_methods(["GET", "POST"])
def decide_extension(request, pk):
    """审批 a later pledge deadline."""
    desk = _desk(request)
    people = [f"pledge__{name}" for name in _CASE]
    rows = in_sight(desk, Extension, "pledge__").select_related(*people, "requested_by__unit", *_PEOPLE)
    row = visible_or_404(rows, pk)
    _require(desk, row, EXTEND)
    case = row.pledge.case
    ask = [("现在的改正期限", cn_date(row.pledge.due_on)), ("申请延期到", cn_date(row.new_due_on))]
    if case.filed_on is None:
        ask.append(("核查期限", cn_date(case.clock_due_on)))
    said = f"“{case.party.name}”延期"
    return _plain(request, desk, row, case, services.extension_decide, "审批承诺延期", ask, said)


def _plain(request, desk: Desk, row, case, verb, title, ask, said):
    """The page of a plain request: what is asked, why, by whom; decide, then on."""
    step = _step(desk, row, case)
    form = DecideForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        values = {"approve": form.cleaned_data["decision"] == "approve", "note": form.cleaned_data["note"]}
        done = attempt(form, verb, extension=row, actor=desk.actor, on=desk.on, **values)
        if done:
            return _next(request, desk, row, _said(step, f"{said}{done.get_state_display()}"))
    page = {"title": title, "ask": ask, "asked": {row.requested_by_id}, "submit": "提交审批意见"}
    return _page(request, form, row, case, desk, step, **page)
