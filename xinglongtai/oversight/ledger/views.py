"""Pages of the ledger: the list, its export, files made for the person."""

import io
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinglongtai.core import jobs
from xinglongtai.core.acts import attempt
from xinglongtai.core.continuity import gaps
from xinglongtai.core.display import cn_date
from xinglongtai.core.lists import listing
from xinglongtai.core.long_sheets import csv_lines, write_workbook
from xinglongtai.core.privacy.sealed import FIELDS, seal
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.roles import allowed
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.core.web import require_right, today, visible_or_404

from ..models import LedgerFile
from .files import AT_ONCE, keys_of, table_of
from .filters import LINE, LedgerFilter, ledger_rows
from .forms import ExportForm
from .jobs import EXPORT
from .reading import read
from .services_export import IDENTITY, SEE, ledger_export_record, ledger_file_fetch, require_export
from .status import FileForm


@from_replica
@require_GET
def ledger(request):
    """台账: one line a pledge, one for a case without any."""
    actor = require_right(request, SEE, "查看台账")
    page = listing(LedgerFilter(request.GET, actor=actor), ledger_rows(actor), request.GET.get("page"), key=LINE)
    context = {
        "list": page,
        "lines": read(list(page.page_obj)),
        "may_import": allowed(actor, "oversight.import_ledger"),
        "gaps": gaps.shown(actor.bureau),
        "has_files": LedgerFile.objects.filter(made_by=actor).exclude(file="").exists(),
    }
    return render(request, "oversight/ledger.html", context)


def export(request):
    """Exactly the lines the filters show: at once where they are few, else as long work."""
    actor = require_right(request, SEE, "导出台账")
    chosen = LedgerFilter(request.GET, actor=actor)
    rows = chosen.rows(ledger_rows(actor))
    form = ExportForm(request.POST or None, may_see=allowed(actor, IDENTITY), initial={"form": FileForm.XLSX})
    if request.method == "POST" and form.is_valid():
        answer = attempt(form, _answer, request=request, actor=actor, chosen=chosen, rows=rows, given=form.cleaned_data)
        if answer:
            return answer
    context = {
        "form": form,
        "count": rows.count(),
        "sentence": chosen.sentence,
        "back": f"{reverse('oversight:ledger')}?{request.GET.urlencode()}",
        "at_once": AT_ONCE,
    }
    return render(request, "oversight/ledger_export.html", context, status=422 if form.is_bound else 200)


def _answer(*, request, actor, chosen, rows, given) -> HttpResponse:
    """The file, or the way to the page of the work that makes it. Raises DomainError as the verb does."""
    wanted = {"form": given["form"], "full": given.get("full", False), "reason": given.get("reason", "")}
    on = today()
    if wanted["form"] != FileForm.CSV and rows.count() > AT_ONCE:
        require_export(actor=actor, full=wanted["full"], reason=wanted["reason"])
        params = {**wanted, "query": _closed(request.GET), "on": on.isoformat()}
        back = f"{reverse('oversight:ledger_export')}?{params['query']}"
        return redirect("core:job", jobs.start(EXPORT, {**params, "back": back}, actor).pk)
    keys = keys_of(rows, wanted["form"])
    ledger_export_record(actor=actor, count=len(keys), filters=chosen.sentence, **wanted)
    header, table = table_of(wanted["form"], keys, actor, wanted["full"])
    name = f"{'合并数据表' if wanted['form'] == FileForm.MERGE else '台账'}{on:%Y%m%d}"
    if wanted["form"] == FileForm.CSV:
        streamed = StreamingHttpResponse(csv_lines(header, table), content_type="text/csv; charset=utf-8")
        return _named(streamed, f"{name}.csv")
    note = f"台账 {cn_date(on)}；{chosen.sentence or '未设条件'}；共 {len(keys)} 条"
    buffer = io.BytesIO()
    write_workbook(buffer, header, table, note="" if wanted["form"] == FileForm.MERGE else note)
    return _named(HttpResponse(buffer.getvalue(), content_type=CONTENT_TYPE), f"{name}.xlsx")


def _closed(query) -> str:
    """The filters as they may be kept with the work: searched words closed, also where a link brought them in plain."""
    kept = query.copy()
    for name in FIELDS & set(query):
        kept[name] = seal(query[name])
    return kept.urlencode()


def _named(response, name: str):
    ending = name.rpartition(".")[2]
    response["Content-Disposition"] = f"attachment; filename=\"ledger.{ending}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def files(request):
    """What was made for the person and is still there."""
    actor = require_right(request, SEE, "查看台账")
    rows = LedgerFile.objects.filter(made_by=actor)[:50]
    return render(request, "oversight/ledger_files.html", {"files": rows, "today": today()})


@require_GET
def file(request, pk):
    """The file itself."""
    actor = require_right(request, SEE, "下载台账")
    row = visible_or_404(LedgerFile.objects.filter(made_by=actor), pk)
    row = ledger_file_fetch(file=row, actor=actor, on=today())
    name = "合并数据表" if row.form == FileForm.MERGE else "台账"
    return _named(FileResponse(row.file.open("rb"), content_type=CONTENT_TYPE), f"{name}{row.made_at:%Y%m%d}.xlsx")
