"""The number of a request on its error page."""

from django import template

from xinglongtai.core.logs import trace

register = template.Library()


@register.simple_tag
def request_number() -> str:
    """The number under which the log tells of this request, "" where there is none."""
    return trace.request_id()
