"""What is counted: kinds of rows, and the day by which a row belongs to a period. The only place that knows the tables.

A *population* is a kind of row (cases, sheets, letters, soft measures) with the paths to its unit, source and items. A *base* is a
population with the rows that count at all and their day. Drafts and cancelled cases are in no base.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case as SqlCase
from django.db.models import (
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.models import Assessment, Case, Correction, Measure, Violation
from cases.status import CaseStatus, Outcome, ReviewVerdict
from pledges.models import Paper, Pledge
from pledges.papers.kinds import PaperKind
from pledges.status import PledgeMode, PledgeStatus

from .status import Way

#: Not registered to the end, or registered by mistake.
NOT_YET = (CaseStatus.DRAFT, CaseStatus.CANCELLED)


@dataclass(frozen=True)
class Population:
    """A kind of row. ``case``: path to its case ("" = it is one, None = it has none that counts); ``violations``: to them.

    ``bureau``: path to a bureau of its own besides that of its case, by which its days are found.
    """

    key: str
    model: type[Model]
    case: str | None
    violations: str
    word: str
    bureau: str = ""

    @property
    def home(self) -> str:
        """Path to the row that carries bureau and unit."""
        return self.case or ""

    @property
    def several(self) -> bool:
        """Whether one row may have several violations, so that it counts once under each of their items."""
        return self.violations.endswith("violations__")


CASES = Population("cases", Case, "", "violations__", "件")
SHEETS = Population("sheets", Assessment, "violation__case__", "violation__", "张")
LETTERS = Population("letters", Pledge, "case__", "case__violations__", "份", "bureau")
SOFT = Population("soft", Measure, None, "", "次")
POPULATIONS = {one.key: one for one in (CASES, SHEETS, LETTERS, SOFT)}


def _plain(rows: QuerySet, window: int) -> QuerySet:
    return rows


@dataclass(frozen=True)
class Base:
    """Rows of a population that count at all, by the day ``day``. ``watched``: the day counts ``window`` days later.

    ``enrich`` adds what conditions need. ``way``: how the row was handled, where rows are sorted by that.
    """

    key: str
    population: Population
    rows: Q
    day: str
    watched: bool = False
    enrich: Callable[[QuerySet, int], QuerySet] = _plain
    way: object = None

    def days(self, start: date, end: date, window: int) -> tuple[date, date]:
        """The range its day column must lie in, so that the row belongs to the range from ``start`` to ``end``."""
        back = timedelta(days=window if self.watched else 0)
        return start - back, end - back


_ELIGIBLE = Q(decided_verdict=ReviewVerdict.ELIGIBLE) | Q(decided_verdict="", verdict=ReviewVerdict.ELIGIBLE)


def _done_on(rows: QuerySet, window: int) -> QuerySet:
    """``done_on``: the day the materials came, or of the recheck where there were none."""
    return rows.alias(done_on=Coalesce("submitted_on", "closed_on"))


def _again(rows: QuerySet, window: int) -> QuerySet:
    """``again``: whether the same party was found in a promised item again within so many days after the recheck."""
    promised = Assessment.objects.filter(
        _ELIGIBLE, violation__case=OuterRef(OuterRef("case_id")), is_current=True, violation__item_version__isnull=False
    )
    gap = ExpressionWrapper(F("case__discovered_on") - OuterRef("closed_on"), output_field=DurationField())
    later = (
        Violation.objects.filter(
            ~Q(case__status__in=NOT_YET),
            ~Q(case__outcome=Outcome.NOT_ESTABLISHED),
            case__party_id=OuterRef("case__party_id"),
            case__discovered_on__gt=OuterRef("closed_on"),
            item_version__item_id__in=promised.values("violation__item_version__item_id"),
        )
        .annotate(gap=gap)
        .filter(gap__lte=timedelta(days=window))
    )
    return rows.alias(again=Exists(later))


def _way_of_case():
    """The furthest a case went, told once: a decision before filing, filing before a promise, a promise before an order."""
    kept = Pledge.objects.filter(case=OuterRef("pk"), signed_on__isnull=False).exclude(status=PledgeStatus.VOIDED)
    ordered = Paper.objects.filter(case=OuterRef("pk"), kind=PaperKind.ORDER, document__voided_at__isnull=True)
    corrected = Correction.objects.filter(case=OuterRef("pk"))
    told = [
        (Q(outcome=Outcome.PENALTY), Way.PENALTY),
        (Q(outcome__in=[Outcome.LIGHTER, Outcome.MITIGATED]), Way.LIGHTER),
        (Q(outcome__in=[Outcome.REFER_POLICE, Outcome.REFER_OTHER]), Way.REFERRED),
        (Q(outcome=Outcome.NOT_ESTABLISHED), Way.NOT_ESTABLISHED),
        (Q(filed_on__isnull=False, outcome__in=[Outcome.NO_PENALTY, Outcome.EXEMPT]), Way.LENIENT),
        (Q(filed_on__isnull=False), Way.FILED),
        (Exists(kept.filter(mode=PledgeMode.BY_DATE)), Way.PLEDGE),
        (Exists(kept.filter(mode=PledgeMode.IMMEDIATE)), Way.ON_SPOT),
        (Exists(ordered) | Exists(corrected), Way.ORDER),
    ]
    whens = [When(condition, then=Value(way.value)) for condition, way in told]
    return SqlCase(*whens, default=Value(Way.OTHER.value), output_field=CharField())


_REAL_CASE = ~Q(status__in=NOT_YET)
_REAL = ~Q(case__status__in=NOT_YET) & ~Q(status=PledgeStatus.VOIDED)
_SHEET = Q(is_current=True) & ~Q(violation__case__status__in=[*NOT_YET, CaseStatus.REVIEW])
BASES = {
    base.key: base
    for base in (
        Base("inspected", CASES, _REAL_CASE, "inspected_on"),
        Base("ended", CASES, _REAL_CASE, "outcome_on"),
        Base("sheets", SHEETS, _SHEET, "made_on"),
        Base("issued", LETTERS, _REAL, "issued_on"),
        Base("due", LETTERS, _REAL & Q(signed_on__isnull=False), "due_on", enrich=_done_on),
        Base("closed", LETTERS, _REAL & Q(signed_on__isnull=False), "closed_on"),
        Base("watched", LETTERS, _REAL & Q(status=PledgeStatus.FULFILLED), "closed_on", watched=True, enrich=_again),
        Base("acts", CASES, _REAL_CASE, "inspected_on", way=_way_of_case()),
        Base("soft", SOFT, Q(case__isnull=True, set_aside_reason=""), "on", way=F("kind")),
    )
}


@dataclass(frozen=True)
class CountSet:
    """Rows of a base that meet ``condition`` on a day. ``mode``: of a base with ways, those sorted into it."""

    key: str
    title: str
    bases: tuple[str, ...]
    condition: Callable[[date], Q] = lambda on: Q(pk__isnull=False)
    mode: str = ""

    @property
    def word(self) -> str:
        """What one row is called: 件, 份, 张."""
        return BASES[self.bases[0]].population.word


def _when(**values) -> Callable[[date], Q]:
    return lambda on: Q(**values)


_DONE = [PledgeStatus.FULFILLED, PledgeStatus.BREACHED]
_ACTS = ("acts", "soft")
SETS = {
    one.key: one
    for one in (
        CountSet("cases", "检查案件", ("inspected",)),
        CountSet("sheets", "已确认的核查表", ("sheets",)),
        CountSet("eligible", "结论为可以适用承诺的核查表", ("sheets",), lambda on: _ELIGIBLE),
        CountSet("issued", "签发的承诺书", ("issued",)),
        CountSet("signed", "已签署的承诺书", ("issued",), _when(signed_on__isnull=False)),
        CountSet(
            "judged",
            "期限已到、已经了结或没有交材料的承诺",
            ("due",),
            lambda on: Q(status__in=_DONE) | Q(status=PledgeStatus.SIGNED, due_on__lt=on),
        ),
        CountSet("on_time", "按期改正的承诺", ("due",), _when(status=PledgeStatus.FULFILLED, done_on__lte=F("due_on"))),
        CountSet("corrected", "复查整改到位的承诺", ("closed",), _when(status=PledgeStatus.FULFILLED)),
        CountSet("settled", "已了结的承诺", ("closed",), _when(status__in=_DONE)),
        CountSet("breached", "失诺", ("closed",), _when(status=PledgeStatus.BREACHED)),
        CountSet("watched", "观察期届满的已履行承诺", ("watched",)),
        CountSet("again", "观察期内再犯", ("watched",), _when(again=True)),
        CountSet("no_case", "不予立案", ("ended",), _when(outcome=Outcome.NO_CASE)),
        CountSet("no_penalty", "不予行政处罚", ("ended",), _when(outcome=Outcome.NO_PENALTY)),
        CountSet("exempt", "免予处罚", ("ended",), _when(outcome=Outcome.EXEMPT)),
        CountSet("lighter", "从轻处罚", ("ended",), _when(outcome=Outcome.LIGHTER)),
        CountSet("mitigated", "减轻处罚", ("ended",), _when(outcome=Outcome.MITIGATED)),
        CountSet("sorted", "归入三类的处理", _ACTS, mode="*"),
        CountSet("service", "服务", _ACTS, mode="service"),
        CountSet("management", "管理", _ACTS, mode="management"),
        CountSet("enforcement", "执法", _ACTS, mode="enforcement"),
        CountSet("none", "不归类的处理", _ACTS, mode="none"),
    )
}
