"""预演: a draft over the cases of the last years, before it is published. Reads only; nothing of it is kept.

Every violation of the item with a sheet counts, whatever version it was judged by. The judging itself is
:mod:`catalog.eligibility.trial`; here the frozen facts are fetched and the results are counted.
"""

import calendar
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from catalog.differences import Difference, differences
from catalog.eligibility import FactError, Facts, ItemRule
from catalog.eligibility.trial import CHANGED, OPEN, SAME, Trial, frozen_overrides, rehearse
from catalog.eligibility_parameters import parameters_for
from catalog.models import ItemVersion
from catalog.selectors import item_rule
from xinglongtai.core import parameters
from xinglongtai.core.errors import TransitionRefused

from .models import Assessment, Case
from .status import CaseStatus, ReviewVerdict

#: So many cases are judged at a time; more come in parts, the newest first.
PART = 2000
UNREADABLE, RULES, MOVED = "unreadable", "rules", "moved"
_COLUMNS = {
    "pk": "pk",
    "case": "violation__case_id",
    "party": "violation__case__party__name",
    "unit": "violation__case__unit__name",
    "made_on": "made_on",
    "facts": "facts",
    "rule": "rule",
    "recorded": "verdict",
    "decided": "decided_verdict",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One old case. ``trial`` is None where its record can no longer be read; ``error`` says why."""

    case: int
    party: str  #: "" for somebody who may not see the case
    visible: bool
    unit: str
    made_on: date
    used: int | None  #: number of the version used then
    recorded: str
    decided: str  #: what the legal section decided then, "" without
    trial: Trial | None = None
    error: str = ""

    @property
    def kind(self) -> str:
        return self.trial.kind if self.trial else UNREADABLE

    @property
    def recorded_label(self) -> str:
        return ReviewVerdict(self.recorded).label

    @property
    def decided_label(self) -> str:
        return ReviewVerdict(self.decided).label if self.decided else ""

    @property
    def baseline_label(self) -> str:
        return ReviewVerdict(self.trial.baseline).label if self.trial else ""

    @property
    def draft_label(self) -> str:
        """The draft's verdict, or both that are possible."""
        if self.trial is None:
            return ""
        return f"未知：{self.possible}" if self.kind == OPEN else ReviewVerdict(self.trial.draft).label

    @property
    def possible(self) -> str:
        """Both ends of what the draft may come to once the old case is completed."""
        return f"{ReviewVerdict(self.trial.best).label}，或者{ReviewVerdict(self.trial.worst).label}"

    @property
    def changes(self):
        """Lines of the sheet that come out otherwise under the draft."""
        return self.trial.changes if self.trial else ()

    @property
    def remark(self) -> str:
        """What else has to be known to read the line: an unreadable record, rules that moved, an override left out."""
        if self.trial is None:
            return f"当时的记录读不出：{self.error}"
        said = []
        if self.trial.rules_changed:
            said.append(
                f"当时结论是“{self.recorded_label}”，同一版本按现行规则和参数为“{self.baseline_label}”，这一步与草稿无关"
            )
        if self.trial.dropped:
            said.append(f"当时承办人有不同意见的项目，草稿中没有：{'、'.join(self.trial.dropped)}")
        return "；".join(said)

    @property
    def step(self) -> str:
        """The change as it is filtered by: ``eligible-not_eligible``; "" where nothing is sure to change."""
        return f"{self.trial.baseline}-{self.trial.draft}" if self.kind == CHANGED else ""


@dataclass(frozen=True)
class Group:
    """Rows that have something in common, as one line of the summary."""

    key: str
    label: str
    count: int


@dataclass
class Rehearsal:
    """What a draft would change. ``total`` cases in the window; ``rows`` are those of this part."""

    version: ItemVersion
    before: ItemVersion | None
    differences: list[Difference]
    since: date
    total: int
    part: int
    rows: list[Row] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.version.item.number} 第{self.version.version_no}版"

    @property
    def compared(self) -> str:
        """Heading of the differences."""
        return f"与第{self.before.version_no}版相比，改了 {len(self.differences)} 处" if self.before else ""

    @property
    def parts(self) -> range:
        """Numbers of all parts."""
        return range(1, max(1, -(-self.total // PART)) + 1)

    @cached_property
    def counts(self) -> Counter:
        """Rows by kind, and those that say something else today whatever the draft says."""
        found = Counter(row.kind for row in self.rows)
        found[RULES] = sum(1 for row in self.rows if row.trial and row.trial.rules_changed)
        found[MOVED] = found[CHANGED] + found[OPEN] + found[UNREADABLE]
        return found

    @cached_property
    def steps(self) -> list[Group]:
        """Old verdict → new verdict, the most frequent first."""
        found = Counter(row.step for row in self.rows if row.step)
        return [Group(key, step_label(key), count) for key, count in sorted(found.items(), key=lambda p: (-p[1], p[0]))]

    def groups(self) -> list[Group]:
        """Everything the rows can be narrowed to."""
        counts = self.counts
        fixed = [
            Group(OPEN, "旧案没有记录，未知", counts[OPEN]),
            Group(UNREADABLE, "当时的记录读不出", counts[UNREADABLE]),
            Group(RULES, "与草稿无关：规则或参数已变", counts[RULES]),
            Group(SAME, "不变", counts[SAME]),
        ]
        return [Group("", "有变化和未知的", counts[MOVED]), *self.steps, *(group for group in fixed if group.count)]

    def chosen(self, key: str) -> list[Row]:
        """Rows of one group; without a key those that change or might."""
        if key == RULES:
            return [row for row in self.rows if row.trial and row.trial.rules_changed]
        if key in {SAME, OPEN, UNREADABLE}:
            return [row for row in self.rows if row.kind == key]
        if key:
            return [row for row in self.rows if row.step == key]
        return [row for row in self.rows if row.kind != SAME]


def step_label(key: str) -> str:
    """«可以适用承诺 → 不能适用承诺»."""
    return " → ".join(ReviewVerdict(code).label for code in key.split("-"))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the 31st becomes the last day of a shorter month.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def rehearsal(*, version: ItemVersion, actor, on: date, part: int = 1) -> Rehearsal:
    """The draft ``version`` (read ``with_parts``) over the bureau's cases of its item since the window began.

    Raises TransitionRefused for a version that is published already.
    """
    if version.standing:
        raise TransitionRefused("这个版本已经发布过，预演只用于草稿和待审的版本。要改动，请建立新版本再预演。")
    bureau = version.item.bureau
    since = months_before(on, parameters.value(bureau, "catalog.rehearsal_months"))
    found = (
        Assessment.objects.filter(
            is_current=True, made_on__gte=since, violation__item_version__item=version.item, rule__isnull=False
        )
        .filter(violation__case__bureau=bureau)
        .exclude(violation__case__status=CaseStatus.CANCELLED)
    )
    before = _before(version)
    result = Rehearsal(
        version=version,
        before=before,
        differences=differences(before, version) if before else [],
        since=since,
        total=found.count(),
        part=part,
    )
    result.part = min(max(part, 1), result.parts[-1])
    rows = found.order_by("-made_on", "-pk")[(result.part - 1) * PART : result.part * PART]
    result.rows = _judged(rows, item_rule(version), actor, parameters_for(bureau))
    return result


def _before(version: ItemVersion) -> ItemVersion | None:
    earlier = ItemVersion.objects.filter(item=version.item, version_no__lt=version.version_no).standing()
    return earlier.with_parts().select_related("source_list").order_by("-version_no").first()


def _judged(rows, draft: ItemRule, actor, windows) -> list[Row]:
    kept = [dict(zip(_COLUMNS, values, strict=True)) for values in rows.values_list(*_COLUMNS.values())]
    assessed = Assessment.objects.filter(pk__in=[row["pk"] for row in kept])
    seen = Case.objects.visible_to(actor).filter(pk__in=assessed.values("violation__case"))
    visible = set(seen.values_list("pk", flat=True))
    overridden = dict(assessed.exclude(override_reason="").values_list("pk", "sheet"))
    rules = _Rules()
    return [_row(row, draft, windows, overridden.get(row["pk"]), row["case"] in visible, rules) for row in kept]


class _Rules:
    """Rules of the versions used, read once each."""

    def __init__(self):
        self._kept: dict = {}

    def read(self, data: dict) -> ItemRule:
        """The frozen rule. :raises FactError: it can no longer be read."""
        number = data.get("version_no")
        known = self._kept.get(number)
        if known is None or known[0] != data:
            known = self._kept[number] = data, ItemRule.from_dict(data)
        return known[1]


def _row(row: dict, draft: ItemRule, windows, sheet: dict | None, visible: bool, rules: _Rules) -> Row:
    common = {
        "case": row["case"],
        "party": row["party"] if visible else "",
        "visible": visible,
        "unit": row["unit"],
        "made_on": row["made_on"],
        "used": row["rule"].get("version_no"),
        "recorded": row["recorded"],
        "decided": row["decided"],
    }
    try:
        trial = rehearse(
            recorded=row["recorded"],
            used=rules.read(row["rule"]),
            draft=draft,
            facts=Facts.from_dict(row["facts"]),
            parameters=windows,
            overrides=frozen_overrides(sheet) if sheet else (),
        )
    except FactError as error:
        return Row(**common, error=str(error))
    return Row(**common, trial=trial)
