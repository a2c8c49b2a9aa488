"""The calendar: its page at «我的», and the secret address itself."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core.errors import DomainError
from xinglongtai.core.web import actor_of, today

from . import services_feed
from .calendar_feed import calendar_of, deadlines


@require_GET
def feed(request):
    """日历订阅: whether there is an address, what it would show."""
    actor = actor_of(request)
    context = {
        "feed": services_feed.live_feed(actor),
        "deadlines": deadlines(actor, today()),
        "today": today(),
    }
    return render(request, "oversight/bridge/feed.html", context)


@require_POST
@never_cache
def feed_renew(request):
    """A new address, shown in this answer and nowhere else."""
    actor = actor_of(request)
    secret = services_feed.feed_renew(actor=actor)
    address = settings.SITE_URL.rstrip("/") + reverse("oversight:feed_ics", args=[secret])
    return render(request, "oversight/bridge/feed_address.html", {"address": address})


@require_POST
def feed_revoke(request):
    """Stop the address."""
    try:
        services_feed.feed_revoke(actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已停用。日历程序不再能读到您的期限。")
    return redirect("oversight:feed")


def ics(request, secret):
    """The calendar for programs, which cannot log in. An address that is none tells nothing."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(
            "只能读取\n", status=405, headers={"Allow": "GET, HEAD"}, content_type="text/plain; charset=utf-8"
        )
    officer = services_feed.feed_open(secret, at=timezone.now())
    if officer is None:
        return HttpResponse("没有这个日历\n", status=404, content_type="text/plain; charset=utf-8")
    body = calendar_of(officer, today())
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Disposition": 'inline; filename="deadlines.ics"',
    }
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=answer)


ics.answers_for_itself = True  # core.middleware lets it through without asking who is there
ics = login_not_required(csrf_exempt(ics))
