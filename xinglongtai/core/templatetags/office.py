"""Tags of the back office's first page."""

from django import template
from django.utils import timezone

from xinglongtai.core.calendar import missing_year_warnings

register = template.Library()


@register.simple_tag
def calendar_warnings() -> list[str]:
    """Sentences about years whose working days should be entered by now and are not."""
    return missing_year_warnings(timezone.localdate())
