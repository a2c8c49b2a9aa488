"""What a person wants to hear of, and where: per topic and channel, quiet hours, mail as it comes or once a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .. import audit
from ..errors import DomainError
from ..models import NoticePreference, Officer
from .topics import BELL, MAIL, SMS, Topic, topics


@dataclass(frozen=True)
class Preferences:
    """One person's wishes. ``choices``: topic → channel → on, only where it differs from the topic's default."""

    choices: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    quiet_from: time | None = None
    quiet_to: time | None = None
    mail_daily: bool = False

    def wants(self, topic: Topic, channel: str) -> bool:
        """Whether a line of ``topic`` should reach the person by ``channel``."""
        if channel == BELL and topic.bell_fixed:
            return True
        return self.choices.get(topic.key, {}).get(channel, channel in topic.on)

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours around ``now`` (aware) end; ``None`` when it is not quiet. They may pass midnight."""
        begins, ends = self.quiet_from, self.quiet_to
        if begins is None or ends is None or begins == ends:
            return None
        here = timezone.localtime(now)
        clock = here.time()
        quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        if not quiet:
            return None
        day = here.date() + timedelta(days=1 if clock >= ends else 0)
        return datetime.combine(day, ends, tzinfo=here.tzinfo)


def of_row(row: NoticePreference | None) -> Preferences:
    """The wishes that ``row`` holds; the defaults where there is none."""
    if row is None:
        return Preferences()
    return Preferences(row.choices, row.quiet_from, row.quiet_to, row.mail_daily)


def preferences_of(officer: Officer) -> Preferences:
    """The person's wishes (one query)."""
    return of_row(NoticePreference.objects.filter(officer=officer).first())


@transaction.atomic
def preferences_save(
    *,
    actor: Officer,
    chosen: Mapping[str, Mapping[str, bool]],
    quiet_from: time | None = None,
    quiet_to: time | None = None,
    mail_daily: bool = False,
) -> NoticePreference:
    """Keep one's own wishes. ``chosen``: topic → channel → on for every box of the page; unknown words are left out.

    DomainError when only one end of the quiet hours is given, or both are the same.
    """
    if (quiet_from is None) != (quiet_to is None):
        raise DomainError("免打扰时段请同时填写开始和结束时间，或者都不填。", field="quiet_to")
    if quiet_from is not None and quiet_from == quiet_to:
        raise DomainError("免打扰的开始和结束时间不能相同。不需要免打扰的，请都不填。", field="quiet_to")
    Officer.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    row = NoticePreference.objects.filter(officer=actor).first() or NoticePreference(officer=actor)
    row.choices = _differences(chosen)
    row.quiet_from, row.quiet_to, row.mail_daily = quiet_from, quiet_to, mail_daily
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(verb="notice_preferences", actor=actor, target=row)
    return row


def _differences(chosen: Mapping[str, Mapping[str, bool]]) -> dict:
    """Only what differs from the defaults, so that a changed default reaches whoever did not choose."""
    kept: dict[str, dict[str, bool]] = {}
    for topic in topics():
        given = chosen.get(topic.key, {})
        for channel in (BELL, MAIL, SMS):
            fixed = channel == BELL and topic.bell_fixed
            if channel in given and not fixed and bool(given[channel]) != (channel in topic.on):
                kept.setdefault(topic.key, {})[channel] = bool(given[channel])
    return kept
