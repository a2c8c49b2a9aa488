"""Pages of the scoring sheet: its versions, one version with its lines, editing a draft, putting it in force."""

from django.contrib import messages
from django.db.models import Sum
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.errors import DomainError
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import services_standard
from .checks import CHECKS
from .forms import EnforceForm, LineForm
from .models import Standard, StandardLine
from .status import Part
from .views_draw import VIEW, sent

EDIT = (services_standard.RIGHT, "编辑评查标准")


def _standard(request, pk, right=VIEW):
    actor = require_right(request, *right)
    rows = Standard.objects.filter(bureau=actor.bureau).select_related("made_by__unit", "in_force_by__unit")
    return actor, visible_or_404(rows, pk)


def _line(request, pk):
    actor = require_right(request, *EDIT)
    rows = StandardLine.objects.filter(standard__bureau=actor.bureau).select_related("standard__bureau")
    return actor, visible_or_404(rows, pk)


def page_of(standard) -> str:
    """The address of a version."""
    return reverse("oversight:sampling_standard", args=[standard.pk])


@require_GET
def standards(request):
    """Every version; the one in force on top."""
    actor = require_right(request, *VIEW)
    rows = Standard.objects.filter(bureau=actor.bureau).select_related("made_by__unit", "in_force_by__unit")
    may_edit = allowed(actor, EDIT[0])
    draft = any(row.is_draft for row in rows)
    context = {"rows": rows, "may_edit": may_edit, "may_draft": may_edit and not draft, "tab": "standards"}
    return render(request, "oversight/sampling_standards.html", context)


@require_GET
def standard(request, pk):
    """One version: lines by group; a draft with everything to edit it."""
    actor, row = _standard(request, pk)
    lines = list(row.lines.all())
    for line in lines:
        line.check_name = CHECKS[line.check_key][0] if line.check_key in CHECKS else ""
    parts = [(part, [line for line in lines if line.part == part]) for part in Part]
    context = {
        "row": row,
        "parts": [(part.value, part.label, found, sum(line.points for line in found)) for part, found in parts],
        "total": row.lines.aggregate(total=Sum("points"))["total"] or 0,
        "edits": row.is_draft and allowed(actor, EDIT[0]),
    }
    return render(request, "oversight/sampling_standard.html", context)


@require_POST
def standard_new(request):
    """A draft to edit: a copy of the version in force, or the sheet that comes with the product."""
    actor = require_right(request, *EDIT)
    try:
        row = services_standard.standard_draft(actor=actor, on=today())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("oversight:sampling_standards")
    messages.success(request, f"已起草第{row.version_no}版，修改后启用。")
    return redirect(page_of(row))


@require_http_methods(["GET", "POST"])
def line_new(request, pk):
    """Add a line."""
    actor, row = _standard(request, pk, EDIT)
    form = LineForm(sent(request), initial={"version": row.version, "part": request.GET.get("part")})
    return _line_page(request, form, row, actor, None, "增加一行")


@require_http_methods(["GET", "POST"])
def line_edit(request, pk):
    """Change a line of a draft."""
    actor, line = _line(request, pk)
    fields = ("part", "words", "basis", "points", "veto", "check_key")
    initial = {"version": line.standard.version} | {name: getattr(line, name) for name in fields}
    form = LineForm(sent(request), initial=initial)
    return _line_page(request, form, line.standard, actor, line, "修改这一行")


def _line_page(request, form, row, actor, line, title):
    if form.is_bound and form.is_valid():
        verb = services_standard.standard_line_save
        if attempt(form, verb, standard=row, actor=actor, line=line, **form.cleaned_data):
            messages.success(request, "已保存。")
            return redirect(page_of(row))
    page = {"title": title, "lead": str(row), "submit": "保存", "back_url": page_of(row), "back_label": str(row)}
    return act_page(request, form, row, **page)


@require_POST
def line_remove(request, pk):
    """Take a line out of a draft."""
    actor, line = _line(request, pk)
    version = whole_number(request.POST.get("version"))
    return _at_once(request, line, services_standard.standard_line_remove, actor=actor, version=version)


@require_POST
def line_move(request, pk):
    """One place up or down within the group."""
    actor, line = _line(request, pk)
    return _at_once(
        request, line, services_standard.standard_line_move, actor=actor, up=request.POST.get("way") == "up"
    )


def _at_once(request, line, verb, **values):
    standard_ = line.standard
    try:
        verb(line=line, **values)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(page_of(standard_))


@require_http_methods(["GET", "POST"])
def enforce(request, pk):
    """Put a draft in force, saying what it changes."""
    actor, row = _standard(request, pk, EDIT)
    form = EnforceForm(sent(request), initial={"version": row.version, "note": row.note})
    if form.is_bound and form.is_valid():
        verb = services_standard.standard_enforce
        if attempt(form, verb, standard=row, actor=actor, on=today(), **form.cleaned_data):
            messages.success(request, f"第{row.version_no}版已启用，以后的抽查按这一版评。")
            return redirect(page_of(row))
    words = "启用后不能再修改，只能另起新版本。已经抽取的案卷仍按抽取时的版本评。"
    page = {"title": "启用评查标准", "lead": str(row), "submit": "启用", "explain": words}
    return act_page(request, form, row, back_url=page_of(row), back_label=str(row), **page)
