"""The file of a case: its page, the making, the download; and the packet of a broken pledge."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.forms.looking import LookForm
from cases.looking import Purpose, ReasonNeeded
from cases.models import Case
from cases.next_step import powers
from cases.services import look_reason_state, reason_remembered
from cases.views.case import case_for, case_url
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.web import actor_of, visible_or_404

from ..models import CaseFile
from . import services
from .packet_paper import packet_pdf
from .selectors import broken_pledge, casefiles_of, latest_of, packet_of

#: What a whole file is usually downloaded for.
_USUAL = {"purpose": Purpose.HANDING}
_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@require_http_methods(["GET", "POST"])
def casefile(request, pk):
    """The page of the file of a case; POST begins to make one and goes to the progress of the work, or states what for one with
    identity papers is downloaded."""
    actor, case = case_for(request, pk)
    refusal, form = "", LookForm(request.POST if "purpose" in request.POST else None, initial=_USUAL)
    if form.is_valid():
        look_reason_state(case=case, actor=actor, reason=form.reason)
        messages.success(request, "用途已记录，现在可以下载。")
        return redirect("pledges:casefile", case.pk)
    if request.method == "POST" and not form.is_bound:
        back = reverse("pledges:casefile", args=[case.pk])
        try:
            job = services.casefile_ask(case=case, actor=actor, kind=request.POST.get("kind", ""), back=back)
            return redirect("core:job", job.pk)
        except (NotAllowed, NotVisible):
            raise
        except DomainError as problem:
            refusal = problem.message
    page = {
        "case": case,
        "refusal": refusal,
        "latest": latest_of(case, actor),
        "made": casefiles_of(case, actor),
        "full": services.full_for(actor),
        "words": services.words_of(services.full_for(actor)),
        "back_url": case_url(case),
        "form": form,
        "asks": not reason_remembered(actor=actor, thread=case.thread, now=timezone.now()),
    }
    return render(request, "pledges/casefile/page.html", page, status=422 if refusal or form.is_bound else 200)


@require_GET
def casefile_download(request, pk):
    """The stored file, to people who see the case and may see what is inside; an event each time."""
    actor = actor_of(request)
    rows = CaseFile.objects.filter(case__in=Case.objects.visible_to(actor)).select_related("case")
    row = visible_or_404(rows, pk)
    try:
        services.casefile_open(casefile=row, actor=actor, now=timezone.now())
    except ReasonNeeded as lacking:
        messages.info(request, lacking.message)
        return redirect("pledges:casefile", row.case_id)
    name = f"casefile-{row.case_id}-{row.pk}.{row.kind}"
    try:
        response = FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type=_TYPES[row.kind])
    except OSError:
        raise DomainError("案卷文件不在了，请重新制作。") from None
    response["Cache-Control"] = "private, no-store"
    return response


def _packet(request, pk):
    """The case, the person, and the packet, or ``None`` where no pledge was broken."""
    actor, case = case_for(request, pk)
    pledge = broken_pledge(case)
    return actor, case, packet_of(case, pledge) if pledge else None


def _no_packet(request, case):
    messages.info(request, "本案没有失诺的承诺，不需要转立案材料。")
    return redirect(case_url(case))


@require_GET
def packet(request, pk):
    """转立案材料 of a broken pledge, computed when it is opened."""
    actor, case, found = _packet(request, pk)
    if found is None:
        return _no_packet(request, case)
    can = powers(case, actor)
    page = {"case": case, "found": found, "packet": found.packet, "can": can, "back_url": case_url(case)}
    return render(request, "pledges/casefile/packet.html", page)


@require_GET
def packet_download(request, pk):
    """The packet on paper; an event."""
    actor, case, found = _packet(request, pk)
    if found is None:
        return _no_packet(request, case)
    services.packet_open(case=case, actor=actor)
    content = packet_pdf(case, found, demo=settings.DEMO_MODE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="packet-{case.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
