"""Words that were searched for, as they may stand in an address: closed, for the person who typed them, for half a day.

Forms of searches and filters send by POST to ``core:words``; that page closes the free text (names, numbers, phones) and goes on to
the list, whose address then holds «~gAAAA…» and stays the same for paging, sorting and export. Fields open it again::

    words = WordsField(label="关键词", required=False, max_length=60)     # in a FilterForm
    words = words_of(request, "q", 100)                                # in a view without a form

Nothing is stored: the words themselves are in the token, encrypted with a key drawn from SECRET_KEY. Who finds the address in a log and is
not that person, or comes later, gets nothing. Plain words in an address (a link from elsewhere) are read as they are.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

SIGN = "~"
#: Seconds for which an address can be opened: as long as a session.
LASTS = 12 * 3600
#: Names of the fields whose text is closed.
FIELDS = frozenset({"q", "words"})
CLOSED = "搜索内容已过期，或是别人输入的，请重新输入。"
_asking: ContextVar = ContextVar("asking", default=None)


@contextmanager
def asked_by(who) -> Iterator[None]:
    """Whose words are opened inside the block; ``who`` gives the key of the account, and is called only when needed."""
    before = _asking.set(who)
    try:
        yield
    finally:
        _asking.reset(before)


def _asker() -> int | None:
    who = _asking.get()
    return who() if who else None


def _box() -> Fernet:
    secret = salted_hmac("xinglongtai.core.privacy.sealed", "search words", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(secret))


def seal(words: str, person: int | None = None) -> str:
    """``words`` closed for the account ``person`` (default: who asks now); blank and closed ones as they are."""
    words = (words or "").strip()
    if not words or words.startswith(SIGN):
        return words
    content = json.dumps([_asker() if person is None else person, words], ensure_ascii=False)
    return SIGN + _box().encrypt(content.encode()).decode().rstrip("=")


def unseal(text: str) -> str:
    """What ``text`` says; plain text as it is. ValidationError for what is too old, damaged, or somebody else's."""
    if not text.startswith(SIGN):
        return text
    token = text[len(SIGN) :]
    try:
        person, words = json.loads(_box().decrypt((token + "=" * (-len(token) % 4)).encode(), ttl=LASTS))
    except (InvalidToken, ValueError, TypeError):
        raise ValidationError(CLOSED) from None
    if person != _asker():
        raise ValidationError(CLOSED)
    return words


def opened(text: str) -> str:
    """As :func:`unseal`; "" for what cannot be opened."""
    try:
        return unseal((text or "").strip())
    except ValidationError:
        return ""


def words_of(request, name: str, most: int) -> str:
    """The words of ``name`` in the address or the form that was sent, at most so many characters; "" where they cannot be opened."""
    given = request.POST if request.method == "POST" else request.GET
    return opened(given.get(name, ""))[:most]


class WordsField(forms.CharField):
    """Free text of a filter, closed or plain."""

    def to_python(self, value):
        return super().to_python(unseal((value or "").strip()))

    def bound_data(self, data, initial):
        """What the box shows: the words, never the token."""
        return opened(data)
