"""Pages of the lists of policy 四(六); they do not exist while the bureau has not switched them on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Party
from xinglongtai.core import audit
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import person
from xinglongtai.core.lists import listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.sheets import xlsx_response
from xinglongtai.core.web import require_right, today, visible_or_404

from . import services
from .forms import ListDecideForm, ListFilter, NoticeForm, ProposeForm, ReasonForm
from .lists import require_page
from .models import TrustListing
from .status import POLICY, ListState
from .views import VIEW

PROPOSE = ("oversight.propose_trust_list", "提出守信失信名单")
DECIDE = ("oversight.decide_trust_list", "决定守信失信名单")
HEADER = [
    "名单",
    "当事人名称",
    "统一社会信用代码",
    "状态",
    "依据文件",
    "依据条文",
    "事实和理由",
    "措施",
    "开始日期",
    "截止日期",
    "告知日期",
    "决定人",
    "决定日期",
    "移出日期",
    "移出理由",
]


def _actor(request, right):
    """Who asks, with the right, in a bureau that uses the lists."""
    actor = require_right(request, *right)
    require_page(actor.bureau)
    return actor


def _rows(actor):
    return TrustListing.objects.filter(bureau=actor.bureau).select_related(
        "party", "proposed_by__unit", "decided_by__unit", "ended_by__unit"
    )


@require_GET
def index(request):
    """守信失信名单: proposals, entries in force, lapsed and ended ones."""
    actor, on = _actor(request, VIEW), today()
    page = listing(ListFilter(request.GET, on=on), _rows(actor), request.GET.get("page"))
    context = {
        "list": page,
        "entries": [(row, *row.standing(on)) for row in page.page_obj],
        "policy": POLICY,
        "export_url": reverse("oversight:trust_lists_export"),
    }
    return render(request, "oversight/trust_lists.html", context)


@require_GET
def export(request):
    """The rows of the page as a spreadsheet, their basis on top."""
    actor, on = _actor(request, VIEW), today()
    form = ListFilter(request.GET, on=on)
    rows = list(form.rows(_rows(actor)))
    services.list_export_record(actor=actor, count=len(rows), filters=form.sentence)
    bases = dict.fromkeys(f"{row.basis_document}：{row.basis_article}" for row in rows)
    note = f"守信失信名单 {on:%Y-%m-%d}；{form.sentence or '未设条件'}；共 {len(rows)} 条。依据：{'；'.join(bases) or POLICY}"
    return xlsx_response(f"守信失信名单{on:%Y%m%d}.xlsx", HEADER, [_line(row, on) for row in rows], note=note)


def _line(row: TrustListing, on) -> list:
    return [
        row.get_kind_display(),
        row.party.name,
        row.party.uscc,
        row.standing(on)[0],
        row.basis_document,
        row.basis_article,
        row.facts,
        row.measures,
        row.starts_on,
        row.ends_on,
        row.noticed_on,
        row.decided_by.name if row.decided_by else "",
        row.decided_on,
        row.ended_on,
        row.end_reason,
    ]


@require_GET
def listing_page(request, pk):
    """One entry: basis, record at the proposal, notice, decision, what happened to it."""
    actor, on = _actor(request, VIEW), today()
    row = visible_or_404(_rows(actor), pk)
    words, tone = row.standing(on)
    proposed = row.state == ListState.PROPOSED
    context = {
        "row": row,
        "words": words,
        "tone": tone,
        "may_legal": proposed and allowed(actor, PROPOSE[0]),
        "may_decide": proposed and allowed(actor, DECIDE[0]) and row.proposed_by_id != actor.pk,
        "may_end": row.state == ListState.ENTERED and row.ends_on >= on and allowed(actor, DECIDE[0]),
        "events": [
            {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
            for event in audit.timeline(row.thread, 30)
        ],
    }
    return render(request, "oversight/trust_listing.html", context)


def propose(request, pk):
    """提议列入."""
    actor = _actor(request, PROPOSE)
    party = visible_or_404(Party.objects.visible_to(actor), pk)
    form = ProposeForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid():
        row = attempt(form, services.listing_propose, party=party, actor=actor, on=today(), data=form.cleaned_data)
        if row:
            messages.success(request, "已提议，等待局负责人决定。惩戒的请先登记告知当事人。")
            return redirect("oversight:trust_listing", row.pk)
    page = {"title": "提议列入名单", "eyebrow": party.name, "submit": "提议", "back_label": "返回守信记录"}
    page["explain"] = f"现有依据只有{POLICY}。适用条件、措施、期限由您按有效文件填写并负责核实。"
    back = reverse("oversight:trust_party", args=[party.pk])
    return act_page(request, form, party, back_url=back, explain_tone="warn", **page)


def _act(request, pk, right, verb, form_class, done, start=None, **page):
    """One verb on one entry."""
    actor = _actor(request, right)
    row = visible_or_404(_rows(actor), pk)
    form = form_class(request.POST or None, initial={"version": row.version, **(start or {})})
    back = reverse("oversight:trust_listing", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        values = form.verb_values() if hasattr(form, "verb_values") else form.cleaned_data
        if attempt(form, verb, listing=row, actor=actor, on=today(), **values):
            messages.success(request, done)
            return redirect(back)
    page |= {"eyebrow": row.party.name, "lead": row.get_kind_display()}
    return act_page(request, form, row, back_url=back, back_label="返回名单", **page)


def notice(request, pk):
    """登记告知."""
    page = {
        "title": "登记事先告知",
        "submit": "登记",
        "explain": "告知当事人拟作的决定、事实、理由、依据和陈述申辩的权利。",
    }
    return _act(
        request, pk, PROPOSE, services.listing_notice, NoticeForm, "已登记告知。", {"noticed_on": today()}, **page
    )


def decide(request, pk):
    """列入 or 不列入."""
    page = {"title": "决定名单", "submit": "记录决定"}
    return _act(request, pk, DECIDE, services.listing_decide, ListDecideForm, "决定已记录。", **page)


def withdraw(request, pk):
    """撤回提议."""
    page = {"title": "撤回提议", "submit": "撤回提议", "danger": True}
    return _act(request, pk, PROPOSE, services.listing_withdraw, ReasonForm, "提议已撤回。", **page)


def end(request, pk):
    """提前移出."""
    page = {
        "title": "提前移出名单",
        "submit": "移出",
        "explain": "如当事人已纠正并完成信用修复，或者原来的依据不再成立。",
    }
    return _act(request, pk, DECIDE, services.listing_end, ReasonForm, "已移出名单。", **page)
