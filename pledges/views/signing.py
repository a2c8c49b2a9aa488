"""Signatures drawn on a pad: of the pledge letter, and of any other paper of a case."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.views.case import case_for, case_url, form_data
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.web import today

from .. import services
from ..forms.pad import PaperPadForm, PledgePadForm
from ..service.devices import plain_device
from ..service.kinds import Holder
from ..service.selectors import agents_of, paper_of
from ..status import Delivery
from .pledge import pledge_for

TEMPLATE = "pledges/service/sign_pad.html"


def pad_ink(request, form) -> services.PadInk:
    """What the pad of ``form`` sent, with the device in plain words."""
    given = form.cleaned_data
    device = plain_device(request.headers.get("User-Agent", ""))
    return services.PadInk(given["ink"], device, Holder.OFFICER, given["witness"])


def other_officer(case, actor) -> str:
    """Who usually stands by: the other of the two officers."""
    other = case.co_handler if case.handled_by(actor) and case.handler_id == actor.pk else case.handler
    return other.name if other and other.pk != actor.pk else ""


@require_http_methods(["GET", "POST"])
def sign_pad(request, pk):
    """手写签名 of the letter: the image is kept and the signing recorded, both or neither."""
    actor, pledge = pledge_for(request, pk)
    case, party = pledge.case, pledge.case.party
    start = {"version": pledge.version, "witness": other_officer(case, actor)}
    start["signatory"] = party.operator or (party.name if party.is_person else "")
    form = PledgePadForm(**form_data(request), agents=agents_of(case), initial=start)
    if request.method == "POST" and form.is_valid():
        given = {"signatory": form.cleaned_data["signatory"], "agent": form.cleaned_data.get("agent")}
        given |= {"version": form.cleaned_data["version"], "pad": pad_ink(request, form)}
        given |= {"on": today(), "signed_on": today(), "delivery": Delivery.HAND}
        if attempt(form, services.pledge_sign, pledge=pledge, actor=actor, **given):
            messages.success(request, f"已保存手写签名图像并记录签署。改正期限{cn_date(pledge.due_on)}。请收回设备。")
            return redirect(case_url(case))
    page = {"title": "手写签名", "submit": "签好了，保存", "back_url": case_url(case), "pledge": pledge}
    page |= {"eyebrow": f"{party.name} · {pledge.letter.document.number_text}"}
    page["violations"] = list(case.violations.all())
    page["readable"] = pledge.letter.readable_by(actor)
    return act_page(request, form, pledge, template=TEMPLATE, **page)


@require_http_methods(["GET", "POST"])
def paper_pad(request, pk, document):
    """手写签名 under another paper of the case."""
    actor, case = case_for(request, pk, "tracks")
    paper = shown_paper(case, document)
    if paper.kind == "pledge":
        return redirect("pledges:sign_pad", paper.source.pledge_id)
    start = {"role": "party", "name": case.party.operator, "witness": other_officer(case, actor)}
    form = PaperPadForm(**form_data(request), agents=agents_of(case), initial=start)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data.get(name) for name in ("role", "name", "agent")}
        given |= {"document": paper.document, "pad": pad_ink(request, form), "on": today()}
        row = attempt(form, services.signature_keep, case=case, actor=actor, **given)
        if row:
            messages.success(request, f"已保存{row}的手写签名图像。请收回设备。")
            return redirect(f"{case_url(case)}#service")
    page = {"title": "手写签名", "submit": "签好了，保存", "back_url": case_url(case), "paper": paper}
    page |= {"eyebrow": f"{case.party.name} · {paper.title} {paper.number}", "readable": paper.readable_by(actor)}
    return act_page(request, form, case, template=TEMPLATE, **page)


def shown_paper(case, document: int):
    """The paper of the case, NotVisible (404) for a document of another case."""
    paper = paper_of(case, document)
    if paper is None:
        raise NotVisible("没有找到这份文书，或者它不属于本案。")
    return paper
