"""Publishing many items for the first time in one go (the starter list): the steps of :mod:`.publication` for all of them at once."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.guard import require

from ..models import ItemVersion
from ..status import VersionState
from .gates import publication_faults_of
from .publication import (
    EDIT,
    PUBLISH,
    publication_event,
    require_no_faults,
    require_second_person,
    submission_event,
    tell_second_persons,
)
from .watch import sole_versions_published


@transaction.atomic
def sole_drafts_publish(*, drafts: Sequence[ItemVersion], submitter, publisher, on: date) -> dict[int, str]:
    """Submit drafts as one person and publish them as another; returns version id → refusal of those that stay behind.

    ``drafts`` are read under a lock and are the only versions of their items: there is nothing they follow or overlap.
    Raises NotAllowed.
    """
    require(submitter, EDIT, "提交清单事项审核")
    require(publisher, PUBLISH, "发布清单事项")
    faults, refusals, events = publication_faults_of(drafts, on), {}, []
    sent = [draft for draft in drafts if _passes(refusals, require_no_faults, draft, faults[draft.pk])]
    now = timezone.now()
    _write(sent, state=VersionState.PENDING, submitted_at=now, submitted_by=submitter, return_reason="", updated_at=now)
    tell_second_persons(sent, submitter.bureau)
    published = [version for version in sent if _passes(refusals, require_second_person, version, publisher)]
    _write(published, state=VersionState.PUBLISHED, published_at=now, published_by=publisher, updated_at=now)
    for version in sent:
        events.append(submission_event(version, submitter, on))
        if version.pk not in refusals:
            events.append(publication_event(version, publisher, on))
    audit.record_many(events)
    sole_versions_published(versions=published, actor=publisher, on=on)
    return refusals


def _passes(refusals: dict[int, str], check, version: ItemVersion, *given) -> bool:
    """Whether ``check`` lets the version through; a refusal is kept."""
    try:
        check(version, *given)
    except TransitionRefused as refusal:
        refusals[version.pk] = refusal.message
    return version.pk not in refusals


def _write(versions: Sequence[ItemVersion], **values) -> None:
    """One statement for all; the lock on published rows of :mod:`catalog.querysets` is for everybody but these verbs."""
    QuerySet(ItemVersion).filter(pk__in=[version.pk for version in versions]).update(**values)
    for version in versions:
        for name, value in values.items():
            setattr(version, name, value)
