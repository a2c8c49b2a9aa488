"""Which rows each case set holds, and counting them: a fixed number of group-by queries, whatever the number of cases.

:data:`SETS` is the only place where a case set is told in terms of the database; the counts (:func:`tally`) and the list behind
a figure (:func:`cases_behind`) both read it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Case as SqlCase
from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.models import Case, Review, Violation
from cases.status import CaseStatus, DecisionState, Outcome, ReviewVerdict
from catalog.models import ItemVersion
from pledges.models import Pledge
from pledges.status import RUNNING, PledgeStatus
from xinglongtai.core import parameters
from xinglongtai.core.models import Bureau

from .measures import WATCH_DAYS, Counts
from .periods import Period
from .suggestions import Thresholds

#: Registered by mistake, or not registered to the end: no use of the item.
_NOT_YET = (CaseStatus.DRAFT, CaseStatus.CANCELLED)
_DECIDED = (DecisionState.APPROVED, DecisionState.REJECTED)


@dataclass(frozen=True)
class Scope:
    """What is evaluated: one bureau's cases of a period as they stand on ``on``, perhaps of one unit, item or version only."""

    bureau: Bureau
    period: Period
    on: date
    unit_path: str = ""
    item_id: int | None = None
    version_id: int | None = None

    def days(self, shift: int = 0) -> tuple[date, date]:
        """The passed days of the period, so many days earlier."""
        return self.period.until(self.on).shifted(shift)


@dataclass(frozen=True)
class Base:
    """One kind of row: which ones, and where its version, unit and day stand.

    ``shift``: its day counts so many days later (观察期届满). ``enrich`` adds what conditions need; it comes after the one
    ``filter()``, so that it speaks of the very violation that was filtered.
    """

    model: type[Model]
    rows: Q
    bureau: str
    version: str
    unit: str
    day: str
    shift: int = 0
    enrich: Callable[[QuerySet], QuerySet] = lambda rows: rows

    def within(self, scope: Scope) -> QuerySet:
        """The rows of the scope. All in one ``filter()``: a second one would join the case's violations a second time."""
        asked = self.rows & Q(**{self.bureau: scope.bureau, f"{self.day}__range": scope.days(self.shift)})
        asked &= Q(**{f"{self.version}__isnull": False})
        if scope.unit_path:
            asked &= Q(**{f"{self.unit}__path__startswith": scope.unit_path})
        if scope.item_id:
            asked &= Q(**{f"{self.version}__item_id": scope.item_id})
        if scope.version_id:
            asked &= Q(**{f"{self.version}_id": scope.version_id})
        return self.enrich(self.model.objects.filter(asked))


#: The current sheet let this violation into the letter.
_PROMISED = Q(case__violations__assessments__is_current=True) & (
    Q(case__violations__assessments__decided_verdict=ReviewVerdict.ELIGIBLE)
    | Q(
        case__violations__assessments__decided_verdict="",
        case__violations__assessments__verdict=ReviewVerdict.ELIGIBLE,
    )
)
_VERSION = "case__violations__item_version"


def _done_on(rows: QuerySet) -> QuerySet:
    """``done_on``: the day the materials were handed in, or of the recheck where there were none."""
    return rows.alias(done_on=Coalesce("submitted_on", "closed_on"))


def _again_within(days: int) -> Callable[[QuerySet], QuerySet]:
    """``again``: whether the same party was found in the same violation within so many days of the recheck."""

    def enrich(rows: QuerySet) -> QuerySet:
        same_article = Q(
            item_version__violated_law=OuterRef("of_law"), item_version__violated_article=OuterRef("of_article")
        ) & ~Q(item_version__violated_article="")
        gap = ExpressionWrapper(F("case__discovered_on") - OuterRef("closed_on"), output_field=DurationField())
        later = (
            Violation.objects.filter(
                Q(item_version__item_id=OuterRef("of_item")) | same_article,
                ~Q(case__status__in=_NOT_YET),
                ~Q(case__outcome=Outcome.NOT_ESTABLISHED),
                case__party_id=OuterRef("case__party_id"),
                case__discovered_on__gt=OuterRef("closed_on"),
            )
            .annotate(gap=gap)
            .filter(gap__lte=timedelta(days=days))
        )
        return rows.alias(
            of_item=F(f"{_VERSION}__item_id"),
            of_law=F(f"{_VERSION}__violated_law"),
            of_article=F(f"{_VERSION}__violated_article"),
        ).alias(again=Exists(later))

    return enrich


_CORRECTED = _PROMISED & Q(status=PledgeStatus.FULFILLED)
BASES = {
    "violations": Base(
        Violation,
        Q(assessments__is_current=True) & ~Q(case__status__in=_NOT_YET),
        "case__bureau",
        "item_version",
        "case__unit",
        "assessments__made_on",
    ),
    "pledges": Base(
        Pledge,
        _PROMISED & ~Q(status=PledgeStatus.VOIDED),
        "bureau",
        _VERSION,
        "case__unit",
        "issued_on",
        enrich=_done_on,
    ),
    **{
        f"watched{months}": Base(
            Pledge, _CORRECTED, "bureau", _VERSION, "case__unit", "closed_on", days, _again_within(days)
        )
        for months, days in WATCH_DAYS.items()
    },
    "reviews": Base(
        Review,
        ~Q(assessment__override_reason="") & ~Q(case__status=CaseStatus.CANCELLED),
        "case__bureau",
        "assessment__violation__item_version",
        "case__unit",
        "assessment__made_on",
    ),
}
#: Corrections by the day of the recheck itself: those still under watch.
_RECHECKED = Base(Pledge, _CORRECTED, "bureau", _VERSION, "case__unit", "closed_on")

