"""The states of a version: 草稿 → 待审 → 已发布 → 已失效. The only way a version changes its state."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xinglongtai.core import audit, notices, roles
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require

from ..models import ItemVersion
from ..status import VersionState, may_change
from .gates import publication_faults
from .versions import locked, thread
from .watch import version_published, version_retired

PUBLISH = "catalog.publish_itemversion"
EDIT = "catalog.change_itemversion"
ONE_DAY = timedelta(days=1)


@transaction.atomic
def item_version_submit(*, version: ItemVersion, actor, on: date) -> ItemVersion:
    """Send a draft to the second person (草稿 → 待审); it is locked until published or returned.

    Raises NotAllowed, NotVisible, TransitionRefused (not a draft; what :mod:`.gates` finds).
    """
    require(actor, EDIT, "提交清单事项审核")
    version = locked(version, actor)
    name = _name(version)
    if not may_change(version.state, VersionState.PENDING):
        raise TransitionRefused(f"{name}是“{version.get_state_display()}”，只有草稿可以提交审核。")
    require_no_faults(version, publication_faults(version, on))
    version.state = VersionState.PENDING
    version.submitted_at = timezone.now()
    version.submitted_by = actor
    version.return_reason = ""
    version.save(by_service=True)
    audit.record(**submission_event(version, actor, on))
    tell_second_persons([version], actor.bureau)
    return version


def require_no_faults(version: ItemVersion, faults: list[str]) -> None:
    """TransitionRefused where a draft cannot go to the second person because of ``faults``."""
    if faults:
        message = f"{_name(version)}不能提交审核：{'；'.join(faults)}。请补齐后再提交。"
        raise TransitionRefused(message, faults=faults)


def submission_event(version: ItemVersion, actor, on: date) -> dict:
    """The record of a submission, for :func:`audit.record`."""
    return _event("item_version_submit", version, actor, on=on)


def tell_second_persons(versions: Sequence[ItemVersion], bureau) -> None:
    """Tell everybody who may publish one of the versions just submitted."""
    people = list(roles.holders(bureau, PUBLISH))
    notices.tell_many(
        {
            "officer": person,
            "key": f"item_submit:{version.pk}:{version.submitted_at:%Y%m%d%H%M%S%f}",
            "text": f"清单事项{_name(version)}待您审核发布",
            "url": _address(version),
            "topic": "catalog",
        }
        for version in versions
        for person in people
        if not second_person_fault(version, person)
    )


@transaction.atomic
def item_version_return(*, version: ItemVersion, actor, reason: str) -> ItemVersion:
    """Back to the draft (待审 → 草稿): the second person does not agree, or the submitter takes it back.

    Raises NotAllowed, NotVisible, TransitionRefused (not waiting), DomainError (no reason).
    """
    require(actor, EDIT, "退回清单事项")
    if not reason.strip():
        raise DomainError("请填写退回理由，让起草的人知道要改什么。", field="reason")
    version = locked(version, actor)
    if not may_change(version.state, VersionState.DRAFT):
        raise TransitionRefused(f"{_name(version)}是“{version.get_state_display()}”，只有待审的可以退回。")
    submitter, sent = version.submitted_by, version.submitted_at
    version.state = VersionState.DRAFT
    version.submitted_at = version.submitted_by = None
    version.return_reason = reason.strip()
    version.save(by_service=True)
    _record("item_version_return", version, actor, reason=version.return_reason)
    if submitter != actor:
        text = f"清单事项{_name(version)}被退回：{version.return_reason}"
        key = f"item_return:{version.pk}:{sent:%Y%m%d%H%M%S%f}"
        notices.tell(submitter, key=key, text=text, url=_address(version), topic="catalog")
    return version


def second_person_fault(version: ItemVersion, actor) -> str:
    """Why ``actor`` may not be the second person of ``version``; "" when they may."""
    if version.submitted_by_id == actor.pk:
        return "是您提交审核的"
    if version.edited_by_id == actor.pk:
        return "最后由您修改"
    return ""


@transaction.atomic
def item_version_publish(*, version: ItemVersion, actor, on: date) -> ItemVersion:
    """Publish a pending version on day ``on``; the version published before it ends the day before the new one starts.

    ``actor`` is the second person: neither who submitted it nor who edited it last. Raises NotAllowed, NotVisible,
    TransitionRefused (not 待审; own work; incomplete; dates that overlap).
    """
    require(actor, PUBLISH, "发布清单事项")
    version = locked(version, actor)
    name = _name(version)
    if version.state == VersionState.DRAFT:
        raise TransitionRefused(f"{name}还是草稿。请先提交审核，再由另一名法制人员发布。")
    if not may_change(version.state, VersionState.PUBLISHED):
        raise TransitionRefused(f"{name}是“{version.get_state_display()}”，只有待审的可以发布。")
    require_second_person(version, actor)
    if faults := publication_faults(version, on):
        raise TransitionRefused(f"{name}不能发布：{'；'.join(faults)}。请退回草稿，补齐后再提交。", faults=faults)
    _close_predecessor(version, actor, on, name)
    _refuse_overlap(version, name)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = actor
    version.save(by_service=True)
    audit.record(**publication_event(version, actor, on))
    version_published(version=version, actor=actor, on=on)
    return version


def require_second_person(version: ItemVersion, actor) -> None:
    """TransitionRefused where ``actor`` submitted the version or edited it last."""
    if own := second_person_fault(version, actor):
        raise TransitionRefused(f"{_name(version)}{own}，发布须由另一名法制人员审核。请交给同事办理。")


def publication_event(version: ItemVersion, actor, on: date) -> dict:
    """The record of a publication, for :func:`audit.record`."""
    return _event("item_version_publish", version, actor, on=on, effective_from=version.effective_from)


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
        raise TransitionRefused(f"{_name(version)}是“{version.get_state_display()}”，只有已发布的可以办理失效。")
    last_day = on - ONE_DAY
    _retire(version, actor, min(version.effective_to or last_day, last_day), reason.strip())
    _record("item_version_retire", version, actor, on=on, reason=version.retire_reason)
    version_retired(version=version, actor=actor)
    return version


@transaction.atomic
def item_version_set_end(*, version: ItemVersion, actor, effective_to: date | None, on: date) -> ItemVersion:
    """Set or clear the last day of a published version (a law that ends). ``on`` is today's date.

    Raises NotAllowed, NotVisible, TransitionRefused (not published, overlap), DomainError (a day already past).
    """
    require(actor, PUBLISH, "调整清单事项有效期")
    version = locked(version, actor)
    name = _name(version)
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
    for other in ItemVersion.objects.standing().filter(item=version.item).exclude(pk=version.pk):
        start = max(version.effective_from, other.effective_from)
        ends = [day for day in (version.effective_to, other.effective_to) if day]
        if not ends or start <= min(ends):
            raise TransitionRefused(
                f"{name}的有效期与第{other.version_no}版重叠（{other.effective_from}至{other.effective_to or '长期'}）。"
                "请修改施行日期或截止日期。"
            )


def _name(version: ItemVersion) -> str:
    return f"{version.item.number} 第{version.version_no}版"


def _address(version: ItemVersion) -> str:
    return reverse("admin:catalog_itemversion_change", args=[version.pk])


def _event(verb: str, version: ItemVersion, actor, **data) -> dict:
    return {
        "verb": verb,
        "actor": actor,
        "target": version,
        "thread": thread(version),
        "number": version.item.number,
        "version_no": version.version_no,
        **data,
    }


def _record(verb: str, version: ItemVersion, actor, **data) -> None:
    audit.record(**_event(verb, version, actor, **data))
