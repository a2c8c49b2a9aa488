"""The packet of a broken pledge on paper."""

from django.template.loader import render_to_string

from cases.models import Case
from xinglongtai.core import typesetting
from xinglongtai.core.display import mask_numbers

from . import press
from .selectors import PacketOfCase


def packet_pdf(case: Case, found: PacketOfCase, *, demo: bool = False) -> bytes:
    """The packet as PDF/A-2b. It bears no identity number, so everybody who sees the case may have it."""
    context = {
        "case": case,
        "packet": found.packet,
        "evidence": found.evidence,
        "bureau": case.bureau.full_name,
        "demo": demo,
    }
    html = press.printable(mask_numbers(render_to_string("letters/casefile_packet_v1.html", context)))
    return typesetting.pdf(html, press.STYLE, variant=press.VARIANT)
