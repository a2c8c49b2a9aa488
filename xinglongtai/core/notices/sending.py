"""What goes out of the house: made of the bell's lines after their commit, sent by ``send_notices``, retried with back-off.

Two steps, each safe to repeat and to run twice at once. :func:`route` makes one :class:`Outgoing` row a channel for every new line, as
the person's preferences and the bureau's parameters say then. :func:`send_due` claims each row for itself before it sends it, so no
two runs send the same one. A run that dies between claiming and noting lets its claim lapse; then the message is sent again.
"""

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import parameters
from ..models import Bureau, Notice, NoticePreference, Officer, Outgoing
from ..sms_gateway import SendingFailed
from .channels import CHANNELS, Channel, open_channels
from .preferences import Preferences, of_row
from .topics import MAIL, topic_of

logger = logging.getLogger(__name__)
#: Minutes until the next try after the first, second … failure; after the last one the row is «没有发出».
BACK_OFF = (1, 5, 15, 60, 240)
#: Lines older than this say nothing worth a mail any more (an outage, a first switch-on): they stay on the bell only.
TOO_OLD = timedelta(days=3)
_CLAIM = timedelta(minutes=10)
_AT_ONCE = 500
#: After so many failures in a row a channel is left alone for this run.
_SILENT = 3


@dataclass
class Outcome:
    """What one run did, in messages."""

    routed: int = 0
    sent: int = 0
    again: int = 0
    failed: int = 0


def subject_of(topic: str) -> str:
    """Title of a message: the kind of thing, nothing of the case."""
    return f"柔性执法承诺·{topic_of(topic).label}"


def gathering_time(bureau: Bureau, now: datetime) -> datetime:
    """When the next gathered mail of ``bureau`` goes out (parameter ``notices.daily_hour``)."""
    here = timezone.localtime(now)
    hour = parameters.value(bureau, "notices.daily_hour")
    at = datetime.combine(here.date(), time(hour), tzinfo=here.tzinfo)
    return at if here <= at else at + timedelta(days=1)


# 安排


