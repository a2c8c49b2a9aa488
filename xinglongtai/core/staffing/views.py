"""Pages of people: the list, one person, entering and setting aside a record, the same training for many."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import audit
from ..acts import attempt
from ..errors import NotVisible
from ..lists import listing
from ..models import Loan
from ..roles import allowed
from ..sheets import xlsx_response
from ..web import actor_of, require_right, sent, today, visible_or_404
from . import services
from .forms import BulkTrainingForm, ReturnForm, SetAsideForm, people_to_choose, record_form
from .kinds import KINDS
from .people import HEADER, PeopleFilter, exported, people, ruler_of, standing_of, with_standing
from .person import cards_of
from .reach import MANAGE, VIEW, visible_to

_DO = "登记人员证件、培训、保险和装备"


def _list(request):
    actor = require_right(request, VIEW, "查看人员保障")
    ruler = ruler_of(actor.bureau, today())
    form = PeopleFilter(request.GET, actor=actor, ruler=ruler)
    return actor, ruler, listing(form, people(actor, ruler), request.GET.get("page"))


def staffing(request):
    """People with what is valid, expiring and missing."""
    actor, ruler, found = _list(request)
    rows = [standing_of(row, ruler) for row in found.page_obj]
    context = {"list": found, "rows": rows, "ruler": ruler, "manages": allowed(actor, MANAGE)}
    return render(request, "core/staffing/list.html", context)


def staffing_export(request):
    """The rows of the list as a workbook."""
    _, ruler, found = _list(request)
    note = f"截至 {ruler.on:%Y-%m-%d}。{found.sentence}"
    return xlsx_response("人员保障.xlsx", HEADER, exported(found.rows.iterator(), ruler), note=note)


def _person(request, pk):
    actor = actor_of(request)
    return actor, visible_or_404(visible_to(actor).select_related("unit__bureau", "user"), pk)


def staffing_officer(request, pk):
    """One person: certificate, training, exams, insurance, equipment. Everybody may look at their own."""
    actor, officer = _person(request, pk)
    ruler = ruler_of(officer.bureau, today())
    row = with_standing(visible_to(actor).filter(pk=officer.pk).select_related("unit"), ruler).get()
    manages = allowed(actor, MANAGE)
    context = {
        "officer": officer,
        "standing": standing_of(row, ruler),
        "ruler": ruler,
        "cards": cards_of(row, ruler),
        "manages": manages,
        "mine": officer.pk == actor.pk,
        "events": [
            {"at": event.at, "who": event.actor and event.actor.name, "text": audit.describe(event)}
            for event in audit.timeline(services.thread_of(officer), 30)
        ],
        "back_url": reverse("core:staffing") if allowed(actor, VIEW) else reverse("core:me"),
        "today": ruler.on,
    }
    return render(request, "core/staffing/officer.html", context)


def _act(request, form, officer, title, submit, **context):
    """The page of one act on one person."""
    back = reverse("core:staffing_officer", args=[officer.pk])
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "eyebrow": f"{officer.name}（{officer.unit}）",
        **context,
    }
    context |= {"back_url": back, "back_label": "返回人员页"}
    return render(request, "core/act.html", context, status=422 if form.is_bound else 200)


def _kind(key: str):
    if key not in KINDS:
        raise NotVisible("没有这种记录。")
    return KINDS[key]


def staffing_add(request, pk, kind):
    """Enter a record of one kind for one person."""
    actor = require_right(request, MANAGE, _DO)
    _, officer = _person(request, pk)
    kind = _kind(kind)
    form = record_form(kind.key)(sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, kind.verb, officer=officer, actor=actor, on=today(), data=form.cleaned_data)
        if done:
            messages.success(request, f"已登记{officer.name}的{kind.label}。")
            return redirect("core:staffing_officer", officer.pk)
    return _act(request, form, officer, f"登记{kind.label}", "登记")


def staffing_set_aside(request, kind, pk):
    """Take a record out of the count."""
    actor = require_right(request, MANAGE, _DO)
    rows = _kind(kind).model.objects.counting().filter(officer__in=visible_to(actor))
    row = visible_or_404(rows.select_related("officer__unit"), pk)
    form = SetAsideForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.record_set_aside, row=row, actor=actor, reason=form.cleaned_data["reason"]):
            messages.success(request, "已撤下。记录仍保留在页面上，不再计入。")
            return redirect("core:staffing_officer", row.officer_id)
    lead = f"{row._meta.verbose_name}：{row}"
    explain = "登记有误的记录撤下后不再计入，但仍然看得到。撤下后请重新登记正确的内容。"
    return _act(request, form, row.officer, "撤下记录", "撤下", lead=lead, explain=explain, danger=True)


def loan_return(request, pk):
    """Take a thing back."""
    actor = require_right(request, MANAGE, _DO)
    rows = Loan.objects.counting().filter(officer__in=visible_to(actor), returned_on__isnull=True)
    loan = visible_or_404(rows.select_related("officer__unit"), pk)
    form = ReturnForm(sent(request), initial={"returned_on": today(), "condition": Loan.Condition.GOOD})
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.loan_return, loan=loan, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, f"{loan}已归还。")
            return redirect("core:staffing_officer", loan.officer_id)
    return _act(request, form, loan.officer, "登记归还", "登记归还", lead=str(loan))


def training_bulk(request):
    """The same training for many people."""
    actor = require_right(request, MANAGE, "登记培训")
    form = BulkTrainingForm(sent(request), people=people_to_choose(visible_to(actor)))
    rows = []
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["people"]
        verb = services.training_add_many
        rows = attempt(form, verb, officers=chosen, actor=actor, on=today(), data=form.given) or []
        done = sum(not row.reason for row in rows)
        if rows and done == len(rows):
            messages.success(request, f"已登记 {done} 人的培训“{form.given['title']}”。")
            return redirect("core:staffing")
    context = {"form": form, "rows": rows, "done": sum(not row.reason for row in rows)}
    return render(request, "core/staffing/training.html", context, status=422 if form.is_bound and not rows else 200)
