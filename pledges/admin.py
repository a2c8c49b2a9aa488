"""Back office of pledges: the wording of papers, for the legal staff of the bureau."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from xinglongtai.core import audit
from xinglongtai.core.acts import attempt
from xinglongtai.core.admin_access import actor_of
from xinglongtai.core.errors import DomainError
from xinglongtai.core.office_site import OfficeList
from xinglongtai.core.web import visible_or_404, whole_number

from .models import PaperWording
from .papers import fields, services
from .papers.defaults import DEFAULTS
from .papers.kinds import PaperKind
from .papers.services.wordings import as_wording, check
from .papers.wording import Wording, paragraphs_of
from .papers.wording_pages import differences, rows_of

EDIT, APPROVE, VIEW = "pledges.add_paperwording", "pledges.approve_paperwording", "pledges.view_paperwording"


class WordingForm(forms.Form):
    """Title, paragraphs (one a line) and notes of one kind; the preflight speaks beside the field."""

    title = forms.CharField(label="标题", max_length=40)
    paragraphs = forms.CharField(
        label="正文",
        help_text="一行一段。占位只能用旁边清单里的。",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    notes = forms.CharField(
        label="来源和待核实事项",
        required=False,
        max_length=2000,
        help_text="没有看过原文的格式和条文，写明“待核实”。不印在文书上。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(label="为什么改", required=False, max_length=200)
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self):
        given = super().clean()
        found = check(self.kind, given.get("title", ""), given.get("paragraphs", ""))
        for name, faults in (("title", found.title), ("paragraphs", found.paragraphs)):
            if name not in self.errors:
                for fault in faults:
                    self.add_error(name, fault)
        return given

    def wording(self) -> Wording:
        """The words as typed."""
        given = self.cleaned_data
        return Wording(given["title"].strip(), paragraphs_of(given["paragraphs"]), given["notes"].strip())


@admin.register(PaperWording)
class PaperWordingAdmin(OfficeList, admin.ModelAdmin):
    """Ten kinds, each with its words in force, what waits, and its history. Rows are never edited: saving makes a new version."""

    menu_order = 60
    change_list_template = "admin/pledges/paperwording/change_list.html"

    def has_module_permission(self, request):
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(VIEW)

    def has_add_permission(self, request):
        return False  # from the kind's own line

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        officer = actor_of(request)
        rows = super().get_queryset(request)
        return rows.filter(bureau=officer.bureau) if officer else rows.none()

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"pledges_paperwording_{name}")

        return [
            page("kind/<slug:kind>/", self.kind_view, "kind"),
            page("kind/<slug:kind>/edit/", self.edit_view, "edit"),
            page("kind/<slug:kind>/sample.pdf", self.sample_view, "sample"),
            page("<int:pk>/approve/", self.approve_view, "approve"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        officer = self._officer(request, VIEW)
        rows = rows_of(officer.bureau)
        context = {**self.admin_site.each_context(request), "title": "文书模板文字", "opts": self.opts, "rows": rows}
        return TemplateResponse(
            request, self.change_list_template, {**context, "may_edit": request.user.has_perm(EDIT)}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=whole_number(object_id) or 0).first()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(reverse("admin:pledges_paperwording_kind", args=[row.kind]))

    def kind_view(self, request, kind):
        """Words in force, versions newest first with what each changed, and the record."""
        officer = self._officer(request, VIEW, kind)
        row = next(one for one in rows_of(officer.bureau) if one.kind == kind)
        versions = list(self.get_queryset(request).filter(kind=kind).select_related("created_by", "approved_by"))
        earlier = [*map(as_wording, versions[1:]), DEFAULTS[kind]]
        compared = [(one, differences(old, as_wording(one))) for one, old in zip(versions, earlier, strict=False)]
        events = audit.timeline(f"wording:{officer.bureau.pk}:{kind}", 30)
        return self._page(
            request,
            "kind",
            kind,
            row=row,
            compared=compared,
            default=DEFAULTS[kind],
            lines=[(event.at, event.actor, audit.describe(event)) for event in events],
            may_edit=request.user.has_perm(EDIT),
            may_approve=request.user.has_perm(APPROVE),
            actor=officer,
        )

    def edit_view(self, request, kind):
        """Edit as a new version; ``?from=`` starts with an older one (0 = the product's). 检查并看样张 keeps nothing."""
        officer = self._officer(request, EDIT, kind)
        newest = self.get_queryset(request).filter(kind=kind).first()
        start = self._start(request, kind, newest)
        base = newest.version_no if newest else 0
        first = {"title": start.title, "paragraphs": "\n".join(start.paragraphs), "notes": start.notes, "base": base}
        form = WordingForm(request.POST or None, kind=kind, initial=first)
        if request.method == "POST" and form.is_valid():
            if "sample" in request.POST:
                return self._sample(request, form, officer, kind)
            given = form.cleaned_data
            values = {"title": given["title"], "text": given["paragraphs"], "notes": given["notes"]}
            values |= {"note": given["note"], "base": given["base"]}
            saved = attempt(form, services.wording_save, bureau=officer.bureau, kind=kind, actor=officer, **values)
            if saved:
                messages.success(request, f"已存为第{saved.version_no}版，由另一名法制人员核对样张后启用。")
                return redirect("admin:pledges_paperwording_kind", kind)
        slots = [(name, meaning, fields.known(kind)[name]) for name, meaning in fields.described(kind).items()]
        return self._page(request, "edit", kind, form=form, slots=slots)

    def _start(self, request, kind: str, newest: PaperWording | None) -> Wording:
        wanted = whole_number(request.GET.get("from"))
        if wanted == 0:
            return DEFAULTS[kind]
        row = self.get_queryset(request).filter(kind=kind, version_no=wanted).first() if wanted else newest
        row = row or newest
        return as_wording(row) if row else DEFAULTS[kind]

    def _sample(self, request, form, officer, kind: str):
        try:
            content = services.wording_sample(bureau=officer.bureau, wording=form.wording(), kind=kind)
        except DomainError as refusal:
            form.add_error("paragraphs", refusal.message)
            slots = [(name, meaning, fields.known(kind)[name]) for name, meaning in fields.described(kind).items()]
            return self._page(request, "edit", kind, form=form, slots=slots)
        return _pdf(content)

    def sample_view(self, request, kind):
        """A sample of a stored version (``?version=``), or of the words in force."""
        officer = self._officer(request, VIEW, kind)
        wanted = whole_number(request.GET.get("version"))
        row = self.get_queryset(request).filter(kind=kind, version_no=wanted).first() if wanted else None
        words = as_wording(row) if row else services.wording_in_force(officer.bureau, kind)
        if wanted == 0:
            words = DEFAULTS[kind]
        return _pdf(services.wording_sample(bureau=officer.bureau, wording=words, kind=kind))

    def approve_view(self, request, pk):
        """启用: look at the change once more, then confirm."""
        officer = self._officer(request, APPROVE)
        row = visible_or_404(self.get_queryset(request).select_related("created_by"), pk)
        if request.method == "POST":
            try:
                services.wording_approve(wording=row, actor=officer)
            except DomainError as refusal:
                messages.error(request, refusal.message)
            else:
                messages.success(request, f"{row} 已启用。已签发的文书不受影响。")
            return redirect("admin:pledges_paperwording_kind", row.kind)
        lines = differences(services.wording_in_force(officer.bureau, row.kind), as_wording(row))
        return self._page(request, "approve", row.kind, wording=row, lines=lines)

    def _officer(self, request, permission: str, kind: str | None = None):
        officer = actor_of(request)
        if officer is None or not request.user.has_perm(permission) or (kind and kind not in PaperKind.values):
            raise PermissionDenied
        return officer

    def _page(self, request, name: str, kind: str, **context):
        shown = {
            **self.admin_site.each_context(request),
            "title": f"{PaperKind(kind).label}：模板文字",
            "opts": self.opts,
            "kind": kind,
            "is_nav_sidebar_enabled": False,  # the texts need the width
        }
        return TemplateResponse(request, f"admin/pledges/paperwording/{name}.html", {**shown, **context})


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response