def route(*, now: datetime) -> int:
    """Make the outgoing rows of every line that was not considered yet; returns how many rows."""
    made = 0
    while pks := list(Notice.objects.filter(routed=False).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        made += _route(pks, now)
    return made


@transaction.atomic
def _route(pks: list[int], now: datetime) -> int:
    lines = Notice.objects.select_for_update(of=("self",)).filter(pk__in=pks, routed=False)
    lines = list(lines.select_related("officer__user", "officer__unit__bureau").order_by("pk"))
    wishes = {
        row.officer_id: of_row(row)
        for row in NoticePreference.objects.filter(officer__in={line.officer_id for line in lines})
    }
    offices = {line.officer.unit.bureau_id: line.officer.unit.bureau for line in lines}
    ways = {pk: (open_channels(bureau), gathering_time(bureau, now)) for pk, bureau in offices.items()}
    rows = []
    for line in lines:
        channels, gathering = ways[line.officer.unit.bureau_id]
        wish = wishes.get(line.officer_id, Preferences())
        if line.created_at >= now - TOO_OLD and line.officer.is_active:
            rows += [_row(line, channel, wish, now, gathering) for channel in channels if _goes(line, channel, wish)]
    Outgoing.objects.bulk_create(rows, ignore_conflicts=True)
    Notice.objects.filter(pk__in=pks).update(routed=True)
    return len(rows)


def _goes(line: Notice, channel: Channel, wish: Preferences) -> bool:
    topic = topic_of(line.topic)
    if channel.key == MAIL and topic.own_mail:
        return False
    return wish.wants(topic, channel.key) and bool(channel.address(line.officer))


def _row(line: Notice, channel: Channel, wish: Preferences, now: datetime, gathering: datetime) -> Outgoing:
    gathered = channel.key == MAIL and wish.mail_daily
    return Outgoing(
        officer=line.officer,
        channel=channel.key,
        key=line.key,
        topic=line.topic,
        subject=subject_of(line.topic),
        text=line.text,
        url=line.url,
        gathered=gathered,
        not_before=gathering if gathered else wish.quiet_until(now) or now,
    )


def queue_mail(officer: Officer, *, key: str, topic: str, subject: str, text: str, not_before: datetime) -> bool:
    """Leave a mail that is written already for a later moment (a digest in quiet hours); whether it is new."""
    _, created = Outgoing.objects.get_or_create(
        officer=officer,
        channel=MAIL,
        key=key,
        defaults={"topic": topic, "subject": subject[:100], "text": text, "not_before": not_before},
    )
    return created


# 发送


def send_due(*, now: datetime) -> Outcome:
    """Send everything that is due at ``now``; mails that are gathered go as one mail a person."""
    outcome, in_a_row = Outcome(), Counter()
    for message in _due(now):
        channel, before = message[0].channel, outcome.again
        if in_a_row[channel] >= _SILENT:  # each try may take the whole time-out: the rest waits for the next run
            continue
        _send(message, now, outcome)
        in_a_row[channel] = in_a_row[channel] + 1 if outcome.again > before else 0
    return outcome


def _due(now: datetime) -> list[list[Outgoing]]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    rows = Outgoing.objects.filter(free, state=Outgoing.State.WAITING, not_before__lte=now)
    rows = rows.select_related("officer__user", "officer__unit__bureau").order_by("not_before", "pk")[: 10 * _AT_ONCE]
    together: dict[tuple, list[Outgoing]] = defaultdict(list)
    for row in rows:
        together[("day", row.officer_id, row.channel) if row.gathered else (row.pk,)].append(row)
    return list(together.values())


def _send(rows: list[Outgoing], now: datetime, outcome: Outcome) -> None:
    mine = [row for row in rows if _claim(row, now)]
    if not mine:
        return
    first, channel = mine[0], CHANNELS[mine[0].channel]
    if not channel.is_open(first.officer.unit.bureau) or not channel.address(first.officer):
        _note(mine, state=Outgoing.State.DROPPED, error="这种方式已停用，或者接收人没有登记地址")
        return
    try:
        channel.send(first.officer, *_words(mine))
    except SendingFailed as problem:
        _failed(mine, problem, now, outcome)
    else:
        _note(mine, state=Outgoing.State.SENT, sent_at=now, error="")
        outcome.sent += len(mine)


def _claim(row: Outgoing, now: datetime) -> bool:
    """Take ``row`` for this run: one UPDATE that only one of two runs can win."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    mine = Outgoing.objects.filter(free, pk=row.pk, state=Outgoing.State.WAITING)
    return bool(mine.update(claimed_until=now + _CLAIM, attempts=row.attempts + 1))


def _words(rows: list[Outgoing]) -> tuple[str, str, str]:
    """Subject, text and link of one message, or of the mail of the day."""
    if not rows[0].gathered:
        return rows[0].subject, rows[0].text, rows[0].url
    lines = [f"{number}. 【{topic_of(row.topic).label}】{row.text}" for number, row in enumerate(rows, start=1)]
    return f"柔性执法承诺·消息汇总（{len(rows)} 条）", "\n".join(lines), "/notices/"


def _failed(rows: list[Outgoing], problem: SendingFailed, now: datetime, outcome: Outcome) -> None:
    tries = max(row.attempts for row in rows) + 1
    if not problem.again or tries > len(BACK_OFF):
        _note(rows, state=Outgoing.State.FAILED, error=str(problem)[:200])
        outcome.failed += len(rows)
        logger.warning("%s message(s) of channel %s were given up: %s", len(rows), rows[0].channel, problem)
        return
    wait = timedelta(minutes=BACK_OFF[tries - 1])
    _note(rows, state=Outgoing.State.WAITING, not_before=now + wait, error=str(problem)[:200])
    outcome.again += len(rows)


def _note(rows: list[Outgoing], **values) -> None:
    Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_until=None, **values)
