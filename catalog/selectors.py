"""Reads of the catalog that cross tables: finding items, the version in force, the rule of a version."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Count, Max

from .eligibility import ConditionRule, ItemRule
from .models import Item, ItemVersion
from .rows import split_cell
from .search import Document, SearchIndex
from .search.text import keep_cache_in, ready
from .status import CitationRole, LoadState, TokenRole, VersionState
from .suspension import Suspension, suspended

#: Indexes kept in this process; the oldest goes first.
KEPT = 8
_indexes: OrderedDict[tuple, tuple[tuple, SearchIndex]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Match:
    """A found version: ``score`` in (0, 1], ``reasons`` in Chinese, the best first."""

    version: ItemVersion
    score: float
    reasons: list[str]
    suspension: Suspension | None = None

    @property
    def usable(self) -> bool:
        """Whether the bureau allows this item to be applied: neither 停用 nor 暂停适用 because the law changed."""
        return self.version.load_state != LoadState.DISABLED and self.suspension is None


def find_items(*, bureau, words: str, on: date, limit: int = 8) -> list[Match]:
    """List items of ``bureau`` in force on ``on`` that fit everyday ``words``, best first.

    ``words`` may be what an officer sees («没挂执照»), pinyin, pinyin initials («gzz»), an item number («R3»), an
    article («第四十八条») or a domain. Nothing that fits: an empty list (then: 清单外核查). Items that are switched off, or
    suspended because the law changed, are found too, with that said in the reasons and ``usable`` False, so that nobody takes
    them for unlisted.
    """
    hits = search_index(bureau=bureau, on=on).search(words, limit)
    versions = ItemVersion.objects.with_parts().in_bulk([hit.document.key for hit in hits])
    stopped = suspended(versions, on)
    matches = []
    for hit in hits:
        version = versions[hit.document.key]
        notes = []
        if version.load_state == LoadState.DISABLED:
            notes = ["该事项已停用，不能适用"]
        elif version.load_state == LoadState.REVIEW:
            notes = ["须先法制审核"]
        suspension = stopped.get(version.pk)
        if suspension:
            notes = [suspension.reason, *notes]
        matches.append(Match(version, hit.score, [*hit.reasons, *notes], suspension))
    return matches


def search_index(*, bureau, on: date) -> SearchIndex:
    """The index of a bureau's list on a day; rebuilt as soon as a version is published, ended or retired."""
    key = (bureau.pk, on)
    stamp = _stamp(bureau)
    with _lock:
        kept = _indexes.get(key)
        if kept and kept[0] == stamp:
            _indexes.move_to_end(key)
            return kept[1]
    index = SearchIndex(_documents(bureau, on))
    with _lock:
        _indexes[key] = (stamp, index)
        while len(_indexes) > KEPT:
            _indexes.popitem(last=False)
    return index


def _stamp(bureau) -> tuple:
    seen = (
        ItemVersion.objects.for_bureau(bureau)
        .exclude(state=VersionState.DRAFT)
        .aggregate(count=Count("pk"), last=Max("updated_at"), newest=Max("pk"))
    )
    return seen["count"], seen["last"], seen["newest"]


def _own_cache() -> None:
    cache = Path(settings.VAR_DIR) / "words"
    cache.mkdir(parents=True, exist_ok=True)
    keep_cache_in(str(cache))


def read_words() -> None:
    """Read the word list now (some seconds) instead of at the first search."""
    _own_cache()
    ready()


def _documents(bureau, on: date) -> list[Document]:
    _own_cache()
    rows = ItemVersion.objects.for_bureau(bureau).in_force(on).select_related("item").in_list_order()
    return [
        Document(
            key=version.pk,
            number=version.item.number,
            violation=version.violation,
            keywords=tuple(version.keyword_list()),
            domain=version.item.domain,
            articles=tuple(
                (law, label)
                for law, labels in (
                    (version.violated_law, version.violated_article),
                    (version.penalty_law, version.penalty_article),
                )
                for label in split_cell(labels)
            ),
        )
        for version in rows
    ]


def version_in_force(*, item: Item, on: date) -> ItemVersion | None:
    """The version of ``item`` in force on ``on`` (also one retired since), or None."""
    return ItemVersion.objects.filter(item=item).in_force(on).with_parts().first()


def item_rule(version: ItemVersion, on: date | None = None) -> ItemRule:
    """What the eligibility rules need of ``version``. No queries when it was read ``with_parts()`` and no day is named.

    ``on`` is the day of the check: with it the rule also says whether the item is suspended because the law changed.
    """
    suspension = suspended([version], on).get(version.pk) if on else None
    asked = sorted(_conditions(version), key=lambda condition: (condition.sort, condition.pk))
    return ItemRule(
        item_no=version.item.number,
        violation=version.violation,
        version_no=version.version_no,
        domain=version.item.domain,
        violated_law=version.violated_law,
        violated_article=version.violated_article,
        penalty_law=version.penalty_law,
        penalty_article=version.penalty_article,
        penalty_summary=version.penalty_summary,
        penalty_structure=version.penalty_structure,
        leniency_kind=version.leniency_kind,
        legal_basis_scope=version.legal_basis_scope,
        leniency_basis=version.leniency_basis,
        conditions=tuple(_condition_rule(c) for c in asked if c.token.role == TokenRole.CONDITION),
        exclusions=tuple(_condition_rule(c) for c in asked if c.token.role == TokenRole.EXCLUSION),
        key_area=version.key_area,
        load_state=version.load_state,
        state=version.state,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        verified=version.verified,
        text_in_force_checked=version.text_in_force_checked,
        correction_days_max=version.correction_days_max,
        supervision_measure=version.supervision_measure,
        related_basis=version.related_basis,
        note=version.note,
        suspended=suspension.reason if suspension else "",
        suspended_from=suspension.since if suspension else None,
    )


def _conditions(version: ItemVersion):
    """Its conditions with their tokens, read already or in one query."""
    if "conditions" in getattr(version, "_prefetched_objects_cache", {}):
        return version.conditions.all()
    return version.conditions.select_related("token").order_by("sort", "pk")


def _condition_rule(condition) -> ConditionRule:
    token = condition.token
    return ConditionRule(
        token=token.token,
        text=condition.text or token.label,
        role=token.role,
        value_type=token.value_type,
        unit=token.unit,
        judged_by=token.judged_by,
        evidence=token.evidence,
        basis=token.basis,
    )


def citations_by_role(version: ItemVersion) -> dict[str, list]:
    """Citations grouped by what they do for the item, in the order of :class:`CitationRole`."""
    grouped: dict[str, list] = {role: [] for role in CitationRole.values}
    for citation in version.citations.all():
        grouped[citation.role].append(citation)
    return grouped
