"""Sheets of records: upload, look, take in, get the refused rows back, undo; and the same columns as template and export."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ..acts import attempt
from ..errors import NotVisible
from ..grids import FileRefused
from ..models import StaffImport
from ..sheets import CONTENT_TYPE, xlsx_response
from ..web import require_right, sent, today, visible_or_404
from .forms import SetAsideForm, UploadForm
from .importing import LIMITS, WHO, import_look, import_run, import_undo, imports_of, refused_rows
from .kinds import KINDS, Kind
from .reach import MANAGE, VIEW, visible_to

_DO = "导入人员保障记录"


def staffing_import(request):
    """Send a sheet; the imports before it."""
    actor = require_right(request, MANAGE, _DO)
    form = UploadForm(sent(request), request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > LIMITS.upload:
            form.add_error("file", "文件超过 2 MB。请只保留要导入的表后重新上传。")
        elif run := _look(form, actor, file):
            return redirect("core:staffing_import_run", run.pk)
    context = {
        "form": form,
        "kinds": list(KINDS.values()),
        "runs": _worded(imports_of(actor).defer("data", "outcome").select_related("by")[:20]),
    }
    return render(request, "core/staffing/import.html", context, status=422 if form.is_bound else 200)


def _look(form, actor, file):
    try:
        return import_look(
            actor=actor, on=today(), kind=form.cleaned_data["kind"], file_name=file.name, data=file.read()
        )
    except FileRefused as refusal:
        form.add_error("file", refusal.message)
        return None


def _worded(runs):
    for run in runs:
        run.label = KINDS[run.kind].label
    return runs


def _run(request, pk):
    actor = require_right(request, MANAGE, _DO)
    run = visible_or_404(imports_of(actor).select_related("by"), pk)
    run.label = KINDS[run.kind].label
    return actor, run


def staffing_import_run(request, pk):
    """One sheet row by row; POST takes it in."""
    actor, run = _run(request, pk)
    if request.method == "POST":
        run = import_run(run=run, actor=actor, on=today())
        messages.success(request, f"已导入 {run.added} 行。")
        return redirect("core:staffing_import_run", run.pk)
    refused = [row for row in run.outcome if row["reason"]]
    context = {
        "run": run,
        "refused": refused,
        "good": len(run.outcome) - len(refused),
        "undo": run.state == StaffImport.State.DONE and KINDS[run.kind].undo,
    }
    return render(request, "core/staffing/import_run.html", context)


def staffing_import_refused(request, pk):
    """The refused rows in the sender's own layout."""
    _, run = _run(request, pk)
    if not any(row["reason"] for row in run.outcome):
        raise NotVisible("没有未导入的行。")
    ending, data = refused_rows(run)
    response = HttpResponse(data, content_type=CONTENT_TYPE if ending == "xlsx" else "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def staffing_import_undo(request, pk):
    """Take a whole import back."""
    actor, run = _run(request, pk)
    form = SetAsideForm(sent(request))
    form.fields["reason"].label, form.fields["reason"].help_text = "撤销的原因", "例如：表格用错了，已重新整理"
    if request.method == "POST" and form.is_valid():
        count = attempt(form, import_undo, run=run, actor=actor, reason=form.cleaned_data["reason"])
        if count is not None:
            messages.success(request, f"已撤销，{count} 条记录不再计入。")
            return redirect("core:staffing_import_run", run.pk)
    context = {
        "form": form,
        "title": "撤销导入",
        "submit": "撤销导入",
        "danger": True,
        "lead": f"{run.label}：{run.file_name}",
        "explain": f"这次导入的 {run.added} 条记录将全部撤下，不再计入，但仍然看得到。",
        "back_url": reverse("core:staffing_import_run", args=[run.pk]),
        "back_label": "返回导入结果",
    }
    return render(request, "core/act.html", context, status=422 if form.is_bound else 200)


def _header(kind: Kind) -> list[str]:
    return [column.heading for column in (*WHO, *kind.columns)]


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise NotVisible("没有这种记录。")
    return KINDS[key]


def staffing_template(request, kind):
    """An empty sheet with the headings that are understood."""
    require_right(request, MANAGE, _DO)
    kind = _kind(kind)
    return xlsx_response(f"{kind.label}导入模板.xlsx", _header(kind), [])


def staffing_records(request, kind):
    """All records of one kind that count, in the columns of the import."""
    actor = require_right(request, VIEW, "查看人员保障")
    kind = _kind(kind)
    rows = kind.model.objects.counting().filter(officer__in=visible_to(actor))
    rows = rows.select_related("officer__unit", "officer__user").order_by("officer__unit__path", "officer__name", "pk")
    return xlsx_response(f"{kind.label}.xlsx", _header(kind), _records(kind, rows, actor))


def _records(kind: Kind, rows, actor):
    if kind.key == "certificate":  # the one in force stands on the person's own row
        people = visible_to(actor).exclude(certificate_no="").select_related("unit", "user")
        for officer in people.order_by("unit__path", "name", "pk"):
            term = (officer.certificate_no, officer.certificate_from, officer.certificate_to)
            yield (*_who(officer), *term, "现行")
    for row in rows.iterator():
        yield (*_who(row.officer), *(_shown(row, name) for name in kind.names))


def _who(officer) -> tuple:
    return officer.name, str(officer.unit), officer.user.username if officer.user else ""


def _shown(row, name: str):
    if hasattr(row, f"get_{name}_display"):
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    return float(value) if name in {"hours", "score"} and value is not None else value
