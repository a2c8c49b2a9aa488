"""Short texts closed with AES-256-GCM: ``v1:<key>:<nonce and content>``. What cannot be opened is told, never an error.

The associated data is where the text belongs («cases.party.id_number»): moved elsewhere it does not open.
"""

import base64
import binascii
import logging
import os
import re

from cryptography.exceptions import InvalidTag

from ..errors import DomainError
from ..keys import KeyMissing
from . import ring

logger = logging.getLogger(__name__)
USE = "text"
_NONCE = 12
_CLOSED = re.compile(r"v1:(k[0-9]+):([A-Za-z0-9_-]+=*)")
MISSING, SPOILT = "密钥缺失，暂不能显示", "内容损坏，不能显示"


class Unopenable(str):
    """Stands where a value cannot be opened: the words for the page. Written back it is what it was (``closed``).

    Two of them are never the same value, so that nobody is taken for somebody else.
    """

    closed: str

    def __new__(cls, words: str, closed: str):
        made = super().__new__(cls, words)
        made.closed = closed
        return made

    def __eq__(self, other):
        return isinstance(other, Unopenable) and self.closed == other.closed

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.closed)


def is_closed(stored) -> bool:
    """Whether ``stored`` is in the form :func:`close` gives."""
    return isinstance(stored, str) and _CLOSED.fullmatch(stored) is not None


def key_of(stored: str) -> str:
    """The name of the key that closed ``stored``; "" where it is not closed."""
    match = _CLOSED.fullmatch(stored)
    return match[1] if match else ""


def close(value: str, place: str) -> str:
    """``value`` closed for ``place`` by the key in use; "" stays "". :class:`KeyMissing` where the keys are not this database's."""
    if isinstance(value, Unopenable):
        return value.closed
    if value == "":
        return ""
    key = ring.closing()
    nonce = os.urandom(_NONCE)
    content = nonce + ring.cipher(key.id, USE).encrypt(nonce, str(value).encode(), place.encode())
    return f"v1:{key.id}:{base64.urlsafe_b64encode(content).decode()}"


def open_closed(stored: str, place: str) -> str:
    """What ``stored`` says. Plain text (from before) as it is; an :class:`Unopenable` where key or content are not right."""
    match = _CLOSED.fullmatch(stored)
    if match is None:
        return stored
    try:
        content = base64.urlsafe_b64decode(match[2])
        cipher = ring.cipher(match[1], USE)
        return cipher.decrypt(content[:_NONCE], content[_NONCE:], place.encode()).decode()
    except KeyMissing:
        return Unopenable(MISSING, stored)
    except DomainError:  # the file of keys itself is damaged
        return Unopenable(MISSING, stored)
    except (InvalidTag, ValueError, binascii.Error):
        logger.warning("a value of %s closed by %s could not be opened", place, match[1])
        return Unopenable(SPOILT, stored)


def readable(value: str, what: str = "证件号码") -> str:
    """``value`` for a verb that needs it; :class:`KeyMissing` where it could not be opened."""
    if isinstance(value, Unopenable):
        raise KeyMissing(f"{what}{value}，不能继续办理。请联系运维人员恢复密钥文件夹后重试，已填内容不受影响。")
    return value
