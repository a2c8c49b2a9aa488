"""离线登记: the page and its worker for everybody, the officer's own words and drafts only after the login."""

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.public.answers import public_page
from xinglongtai.core import parameters
from xinglongtai.core.accounts.sessions import passive
from xinglongtai.core.display import mask_phone
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.shield.policies import FIELD, csp
from xinglongtai.core.web import require_right, today

from ..forms.people import certified_officers
from ..glance import last_second_officer
from ..services import LikelyDoubles, field_entry_receive
from . import shell
from .forms import FieldEntryForm

_POLICY = csp(FIELD)
RIGHT = ("cases.handle_case", "登记检查")
#: A clock that is further off is as good as none; the column holds seconds.
_FARTHEST = 10 * 366 * 86_400


@public_page
def page(request: HttpRequest) -> HttpResponse:
    """The page: nobody's data is in it, so it may lie in a phone's cache; what it shows it asks for after the login."""
    return _always_asked(HttpResponse(shell.page(), content_type="text/html; charset=utf-8"))


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest."""
    text = json.dumps(shell.manifest(), ensure_ascii=False)
    return _always_asked(HttpResponse(text, content_type="application/manifest+json; charset=utf-8"))


@public_page
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its folder is its scope."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("cases:field")
    return _always_asked(response)


def _always_asked(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = _POLICY  # the worker asks under its own answer's policy
    return response


@passive  # the phone asks by itself while drafts wait
@never_cache
@require_GET
def me(request: HttpRequest) -> JsonResponse:
    """Who is logged in on this phone, and what a draft needs: colleagues of the unit by name, limits, a fresh token."""
    actor = require_right(request, *RIGHT)
    on = today()
    near = certified_officers(actor.bureau, on=on, without=actor).filter(unit=actor.unit)
    colleagues = list(near.order_by("name", "pk"))
    last = last_second_officer(actor, on)
    return JsonResponse(
        {
            "person": request.user.pk,
            "name": actor.name,
            "unit": str(actor.unit),
            "colleagues": [[row.pk, row.name] for row in colleagues],
            "second": last.pk if last in colleagues else None,
            "limit_mb": parameters.value(actor.bureau, "evidence.max_mb"),
            "keep_days": parameters.value(actor.bureau, "field.keep_days"),
            "demo": settings.DEMO_MODE,
            "now": timezone.now().isoformat(),
            "token": get_token(request),
        }
    )


@never_cache
@require_POST
def entries(request: HttpRequest) -> JsonResponse:
    """Receive one draft: 200 with its case, 409 with parties to pick from, 422 with what is wrong by field."""
    actor = require_right(request, *RIGHT)
    now = timezone.now()
    ahead = _clock_ahead(request, now)
    form = FieldEntryForm(_sent(request), actor=actor, now=now, clock_ahead=ahead)
    if not form.is_valid():
        return _refused({name: str(found[0]) for name, found in form.errors.items()})
    data = form.cleaned_data
    if data.pop("person") != request.user.pk:
        raise NotAllowed("这件离线登记是另一名执法人员的，只能由本人发送。")
    data |= {"clock_ahead": ahead, "sha256": hashlib.sha256(request.body).hexdigest()}
    try:
        row = field_entry_receive(actor=actor, on=today(), client_key=data.pop("client_key"), data=data)
    except LikelyDoubles as doubles:
        choices = [_choice(party) for party in doubles.parties]
        return JsonResponse({"message": doubles.message, "choices": choices}, status=409)
    except (NotAllowed, NotVisible):
        raise
    except DomainError as refusal:
        return _refused({refusal.field: refusal.message})
    url = reverse("cases:detail", args=[row.case_id])
    received = row.received_at.isoformat()
    return JsonResponse({"case": row.case_id, "url": url, "received_at": received, "sha256": row.sha256})


def _choice(party) -> dict:
    """What tells a party from another of the same name."""
    facts = (party.uscc, party.operator, party.address, mask_phone(party.phone))
    return {"id": party.pk, "name": party.name, "words": " · ".join(fact for fact in facts if fact)}


def _refused(errors: dict) -> JsonResponse:
    return JsonResponse({"errors": errors}, status=422)


def _sent(request: HttpRequest) -> dict:
    """The words and numbers of the body's JSON object as text; {} for anything else, so that every missing field is named."""
    if request.content_type != "application/json":
        return {}
    try:
        given = json.loads(request.body)
        json.dumps(given, ensure_ascii=False).encode()  # half a surrogate pair is no text that a database keeps
    except (ValueError, RecursionError, UnreadablePostError):
        return {}
    if not isinstance(given, dict):
        return {}
    return {name: str(value) for name, value in given.items() if isinstance(value, str | int)}


def _clock_ahead(request: HttpRequest, now: datetime) -> int:
    """Seconds by which the phone's clock is ahead, from the header in which it says its own time; 0 when it says none."""
    try:
        said = parse_datetime(request.headers.get("X-Phone-Time", ""))
    except ValueError:
        said = None
    if said is None or said.tzinfo is None:
        return 0
    return max(-_FARTHEST, min(_FARTHEST, round((said - now).total_seconds())))
