"""Publishing, ending and retiring versions: the only way a version changes its state."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require

from ..models import ItemVersion
from ..rows import split_cell
from ..status import CitationRole, LoadState, VersionState, may_change
from .versions import locked, thread

PUBLISH = "catalog.publish_itemversion"
ONE_DAY = timedelta(days=1)


def publication_faults(version: ItemVersion, on: date) -> list[str]:
    """Why a draft cannot be published on ``on``, in Chinese; empty when it can.

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


@transaction.atomic
def item_version_publish(*, version: ItemVersion, actor, on: date) -> ItemVersion:
    """Publish a draft on day ``on``; the version published before it ends the day before the new one starts.

    Raises NotAllowed, NotVisible, TransitionRefused (not a draft; incomplete; dates that overlap).
    """
    require(actor, PUBLISH, "发布清单事项")
    version = locked(version, actor)
    name = f"{version.item.number} 第{version.version_no}版"
    if not may_change(version.state, VersionState.PUBLISHED):
        raise TransitionRefused(f"{name}是“{version.get_state_display()}”，只有草稿可以发布。")
    if faults := publication_faults(version, on):
        raise TransitionRefused(f"{name}不能发布：{'；'.join(faults)}。请补齐后再发布。", faults=faults)
    _close_predecessor(version, actor, on, name)
    _refuse_overlap(version, name)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = actor
    version.save(by_service=True)
    _record("item_version_publish", version, actor, on=on, effective_from=version.effective_from)
    return version


@transaction.atomic
def item_version_retire(*, version: ItemVersion, actor, on: date, reason: str) -> ItemVersion:
    """End a published version: ``on`` is the first day on which it no longer applies.

    Raises NotAllowed, NotVisible, TransitionRefused (not published), DomainError (no reason).
    """
    require(actor, PUBLISH, "办理清单事项失效")
    if not reason.strip():
        raise DomainError("请填写失效理由。", field="reason")
    version = locked(version, actor)
    if not may_change(version.state, VersionState.RETIRED):
        raise TransitionRefused(
            f"{version.item.number} 第{version.version_no}版是“{version.get_state_display()}”，只有已发布的可以办理失效。"
        )
    last_day = on - ONE_DAY
    _retire(version, actor, min(version.effective_to or last_day, last_day), reason.strip())
    _record("item_version_retire", version, actor, on=on, reason=version.retire_reason)
    return version


@transaction.atomic
def item_version_set_end(*, version: ItemVersion, actor, effective_to: date | None, on: date) -> ItemVersion:
    """Set or clear the last day of a published version (a law that ends). ``on`` is today's date.

    Raises NotAllowed, NotVisible, TransitionRefused (not published, overlap), DomainError (a day already past).
    """
    require(actor, PUBLISH, "调整清单事项有效期")
    version = locked(version, actor)
    name = f"{version.item.number} 第{version.version_no}版"
    if version.state != VersionState.PUBLISHED:
        raise TransitionRefused(f"{name}是“{version.get_state_display()}”，只有已发布的可以调整截止日期。")
    if effective_to and effective_to < max(on, version.effective_from):
        raise DomainError("截止日期不能早于今天和施行日期。要立即停止适用，请办理失效。", field="effective_to")
    old, version.effective_to = version.effective_to, effective_to
    _refuse_overlap(version, name)
    version.save(by_service=True)
    _record("item_version_shorten", version, actor, old=old or "长期", new=effective_to or "长期")
    return version


def _close_predecessor(version: ItemVersion, actor, on: date, name: str) -> None:
    before = ItemVersion.objects.published().filter(item=version.item).select_for_update(of=("self",)).first()
    if before is None:
        return
    if version.effective_from < on or version.effective_from <= before.effective_from:
        raise TransitionRefused(
            f"{name}要接替已发布的第{before.version_no}版，施行日期不能早于发布当日，并须晚于第{before.version_no}版的施行日期。"
            "请修改施行日期后再发布。"
        )
    last_day = version.effective_from - ONE_DAY
    _retire(before, actor, min(before.effective_to or last_day, last_day), f"由第{version.version_no}版接替")
    _record("item_version_closed", before, actor, effective_to=before.effective_to)


def _retire(version: ItemVersion, actor, last_day: date, reason: str) -> None:
    version.state = VersionState.RETIRED
    version.effective_to = last_day
    version.retired_at = timezone.now()
    version.retired_by = actor
    version.retire_reason = reason
    version.save(by_service=True)


def _refuse_overlap(version: ItemVersion, name: str) -> None:
    for other in ItemVersion.objects.exclude(state=VersionState.DRAFT).filter(item=version.item).exclude(pk=version.pk):
        start = max(version.effective_from, other.effective_from)
        ends = [day for day in (version.effective_to, other.effective_to) if day]
        if not ends or start <= min(ends):
            raise TransitionRefused(
                f"{name}的有效期与第{other.version_no}版重叠（{other.effective_from}至{other.effective_to or '长期'}）。"
                "请修改施行日期或截止日期。"
            )


def _record(verb: str, version: ItemVersion, actor, **data) -> None:
    audit.record(
        verb=verb,
        actor=actor,
        target=version,
        thread=thread(version),
        number=version.item.number,
        version_no=version.version_no,
        **data,
    )
