"""Open logins: how long they last, which there are, ending them.

A session ends after SESSION_IDLE_SECONDS without a request that somebody caused, and after SESSION_COOKIE_AGE in any case. What a page asks
by itself (:func:`passive`) does not count. The moments stand in the session's own data, so that no page costs a query more; the row of
:class:`AccountSession` is for the list.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from .. import audit
from ..client_address import client_address
from ..devices import plain_device
from ..errors import NotVisible
from ..models import AccountSession, Officer, User

BEGAN, SEEN, ROW = "account_began", "account_seen", "account_row"


def passive(view):
    """Mark a view that pages ask by themselves: it keeps no session alive."""
    view.keeps_session = False
    return view


def grain() -> int:
    """How exactly (seconds) the last use is kept: a write a minute at most, finer where the idle time is short."""
    return min(60, max(1, settings.SESSION_IDLE_SECONDS // 20))


def begin(request, user: User, now: datetime) -> None:
    """A login: its moments, and its row in the list."""
    if request.session.session_key is None:
        request.session.save()
    row = AccountSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "began_at": now,
            "seen_at": now,
            "address": client_address(request),
            "device": plain_device(request.headers.get("User-Agent", "")),
        },
    )[0]
    request.session.update({BEGAN: int(now.timestamp()), SEEN: int(now.timestamp()), ROW: row.pk})
    AccountSession.objects.filter(user=user, began_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()


def seconds_left(session, now: datetime) -> int:
    """How long the session lasts if nothing more is done; 0 or less where it is over."""
    moment = int(now.timestamp())
    idle = session.get(SEEN, moment) + settings.SESSION_IDLE_SECONDS + grain() - moment
    whole = session.get(BEGAN, moment) + settings.SESSION_COOKIE_AGE - moment
    return min(idle, whole)


def touch(request, user: User, now: datetime) -> None:
    """Somebody did something: the idle time begins anew (written at most once a :func:`grain`)."""
    if BEGAN not in request.session:  # a session from before the upgrade
        begin(request, user, now)
    elif int(now.timestamp()) - request.session[SEEN] >= grain():
        request.session[SEEN] = int(now.timestamp())
        AccountSession.objects.filter(pk=request.session.get(ROW)).update(seen_at=now)


def end(request) -> None:
    """The session is over, by time or by leaving; nothing of it remains."""
    AccountSession.objects.filter(pk=request.session.get(ROW)).delete()
    request.session.flush()


def open_of(user: User, now: datetime):
    """Logins that are open at ``now``, the latest used first."""
    since = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS + grain())
    began = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return AccountSession.objects.filter(user=user, seen_at__gt=since, began_at__gt=began)


def close(rows) -> int:
    """Delete these rows and their sessions inside a verb's transaction; how many there were."""
    found = list(rows.values_list("pk", "session_key"))
    Session.objects.filter(session_key__in=[key for _, key in found]).delete()
    AccountSession.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    return len(found)


@transaction.atomic
def session_end(*, user: User, pk: int, actor: Officer | None) -> None:
    """End one of one's own logins. :class:`NotVisible` for one that is not there or somebody else's."""
    if not close(AccountSession.objects.filter(user=user, pk=pk)):
        raise NotVisible("这处登录已经结束，或者不是您的。")
    audit.record(verb="session_end", actor=actor, target=user, count=1)


@transaction.atomic
def sessions_end_others(*, user: User, keep: int | None, actor: Officer | None) -> int:
    """End all of one's own logins but the one in use (``keep``, its row); how many."""
    count = close(AccountSession.objects.filter(user=user).exclude(pk=keep))
    audit.record(verb="session_end", actor=actor, target=user, count=count)
    return count


def follow(request) -> None:
    """The session has a new key (after a code, after a password change): its row follows."""
    AccountSession.objects.filter(pk=request.session.get(ROW)).update(session_key=request.session.session_key)
