"""Secrets of the party's page: made here, hashed here, never stored. What is compared is compared in constant time."""

import secrets
import unicodedata
import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "party_page"
#: How long a form that was opened by the party may still bring its files although the visit has ended.
TICKET_HOURS = 24
#: As long as a working secret, and never one: the preview of a letter carries it.
PREVIEW_SECRET = "0" * 22
_LINK, _ADDRESS, _PHONE = (f"pledges.partypage.{what}" for what in ("link", "address", "phone"))
_VISIT, _TICKET, _KEPT = (f"pledges.partypage.{what}" for what in ("visit", "ticket", "kept"))


def new_secret() -> str:
    """128 bits from the system's source, safe in an address, 22 characters."""
    return secrets.token_urlsafe(16)


def link_hash(secret: str) -> str:
    """What the table keeps of a secret: keyed with the installation's SECRET_KEY."""
    return salted_hmac(_LINK, secret, algorithm="sha256").hexdigest()


def link_hashes(secret: str) -> list[str]:
    """:func:`link_hash` under the key in use and under the former ones: paper that was printed before a change must still open."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(_LINK, secret, secret=key, algorithm="sha256").hexdigest() for key in known]


def address_hash(address: str) -> str:
    """A network address as it is counted: keyed, so that the table tells nobody's address."""
    return salted_hmac(_ADDRESS, address, algorithm="sha256").hexdigest()


def page_address(secret: str) -> str:
    """The address that the QR code holds."""
    return f"{settings.SITE_URL.rstrip('/')}/p/{secret}/"


def secret_of(address: str) -> str:
    """The secret in an address made by :func:`page_address`; "" for anything else."""
    head, _, tail = address.rstrip("/").rpartition("/p/")
    return tail if head else ""


def last_four(phone: str) -> str:
    """The last four digits of a telephone number, "" where it has fewer.

    >>> last_four("0427-1234567"), last_four("１２３"), last_four("１２ 34")
    ('4567', '', '1234')
    """
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone or "") if c.isascii() and c.isdigit())
    return digits[-4:] if len(digits) >= 4 else ""


def same_digits(given: str, phone: str) -> bool:
    """Whether ``given`` are the last four digits of ``phone``, which must have them."""
    known = last_four(phone)
    typed = "".join(unicodedata.normalize("NFKC", given or "").split())
    return constant_time_compare(known, typed) and bool(known)


def phone_mark(phone: str) -> str:
    """Changes with the phone on record, so that a visit ends when the phone is changed."""
    return salted_hmac(_PHONE, last_four(phone), algorithm="sha256").hexdigest()[:16]


def sign_visit(link_id: int, mark: str) -> str:
    """The cookie of somebody who knew the digits."""
    return signing.dumps({"link": link_id, "mark": mark}, salt=_VISIT)


def is_visit(cookie: str, link_id: int, mark: str, minutes: int) -> bool:
    """Whether ``cookie`` was given for this link and phone within the last ``minutes``."""
    try:
        held = signing.loads(cookie, salt=_VISIT, max_age=timedelta(minutes=minutes))
    except signing.BadSignature:
        return False
    return held == {"link": link_id, "mark": mark}


def new_ticket(link_id: int) -> str:
    """Goes into a form opened by the party: names the form (so that a double click counts once) and lets its files in."""
    return signing.dumps({"link": link_id, "form": str(uuid.uuid4())}, salt=_TICKET)


def form_of(ticket: str, link_id: int) -> uuid.UUID | None:
    """The form that ``ticket`` names, if it was opened on this link within :data:`TICKET_HOURS`."""
    try:
        held = signing.loads(ticket or "", salt=_TICKET, max_age=timedelta(hours=TICKET_HOURS))
    except signing.BadSignature:
        return None
    return uuid.UUID(held["form"]) if held["link"] == link_id else None


def sign_kept(numbers: list[int], link_id: int) -> str:
    """The files a form has brought already, so that nobody names another's."""
    return signing.dumps({"link": link_id, "files": numbers}, salt=_KEPT)


def kept_of(text: str, link_id: int) -> list[int]:
    """The numbers signed by :func:`sign_kept`; nothing where the signature does not hold."""
    try:
        held = signing.loads(text or "", salt=_KEPT, max_age=timedelta(hours=TICKET_HOURS))
    except signing.BadSignature:
        return []
    return held["files"] if held["link"] == link_id else []
