"""The page of a fault (500): a reference number to tell, which stands in front of the log line, and nothing else."""

import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def reference_of(request: HttpRequest) -> str:
    """The number of this fault: that of the request where one was given, else a new one (8 characters)."""
    if not getattr(request, "error_reference", ""):
        known = getattr(request, "request_id", "") or getattr(request, "id", "")
        request.error_reference = str(known) or secrets.token_hex(4).upper()
    return request.error_reference


def server_error(request: HttpRequest, template_name: str = "500.html"):
    """``handler500``."""
    return HttpResponseServerError(loader.get_template(template_name).render({"reference": reference_of(request)}))
