"""送达: recorded by method, the return slip, what counts no more, and the confirmed address."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.models import Case
from cases.next_step import require_power
from cases.views.case import case_for, case_url, form_data
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.privacy.masking import holds_personal
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..forms.service import AddressForm, ReceivedForm, ServiceForm, SetAsideForm
from ..models import Service
from ..service.rules import BASIS
from ..service.selectors import agents_of, service_address_of
from ..status import Delivery
from .signing import shown_paper


def _page(request, form, row, case, **page):
    page.setdefault("eyebrow", case.party.name)
    page.setdefault("template", "pledges/service/form.html")
    return act_page(request, form, row, back_url=f"{case_url(case)}#service", **page)


def _done(request, case, words):
    messages.success(request, words)
    return redirect(f"{case_url(case)}#service")


@require_http_methods(["GET", "POST"])
def service_add(request, pk, document):
    """登记送达 of one paper. The method is chosen first; only what it needs is asked."""
    actor, case = case_for(request, pk, "tracks")
    paper = shown_paper(case, document)
    address = service_address_of(case)
    asked = request.POST.get("method") or request.GET.get("method") or ""
    method = Delivery(asked) if asked in Delivery.values else Delivery.HAND
    asks = {"case": case, "method": method, "agents": agents_of(case), "designated": bool(address)}
    form = ServiceForm(**form_data(request), **asks, initial=_start(case, address))
    if request.method == "POST":
        form.is_valid()
        form.keep(case, actor, f"{paper.title}送达凭证")
        if form.is_valid():
            given = _given(form, method)
            row = attempt(
                form, services.service_record, case=case, document=paper.document, actor=actor, on=today(), given=given
            )
            if row:
                return _done(request, case, _told(row, today()))
    page = {"title": "登记送达", "submit": "保存", "kept": form.stored, "draft": f"service-{document}-{method}"}
    page |= {"lead": f"{paper.title} {paper.number}".strip(), "explain": f"依据：{BASIS[method]}。", "method": method}
    page |= {"methods": Delivery.choices, "address": address, "template": "pledges/service/record.html"}
    return _page(request, form, case, case, **page)


def _start(case, address) -> dict:
    party = case.party
    start = {"sent_on": today(), "recipient": party.operator or party.name}
    start["relation"] = "self" if party.is_person else "head"
    start["place"] = address.address if address else party.address
    start["electronic_address"] = address.electronic_address if address else ""
    return start


def _given(form, method) -> services.ServiceInput:
    skip = {"version", "kept", "files", "existing", "method"}
    values = {name: value for name, value in form.cleaned_data.items() if name not in skip}
    return services.ServiceInput(method=method, proofs=form.proofs(), **values)


def _told(row, on) -> str:
    if row.served_on is None:
        return "已登记邮寄。收到回执后请回来登记收件日期。"
    if row.served_on > on:
        return f"已登记公告，到{cn_date(row.served_on)}期满视为送达。"
    return f"送达已登记，送达日期{cn_date(row.served_on)}。"


def _service_for(request, pk, need: str):
    """The actor and a service of a case they see (404), with the power ``need`` (403)."""
    actor = actor_of(request)
    rows = Service.objects.filter(case__in=visible_cases(actor))
    row = visible_or_404(
        rows.select_related("case__party", "case__bureau", "case__unit", "case__handler", "document"), pk
    )
    require_power(row.case, actor, need)
    return actor, row


def visible_cases(actor):
    """Cases the actor sees."""
    return Case.objects.visible_to(actor)


@require_http_methods(["GET", "POST"])
def service_received(request, pk):
    """登记邮件回执, or the return of the letter."""
    actor, row = _service_for(request, pk, "tracks")
    start = {"version": row.version, "received_on": today()}
    form = ReceivedForm(**form_data(request), case=row.case, initial=start)
    if request.method == "POST":
        form.is_valid()
        form.keep(row.case, actor, "邮件回执")
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("received_on", "returned", "version")}
            given |= {"proofs": form.proofs(), "on": today()}
            done = attempt(form, services.service_received, service=row, actor=actor, **given)
            if done:
                return _done(request, row.case, _told(done, today()))
    lead = f"{row.paper_name} {cn_date(row.sent_on)}寄出，单号{row.tracking}。"
    page = {"title": "登记邮件回执", "lead": lead, "submit": "保存", "kept": form.stored}
    return _page(request, form, row, row.case, **page)


@require_http_methods(["GET", "POST"])
def service_set_aside(request, pk):
    """A service recorded wrongly counts no more; it stays readable."""
    actor, row = _service_for(request, pk, "handles")
    form = SetAsideForm(**form_data(request), initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        if attempt(form, services.service_set_aside, service=row, actor=actor, **form.cleaned_data):
            return _done(request, row.case, "已标记为不作数，可以重新登记送达。")
    lead = f"{row.paper_name} {row.get_method_display()}，{cn_date(row.sent_on)}。原登记保留可查。"
    page = {"title": "送达登记不作数", "lead": lead, "submit": "确认", "danger": True}
    return _page(request, form, row, row.case, **page)


@require_http_methods(["GET", "POST"])
def service_address(request, pk):
    """送达地址确认书, prefilled from the party or the last confirmation."""
    actor, case = case_for(request, pk, "tracks")
    last = service_address_of(case)
    form = AddressForm(**form_data(request), initial=_address_start(case, last), known_phone=_known_phone(case, last))
    if request.method == "POST":
        form.is_valid()
        scans = form.keep(case, actor, "送达地址确认书")
        if form.is_valid():
            skip = {"version", "kept", "files"}
            given = {name: value for name, value in form.cleaned_data.items() if name not in skip}
            given |= {"scan": scans[0] if scans else None, "on": today()}
            given["phone"] = given["phone"] or _known_phone(case, last)
            if attempt(form, services.service_address_confirm, case=case, actor=actor, **given):
                return _done(request, case, "送达地址已登记。")
    lead = "当事人确认后，寄到、送到这个地址就算送达；地址变了不书面告知的，仍按原地址送达（程序规定第八十三条）。"
    page = {"title": "送达地址确认", "lead": lead, "submit": "保存", "kept": form.stored}
    return _page(request, form, case, case, draft=f"address-{case.pk}", **page)


def _known_phone(case, last) -> str:
    """The phone number that a blank field stands for; it is not shown again."""
    return last.phone if last else case.party.phone


def _address_start(case, last) -> dict:
    if last:
        names = ("address", "recipient", "electronic_consent", "electronic_way")
        start = {name: getattr(last, name) for name in names} | {"confirmed_on": today()}
        if not holds_personal(last.electronic_address):
            start["electronic_address"] = last.electronic_address
        return start
    party = case.party
    name = party.operator or party.name
    start = {"address": party.address, "recipient": name, "confirmed_by": name}
    return start | {"confirmed_on": today(), "electronic_way": "sms"}
