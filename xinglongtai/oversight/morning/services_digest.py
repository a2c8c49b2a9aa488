"""Sending the daily digest: once a day and person, in the product and by mail. One failing mailbox stops nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from xinglongtai.core.models import Notice
from xinglongtai.core.notices import mark, preferences_of, tell
from xinglongtai.core.notices.channels import CHANNELS
from xinglongtai.core.notices.sending import queue_mail
from xinglongtai.core.notices.topics import MAIL, topic_of

from .digest import Message

#: What a person's preferences go by.
TOPIC = "digest"


@dataclass
class Outcome:
    """What was sent now. ``failed`` are (login, reason); what had been sent before counts in neither."""

    notices: int = 0
    mails: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def digest_send(messages: Iterable[Message], *, on: date) -> Outcome:
    """Leave each message in the bell and mail it where the account has an address.

    Safe to repeat: the notice's key carries the day, and a second key keeps that the mail went out. A mail is claimed
    before it is sent, so two runs at once send it once; a failed one is released and tried again by the next run.
    """
    outcome = Outcome()
    for message in messages:
        officer = message.officer
        outcome.notices += tell(
            officer, key=f"digest:{on.isoformat()}", text=message.text, url=message.url, topic=TOPIC
        )
        if not _mail_goes_now(message, on) or not _claim(message, on):
            continue
        try:
            _post(message)
        except Exception as problem:  # whatever a mail server answers; the next person's mail must still go
            Notice.objects.filter(officer=officer, key=_mail_key(on)).delete()
            outcome.failed.append((officer.user.username, f"{type(problem).__name__}: {problem}"))
        else:
            outcome.mails += 1
    return outcome


def _post(message: Message) -> None:
    """Send one mail; the one place where the digest leaves the house. Raises whatever the mail server answers."""
    send_mail(message.subject, message.body, None, [message.officer.user.email])


def _mail_key(on: date) -> str:
    return f"digest-mail:{on.isoformat()}"


def _mail_goes_now(message: Message, on: date) -> bool:
    """Whether the mail is wanted, by the bureau and the person, right now; in quiet hours it is left for ``send_notices``."""
    officer, channel = message.officer, CHANNELS[MAIL]
    if not channel.address(officer) or not channel.is_open(officer.unit.bureau):
        return False
    wish = preferences_of(officer)
    if not wish.wants(topic_of(TOPIC), MAIL):
        return False
    later = wish.quiet_until(timezone.now())
    if later and _claim(message, on):
        queue_mail(
            officer, key=_mail_key(on), topic=TOPIC, subject=message.subject, text=message.body, not_before=later
        )
    return later is None


@transaction.atomic
def _claim(message: Message, on: date) -> bool:
    """Keep that this day's mail is being sent; False when it was before. Nobody sees the mark."""
    return mark(message.officer, key=_mail_key(on), text="今日提醒已发送到您的电子邮箱")
