"""What of an item version the public sees. Nothing leaves this room that is not a field of :class:`Entry`.

Left out on purpose: 备注, 参考清单, 日常用语, 核对情况 and everybody's name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from xinglongtai.core.display import cn_date

from ..differences import Difference
from ..models import ItemVersion
from ..rows import split_cell
from ..status import LoadState, TokenRole

ONE_DAY = timedelta(days=1)
SAMPLE = "示例"
SUSPENDED = "因法规修改暂停适用"
REVIEW_FIRST = "适用前须经法制审核"


@dataclass(frozen=True)
class Entry:
    """One published wording of an item as the public reads it; every text is ready to be shown."""

    pk: int
    item_id: int
    version_no: int
    number: str
    domain: str
    violation: str
    violated: str
    penalty: str
    penalty_summary: str
    penalty_structure: str
    leniency: str
    leniency_basis: str
    scope: str
    conditions: tuple[str, ...]
    exclusions: tuple[str, ...]
    days: int | None
    supervision: str
    area: str
    review_first: bool
    batch: str
    sample: bool
    source: str
    effective_from: date
    effective_to: date | None
    published_on: date
    retire_reason: str
    suspended: str = ""

    @property
    def span(self) -> str:
        """«2022年3月1日起» or «2022年3月1日至2026年5月31日»; a version ended before its first day never held."""
        if self.never_held:
            return "未施行"
        if self.effective_to:
            return f"{cn_date(self.effective_from)}至{cn_date(self.effective_to)}"
        return f"{cn_date(self.effective_from)}起"

    @property
    def never_held(self) -> bool:
        """Whether it was withdrawn before it took effect."""
        return self.effective_to is not None and self.effective_to < self.effective_from

    def signs(self, on: date) -> list[tuple[str, str]]:
        """(tone, words) that a reader must see beside the item on a list of day ``on``."""
        found = []
        if self.suspended:
            found.append(("warn", SUSPENDED))
        if self.sample:
            found.append(("neutral", SAMPLE))
        if self.area:
            found.append(("info", f"重点领域：{self.area}"))
        if self.review_first:
            found.append(("info", REVIEW_FIRST))
        if self.published_on > on:
            found.append(("neutral", f"{cn_date(self.published_on)}公布"))
        return found

    def state(self, today: date) -> tuple[str, str]:
        """(tone, words): whether it holds today."""
        if self.never_held:
            return "neutral", "未施行即失效"
        if self.effective_to and self.effective_to < today:
            return "neutral", "已失效"
        if self.effective_from > today:
            return "info", "尚未施行"
        return ("warn", SUSPENDED) if self.suspended else ("good", "现行有效")


def entry_of(version: ItemVersion, suspended: str = "") -> Entry:
    """The public face of ``version``, read :meth:`with_parts` and with its source list (then no queries)."""
    asked = sorted(version.conditions.all(), key=lambda condition: (condition.sort, condition.pk))
    return Entry(
        pk=version.pk,
        item_id=version.item_id,
        version_no=version.version_no,
        number=version.item.number,
        domain=version.item.domain,
        violation=version.violation,
        violated=_law(version.violated_law, version.violated_article),
        penalty=_law(version.penalty_law, version.penalty_article),
        penalty_summary=version.penalty_summary,
        penalty_structure=version.get_penalty_structure_display(),
        leniency=version.get_leniency_kind_display(),
        leniency_basis=_listed(version.leniency_basis),
        scope=version.get_legal_basis_scope_display(),
        conditions=tuple(c.text or c.token.label for c in asked if c.token.role == TokenRole.CONDITION),
        exclusions=tuple(c.text or c.token.label for c in asked if c.token.role == TokenRole.EXCLUSION),
        days=version.correction_days_max,
        supervision=_listed(version.supervision_measure),
        area=version.get_key_area_display(),
        review_first=version.load_state == LoadState.REVIEW,
        batch=version.batch.name,
        sample=version.batch.is_sample,
        source=str(version.source_list or ""),
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        published_on=local_day(version.published_at),
        retire_reason=version.retire_reason,
        suspended=suspended,
    )


def local_day(moment: datetime) -> date:
    """The day of ``moment`` in the bureau's time zone."""
    return timezone.localtime(moment).date()


def _listed(cell: str) -> str:
    return "；".join(split_cell(cell))


def _law(title: str, articles: str) -> str:
    labels = "、".join(split_cell(articles))
    return f"《{title}》{labels}" if title else labels


#: Label → how the value is read, in the order of the item's page. What differs here is «修改» in the change log.
SHOWN = {
    "违法行为": lambda e: e.violation,
    "违反的规定": lambda e: e.violated,
    "处罚依据": lambda e: e.penalty,
    "处罚概要": lambda e: e.penalty_summary,
    "处罚结构": lambda e: e.penalty_structure,
    "从宽方式": lambda e: e.leniency,
    "从宽依据": lambda e: e.leniency_basis,
    "依据类别": lambda e: e.scope,
    "适用条件": lambda e: "；".join(e.conditions),
    "不适用情形": lambda e: "；".join(e.exclusions),
    "最长改正期限": lambda e: f"{e.days}个工作日" if e.days else "",
    "配套监管措施": lambda e: e.supervision,
    "重点领域": lambda e: e.area,
    "适用前审核": lambda e: REVIEW_FIRST if e.review_first else "",
    "清单来源": lambda e: e.source,
}


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """(label, value) of everything the entry says; what says nothing is left out."""
    return [(label, value) for label, read in SHOWN.items() if (value := read(entry))]


#: Of these the log tells the lines that went and came, not the whole list again.
_LISTS = {"适用条件": lambda e: e.conditions, "不适用情形": lambda e: e.exclusions}


def public_differences(old: Entry, new: Entry) -> list[Difference]:
    """What a reader of the list finds changed, with old and new value."""
    found = []
    for label, read in SHOWN.items():
        before, after = read(old), read(new)
        if before == after:
            continue
        if label in _LISTS:
            had, has = _LISTS[label](old), _LISTS[label](new)
            before = "；".join(line for line in had if line not in has)
            after = "；".join(line for line in has if line not in had)
        if before or after:  # the same conditions in another order are no change
            found.append(Difference(label, label, before, after))
    return found
