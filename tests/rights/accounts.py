"""Rights of accounts: everybody's own code and logins, and what the 安全管理员 keeps."""

from django.utils import timezone

from xinglongtai.core.models import AccountSession

from .main import ANYBODY, GONE, IN, NO, rule

_KEEPER = rule(NO, security=IN)
#: A confirmed factor has no QR code any more; nobody in this table has one.
TABLE: dict = {
    "core:factor": (ANYBODY, None),
    "core:factor_qr": (ANYBODY, None),
    "core:factor_confirm": (ANYBODY, None),
    "core:factor_change": (ANYBODY, None),
    "core:factor_code": (ANYBODY, None),
    "core:session_state": (ANYBODY, None),
    "core:session_keep": (ANYBODY, None),
    "core:session_end": (rule(GONE, officer=IN), "login"),
    "core:sessions_end_others": (ANYBODY, None),
    "core:accounts": (_KEEPER, None),
    "core:account_locks": (_KEEPER, None),
    "core:account": (_KEEPER, "account"),
    "core:account_unlock": (_KEEPER, "account"),
    "core:account_factor_reset": (_KEEPER, "account"),
    "core:account_sessions_end": (_KEEPER, "account"),
}


def rows(office, day, known: dict) -> dict:
    """Situations of this topic."""
    now, user = timezone.now(), office.officer.user
    login = AccountSession.objects.create(user=user, session_key="rights", began_at=now, seen_at=now)
    return {"login": login, "account": office.stranger.user}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
