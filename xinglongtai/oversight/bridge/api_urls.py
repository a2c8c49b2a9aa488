"""Addresses of the read API, included by the composition root under /api/."""

from django.http import JsonResponse
from django.urls import path

from .api.edge import outermost
from .api.endpoints import api
from .api.problems import problem
from .api.reference import document, reference

app_name = "api"


def openapi(request):
    """The OpenAPI 3.1 document. It holds nothing of the bureau, so it asks for no token."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def nothing(request, rest=""):
    """An address that is none."""
    return problem(404, "没有这个接口，请查看 /api/v1/ 的说明。")


def _addresses():
    """The library's own addresses, each behind our outermost layer."""
    patterns, _, _ = api.urls
    for pattern in patterns:
        if pattern.name != "api-root":
            yield path(f"v1/{pattern.pattern}", outermost(pattern.callback, pattern.name), name=pattern.name)


urlpatterns = [
    path("v1/", outermost(reference, "reference"), name="reference"),
    path("v1/openapi.json", outermost(openapi, "openapi"), name="openapi"),
    *_addresses(),
    path("<path:rest>", outermost(nothing, "nothing"), name="nothing"),
]
