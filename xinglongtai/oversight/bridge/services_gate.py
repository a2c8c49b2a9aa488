"""The gate of the read API: which token calls, whether it may now, how often; what was called is counted, who was read is recorded."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cases.models import Case
from xinglongtai.core import audit, parameters

from . import keys
from .models import ApiToken, ApiUsage
from .status import Scope, TokenState


class Refused(Exception):
    """Why a call is not answered: HTTP status, words, and seconds until it may be tried again (429)."""

    def __init__(self, code: int, detail: str, again: int = 0):
        super().__init__(detail)
        self.code, self.detail, self.again = code, detail, again


def token_of(secret: str) -> ApiToken | None:
    """The token of a secret, whatever its state."""
    if not secret.startswith(keys.MARK):
        return None
    return ApiToken.objects.select_related("bureau").filter(key_hash=keys.hash_of(secret)).first()


def admit(token: ApiToken, *, scope: str, address: str, at: datetime) -> None:
    """Let the call pass, or raise :class:`Refused`. Counts it against the minute's limit; ``scope`` "" = any token."""
    if token.state == TokenState.REVOKED:
        raise Refused(401, "这个接口凭证已停用。")
    if token.over(timezone.localdate(at)):
        raise Refused(401, f"这个接口凭证已过有效期（{token.expires_on:%Y-%m-%d}）。")
    if not token.admits(address):
        raise Refused(403, "这个接口凭证不能从您的网络地址使用。")
    _within_limit(token, at)
    if scope and not token.reads(scope):
        raise Refused(403, f"这个接口凭证不能读取{Scope(scope).label}。")


def _within_limit(token: ApiToken, at: datetime) -> None:
    """One conditional UPDATE a call: the count stands in the token's row, so it holds for all processes together."""
    minute = int(at.timestamp()) // 60
    limit = parameters.value(token.bureau, "bridge.calls_a_minute")
    rows = ApiToken.objects.filter(pk=token.pk)
    counted = rows.filter(window=minute).update(window_count=F("window_count") + 1, last_used_at=at)
    if not counted and not rows.exclude(window=minute).update(window=minute, window_count=1, last_used_at=at):
        rows.update(window_count=F("window_count") + 1)  # another process opened the minute in between
    if rows.values_list("window_count", flat=True).get() > limit:
        raise Refused(429, f"每分钟最多调用 {limit} 次，请稍后再试。", again=60 - int(at.timestamp()) % 60)


def usage_count(token: ApiToken, *, endpoint: str, code: int, at: datetime) -> None:
    """One more call in the hour's row."""
    key = {
        "token": token,
        "hour": at.replace(minute=0, second=0, microsecond=0),
        "endpoint": endpoint,
        "code": code,
    }
    rows = ApiUsage.objects.filter(**key)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            ApiUsage.objects.create(count=1, **key)
    except IntegrityError:  # another process was first
        rows.update(count=F("count") + 1)


@transaction.atomic
def identities_read(*, token: ApiToken, case: Case) -> None:
    """Another system read a party's personal data: an event of its own in the case's record."""
    audit.record(
        verb="token_identities",
        actor=None,
        target=case.party,
        thread=case.thread,
        system=token.system,
        token=token.prefix,
    )
