"""The list of people with what is valid, expiring or missing: one query a page, the same rows for the page and the export."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .. import parameters
from ..display import cn_date
from ..lists import FilterForm, any_of
from ..models import Exam, Insurance, Loan, Officer, Unit, User
from ..privacy.sealed import WordsField
from ..staff_fields import UnitChoice
from .acting import hours_in
from .reach import visible_to

HANDLE = "handle_case"


@dataclass(frozen=True)
class Ruler:
    """What the states are measured with: the day, how many days ahead count as «soon», hours wanted a year (0 = none)."""

    on: date
    soon: int
    hours: int

    @property
    def limit(self) -> date:
        return self.on + timedelta(days=self.soon)


def ruler_of(bureau, on: date) -> Ruler:
    """The bureau's own measure on ``on``."""
    soon = parameters.value(bureau, "staffing.soon_days")
    return Ruler(on, soon, parameters.value(bureau, "staffing.training_hours"))


def _count(rows):
    found = rows.filter(officer=OuterRef("pk")).order_by().values("officer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def with_standing(rows: QuerySet, ruler: Ruler) -> QuerySet:
    """``rows`` of officers with insured_to, exam_on, exam_to, hours (this year), lent, late, acts (handles cases)."""
    on = ruler.on
    mine = {"officer": OuterRef("pk")}
    insured = Insurance.objects.counting().filter(**mine, valid_from__lte=on).order_by("-valid_to").values("valid_to")
    passed = Exam.objects.counting().filter(**mine, result=Exam.Result.PASSED, on__lte=on)
    passed = passed.order_by(F("valid_to").desc(nulls_first=True), "-on")
    out = Loan.objects.counting().filter(returned_on__isnull=True)
    handles = User.groups.through.objects.filter(
        user=OuterRef("user"), group__permissions__codename=HANDLE, group__permissions__content_type__app_label="cases"
    )
    return rows.annotate(
        insured_to=Subquery(insured[:1]),
        exam_on=Subquery(passed.values("on")[:1]),
        exam_to=Subquery(passed.values("valid_to")[:1]),
        hours=Coalesce(hours_in(on.year), Decimal(0)),
        lent=_count(out),
        late=_count(out.filter(due_on__lt=on)),
        acts=Exists(handles),
    )


def people(actor: Officer, ruler: Ruler) -> QuerySet:
    """Active people whose records ``actor`` sees, with their standing."""
    return with_standing(visible_to(actor).filter(is_active=True).select_related("unit"), ruler)


def trouble(key: str, ruler: Ruler) -> Q:
    """Condition on :func:`people` for one state. Missing things count only for those who handle cases."""
    on, limit = ruler.on, ruler.limit
    return {
        "certificate": Q(certificate_to__lt=on) | Q(acts=True, certificate_to__isnull=True),
        "certificate_soon": Q(certificate_to__gte=on, certificate_to__lte=limit),
        "insurance": Q(insured_to__lt=on) | Q(acts=True, insured_to__isnull=True),
        "insurance_soon": Q(insured_to__gte=on, insured_to__lte=limit),
        "exam": Q(exam_to__lt=on) | Q(acts=True, exam_on__isnull=True),
        "exam_soon": Q(exam_to__gte=on, exam_to__lte=limit),
        "training": Q(acts=True, hours__lt=ruler.hours),
        "late": Q(late__gt=0),
        "lent": Q(lent__gt=0),
    }[key]


STATES = {
    "certificate": "执法证过期或没有登记",
    "certificate_soon": "执法证快到期",
    "insurance": "没有有效保险",
    "insurance_soon": "保险快到期",
    "exam": "没有有效考试合格记录",
    "exam_soon": "考试合格快到期",
    "training": "今年学时不足",
    "late": "装备逾期未还",
    "lent": "有借用的装备",
}


class PeopleFilter(FilterForm):
    """单位(含下属), 情况, 姓名或证号."""

    sorts = {
        "unit": ("按单位", ("unit__path", "name", "pk")),
        "certificate": ("执法证先到期在前", (F("certificate_to").asc(nulls_first=True), "pk")),
        "insurance": ("保险先到期在前", (F("insured_to").asc(nulls_first=True), "pk")),
        "hours": ("学时少的在前", ("hours", "pk")),
    }
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")
    state = forms.ChoiceField(label="情况", choices=any_of(STATES.items()), required=False)
    words = WordsField(label="姓名或执法证号", required=False, max_length=60)

    def __init__(self, data=None, *, actor, ruler: Ruler, **kwargs):
        super().__init__(data, **kwargs)
        self.ruler = ruler
        mine = visible_to(actor).values("unit")
        self.fields["unit"].queryset = Unit.objects.filter(
            Q(pk__in=mine) | Q(as_bureau__isnull=False, bureau=actor.unit.bureau_id, pk=actor.unit_id)
        ).order_by("path")
        self.full_clean()

    def narrow(self, rows, given):
        """Each filter narrows on its own."""
        if given["unit"]:
            rows = rows.filter(unit__path__startswith=given["unit"].path)
        if given["state"]:
            rows = rows.filter(trouble(given["state"], self.ruler))
        if words := given["words"].strip():
            rows = rows.filter(Q(name__icontains=words) | Q(certificate_no__icontains=words))
        return rows


@dataclass(frozen=True)
class Mark:
    """One state of one person in words: label, tone, and the day it is about."""

    label: str
    tone: str
    day: date | None = None

    @property
    def text(self) -> str:
        return f"{self.label}（至{cn_date(self.day)}）" if self.day else self.label


def until(day: date | None, ruler: Ruler, *, wanted: bool) -> Mark:
    """How a thing that holds until ``day`` stands; without a day it is missing where it is wanted."""
    if day is None:
        return Mark("没有登记", "danger" if wanted else "neutral")
    if day < ruler.on:
        return Mark("已过期", "danger", day)
    return Mark(f"还有{(day - ruler.on).days}天", "warn", day) if day <= ruler.limit else Mark("有效", "good", day)


@dataclass(frozen=True)
class Standing:
    """One person as the list shows them."""

    officer: Officer
    certificate: Mark
    insurance: Mark
    exam: Mark
    hours: Decimal
    short: bool


def standing_of(row: Officer, ruler: Ruler) -> Standing:
    """``row`` of :func:`people` in words."""
    exam = until(row.exam_to, ruler, wanted=row.acts)
    if row.exam_on and row.exam_to is None:
        exam = Mark("合格", "good")
    return Standing(
        officer=row,
        certificate=until(row.certificate_to if row.certificate_no else None, ruler, wanted=row.acts),
        insurance=until(row.insured_to, ruler, wanted=row.acts),
        exam=exam,
        hours=row.hours,
        short=bool(row.acts and row.hours < ruler.hours),
    )


HEADER = (
    "姓名",
    "单位",
    "执法证号",
    "执法证有效期起",
    "执法证有效期止",
    "执法证",
    "意外伤害险有效期止",
    "意外伤害险",
    "最近合格考试",
    "考试",
    "今年学时",
    "学时要求",
    "借用装备数",
    "逾期未还数",
)


def exported(rows, ruler: Ruler):
    """One tuple a person under :data:`HEADER`."""
    for row in rows:
        shown = standing_of(row, ruler)
        yield (
            row.name,
            str(row.unit),
            row.certificate_no,
            row.certificate_from,
            row.certificate_to,
            shown.certificate.label,
            row.insured_to,
            shown.insurance.label,
            row.exam_on,
            shown.exam.label,
            float(row.hours),
            ruler.hours or None,
            row.lent,
            row.late,
        )
