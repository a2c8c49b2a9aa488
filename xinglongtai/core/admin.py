"""The system administrator's tools. Chinese throughout; no case, party or pledge can be read here."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django_tasks_db.models import DBTaskResult

from . import (
    admin_calendar,  # noqa: F401  (registers the calendar)
    admin_people,  # noqa: F401  (registers units, bureaus, accounts, officers)
    audit,
    parameters,
)
from .admin_access import OwnBureauAdmin, ReadOnlyAdmin, actor_of, bureau_of
from .models import LostNumber, NumberSeries, Outgoing, Parameter, Restoration
from .numbering import label_of
from .staffing import acting

admin.site.unregister([Group, DBTaskResult])
admin.site.index_template = "admin/office_index.html"


class ParameterForm(forms.ModelForm):
    """One declared parameter: chosen by its Chinese name, the value checked as the programme will read it."""

    key = forms.ChoiceField(label="参数")

    class Meta:
        model = Parameter
        fields = ["bureau", "key", "value", "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        declared = parameters.definitions()
        if "key" in self.fields:
            self.fields["key"].choices = [("", "请选择")] + [(d.key, d.label) for d in declared]
        known = {d.key: d for d in declared}
        definition = known.get(self.instance.key or self.initial.get("key"))
        if definition:
            self.fields["value"].help_text = describe(definition)
        self.fields["source"].help_text = "本机关这样规定的文件名称和文号"

    def _post_clean(self):
        super()._post_clean()
        if general := self._errors.pop("__all__", None):  # what the definition says belongs to the value
            self.add_error("value", general.as_data())


def plain(value) -> str:
    """A default as it is typed: 是/否 for switches."""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def describe(definition) -> str:
    """«默认 15,1 至 60;依据:…» of a declared parameter."""
    limits = ""
    if definition.minimum is not None and definition.maximum is not None:
        limits = f"，可设 {definition.minimum} 至 {definition.maximum}"
    return f"默认 {plain(definition.default)}{limits}；依据：{definition.source}"


@admin.register(Parameter)
class ParameterAdmin(OwnBureauAdmin):
    """The bureau's own values. The list shows every declared parameter with its default and source."""

    form = ParameterForm
    change_list_template = "admin/parameter_list.html"
    list_display = ["label", "value", "source"]
    search_fields = ["key", "value"]

    @admin.display(description="参数")
    def label(self, row):
        return next((d.label for d in parameters.definitions() if d.key == row.key), row.key)

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("core.delete_parameter")

    def get_readonly_fields(self, request, obj=None):
        return ["bureau", "key"] if obj else []

    def get_fields(self, request, obj=None):
        return ["key", "value", "source"] if bureau_of(request) else ["bureau", "key", "value", "source"]

    def get_changeform_initial_data(self, request):
        return {"key": request.GET.get("key", "")}

    def get_form(self, request, obj=None, **kwargs):
        form, bureau = super().get_form(request, obj, **kwargs), bureau_of(request)

        class BoundForm(form):
            def clean(self):
                data = super().clean()
                if bureau is not None and not self.instance.pk:
                    self.instance.bureau = bureau
                    if Parameter.objects.filter(bureau=bureau, key=data.get("key")).exists():
                        raise ValidationError({"key": "这个参数已经设置过，请在列表中打开修改。"})
                return data

        return BoundForm

    def changelist_view(self, request, extra_context=None):
        own = {row.key: row for row in self.get_queryset(request)} if bureau_of(request) else {}
        declared = [
            {"definition": d, "shown": plain(d.default), "about": describe(d), "row": own.get(d.key)}
            for d in parameters.definitions()
        ]
        return super().changelist_view(request, {"declared": declared, **(extra_context or {})})

    def _record(self, request, row, old, new):
        audit.record(
            verb="parameter_change", actor=actor_of(request), target=row, key=self.label(row), old=old, new=new
        )

    def save_model(self, request, obj, form, change):
        default = next(d.default for d in parameters.definitions() if d.key == obj.key)
        old = Parameter.objects.get(pk=obj.pk).value if change else f"{default}（默认）"
        obj.save()
        acting.forget()
        self._record(request, obj, old, obj.value)

    def delete_model(self, request, obj):
        self._record(request, obj, obj.value, "默认值")
        obj.delete()
        acting.forget()


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    """How far each series has got; only issuing a paper moves it."""

    list_display = ["kind_label", "year", "pattern", "last", "lost", "bureau"]
    list_filter = ["year"]

    @admin.display(description="文书种类")
    def kind_label(self, row):
        return label_of(row.kind)

    @admin.display(description="空缺")
    def lost(self, row):
        return row.lost or ""

    def get_queryset(self, request):
        same = {name: OuterRef(name) for name in ("bureau", "kind", "year")}
        lost = LostNumber.objects.filter(**same).order_by().values("year").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(lost=Subquery(lost))


@admin.register(LostNumber)
class LostNumberAdmin(ReadOnlyAdmin):
    """Numbers whose papers a restore lost, and why."""

    list_display = ["text", "kind_label", "given_at", "cause", "who"]
    list_filter = ["year"]

    @admin.display(description="文书种类")
    def kind_label(self, row):
        return label_of(row.kind)


@admin.register(Restoration)
class RestorationAdmin(ReadOnlyAdmin):
    """Older databases that were put back: of the whole installation, so every bureau's keepers see them."""

    list_display = ["restored_at", "backup", "backup_made_at", "who", "reason", "code"]
    fields = [*list_display, "proved"]

    @admin.display(description="核对结果")
    def proved(self, row):
        return "\n".join(f"{'✓' if good else '✗'} {subject}：{words}" for subject, good, words in row.report)

    def get_queryset(self, request):
        return admin.ModelAdmin.get_queryset(self, request)


@admin.register(Outgoing)
class OutgoingAdmin(ReadOnlyAdmin):
    """What went out by mail and SMS, and what did not: for whoever looks after the mail server and the SMS platform."""

    bureau_path = "officer__unit__bureau"
    list_display = ["created_at", "channel", "officer", "subject", "state", "attempts", "error", "sent_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["officer"]
    fields = [
        "officer",
        "channel",
        "subject",
        "text",
        "state",
        "attempts",
        "error",
        "created_at",
        "not_before",
        "sent_at",
    ]
