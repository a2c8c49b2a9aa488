"""The way of searched words into an address: sent by POST, closed, and on to the list."""

from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .sealed import FIELDS, seal

_OURS = frozenset({"csrfmiddlewaretoken", "next"})


@require_POST
def words(request):
    """Go to ``next`` (a path of ours) with the sent fields as its query; free text closed, blank fields left out."""
    target = request.POST.get("next", "").partition("?")[0].partition("#")[0]
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    query = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in _OURS:
            query.setlist(name, [seal(text) if name in FIELDS else text for text in values if text.strip()])
    written = query.urlencode()
    return redirect(f"{target}?{written}" if written else target)
