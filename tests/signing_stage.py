"""Situations of signing and 送达: ink of a pad, an agent with and without paper, a confirmed address, a proof."""

import base64
import io
from datetime import date

from PIL import Image, ImageDraw

from cases import services as case_services
from cases.status import EvidenceKind
from pledges import services
from pledges.models import Agent, Pledge, ServiceAddress
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import documents

NAME = [[(60, 60), (220, 70)], [(140, 30), (130, 170)], [(300, 50), (260, 160)]]
DEVICE = "安卓手机 · Chrome 128"


def png(strokes=NAME, size=(480, 240), width: int = 5, mode: str = "RGB") -> bytes:
    """Lines on white (or on nothing, ``mode`` RGBA), as a PNG."""
    image = Image.new(mode, size, "white" if mode == "RGB" else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line(stroke, fill=(20, 24, 32), width=width)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def sent(content: bytes) -> str:
    """``content`` as a pad sends it."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def ink(**values) -> str:
    return sent(png(**values))


def pad(**values) -> services.PadInk:
    """A name drawn on the officer's device, the second officer standing by."""
    return services.PadInk(**{"data": ink(), "device": DEVICE, "witness": "演示员乙", **values})


def proof(office, pledge: Pledge, kind: str = EvidenceKind.SERVICE_PROOF, colour: tuple = (1, 2, 3)):
    """A picture of the pledge's case."""
    return case_services.evidence_add(
        case=pledge.case, actor=office.officer, upload=make.photo(colour=colour), kind=kind, caption="演示凭证"
    )


def agent(office, pledge: Pledge, *, paper: bool = True, **values) -> Agent:
    """An agent who may sign and receive from DAY on; ``paper``: the 授权委托书 is on file."""
    data = {"name": "演示店长", "position": "店长", "scope": "special", "powers": "代为签署、签收", "valid_from": DAY}
    data |= {"may_sign": True, "may_receive": True}
    data["authority"] = proof(office, pledge, EvidenceKind.AUTHORITY, (9, 9, 9)) if paper else None
    return services.agent_add(case=pledge.case, actor=office.officer, **{**data, **values})


def address(office, pledge: Pledge, *, on: date = DAY, **values) -> ServiceAddress:
    """The confirmed address, without consent to electronic service unless told so."""
    data = {"address": "演示路9号", "recipient": "演示代收人", "phone": "0427-1234567", "confirmed_on": on}
    data |= {"confirmed_by": "演示经营者"}
    return services.service_address_confirm(case=pledge.case, actor=office.officer, on=on, **{**data, **values})


CONSENT = {"electronic_consent": True, "electronic_way": "mail", "electronic_address": "demo@example.test"}


def order(office, pledge: Pledge, on: date = DAY):
    """A 责令改正通知书 of the pledge's case, frozen without being printed."""
    from django.db import transaction

    from pledges.models import Paper

    with transaction.atomic():
        document = documents.freeze(
            kind="correction_order",
            layout="sheet",
            bureau=pledge.bureau,
            actor=office.officer,
            year=on.year,
            template_version="v1",
            snapshot={"title": "责令改正通知书"},
        )
    return Paper.objects.create(case=pledge.case, kind="correction_order", document=document, on=on)
