"""Files in: upload, what each column is, preview row by row, import, refused rows back, undo; and the list of all imports."""

from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from xinglongtai.core import jobs
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import JobState
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.core.web import refuse, visible_or_404

from ..import_jobs import AT_ONCE_ROWS, CONFIRM, PREVIEW, begin, latest, sums
from ..models import ImportMapping, ImportRun
from ..services.import_runs import (
    import_run_confirm,
    import_run_discard,
    import_run_map,
    import_run_open,
    import_run_preview,
    reading_of,
    refused_file,
)
from ..services.import_undo import import_run_undo
from ..status import LineKind, RunState
from .access import BureauAdmin, actor_of
from .badges import badge
from .import_forms import ColumnsForm, HeadingForm, SheetFileForm

PER_PAGE = 50
_SIGNS = {
    RunState.PREVIEW: ("✎", "review"),
    RunState.IMPORTED: ("●", "published"),
    RunState.UNDONE: ("↶", "retired"),
    RunState.DISCARDED: ("✕", "retired"),
}


def may_import(request) -> bool:
    """Whether the person may bring lists in."""
    return request.user.has_perm("catalog.import_catalog")


class ImportPages:
    """Mixin of the item versions' ModelAdmin: where an import begins."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="catalog_itemversion_import"), *super().get_urls()]

    def has_import_permission(self, request) -> bool:
        """Whether the person may bring lists in."""
        return may_import(request)

    def import_view(self, request):
        """Take in a file and go on to its columns."""
        if not may_import(request):
            raise PermissionDenied
        actor = actor_of(request)
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = SheetFileForm(request, data=posted[0], files=posted[1])
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                data = given["file"].read()
                run = import_run_open(actor=actor, file_name=given["file"].name, data=data, source=given["source"])
                return redirect("admin:catalog_importrun_columns", run.pk)
            except DomainError as refusal:
                refuse(form, refusal)
        sources = ImportMapping.objects.filter(bureau=actor.bureau).values_list("source", flat=True).distinct()
        runs = ImportRun.objects.filter(bureau=actor.bureau).select_related("made_by")[:5]
        context = {"title": "导入清单", "form": form, "sources": sources, "runs": runs}
        context |= {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, "admin/catalog/itemversion/import.html", context)


@admin.register(ImportRun)
class ImportRunAdmin(BureauAdmin):
    """Every import of the bureau; a run's page is its preview and later its outcome."""

    list_display = ["file_name", "source", "state_sign", "counts", "made_by", "made_at", "imported_at"]
    list_filter = ["state"]
    list_select_related = ["made_by"]
    search_fields = ["file_name", "source"]
    search_help_text = "文件名或来源"
    change_list_template = "admin/catalog/importrun/change_list.html"

    class Media:
        css = {"all": ["catalog/admin.css"]}

    def get_urls(self):
        wrap, post = self.admin_site.admin_view, require_POST
        own = {
            "columns": self.columns_view,
            "refused": self.refused_view,
            "confirm": post(self.confirm_view),
            "undo": post(self.undo_view),
            "discard": post(self.discard_view),
        }
        pages = [path(f"<int:pk>/{name}/", wrap(view), name=f"catalog_importrun_{name}") for name, view in own.items()]
        return [*pages, *super().get_urls()]

    def has_view_permission(self, request, obj=None):
        return may_import(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return may_import(request)

    @admin.display(description="状态", ordering="state")
    def state_sign(self, run):
        return state_badge(run)

    @admin.display(description="新增 / 变更 / 未变 / 拒绝")
    def counts(self, run):
        return format_html("{} / {} / {} / {}", run.created, run.changed, run.same, run.refused) if run.rows else "—"

    def _run(self, request, pk) -> ImportRun:
        if not may_import(request):
            raise PermissionDenied
        rows = ImportRun.objects.filter(bureau=actor_of(request).bureau).select_related("made_by", "undone_by")
        return visible_or_404(rows, pk)

    def _page(self, request, template: str, run: ImportRun, **context):
        shown = {"title": run.file_name, "opts": self.opts, "run": run, "state_sign": state_badge(run)}
        context = {**self.admin_site.each_context(request), **shown, **context}
        return TemplateResponse(request, f"admin/catalog/importrun/{template}.html", context)

    def columns_view(self, request, pk):
        """What each column is: guessed or remembered, changed by the person; then the preview begins."""
        run, actor = self._run(request, pk), actor_of(request)
        if run.state != RunState.PREVIEW:
            return redirect("admin:catalog_importrun_change", run.pk)
        try:
            reading = reading_of(run)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:catalog_itemversion_import")
        asked = request.POST if request.method == "POST" else request.GET
        heading = HeadingForm(reading, asked if "sheet" in asked else None)
        if heading.is_bound and heading.is_valid():
            try:
                reading = reading_of(run, book=reading.book, **heading.choice())
            except DomainError as refusal:
                heading.add_error(None, refusal.message)
        form = ColumnsForm(actor.bureau, reading, run.source, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                run = import_run_map(run=run, actor=actor, **form.mapping())
                return self._start(request, PREVIEW, run, reading.data_rows)
            except DomainError as refusal:
                refuse(form, refusal)
        if not heading.errors:
            heading = HeadingForm(reading)
        parts = {"form": form, "heading_form": heading, "reading": reading, "lost": _lost(latest(run))}
        return self._page(request, "columns", run, **parts)

    def _start(self, request, kind: str, run: ImportRun, rows: int):
        """Do it at once, or as long work with a page of its own."""
        actor, on = actor_of(request), timezone.localdate()
        if rows > AT_ONCE_ROWS:
            return redirect("core:job", begin(kind, run, actor, on).pk)
        if kind == PREVIEW:
            import_run_preview(run=run, actor=actor, on=on)
        else:
            run = import_run_confirm(run=run, actor=actor, on=on)
            messages.success(request, f"导入完成：{sums(run)}。均为草稿，核对后提交审核。")
        return redirect("admin:catalog_importrun_change", run.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The run: its preview, or what it did; filtered by kind, page by page."""
        run = self._run(request, object_id if str(object_id).isdigit() else 0)
        job = latest(run)
        if jobs.going(job) and job.owner_id == actor_of(request).pk:
            return redirect("core:job", job.pk)
        if run.state == RunState.PREVIEW and not run.rows:
            return redirect("admin:catalog_importrun_columns", run.pk)
        kind = request.GET.get("kind", "")
        lines = run.lines.filter(kind=kind) if kind in LineKind.values else run.lines.all()
        page = Paginator(lines.select_related("version"), PER_PAGE).get_page(request.GET.get("page"))
        sums_of = [("", "全部", run.rows), *zip(LineKind.values, LineKind.labels, _counts(run), strict=True)]
        return self._page(request, "run", run, page_obj=page, kind=kind, kinds=sums_of, lost=_lost(job))

    def confirm_view(self, request, pk):
        """Import what was previewed."""
        run = self._run(request, pk)
        try:
            return self._start(request, CONFIRM, run, run.rows)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:catalog_importrun_change", run.pk)

    def undo_view(self, request, pk):
        """Take the import back."""
        run = self._run(request, pk)
        try:
            run = import_run_undo(run=run, actor=actor_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            kept = len(run.columns["kept"])
            done = run.created + run.changed - kept
            messages.success(request, f"已撤销 {done} 条。" + (f"{kept} 条不能撤销，原因见下。" if kept else ""))
        return redirect("admin:catalog_importrun_change", run.pk)

    def discard_view(self, request, pk):
        """Give the file up."""
        run = self._run(request, pk)
        try:
            import_run_discard(run=run, actor=actor_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已放弃“{run.file_name}”，没有写入任何内容。")
        return redirect("admin:catalog_itemversion_import")

    def refused_view(self, request, pk):
        """The refused rows in the sender's own layout, with the reasons."""
        run = self._run(request, pk)
        try:
            name, data = refused_file(run=run, actor=actor_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:catalog_importrun_change", run.pk)
        kind = CONTENT_TYPE if name.endswith("xlsx") else "text/csv; charset=utf-8"
        answer = HttpResponse(data, content_type=kind)
        ending = name.rpartition(".")[2]
        answer["Content-Disposition"] = f"attachment; filename=\"refused.{ending}\"; filename*=UTF-8''{quote(name)}"
        answer["Cache-Control"] = "private, no-store"
        return answer


@admin.register(ImportMapping)
class ImportMappingAdmin(BureauAdmin):
    """Remembered mappings; one that is wrong is deleted and guessed anew."""

    list_display = ["source", "used_at"]
    list_display_links = None

    def has_view_permission(self, request, obj=None):
        return may_import(request)

    def has_delete_permission(self, request, obj=None):
        return may_import(request)

    def has_module_permission(self, request):
        return may_import(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def state_badge(run: ImportRun):
    """The run's state as a sign with words."""
    sign, tone = _SIGNS[RunState(run.state)]
    return badge(sign, run.get_state_display(), tone)


def _lost(job) -> str:
    """Why the last long work on a run did not come to its end; "" where it did."""
    progress = jobs.look(job) if job else None
    return progress.message if progress and progress.state == JobState.FAILED else ""


def _counts(run: ImportRun) -> list[int]:
    return [run.created, run.changed, run.same, run.refused]
