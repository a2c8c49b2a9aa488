"""What must be read again but never by whoever copies the database: AES-256-GCM with a key of the purpose «accounts»."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .. import keys
from ..errors import DomainError

PURPOSE = "accounts"
_NONCE = 12


def seal(clear: bytes, *, of: str) -> tuple[str, str]:
    """(key id, text to store). ``of`` binds it to its row («second factor of 12»): elsewhere it does not open."""
    key = keys.current(PURPOSE)
    nonce = os.urandom(_NONCE)
    closed = nonce + AESGCM(key.derive("sealing")).encrypt(nonce, clear, of.encode())
    return key.id, base64.b64encode(closed).decode()


def unseal(key_id: str, text: str, *, of: str) -> bytes:
    """What was sealed. :class:`~..keys.KeyMissing`, or :class:`DomainError` where it was changed or belongs elsewhere."""
    closed = base64.b64decode(text)
    cipher = AESGCM(keys.find(PURPOSE, key_id).derive("sealing"))
    try:
        return cipher.decrypt(closed[:_NONCE], closed[_NONCE:], of.encode())
    except InvalidTag as error:
        raise DomainError("动态验证码的密钥读不出来，请找安全管理员重置后重新设置。") from error


def is_current(key_id: str) -> bool:
    """Whether ``key_id`` is the key in use (else the row is sealed anew when it is next used)."""
    return keys.current(PURPOSE).id == key_id
