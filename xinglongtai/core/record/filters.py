"""Filters of the list of acts."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from .. import audit
from ..lists import DayInput, FilterForm, any_of
from ..models import Officer, Unit
from . import looks, reach

#: Without a beginning the list shows so many days: nobody reads years, and a count over them takes long.
SHOWN_DAYS = 30


def midnight(day: date) -> datetime:
    """When ``day`` begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


class ActFilter(FilterForm):
    """When, who, which unit, what kind of act, which case, from which address, which look."""

    sorts = {"newest": ("最新在前", ("-pk",)), "oldest": ("最早在前", ("pk",))}
    start = forms.DateField(label="从", required=False, widget=DayInput())
    end = forms.DateField(label="到", required=False, widget=DayInput())
    who = forms.CharField(label="姓名", required=False, max_length=40)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False, empty_label="全部")
    act = forms.ChoiceField(label="操作种类", required=False)
    look = forms.ChoiceField(label="值得一看", required=False)
    dossier = forms.CharField(label="案卷", required=False, max_length=40, help_text="如：案件 12、当事人 3")
    address = forms.CharField(label="来源地址", required=False, max_length=45)

    def __init__(self, data=None, *, actor: Officer, on: date, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(data, **kwargs)

    def is_valid(self):
        self.fields["unit"].queryset = Unit.objects.filter(bureau_id=self.actor.unit.bureau_id)
        kinds = sorted(set(audit.names().values()))
        self.fields["act"].choices = any_of([(name, name) for name in kinds])
        self.fields["look"].choices = any_of([(look.key, look.label) for look in looks.offered()])
        return super().is_valid()

    @property
    def begins(self) -> date | None:
        """The first day shown; None where a case is named: then its whole life is."""
        given = self.given()
        if given["start"] or given["dossier"]:
            return given["start"] or None
        return (given["end"] or self.on) - timedelta(days=SHOWN_DAYS - 1)

    @property
    def sentence(self) -> str:
        said = super().sentence
        if self.begins and not self.given()["start"]:
            last = f"最近{SHOWN_DAYS}天" if not self.given()["end"] else f"截止日前{SHOWN_DAYS}天"
            said = f"时间：{last}" + (f"；{said}" if said else "")
        return said

    def narrow(self, rows, given):
        if self.begins:
            rows = rows.filter(at__gte=midnight(self.begins))
        if given["end"]:
            rows = rows.filter(at__lt=midnight(given["end"] + timedelta(days=1)))
        if given["who"]:
            named = reach.officers_named(self.actor, given["who"])
            rows = rows.filter(actor_id__in=list(named.values_list("pk", flat=True)))
        if given["unit"]:
            rows = rows.filter(actor__unit__path__startswith=given["unit"].path)
        if given["act"]:
            rows = rows.filter(verb__in=[verb for verb, name in audit.names().items() if name == given["act"]])
        if given["look"]:
            rows = rows.filter(looks.look_of(given["look"]).asks)
        if given["dossier"]:
            rows = rows.filter(thread=reach.thread_named(given["dossier"]))
        if given["address"]:
            rows = rows.filter(data__address=given["address"])
        return rows
