"""Comparing numbers read from the sums with the same numbers counted, and random changes of everything they rest on."""

import random
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from cases.models import Assessment, Case, Correction, Measure, Violation
from cases.status import CaseStatus, MeasureKind, Outcome, ReviewVerdict, Source
from pledges.models import Pledge
from pledges.status import PledgeMode, PledgeStatus
from xinglongtai.core.models import IssuedDocument, Unit
from xinglongtai.oversight.evaluation.periods import free, month_of, parts, quarter_of, year_of
from xinglongtai.oversight.statistics import selectors
from xinglongtai.oversight.statistics.bases import SETS
from xinglongtai.oversight.statistics.lines import Behind
from xinglongtai.oversight.statistics.selectors import DOMAIN, ITEM, SOURCE, UNIT, Scope
from xinglongtai.oversight.statistics.sums import reading
from xinglongtai.oversight.statistics.sums.reading import Look

AS_OF = date(2026, 7, 15)
PER_PAGE = 5
PERIODS = [
    year_of(2026),
    year_of(2025),
    month_of(2026, 6),
    quarter_of(2026, 3),
    free(date(2025, 6, 10), date(2026, 6, 9)),
]


def scope(office, on=AS_OF, window=365, **only) -> Scope:
    return Scope(office.bureau, on, selectors.handling_of(office.bureau), window, **only)


def read_tally(asked: Scope, periods, axis="") -> dict:
    """What a page reads."""
    return Look(asked).tally(periods, axis)


def written(tally) -> dict:
    """A tally without what is nothing."""
    found = {}
    for value, periods in tally.items():
        for n, counts in enumerate(periods):
            for name in ("numbers", "days", "ways"):
                found.update({(value, n, name, key): number for key, number in getattr(counts, name).items() if number})
    return found


def _subtrees(asked: Scope, period) -> tuple[dict, dict]:
    units = list(Unit.objects.filter(bureau=asked.bureau, path__startswith=(asked.unit or asked.bureau.unit).path))
    read = Look(asked).subtrees(period, units)
    own = selectors.tally(asked, [period], UNIT)
    paths = dict(Unit.objects.values_list("pk", "path"))
    counted = {unit.pk: [selectors.Counts()] for unit in units}
    for pk, (counts,) in own.items():
        for unit in units:
            if paths[pk].startswith(unit.path):
                counted[unit.pk][0].add(counts)
    return written({pk: [counts] for pk, counts in read.items()}), written(counted)


AXES = ("", SOURCE, DOMAIN, ITEM)


def compare(asked: Scope, periods=PERIODS, axes=AXES) -> int:
    """The axes over all periods, months, units; gives how many numbers were the same. The sums must be what answers."""
    assert reading.standing(asked) is not None
    same = 0
    for axis in axes:
        read, counted = (written(of(asked, periods, axis)) for of in (read_tally, selectors.tally))
        assert read == counted, (axis, sorted(set(read.items()) ^ set(counted.items()), key=str))
        same += len(counted)
    sections = parts(periods[0].until(asked.on))
    read, counted = (written(of(asked, periods[:1], sections)) for of in (read_tally, selectors.tally))
    assert read == counted
    read, counted = _subtrees(asked, periods[0])
    assert read == counted
    return same


def compare_lists(asked: Scope, period, keys=SETS) -> None:
    """The lists of the period."""
    for key in keys:
        _same_list(asked, key, period)


