"""``{% load charts %}{% drawn chart %}``: a chart of :mod:`xinglongtai.core.charts` above the table it names."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
def drawn(chart):
    """The chart as inline SVG; nothing without marks."""
    return render_to_string("components/chart.html", {"chart": chart}) if chart and chart.marks else ""
