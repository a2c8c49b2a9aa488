"""What must be in order before a version goes to the second person or is published. Each gate names every fault."""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date

from django.db.models import prefetch_related_objects

from ..citations import publication_gates as citations_hold
from ..models import ItemVersion
from ..querysets import parts_of
from ..rows import split_cell
from ..status import CitationRole, LoadState

Gate = Callable[[Sequence[ItemVersion], date], dict[int, list[str]]]
_GATES: list[Gate] = []


def register(gate: Gate) -> Gate:
    """Add a gate; usable as a decorator. ``gate(versions, on)`` gives version id → Chinese faults, none when all is well.

    The versions come with their parts; what else a gate reads it reads once for all of them.
    """
    _GATES.append(gate)
    return gate


def publication_faults(version: ItemVersion, on: date) -> list[str]:
    """Why ``version`` cannot be published on ``on``, in Chinese; empty when it can."""
    return publication_faults_of([version], on)[version.pk]


def publication_faults_of(versions: Sequence[ItemVersion], on: date) -> dict[int, list[str]]:
    """:func:`publication_faults` of each version by its id, in a fixed number of queries."""
    whole = [_with_parts_to_read(version) for version in versions]
    prefetch_related_objects(whole, *parts_of(ItemVersion))
    given = [gate(whole, on) for gate in _GATES]
    return {version.pk: [fault for faults in given for fault in faults.get(version.pk, ())] for version in versions}


def _with_parts_to_read(version: ItemVersion) -> ItemVersion:
    """The same version without the parts it was read with: a gate looks at what is stored now."""
    bare = copy(version)
    bare._prefetched_objects_cache = {}
    return bare


@register
def completeness_of(versions: Sequence[ItemVersion], on: date) -> dict[int, list[str]]:
    """:func:`completeness` of each."""
    return {version.pk: completeness(version, on) for version in versions}


def completeness(version: ItemVersion, on: date) -> list[str]:
    """Dates, articles, structure and conditions are there, and the text names no article that is not cited.

    A switched-off item (停用) may stand on the list without a penalty clause, because nobody can apply it.
    """
    faults = []
    cited = {role: set() for role in CitationRole.values}
    for citation in version.citations.all():
        cited[citation.role].add((citation.statute.title, citation.article_label))
    if version.effective_from is None:
        faults.append("没有填写施行日期")
    if version.effective_to and version.effective_to < on:
        faults.append("截止日期已经过去")
    if not cited[CitationRole.VIOLATED]:
        faults.append("没有引用违反条款")
    if version.load_state != LoadState.DISABLED:
        if not cited[CitationRole.PENALTY]:
            faults.append("没有引用处罚条款")
        if not version.penalty_structure:
            faults.append("没有填写处罚结构")
        if not version.conditions.all():
            faults.append("没有适用条件")
    for role in (CitationRole.VIOLATED, CitationRole.PENALTY):
        law = getattr(version, f"{role.value}_law")
        for label in split_cell(getattr(version, f"{role.value}_article")):
            if (law, label) not in cited[role]:
                faults.append(f"{role.label}“{law}{label}”没有登记为引用条款")
    return faults


@register
def within_their_lists(versions: Sequence[ItemVersion], on: date) -> dict[int, list[str]]:
    """:func:`within_its_list` of each."""
    return {version.pk: within_its_list(version, on) for version in versions}


def within_its_list(version: ItemVersion, on: date) -> list[str]:
    """A version does not outlive the list it rests on."""
    source = version.source_list
    if source is None:
        return []
    faults = []
    if source.effective_to and source.effective_to < on:
        faults.append(f"清单来源“{source}”已于 {source.effective_to:%Y-%m-%d} 截止")
    elif source.effective_to and (version.effective_to is None or version.effective_to > source.effective_to):
        faults.append(f"清单来源“{source}”到 {source.effective_to:%Y-%m-%d} 截止，事项的截止日期不能更晚")
    if source.effective_from and version.effective_from and version.effective_from < source.effective_from:
        faults.append(f"清单来源“{source}”自 {source.effective_from:%Y-%m-%d} 起施行，事项的施行日期不能更早")
    return faults


register(citations_hold)