_DONE = [PledgeStatus.FULFILLED, PledgeStatus.BREACHED]
#: Case set → (base, condition on ``on``).
SETS: dict[str, tuple[str, Callable[[date], Q]]] = {
    "used": ("violations", lambda on: Q(pk__isnull=False)),
    "filed": ("violations", lambda on: Q(case__filed_on__isnull=False)),
    "referred": ("violations", lambda on: Q(case__outcome__in=[Outcome.REFER_POLICE, Outcome.REFER_OTHER])),
    "issued": ("pledges", lambda on: Q(pk__isnull=False)),
    "signed": ("pledges", lambda on: Q(signed_on__isnull=False)),
    "settled": ("pledges", lambda on: Q(status__in=_DONE)),
    "fulfilled": ("pledges", lambda on: Q(status=PledgeStatus.FULFILLED)),
    "breached": ("pledges", lambda on: Q(status=PledgeStatus.BREACHED)),
    "judged": ("pledges", lambda on: Q(status__in=_DONE) | Q(status__in=RUNNING, due_on__lt=on)),
    "on_time": ("pledges", lambda on: Q(status=PledgeStatus.FULFILLED, done_on__lte=F("due_on"))),
    "seen12": ("watched12", lambda on: Q(pk__isnull=False)),
    "again12": ("watched12", lambda on: Q(again=True)),
    "seen24": ("watched24", lambda on: Q(pk__isnull=False)),
    "again24": ("watched24", lambda on: Q(again=True)),
    "overrides": ("reviews", lambda on: Q(pk__isnull=False)),
    "overrides_decided": ("reviews", lambda on: Q(state__in=_DECIDED)),
    "overrides_approved": ("reviews", lambda on: Q(state=DecisionState.APPROVED)),
}

BY_VERSION, BY_UNIT = "version", "unit"


def tally(scope: Scope, by: str | list[Period] = BY_VERSION) -> dict[int, Counts]:
    """Counts by version id, unit id, or number of the part (``by`` a list of periods). One query a base, and one for days."""
    found: dict[int, Counts] = defaultdict(Counts)
    for name, base in BASES.items():
        wanted = {key: Count("pk", filter=condition(scope.on)) for key, (of, condition) in SETS.items() if of == name}
        rows = base.within(scope).annotate(axis=_axis(base, by)).values("axis")
        for row in rows.annotate(**wanted).order_by():
            found[row["axis"]].numbers.update({key: row[key] for key in wanted})
    for row in _days(scope, by):
        found[row["axis"]].days[row["took"].days] += row["found"]
    return dict(found)


def _days(scope: Scope, by):
    """How many corrections took how many days: the exact median without reading a single case."""
    base = BASES["pledges"]
    took = ExpressionWrapper(F("done_on") - F("issued_on"), output_field=DurationField())
    rows = base.within(scope).filter(status=PledgeStatus.FULFILLED)
    return rows.annotate(axis=_axis(base, by), took=took).values("axis", "took").annotate(found=Count("pk")).order_by()


def _axis(base: Base, by):
    if by == BY_VERSION:
        return F(f"{base.version}_id")
    if by == BY_UNIT:
        return F(f"{base.unit}_id")
    parts = [When(**{f"{base.day}__range": part.shifted(base.shift)}, then=Value(n)) for n, part in enumerate(by)]
    return SqlCase(*parts, default=Value(-1), output_field=IntegerField())


def cases_behind(actor, scope: Scope, key: str) -> QuerySet:
    """The cases behind a figure, within what ``actor`` sees: the same rows that :func:`tally` counts."""
    if key == "watched":
        rows = still_watched(scope)
    else:
        name, condition = SETS[key]
        rows = BASES[name].within(scope).filter(condition(scope.on))
    return Case.objects.visible_to(actor).filter(pk__in=rows.values("case_id"))


def still_watched(scope: Scope) -> QuerySet:
    """Corrections of the scope's unit and item that are not yet 12 months old on its day: nobody can say yet."""
    last = Period("free", scope.on - timedelta(days=WATCH_DAYS["12"] - 1), scope.on, "")
    return _RECHECKED.within(replace(scope, period=last))


def thresholds(bureau: Bureau) -> Thresholds:
    """The bureau's parameters of the rule."""
    names = Thresholds.__dataclass_fields__
    return Thresholds(**{name: parameters.value(bureau, f"evaluation.{name}") for name in names})


def listed_versions(bureau: Bureau) -> list[ItemVersion]:
    """Every version of the bureau's list that was ever published, in the order of the list, the newest first."""
    rows = ItemVersion.objects.for_bureau(bureau).standing().select_related("item").in_list_order()
    return list(
        rows.only(
            "item",
            "version_no",
            "violation",
            "state",
            "effective_from",
            "effective_to",
            "item__number",
            "item__domain",
            "item__bureau",
        )
    )
