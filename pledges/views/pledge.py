"""The verbs on a pledge, each a short form reached from the case page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.next_step import require_power
from cases.views.case import form_data
from xinglongtai.core import documents
from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..forms.pledge import (
    AnswerForm,
    ExtensionForm,
    MaterialsForm,
    RecheckForm,
    RefuseForm,
    ScanForm,
    SignForm,
    VoidForm,
)
from ..models import Pledge, Urge
from ..partypage.prefill import wish_for_extension
from ..promise import workday_marks
from ..service.selectors import agents_of
from ..services.extension import longest, require_extendable
from ..services.signatures import party_ink
from ..services.urge import latest_promise
from ..status import Delivery


def pledge_for(request, pk, need: str = "tracks"):
    """The actor and the pledge they see (404), with the power ``need`` over its case (403)."""
    actor = actor_of(request)
    rows = Pledge.objects.visible_to(actor).select_related(
        "case__party", "case__bureau", "case__unit", "case__handler__unit", "case__co_handler", "letter__document"
    )
    pledge = visible_or_404(rows, pk)
    require_power(pledge.case, actor, need)
    return actor, pledge


def _page(request, form, pledge, **page):
    page.setdefault("eyebrow", f"{pledge.case.party.name} · {pledge.letter.document.number_text}")
    if "kept" in page:  # a form with files: they may come in pieces
        page["uploads_url"] = reverse("cases:upload_start", args=[pledge.case_id])
    return act_page(request, form, pledge, back_url=case_url(pledge), draft=f"{page['name']}-{pledge.pk}", **page)


def case_url(pledge) -> str:
    return reverse("cases:detail", args=[pledge.case_id])


def _done(request, pledge, words):
    messages.success(request, words)
    return redirect(case_url(pledge))


@require_http_methods(["GET", "POST"])
def sign(request, pk):
    """记录签署, with the scan if there is one."""
    actor, pledge = pledge_for(request, pk)
    party = pledge.case.party
    start = {"version": pledge.version, "signatory": party.operator or (party.name if party.is_person else "")}
    start |= {"signed_on": min(today(), max(pledge.issued_on, pledge.due_on)), "delivery": Delivery.HAND}
    drawn = party_ink(pledge)
    if drawn:
        start["signatory"] = drawn.name
    form = SignForm(**form_data(request), agents=agents_of(pledge.case), initial=start)
    if request.method == "POST":
        form.is_valid()
        scans = form.keep(pledge.case, actor, "签字的承诺书")
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("signed_on", "signatory", "delivery", "version")}
            given["agent"] = form.cleaned_data.get("agent")
            scan = scans[0] if scans else None
            if attempt(form, services.pledge_sign, pledge=pledge, actor=actor, on=today(), scan=scan, **given):
                return _done(request, pledge, f"已记录签署。改正期限{cn_date(pledge.due_on)}。")
    page = {"name": "sign", "title": "记录签署", "submit": "保存", "kept": form.stored, "drawn": drawn}
    return _page(request, form, pledge, template="pledges/service/sign.html", **page)


@require_http_methods(["GET", "POST"])
def scan(request, pk):
    """补传签字扫描件."""
    actor, pledge = pledge_for(request, pk)
    form = ScanForm(**form_data(request), case=pledge.case, initial={"version": pledge.version})
    if request.method == "POST":
        form.is_valid()
        kept = form.keep(pledge.case, actor, "签字的承诺书")
        if form.is_valid():
            chosen = kept[0] if kept else form.cleaned_data.get("existing")
            given = {"scan": chosen, "version": form.cleaned_data["version"]}
            if attempt(form, services.signed_scan_attach, pledge=pledge, actor=actor, **given):
                return _done(request, pledge, "签字扫描件已补传。")
    lead = f"{pledge.signatory}于{cn_date(pledge.signed_on)}签署。" if pledge.signed_on else ""
    page = {"name": "scan", "title": "补传签字扫描件", "lead": lead, "submit": "保存", "kept": form.stored}
    return _page(request, form, pledge, **page)


@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    """记录拒签."""
    actor, pledge = pledge_for(request, pk)
    form = RefuseForm(**form_data(request), case=pledge.case, initial={"version": pledge.version})
    if request.method == "POST":
        form.is_valid()
        form.keep(pledge.case, actor, "拒签过程")
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("reason", "witness", "version")}
            given["proof"] = next(iter(form.proofs()), None)
            if attempt(form, services.pledge_refuse, pledge=pledge, actor=actor, on=today(), **given):
                return _done(request, pledge, "已记录拒签。当事人改正的，核实后同样依法从宽。")
    lead = "当事人不签承诺，不会因此加重处理。"
    page = {"name": "refuse", "title": "记录拒签", "lead": lead, "submit": "记录拒签", "kept": form.stored}
    return _page(request, form, pledge, **page)


@require_http_methods(["GET", "POST"])
def void(request, pk):
    """作废 the letter; the number stays used."""
    actor, pledge = pledge_for(request, pk, "handles")
    form = VoidForm(**form_data(request), initial={"version": pledge.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, services.letter_void, pledge=pledge, actor=actor, on=today(), **given):
            return _done(request, pledge, "承诺书已作废，可以重新签发。")
    lead = "作废后不能恢复，编号保留不再使用；案件回到待签承诺，可以重新签发。"
    return _page(request, form, pledge, name="void", title="作废承诺书", lead=lead, submit="作废", danger=True)


@require_http_methods(["GET", "POST"])
def materials(request, pk):
    """登记整改材料."""
    actor, pledge = pledge_for(request, pk)
    form = MaterialsForm(**form_data(request), initial={"version": pledge.version, "received_on": today()})
    if request.method == "POST":
        form.is_valid()
        files = form.keep(pledge.case, actor, "整改证明材料")
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("statement", "received_on", "version")}
            if attempt(form, services.materials_receive, pledge=pledge, actor=actor, on=today(), files=files, **given):
                return _done(request, pledge, "整改材料已登记，等待复查。")
    lead = f"改正期限{cn_date(pledge.due_on)}。"
    page = {"name": "materials", "title": "登记整改材料", "lead": lead, "submit": "保存", "kept": form.stored}
    return _page(request, form, pledge, **page)


@require_http_methods(["GET", "POST"])
def recheck(request, pk):
    """复查: result, photos, done."""
    actor, pledge = pledge_for(request, pk)
    case = pledge.case
    other = case.co_handler_id if case.co_handler_id != actor.pk else case.handler_id
    start = {"version": pledge.version, "co_officer": other, "checked_on": today()}
    form = RecheckForm(**form_data(request), pledge=pledge, actor=actor, on=today(), initial=start)
    violations = "、".join(row.description for row in case.violations.all())
    if request.method == "POST":
        form.is_valid()
        photos = form.keep(case, actor, "复查照片")
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("result", "co_officer", "checked_on", "version")}
            given |= {"note": form.note_or_standard(violations), "photos": photos}
            row = attempt(form, services.recheck_record, pledge=pledge, actor=actor, on=today(), **given)
            if row:
                return _done(request, pledge, f"复查已记录：{row.get_result_display()}。")
    page = {"name": "recheck", "title": "复查", "lead": violations, "submit": "保存复查", "kept": form.stored}
    return _page(request, form, pledge, **page)


@require_http_methods(["GET", "POST"])
def extension(request, pk):
    """申请延期. What can no longer be extended is said at once, before anything is typed."""
    actor, pledge = pledge_for(request, pk)
    if request.method == "GET":
        try:
            require_extendable(pledge, today())
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(case_url(pledge))
    start = {"version": pledge.version, **wish_for_extension(pledge, request.GET.get("wish"))}
    form = ExtensionForm(**form_data(request), initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, services.extension_request, pledge=pledge, actor=actor, on=today(), **given):
            return _done(request, pledge, "延期申请已提交，等待局负责人批准；批准前期限不变。")
    latest = longest(pledge)
    form.fields["new_due_on"].widget.attrs |= {"min": pledge.due_on.isoformat(), "max": latest.isoformat()}
    page = {"name": "extension", "title": "申请延期", "submit": "提交申请"}
    page["lead"] = f"现在的期限是{cn_date(pledge.due_on)}，最长可延到{cn_date(latest)}。"
    return _page(request, form, pledge, workdays=workday_marks(pledge.case, pledge.due_on, latest), **page)


@require_http_methods(["GET", "POST"])
def urge_answer(request, pk):
    """答复督办."""
    actor = actor_of(request)
    rows = Urge.objects.filter(pledge__in=Pledge.objects.visible_to(actor))
    urge = visible_or_404(rows.select_related("by__unit"), pk)
    actor, pledge = pledge_for(request, urge.pledge_id, "handles")
    form = AnswerForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("answer", "promised_on")}
        if attempt(form, services.urge_answer, urge=urge, actor=actor, on=today(), **given):
            return _done(request, pledge, "督办已答复。")
    lead = f"{urge.by.name}于{cn_date(urge.on)}督办：{urge.note}"
    latest = latest_promise(pledge, today())
    form.fields["promised_on"].widget.attrs |= {"min": today().isoformat(), "max": latest.isoformat()}
    page = {"name": f"urge{urge.pk}", "title": "答复督办", "lead": lead, "submit": "提交答复"}
    return _page(request, form, pledge, workdays=workday_marks(pledge.case, today(), latest), **page)


@require_GET
def letter_pdf(request, pk):
    """The issued bytes, each opening on the record; a page with «再试一次» when they cannot be made yet."""
    actor = actor_of(request)
    rows = Pledge.objects.visible_to(actor).select_related("case__party", "letter__document")
    pledge = services.letter_opened(pledge=visible_or_404(rows, pk), actor=actor)
    document = pledge.letter.document
    try:
        content = documents.read_bytes(document)
    except DomainError as refusal:
        context = {"pledge": pledge, "document": document, "message": refusal.message}
        return render(request, "pledges/letter_unready.html", context, status=503)
    services.letter_printed(pledge=pledge, actor=actor)
    response = HttpResponse(content, content_type="application/pdf")
    kind = "attachment" if request.GET.get("download") else "inline"
    response["Content-Disposition"] = f'{kind}; filename="letter-{document.year}-{document.n}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
