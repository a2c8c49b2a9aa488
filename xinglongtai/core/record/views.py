"""Pages of the 审计管理员: the acts, what deserves a second look, the check of the chain, the export."""

import tempfile
from datetime import timedelta
from urllib.parse import quote

from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from .. import jobs
from ..lists import listing
from ..roles import allowed
from ..sheets import CONTENT_TYPE
from ..web import require_right, today
from . import looks, reach
from .filters import SHOWN_DAYS, ActFilter, midnight
from .sheet import Form
from .standing import standing
from .verbs import EXPORT, JOB, VERIFY, VIEW, audit_export, last_checks

_LOOK = "查看操作记录"


def _list(request, actor):
    rows = reach.visible_to(actor).select_related("actor__unit")
    return listing(ActFilter(request.GET, actor=actor, on=today()), rows, request.GET.get("page"), per_page=50)


@require_GET
def record(request):
    """Acts with filters, newest first."""
    actor = require_right(request, VIEW, _LOOK)
    found = _list(request, actor)
    context = {
        "list": found,
        "lines": [reach.line_of(event) for event in found.page_obj],
        "exports": Form.choices if allowed(actor, EXPORT) else (),
        "query": request.GET.urlencode(),
        "shown_days": SHOWN_DAYS,
    }
    return render(request, "core/record/list.html", context)


@require_GET
def record_export(request, form):
    """The acts of the list as a sheet whose lines can be checked offline. The export is an event."""
    actor = require_right(request, EXPORT, "导出操作记录")
    found = _list(request, actor)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    audit_export(actor=actor, out=file, rows=found.rows, count=found.count, form=form, filters=found.sentence)
    file.seek(0)
    kind = CONTENT_TYPE if form == Form.XLSX else "text/csv; charset=utf-8"
    response = FileResponse(file, content_type=kind)
    name = quote(f"操作记录{today():%Y%m%d}.{form}")
    response["Content-Disposition"] = f"attachment; filename=\"record.{form}\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def record_looks(request):
    """What deserves a second look in the last days, with the people and the way to the acts."""
    actor = require_right(request, VIEW, _LOOK)
    since = midnight(today() - timedelta(days=SHOWN_DAYS - 1))
    context = {"answers": looks.answers(reach.visible_to(actor), since), "shown_days": SHOWN_DAYS}
    return render(request, "core/record/looks.html", context)


@require_http_methods(["GET", "POST"])
def record_check(request):
    """How the chain stands, the last checks, and «现在校验»."""
    actor = require_right(request, VERIFY, "校验操作记录")
    if request.method == "POST":
        return redirect("core:job", jobs.start(JOB, {}, actor).pk)
    context = {"standing": standing(), "checks": last_checks()}
    return render(request, "core/record/check.html", context)
