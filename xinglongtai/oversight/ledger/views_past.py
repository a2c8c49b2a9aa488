"""Pages of the import of the past: upload, what each column is, trial row by row, take over, refused rows back, undo."""

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cases.models import PriorRecord
from xinglongtai.core import jobs
from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import JobState
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.core.web import require_right, today, visible_or_404

from ..models import PastRun
from .forms_past import ColumnsForm, HeadingForm, PastFileForm
from .jobs import TAKE, TRY, begin, latest, sums
from .past_reading import reading_of
from .services_past import (
    IMPORT,
    WHAT,
    past_run_drop,
    past_run_map,
    past_run_open,
    past_run_take,
    past_run_try,
    refused_file,
)
from .services_undo import past_run_undo
from .status import LineKind, RunState

PER_PAGE = 50
#: Up to so many rows the page waits for the work itself.
AT_ONCE_ROWS = 300


def past(request):
    """Upload, and the imports so far."""
    actor = require_right(request, IMPORT, WHAT)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PastFileForm(request, data=posted[0], files=posted[1])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = {"file_name": given["file"].name, "data": given["file"].read(), "source": given["source"]}
        if row := attempt(form, past_run_open, actor=actor, **upload):
            return redirect("oversight:past_columns", row.pk)
    runs = PastRun.objects.filter(bureau=actor.bureau).select_related("made_by")
    context = {
        "form": form,
        "page_obj": Paginator(runs, 20).get_page(request.GET.get("page")),
        "records": PriorRecord.objects.filter(bureau=actor.bureau).count(),
    }
    return render(request, "oversight/past.html", context, status=422 if form.is_bound else 200)


def _run(request, pk):
    actor = require_right(request, IMPORT, WHAT)
    rows = PastRun.objects.filter(bureau=actor.bureau).select_related("made_by", "undone_by")
    return actor, visible_or_404(rows, pk)


def columns(request, pk):
    """What each column is: guessed or remembered, changed by the person; then the trial begins."""
    actor, row = _run(request, pk)
    if row.state != RunState.OPEN:
        return redirect("oversight:past_run", row.pk)
    try:
        reading = reading_of(row)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("oversight:past")
    posted = request.POST if request.method == "POST" else None
    asked = posted or request.GET
    heading = HeadingForm(reading, asked if "sheet" in asked else None)
    if heading.is_bound and heading.is_valid():
        reading = attempt(heading, lambda: reading_of(row, **heading.choice())) or reading
    form = ColumnsForm(reading, row.source, posted)
    if posted and form.is_valid():
        done = attempt(form, lambda: _map_and_try(row, actor, form))
        if done:
            return done
    heading = heading if heading.errors else HeadingForm(reading)
    context = {"run": row, "form": form, "heading_form": heading, "reading": reading, "lost": _lost(latest(row))}
    return render(request, "oversight/past_columns.html", context, status=422 if form.is_bound else 200)


def _map_and_try(row, actor, form):
    """The trial's page, or that of the long work. Raises DomainError as the verbs do."""
    row = past_run_map(run=row, actor=actor, **form.mapping())
    if form.reading.data_rows > AT_ONCE_ROWS:
        return redirect("core:job", begin(TRY, row, actor, today()).pk)
    past_run_try(run=row, actor=actor, on=today())
    return redirect("oversight:past_run", row.pk)


@require_GET
def run(request, pk):
    """The run: its trial, or what it did; filtered by kind, page by page."""
    actor, row = _run(request, pk)
    job = latest(row)
    if jobs.going(job) and job.owner_id == actor.pk:
        return redirect("core:job", job.pk)
    if row.state == RunState.OPEN and not row.tried:
        return redirect("oversight:past_columns", row.pk)
    kind = request.GET.get("kind", "")
    lines = row.lines.filter(kind=kind) if kind in LineKind.values else row.lines.all()
    counts = [row.new, row.changed, row.same, row.refused]
    context = {
        "run": row,
        "kind": kind,
        "page_obj": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": [("", "全部", row.rows), *zip(LineKind.values, LineKind.labels, counts, strict=True)],
        "lost": _lost(job) if row.state == RunState.OPEN else "",
    }
    return render(request, "oversight/past_run.html", context)


@require_POST
def take(request, pk):
    """Take over what was tried."""
    actor, row = _run(request, pk)
    if row.rows > AT_ONCE_ROWS and row.state == RunState.OPEN:
        return redirect("core:job", begin(TAKE, row, actor, today()).pk)
    return _told(request, row, lambda: f"导入完成：{sums(past_run_take(run=row, actor=actor, on=today()))}。")


@require_POST
def drop(request, pk):
    """Give the file up."""
    actor, row = _run(request, pk)
    return _told(request, row, lambda: f"已放弃“{past_run_drop(run=row, actor=actor).file_name}”，没有写入任何内容。")


@require_POST
def undo(request, pk):
    """Take the import back."""
    actor, row = _run(request, pk)

    def act() -> str:
        done = past_run_undo(run=row, actor=actor)
        stays = f"{len(done.kept)} 行不能撤销，原因见下。" if done.kept else ""
        return f"已撤销 {done.new + done.changed - len(done.kept)} 行。{stays}"

    return _told(request, row, act)


def _told(request, row, act):
    try:
        messages.success(request, act())
    except DomainError as refusal:
        if isinstance(refusal, NotAllowed | NotVisible):
            raise
        messages.error(request, refusal.message)
    return redirect("oversight:past_run", row.pk)


@require_GET
def refused(request, pk):
    """The refused rows in the sender's own layout, with the reasons."""
    actor, row = _run(request, pk)
    try:
        name, data = refused_file(run=row, actor=actor)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("oversight:past_run", row.pk)
    ending = name.rpartition(".")[2]
    answer = HttpResponse(data, content_type=CONTENT_TYPE if ending == "xlsx" else "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename=\"refused.{ending}\"; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lost(job) -> str:
    """Why the last long work on a run did not come to its end; "" where it did."""
    progress = jobs.look(job) if job else None
    return progress.message if progress and progress.state == JobState.FAILED else ""
