"""委托代理人: registered, given their paper, ended."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.next_step import require_power
from cases.views.case import case_for, case_url, form_data
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..forms.service import AgentEndForm, AgentForm, AuthorityForm
from ..models import Agent
from .service import visible_cases


def _page(request, form, case, **page):
    page["template"] = "pledges/service/form.html"
    return act_page(request, form, case, back_url=f"{case_url(case)}#service", eyebrow=case.party.name, **page)


def _done(request, case, words):
    messages.success(request, words)
    return redirect(f"{case_url(case)}#service")


def _agent_for(request, pk):
    actor = actor_of(request)
    rows = Agent.objects.filter(case__in=visible_cases(actor)).select_related(
        "case__party", "case__unit", "case__handler"
    )
    agent = visible_or_404(rows, pk)
    require_power(agent.case, actor, "tracks")
    return actor, agent


@require_http_methods(["GET", "POST"])
def agent_add(request, pk):
    """登记委托代理人, with the 授权委托书 if it is at hand."""
    actor, case = case_for(request, pk, "tracks")
    form = AgentForm(**form_data(request), initial={"valid_from": today(), "scope": "general"})
    if request.method == "POST":
        form.is_valid()
        papers = form.keep(case, actor, "授权委托书")
        if form.is_valid():
            skip = {"version", "kept", "files"}
            given = {name: value for name, value in form.cleaned_data.items() if name not in skip}
            given["authority"] = papers[0] if papers else None
            if attempt(form, services.agent_add, case=case, actor=actor, **given):
                return _done(request, case, "委托代理人已登记。")
    page = {"title": "登记委托代理人", "submit": "保存", "kept": form.stored, "draft": f"agent-{case.pk}"}
    return _page(request, form, case, lead="代理人签署、签收文书，须有授权委托书。", **page)


@require_http_methods(["GET", "POST"])
def agent_authority(request, pk):
    """补传授权委托书."""
    actor, agent = _agent_for(request, pk)
    form = AuthorityForm(**form_data(request))
    if request.method == "POST":
        form.is_valid()
        papers = form.keep(agent.case, actor, "授权委托书")
        if form.is_valid():
            authority = papers[0] if papers else None
            if attempt(form, services.agent_authority_attach, agent=agent, actor=actor, authority=authority):
                return _done(request, agent.case, "授权委托书已保存。")
    page = {"title": "补传授权委托书", "lead": str(agent), "submit": "保存", "kept": form.stored}
    return _page(request, form, agent.case, **page)


@require_http_methods(["GET", "POST"])
def agent_end(request, pk):
    """终止委托."""
    actor, agent = _agent_for(request, pk)
    form = AgentEndForm(**form_data(request), initial={"ended_on": today()})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("ended_on", "reason")}
        if attempt(form, services.agent_end, agent=agent, actor=actor, on=today(), **given):
            return _done(request, agent.case, "委托已终止。")
    return _page(request, form, agent.case, title="终止委托", lead=str(agent), submit="终止委托", danger=True)