def _same_list(asked: Scope, key: str, period) -> None:
    """The list page by page from the days that the sums name is the whole list."""
    rows = asked.parts(key, period)
    days = Look(asked).days_of(SETS[key], period)
    whole, named = Behind(rows), Behind(rows, days)
    assert whole.count() == named.count(), key
    told = [(line.kind, line.day, line.url) for line in whole]
    pages = range(1, -(-len(told) // PER_PAGE) + 1)
    found = [line for n in pages for line in named.page(str(n), PER_PAGE).object_list]
    assert [(line.kind, line.day, line.url) for line in found] == told, key
    assert [(line.kind, line.day, line.url) for line in named] == told, key


class Fate:
    """Changes rows at random by whatever way a database is changed; what a rule of the database refuses does not happen."""

    def __init__(self, office, seed: int):
        self.office, self.chance = office, random.Random(seed)
        self.last = {model: model.objects.latest("pk").pk for model in (Case, Violation)}
        self.acts = [getattr(self, name) for name in dir(self) if name.startswith("act_")]

    def strike(self) -> str:
        act = self.chance.choice(self.acts)
        try:
            with transaction.atomic():
                act()
        except DatabaseError:
            return f"{act.__name__} refused"
        return act.__name__

    def day(self) -> date:
        return date(2025, 5, 20) + timedelta(days=self.chance.randrange(430))

    def maybe(self, value):
        return self.chance.choice([value, None])

    def one(self, model):
        return self.chance.choice(list(model.objects.order_by("pk"))) if model.objects.exists() else model()

    def change(self, model, **values) -> None:
        model.objects.filter(pk=self.one(model).pk).update(**values)

    def act_case_status(self):
        self.change(Case, status=self.chance.choice(CaseStatus.values))

    def act_case_days(self):
        day = self.day()
        self.change(Case, discovered_on=day, inspected_on=day + timedelta(days=self.chance.randrange(3)))

    def act_case_outcome(self):
        outcome = self.chance.choice(["", *Outcome.values])
        self.change(Case, outcome=outcome, outcome_on=self.day() if outcome else None)

    def act_case_outcome_day(self):
        self.change(Case, outcome_on=self.day())

    def act_case_filed(self):
        self.change(Case, filed_on=self.maybe(self.day()))

    def act_case_unit(self):
        self.change(Case, unit=self.chance.choice([self.office.station, self.office.other_station]))

    def act_case_source(self):
        self.change(Case, source=self.chance.choice(Source.values))

    def act_case_party(self):
        self.change(Case, party=self.one(Case).party)

    def act_case_new(self):
        case = self.one(Case)
        case.pk, case._state.adding = None, True
        Case.objects.bulk_create([case])
        self.act_violation_new(Case.objects.latest("pk"))

    def act_case_gone(self):
        self._gone(Case)

    def act_violation_new(self, case=None):
        violation = self.one(Violation)
        violation.pk, violation._state.adding, violation.case = None, True, case or self.one(Case)
        Violation.objects.bulk_create([violation])

    def act_violation_item(self):
        version = self.one(Violation).item_version
        self.change(Violation, item_version=self.maybe(version), off_list_reason="清单外")

    def act_violation_case(self):
        self.change(Violation, case=self.one(Case))

    def act_violation_gone(self):
        self._gone(Violation)

    def _gone(self, model):
        """One of those made by these changes, with all that was moved to it."""
        if made := list(model.objects.filter(pk__gt=self.last[model]).order_by("pk")):
            self.chance.choice(made).delete()

    def act_sheet_day(self):
        self.change(Assessment, made_on=self.day())

    def act_sheet_verdict(self):
        self.change(Assessment, verdict=self.chance.choice(ReviewVerdict.values))

    def act_sheet_decided(self):
        self.change(Assessment, decided_verdict=self.chance.choice(["", *ReviewVerdict.values]))

    def act_sheet_current(self):
        self.change(Assessment, is_current=self.chance.choice([True, False]))

    def act_sheet_moved(self):
        self.change(Assessment, violation=self.one(Violation))

    def act_letter_status(self):
        self.change(Pledge, status=self.chance.choice(PledgeStatus.values))

    def act_letter_mode(self):
        self.change(Pledge, mode=self.chance.choice(PledgeMode.values))

    def act_letter_days(self):
        day = self.day()
        self.change(Pledge, issued_on=day, agreed_on=day, due_on=day + timedelta(days=self.chance.randrange(20)))

    def act_letter_signed(self):
        self.change(Pledge, signed_on=self.maybe(self.day()))

    def act_letter_submitted(self):
        self.change(Pledge, submitted_on=self.maybe(self.day()))

    def act_letter_closed(self):
        day = self.day()
        self.change(Pledge, closed_on=self.maybe(day), signed_on=day - timedelta(days=self.chance.randrange(9)))

    def act_letter_kept(self):
        day = self.day()
        self.change(Pledge, status="fulfilled", signed_on=day, closed_on=day + timedelta(days=self.chance.randrange(9)))

    def act_letter_case(self):
        self.change(Pledge, case=self.one(Case))

    def act_correction(self):
        values = {"on": self.day(), "officer": self.office.officer, "co_officer": self.office.second, "note": "已改"}
        Correction.objects.create(case=self.one(Case), **values)

    def act_correction_gone(self):
        Correction.objects.filter(pk=self.one(Correction).pk).delete()

    def act_document_void(self):
        values = {"voided_at": "2026-06-20T10:00:00+08:00", "voided_by": self.office.legal, "void_reason": "有误"}
        QuerySet(IssuedDocument).filter(pk=self.one(IssuedDocument).pk).update(**values)

    def act_soft_day(self):
        self.change(Measure, on=self.day())

    def act_soft_kind(self):
        self.change(Measure, kind=self.chance.choice(MeasureKind.values))

    def act_soft_aside(self):
        self.change(Measure, set_aside_reason=self.chance.choice(["", "登记错了"]))

    def act_soft_case(self):
        self.change(Measure, case=self.maybe(self.one(Case)))

    def act_soft_unit(self):
        self.change(Measure, unit=self.chance.choice([self.office.station, self.office.other_station]))
