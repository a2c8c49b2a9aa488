"""What watchers ask (no login, no session, nothing personal) and the page «系统体检» of the 系统管理员."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import diagnosis
from ..client_address import is_local
from ..web import require_right
from . import heartbeats, probes
from .version import version

EXAMINE = "core.examine_installation"


def _answer(request: HttpRequest, good: bool, **more) -> JsonResponse:
    body = {"status": "ok" if good else "unavailable"}
    if is_local(request):
        body |= {"version": version(), **more}
    response = JsonResponse(body, status=200 if good else 503)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def live(request):
    """The process answers; it asks nobody else."""
    return _answer(request, True)


@login_not_required
@require_safe
def ready(request):
    """Whether this process can serve: 200 or 503. What is the matter is told to readers on this machine only."""
    found = probes.ready()
    return _answer(request, all(word == probes.OK for word in found.values()), checks=found | probes.remarks())


live.answers_for_itself = ready.answers_for_itself = True  # type: ignore[attr-defined]


def examination(request):
    """«系统体检»: everything ``script/doctor`` says that is found quickly, and when automatic work last ran."""
    require_right(request, EXAMINE, "查看系统体检")
    found = diagnosis.examine(quick=True)
    lines = [
        {"subject": subject, "worst": max(line.level for line in lines), "lines": lines} for subject, lines in found
    ]
    context = {
        "subjects": sorted(lines, key=lambda entry: -entry["worst"]),
        "worst": diagnosis.worst(found),
        "faults": sum(line.level == diagnosis.Level.FAULT for _, lines in found for line in lines),
        "notices": sum(line.level == diagnosis.Level.NOTICE for _, lines in found for line in lines),
        "works": heartbeats.overview(timezone.now()),
        "version": version(),
    }
    return render(request, "core/examination.html", context)
