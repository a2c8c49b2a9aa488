"""Pages of the core room: one's own page, long work, the answer to a lost form token."""

from django.http import HttpResponse
from django.shortcuts import render

from . import delegations, jobs, roles
from .accounts.sessions import passive
from .accounts.views_login import open_sessions
from .models import Job
from .places import places_for
from .replica.reading import written
from .views_delegations import delegation_lines
from .web import actor_of, today, visible_or_404


def me(request):
    """«我的»: who I am here, my certificate, my latest notices."""
    officer = getattr(request.user, "officer", None)
    context = {"officer": officer, "today": today(), "certified": officer.certified_on(today()) if officer else False}
    if officer and (roles.allowed(officer, delegations.GIVE)):
        rows = delegations.mine(officer).filter(revoked_at=None, ends_on__gte=today())
        context |= {"delegates": True, "delegations": delegation_lines(rows, today())}
    return render(request, "core/me.html", context | open_sessions(request))


def places(request):
    """«全部功能»: every page the person may go to, by subject."""
    return render(request, "core/places.html", {"groups": places_for(actor_of(request))})


def job(request, pk):
    """Long work: how far it is, and the way to its outcome. Only for the person who asked for it."""
    row = visible_or_404(jobs.visible_to(actor_of(request)), pk)
    progress = _looked(row)
    return render(request, "core/job.html", {"job": row, "label": jobs.label(row), "progress": progress})


def _looked(row: Job) -> jobs.Progress:
    """How far it is; whoever is told that it ended sees on the next page what it wrote."""
    progress = jobs.look(row)
    if not progress.going:
        written()
    return progress


@passive
def job_progress(request, pk):
    """The moving part of the page; once the work is done the browser goes on to its outcome by itself."""
    row = visible_or_404(jobs.visible_to(actor_of(request)), pk)
    progress = _looked(row)
    if progress.url and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": progress.url})
    return render(request, "core/job_progress.html", {"job": row, "progress": progress})


def csrf_failure(request, reason=""):
    """The form's token was lost (page open too long, logged in elsewhere): say so, keep what was typed in the browser."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
