"""What must be in order before a version goes to the second person or is published. Each gate names every fault."""

from collections.abc import Callable
from datetime import date

from ..citations import publication_gate as citations_hold
from ..models import ItemVersion
from ..rows import split_cell
from ..status import CitationRole, LoadState

Gate = Callable[[ItemVersion, date], list[str]]
_GATES: list[Gate] = []


def register(gate: Gate) -> Gate:
    """Add a gate; usable as a decorator. ``gate(version, on)`` gives Chinese faults, none when all is well."""
    _GATES.append(gate)
    return gate


def publication_faults(version: ItemVersion, on: date) -> list[str]:
    """Why ``version`` cannot be published on ``on``, in Chinese; empty when it can."""
    return [fault for gate in _GATES for fault in gate(version, on)]


@register
def completeness(version: ItemVersion, on: date) -> list[str]:
    """Dates, articles, structure and conditions are there, and the text names no article that is not cited.

    A switched-off item (停用) may stand on the list without a penalty clause, because nobody can apply it.
    """
    faults = []
    cited = {role: set() for role in CitationRole.values}
    for citation in version.citations.select_related("statute"):
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
        if not version.conditions.exists():
            faults.append("没有适用条件")
    for role in (CitationRole.VIOLATED, CitationRole.PENALTY):
        law = getattr(version, f"{role.value}_law")
        for label in split_cell(getattr(version, f"{role.value}_article")):
            if (law, label) not in cited[role]:
                faults.append(f"{role.label}“{law}{label}”没有登记为引用条款")
    return faults


@register
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
