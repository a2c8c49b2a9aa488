"""Filters of the lists of cases and parties."""

from django import forms
from django.db.models import Exists, OuterRef

from catalog.models import Item
from xinglongtai.core import units
from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.models import Officer, Unit
from xinglongtai.core.privacy.sealed import WordsField
from xinglongtai.core.staff_fields import StaffChoice, UnitChoice

from ..models import Case
from ..querysets import reach, sees_bureau
from ..status import CaseStatus, PartyKind, Source


def units_within_reach(actor):
    """Units whose rows the actor may see: the bureau for legal, leaders and supervisors, else the own subtree."""
    if reach(actor) is None:
        return Unit.objects.none()
    return units.subtree(actor.unit.bureau.unit if sees_bureau(actor) else actor.unit)


def handlers_of(actor):
    """Officers of the bureau who handle cases or did."""
    handled = Case.objects.filter(handler=OuterRef("pk"))
    return Officer.objects.filter(Exists(handled), unit__bureau=actor.unit.bureau_id)


def domain_choices(actor):
    """Domains of the bureau's catalog."""
    names = Item.objects.filter(bureau_id=actor.unit.bureau_id).order_by("domain").values_list("domain", flat=True)
    return [(name, name) for name in names.distinct()]


class UnitAndOfficer(FilterForm):
    """Unit (with everything below it) and handling officer."""

    unit = UnitChoice(label="单位", required=False, empty_label="全部")
    officer = StaffChoice(Officer.objects.none(), label="办案人", required=False, empty_label="全部")

    def __init__(self, *args, actor, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)

    def full_clean(self):
        self.fields["unit"].queryset = units_within_reach(self.actor)
        self.fields["officer"].queryset = handlers_of(self.actor)
        super().full_clean()

    def by_people(self, rows, given, prefix=""):
        """Limit ``rows`` by unit and officer; ``prefix`` leads to the case's columns.

        The root of the bureau limits nothing to who sees the whole bureau; told in three thousand units, the planner would expect few rows.
        """
        everything = sees_bureau(self.actor) and given["unit"] and given["unit"].pk == self.actor.unit.bureau.unit_id
        if given["unit"] and not everything:
            rows = rows.filter(**{f"{prefix}unit__in": units.keys_below(given["unit"])})
        if given["officer"]:
            rows = rows.filter(**{f"{prefix}handler": given["officer"]})
        return rows


class CaseFilter(UnitAndOfficer):
    """Filters of the case list and of its export."""

    sorts = {
        "newest": ("最新登记在前", ("-pk",)),
        "inspected": ("检查日期新的在前", ("-inspected_on", "-pk")),
        "clock": ("核查期限近的在前", ("clock_due_on", "-pk")),
        "party": ("按当事人", ("party__name", "-pk")),
    }
    words = WordsField(label="关键词", required=False, max_length=100)
    status = forms.ChoiceField(label="状态", required=False, choices=any_of([("open", "未办结"), *CaseStatus.choices]))
    source = forms.ChoiceField(label="来源", required=False, choices=any_of(Source.choices))
    domain = forms.ChoiceField(label="领域", required=False)
    since = forms.DateField(label="检查日期从", required=False, widget=DayInput())
    until = forms.DateField(label="检查日期到", required=False, widget=DayInput())

    field_order = ["words", "status", "source", "domain", "unit", "officer", "since", "until"]

    def full_clean(self):
        self.fields["domain"].choices = any_of(domain_choices(self.actor))
        super().full_clean()

    def prepare(self, rows):
        """By name: party and case are of one bureau, which is said so that the index of names is found."""
        return rows.filter(party__bureau_id=self.actor.unit.bureau_id) if self.given()["sort"] == "party" else rows

    def in_order(self, rows):
        """Of some days: by day, unless another order is asked for."""
        given = self.given()
        if (given["since"] or given["until"]) and not given["sort"]:
            return rows.order_by("-inspected_on", "-pk")
        return super().in_order(rows)

    def narrow(self, rows, given):
        if given["status"] == "open":
            rows = rows.open()
        elif given["status"]:
            rows = rows.filter(status=given["status"])
        if given["source"]:
            rows = rows.filter(source=given["source"])
        if given["domain"]:
            cases = rows.model.objects.filter(violations__item_version__item__domain=given["domain"])
            rows = rows.filter(pk__in=cases.values("pk"))
        if given["since"]:
            rows = rows.filter(inspected_on__gte=given["since"])
        if given["until"]:
            rows = rows.filter(inspected_on__lte=given["until"])
        return self.by_people(rows, given).matching(given["words"])


class PartyFilter(FilterForm):
    """Filters of the list of parties."""

    sorts = {
        "newest": ("最新登记在前", ("-pk",)),
        "name": ("按名称", ("name", "-pk")),
    }
    words = WordsField(label="名称、信用代码、电话", required=False, max_length=100)
    kind = forms.ChoiceField(label="主体类型", required=False, choices=any_of(PartyKind.choices))

    def narrow(self, rows, given):
        if given["kind"]:
            rows = rows.filter(kind=given["kind"])
        return rows.matching(given["words"])
