"""The ways out of the house. Each says whether it is open for a bureau, where a person is reached, and how one message is handed over."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail

from .. import parameters
from ..models import Bureau, Officer
from ..sms_gateway import MOBILE, SendingFailed
from .topics import MAIL, SMS

#: An SMS is one line: 70 characters are one part at the platforms; a longer one would be cut or cost twice.
_LONGEST_SMS = 70


@dataclass(frozen=True)
class Channel:
    """``address(officer)``: "" where the person cannot be reached; ``send(officer, subject, text, url)`` raises SendingFailed."""

    key: str
    label: str
    is_open: Callable[[Bureau], bool]
    address: Callable[[Officer], str]
    send: Callable[[Officer, str, str, str], None]


def _mail_address(officer: Officer) -> str:
    return officer.user.email if officer.user and officer.user.is_active else ""


def _phone(officer: Officer) -> str:
    digits = officer.phone.replace(" ", "").replace("-", "")
    return digits if MOBILE.fullmatch(digits) and officer.user and officer.user.is_active else ""


def _send_mail(officer: Officer, subject: str, text: str, url: str) -> None:
    site = settings.SITE_URL.rstrip("/")
    link = f"\n\n登录查看：{site}{url}" if url.startswith("/") else ""
    try:
        send_mail(
            subject,
            f"{text}{link}\n\n不想再收这类邮件，请登录后在“我的 → 消息设置”里修改。",
            None,
            [officer.user.email],
        )
    except Exception as problem:  # whatever a mail server answers; the next message must still go
        raise SendingFailed(f"邮件服务器没有接收（{type(problem).__name__}）") from None


def _send_sms(officer: Officer, subject: str, text: str, url: str) -> None:
    words = f"{subject}：{text}"
    if len(words) > _LONGEST_SMS:
        words = f"{words[: _LONGEST_SMS - 1]}…"
    settings.SMS_GATEWAY.send(_phone(officer), words)


CHANNELS: dict[str, Channel] = {
    MAIL: Channel(MAIL, "邮件", lambda bureau: parameters.value(bureau, "notices.mail"), _mail_address, _send_mail),
    SMS: Channel(
        SMS,
        "短信",
        lambda bureau: settings.SMS_GATEWAY is not None and parameters.value(bureau, "notices.sms"),
        _phone,
        _send_sms,
    ),
}


def open_channels(bureau: Bureau) -> list[Channel]:
    """The channels that ``bureau`` uses: what is not set up or not switched on does not appear anywhere."""
    return [channel for channel in CHANNELS.values() if channel.is_open(bureau)]
