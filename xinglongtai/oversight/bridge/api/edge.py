"""The outermost layer of every API address: no session, no cookie, no login page; counted, never cached, refusals in JSON."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import Schema
from ninja.security import HttpBearer

from pledges.partypage.visit import address_of

from ..services_gate import Refused, admit, token_of, usage_count
from .problems import problem


class TokenAuth(HttpBearer):
    """`Authorization: Bearer xlt_…`. The session of somebody who sits at the same browser counts for nothing here."""

    openapi_description = "接口凭证，由系统管理员申请、局负责人批准后领取"

    def __init__(self, scope: str = "", query: type[Schema] | None = None):
        super().__init__()
        self.scope, self.known = scope, frozenset(query.model_fields if query else ())

    def authenticate(self, request: HttpRequest, token: str):
        """The token, or :class:`Refused`; ``None`` for one that nobody knows (401)."""
        found = token_of(token.strip())
        if found is None:
            return None
        request.api_token = found
        admit(found, scope=self.scope, address=address_of(request), at=timezone.now())
        if strange := sorted(set(request.GET) - self.known):
            # A slip in «changed_since» must not quietly read everything.
            raise Refused(422, f"没有这个参数：{'、'.join(strange)[:200]}。")
        if twice := sorted(name for name, values in request.GET.lists() if len(values) > 1):
            raise Refused(422, f"参数只能写一次：{'、'.join(twice)[:200]}。")
        return found


def outermost(view: Callable, endpoint: str) -> Callable:
    """``view`` as an API address named ``endpoint``."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allow = response["Allow"]
            response = problem(405, "这个接口只能读取，请用 GET。")
            response["Allow"] = allow
        if token := getattr(request, "api_token", None):
            usage_count(token, endpoint=endpoint, code=response.status_code, at=timezone.now())
        response.setdefault("Cache-Control", "no-store")
        return response

    answered.answers_for_itself = True  # core.middleware lets it through without asking who is there
    return login_not_required(csrf_exempt(answered))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The answer to a call that the gate turned away."""
    return problem(refusal.code, refusal.detail, again=refusal.again)
