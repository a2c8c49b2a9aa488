"""Which lines of the ledger a person asks for; page and export use the same filter."""

from django import forms
from django.db.models import F, QuerySet

from cases.models import Case, Violation
from cases.status import CaseStatus, Outcome
from catalog.models import Item
from xinglongtai.core.lists import DayInput, FilterForm, any_of
from xinglongtai.core.privacy.sealed import WordsField
from xinglongtai.core.staff_fields import UnitChoice
from xinglongtai.core.textsearch import holding

from ..filters import units_of

#: A case stands in the ledger once its registration is through; one that was given up before never does.
NOT_YET = (CaseStatus.DRAFT, CaseStatus.CANCELLED)
#: What names a line: a case and one of its pledges.
LINE = ("pk", "promise_pk")
_DAYS = {"inspected": "inspected_on", "issued": "promise_issued_on", "closed": "outcome_on"}


def ledger_rows(actor) -> QuerySet:
    """(case, pledge or None) of every line ``actor`` may see: one a pledge, and one for a case without any.

    What filters ask of the pledge are annotations: they stand for the one join of the line, while a filter over the relation itself
    would join the case's other pledges once more.
    """
    return (
        Case.objects.visible_to(actor)
        .exclude(status__in=NOT_YET)
        .annotate(
            promise_pk=F("pledges__pk"),
            promise_issued_on=F("pledges__issued_on"),
            promise_number=F("pledges__letter__document__number_text"),
        )
        .values_list(*LINE)
    )


class LedgerFilter(FilterForm):
    """单位(含下属), 期间 by one of three days, 清单事项, 处理结果, 关键词."""

    sorts = {
        "newest": ("检查日期新的在前", ("-inspected_on", "-pk", "-promise_pk")),
        "oldest": ("检查日期早的在前", ("inspected_on", "pk", "promise_pk")),
        "unit": ("按单位", ("unit__path", "inspected_on", "pk", "promise_pk")),
    }
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    by = forms.ChoiceField(
        label="期间按",
        required=False,
        choices=[("inspected", "检查日期"), ("issued", "承诺书签发日期"), ("closed", "处理日期")],
    )
    since = forms.DateField(label="从", required=False, widget=DayInput())
    until = forms.DateField(label="到", required=False, widget=DayInput())
    item = forms.ModelChoiceField(
        label="清单事项", queryset=Item.objects.none(), required=False, empty_label="全部", to_field_name="number"
    )
    outcome = forms.ChoiceField(label="处理结果", required=False, choices=any_of([("open", "在办"), *Outcome.choices]))
    letter = forms.ChoiceField(
        label="承诺书", required=False, choices=any_of([("with", "已签发承诺书"), ("without", "没有承诺书")])
    )
    words = WordsField(label="关键词", required=False, max_length=60)

    def __init__(self, data=None, *, actor, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["unit"].queryset = units_of(actor)
        items = Item.objects.filter(bureau_id=actor.unit.bureau_id).order_by("number")
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.number} {item.domain}"
        self.fields["words"].widget.attrs["placeholder"] = "名称、信用代码、电话、编号、违法行为"
        self.full_clean()

    def clean(self):
        """The end of the period is not before its beginning."""
        given = super().clean()
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "结束日期早于开始日期，请改正。")
        return given

    @property
    def sentence(self) -> str:
        """As of every list; which day the period goes by is said only with a period."""
        given = self.given()
        texts = super().sentence.split("；")
        if not (given["since"] or given["until"]):
            texts = [text for text in texts if not text.startswith("期间按：")]
        return "；".join(filter(None, texts))

    def narrow(self, rows, given):
        """Each filter narrows on its own; the unit takes its whole subtree."""
        day = _DAYS.get(given["by"], "inspected_on")
        if given["since"]:
            rows = rows.filter(**{f"{day}__gte": given["since"]})
        if given["until"]:
            rows = rows.filter(**{f"{day}__lte": given["until"]})
        if given["unit"]:
            rows = rows.filter(unit__path__startswith=given["unit"].path)
        if given["item"]:
            rows = rows.filter(pk__in=Violation.objects.filter(item_version__item=given["item"]).values("case"))
        if given["outcome"]:
            rows = rows.filter(outcome="" if given["outcome"] == "open" else given["outcome"])
        if given["letter"]:
            rows = rows.filter(promise_pk__isnull=given["letter"] == "without")
        found = holding("found_by__words", given["words"])
        return rows if found is None else rows.filter(found)
