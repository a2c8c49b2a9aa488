"""Locks after failed logins: an account after few, an address after many (a whole office may share one).

django-axes keeps the failures. Everybody gets the same answer after the same work, whether the account exists, is inactive, is locked, or
the password is wrong. What was typed as a user name is kept in clear only where it is one: people type their password there.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Max, Sum

from .. import audit, keys
from ..client_address import client_address
from ..models import User

#: The only words about a login that failed.
REFUSED = "登录名或密码不对，或者这个账号现在不能登录。连续输错会锁定一段时间；急着用的，请找安全管理员解锁。"
_NO_ACCOUNT = "#"  # not a character of user names


def cool_off(request=None) -> timedelta:
    """How long failures count, and so how long a lock lasts after the last one."""
    return timedelta(minutes=settings.LOGIN_LOCK_MINUTES)


def name_on_record(request, credentials) -> str | None:
    """The user name where an account has it, else a keyed hash of what was typed; None where nothing was typed."""
    typed = (credentials or {}).get("username")
    if not typed:
        return None
    known = getattr(request, "_name_on_record", None)
    if known is None or known[0] != typed:
        found = User.objects.filter(username=typed).exists()
        secret = keys.current("accounts").derive("names that are no account")
        hashed = _NO_ACCOUNT + hmac.new(secret, typed.encode(), "sha256").hexdigest()
        request._name_on_record = known = (typed, typed if found else hashed)
    return known[1]


def address_on_record(request) -> str | None:
    """The reader's address; None where it is not known."""
    return client_address(request) or None


def same_answer(request, response, credentials):
    """A lock changes nothing about the answer."""
    return response


def _failures(since: datetime, **whose) -> int:
    if None in whose.values():
        return 0
    rows = AccessAttempt.objects.filter(attempt_time__gte=since, **whose)
    return rows.aggregate(n=Sum("failures_since_start"))["n"] or 0


class AccountLocks(AxesDatabaseHandler):
    """axes' handler with a limit for each of the two, and nothing kept of what was sent."""

    def get_failures(self, request, credentials=None) -> int:
        """1 where a limit is reached, else 0 (``AXES_FAILURE_LIMIT`` is 1)."""
        since = get_cool_off_threshold(request)
        by_name = _failures(since, username=name_on_record(request, credentials))
        by_address = _failures(since, ip_address=request.axes_ip_address)
        return int(by_name >= settings.LOGIN_FAILURES_USER or by_address >= settings.LOGIN_FAILURES_ADDRESS)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Keep the failure; the one that locks is an event."""
        if request is None:
            return
        before = request.axes_locked_out
        super().user_login_failed(sender, credentials, request, **kwargs)
        name = name_on_record(request, credentials)
        with transaction.atomic():
            User.objects.filter(username=name).update(failed_logins=F("failed_logins") + 1)
            kept = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)
            kept.update(get_data="", post_data="", path_info="", http_accept="")
            if request.axes_locked_out and not before:
                _record_lock(name, request)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """A login forgives its own account, not the address: others may be tried from there."""
        name = name_on_record(request, credentials)
        return AccessAttempt.objects.filter(username=name).delete()[0] if name else 0


def _record_lock(name: str | None, request) -> None:
    since, address = get_cool_off_threshold(request), request.axes_ip_address or ""
    account = User.objects.filter(username=name).first()
    if account and _failures(since, username=name) >= settings.LOGIN_FAILURES_USER:
        audit.record(verb="account_locked", actor=None, target=account, name=account.username, address=address)
    elif _failures(since, ip_address=request.axes_ip_address) >= settings.LOGIN_FAILURES_ADDRESS:
        row = AccessAttempt.objects.filter(ip_address=request.axes_ip_address).latest("attempt_time")
        audit.record(verb="address_locked", actor=None, target=row, address=address)


class LockedFirst(AxesStandaloneBackend):
    """Refuses who is locked, after the work that a wrong password would have cost."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """None lets the next backend judge. Without a request nobody from outside asks (commands)."""
        if request is None:
            return None
        try:
            return super().authenticate(request, username=username, password=password, **kwargs)
        except AxesBackendPermissionDenied:
            make_password(password)
            raise


@dataclass(frozen=True)
class Lock:
    """An account or address that is locked until ``until`` after ``failures``."""

    name: str
    failures: int
    until: datetime


def _locks(field: str, limit: int, now: datetime, names=None) -> list[Lock]:
    rows = AccessAttempt.objects.filter(attempt_time__gte=now - cool_off(), **{f"{field}__isnull": False})
    if names is not None:
        rows = rows.filter(**{f"{field}__in": names})
    found = rows.values(field).annotate(n=Sum("failures_since_start"), last=Max("attempt_time")).filter(n__gte=limit)
    return [Lock(row[field], row["n"], row["last"] + cool_off()) for row in found.order_by("-last")]


def locked_accounts(now: datetime, names=None) -> dict[str, Lock]:
    """Locked accounts by user name (of ``names`` only, where given)."""
    found = _locks("username", settings.LOGIN_FAILURES_USER, now, names)
    return {lock.name: lock for lock in found if not lock.name.startswith(_NO_ACCOUNT)}


def locked_addresses(now: datetime) -> list[Lock]:
    """Locked addresses, the latest first."""
    return _locks("ip_address", settings.LOGIN_FAILURES_ADDRESS, now)


def forgive(**whose) -> int:
    """Forget the failures of ``username`` or ``ip_address``; how many rows went. Called by verbs."""
    return AccessAttempt.objects.filter(**whose).delete()[0]
