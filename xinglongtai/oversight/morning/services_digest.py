"""Sending the daily digest: once a day and person, in the product and by mail. One failing mailbox stops nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from xinglongtai.core.models import Notice
from xinglongtai.core.notices import tell

from .digest import Message


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
            officer, key=f"digest:{on.isoformat()}", text=message.text, url=message.url, topic="digest"
        )
        if not officer.user.email or not _claim(message, on):
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


@transaction.atomic
def _claim(message: Message, on: date) -> bool:
    """Keep that this day's mail is being sent; False when it was before. The mark is born read, so the bell stays quiet."""
    if not tell(message.officer, key=_mail_key(on), text="今日提醒已发送到您的电子邮箱", topic="digest"):
        return False
    Notice.objects.filter(officer=message.officer, key=_mail_key(on)).update(read_at=timezone.now())
    return True
