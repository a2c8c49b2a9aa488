"""Pages of the core room: one's own page, notices, the answer to a lost form token."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from .notices import mark_read
from .web import actor_of, today


def me(request):
    """«我的»: who I am here, my certificate, my latest notices."""
    officer = getattr(request.user, "officer", None)
    context = {"officer": officer, "today": today(), "certified": officer.certified_on(today()) if officer else False}
    return render(request, "core/me.html", context)


def notices(request):
    """All notices of the person, newest first."""
    officer = actor_of(request)
    page = Paginator(officer.notices.all(), 30).get_page(request.GET.get("page"))
    return render(request, "core/notices.html", {"page_obj": page, "today": today()})


@require_POST
def notices_read(request):
    """Mark all as read."""
    count = mark_read(actor_of(request))
    messages.success(request, f"已将 {count} 条消息标为已读。")
    return redirect("core:notices")


def csrf_failure(request, reason=""):
    """The form's token was lost (page open too long, logged in elsewhere): say so, keep what was typed in the browser."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
