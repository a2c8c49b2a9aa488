"""Secrets of the bridge: 256 random bits; kept as a hash, or derived from the installation's secret and never kept at all."""

import hashlib
import hmac
import secrets

from django.conf import settings

#: What a token begins with, so that a scanner of leaked secrets (and a person) knows what it is.
MARK = "xlt_"
#: Letters of a token that may be shown to recognise it; 220 bits stay unknown.
SHOWN = 10


def new_secret(mark: str = "") -> str:
    """A fresh secret."""
    return mark + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret. No salt and no slow hash: 256 random bits cannot be guessed or tabled."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def prefix_of(token: str) -> str:
    """The letters by which a token is recognised."""
    return token[:SHOWN]


def signing_key(salt: str) -> str:
    """The key a subscription's deliveries are signed with."""
    return hmac.new(settings.SECRET_KEY.encode(), b"xinglongtai.webhook:" + salt.encode(), hashlib.sha256).hexdigest()


def signature(key: str, timestamp: int, body: bytes) -> str:
    """``sha256=…`` over «timestamp.body», as the receiver computes it."""
    return "sha256=" + hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
