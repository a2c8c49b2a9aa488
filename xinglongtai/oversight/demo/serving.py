"""送达, signatures and agents, in the demo: on the first bureau's newest cases, one of each kind that people will want to see."""

import base64
import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from cases import services as case_verbs
from cases.status import EvidenceKind
from pledges import services as verbs
from pledges.models import Pledge
from pledges.service.kinds import AgentScope, ElectronicWay
from pledges.service.selectors import live_service
from pledges.status import Delivery, PledgeStatus

from .pictures import photograph


def play(everybody, stages: dict, on: date) -> None:
    """Add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
    stage = stages[everybody[0].bureau.code]
    stage.clock.tick(1)
    signed = list(_pledges(everybody[0].bureau, PledgeStatus.SIGNED)[:4])
    addressed, with_agent, by_post, by_notice = signed
    _address(addressed, on, electronic=True)
    _address(by_post, on, electronic=False)
    _agent(with_agent, on)
    _electronically(addressed, on)
    _posted(by_post, on)
    _left(by_notice, on)
    drawn = _pledges(everybody[0].bureau, PledgeStatus.ISSUED).filter(due_on__gte=on).last()
    if drawn:
        verbs.signature_by_party(
            pledge=drawn, on=on, name=_name(drawn), ink=ink(_strokes()), device="安卓手机 · Chrome 128"
        )


def _pledges(bureau, status: str):
    rows = Pledge.objects.filter(bureau=bureau, status=status).select_related(
        "case__party", "case__handler", "letter__document"
    )
    return rows.order_by("-pk")


def _name(pledge) -> str:
    return pledge.case.party.operator or pledge.case.party.name


def _strokes() -> list:
    return [
        [(60, 60), (220, 70)],
        [(140, 30), (130, 170)],
        [(300, 50), (260, 160)],
        [(310, 60), (400, 165), (420, 150)],
    ]


def ink(strokes: list) -> str:
    """Lines on white as a pad would send them."""
    image = Image.new("RGB", (480, 200), "white")
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line(stroke, fill=(20, 24, 32), width=5, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _file(pledge, title: str, kind: str, turn: int):
    return case_verbs.evidence_add(
        case=pledge.case,
        actor=pledge.case.handler,
        upload=photograph(title, turn),
        kind=kind,
        caption=f"{title}（演示）",
    )


def _address(pledge, on: date, *, electronic: bool) -> None:
    party = pledge.case.party
    verbs.service_address_confirm(
        case=pledge.case,
        actor=pledge.case.handler,
        on=on,
        address=party.address,
        recipient=_name(pledge),
        phone=party.phone,
        confirmed_on=pledge.signed_on,
        confirmed_by=_name(pledge),
        electronic_consent=electronic,
        electronic_way=ElectronicWay.SMS if electronic else "",
        electronic_address=party.phone if electronic else "",
    )


def _agent(pledge, on: date) -> None:
    case = pledge.case
    verbs.agent_add(
        case=case,
        actor=case.handler,
        name="演示店长",
        position="店长",
        scope=AgentScope.GENERAL,
        powers="代为签收文书、陈述情况",
        may_receive=True,
        valid_from=pledge.issued_on,
        valid_to=on + timedelta(days=60),
        authority=_file(pledge, "授权委托书", EvidenceKind.AUTHORITY, 9001),
    )
    verbs.agent_add(
        case=case,
        actor=case.handler,
        name="演示律师",
        position="律师",
        scope=AgentScope.SPECIAL,
        powers="代为签署承诺、提出意见",
        may_sign=True,
        valid_from=on,
    )


def _again(pledge, on: date, given: verbs.ServiceInput, why: str) -> None:
    """Another service in the place of the one the signing left, as happens when a first record was wrong."""
    case, document = pledge.case, pledge.letter.document
    first = live_service(document)
    if first:
        verbs.service_set_aside(service=first, actor=case.handler, reason=why)
    verbs.service_record(case=case, document=document, actor=case.handler, on=on, given=given)


def _electronically(pledge, on: date) -> None:
    proof = _file(pledge, "发送截屏", EvidenceKind.SCREENSHOT, 9002)
    phone = pledge.case.party.phone
    given = verbs.ServiceInput(
        Delivery.ELECTRONIC, on, recipient=_name(pledge), electronic_address=phone, proofs=[proof]
    )
    _again(pledge, on, given, "演示：补发电子版，以电子送达为准")


def _posted(pledge, on: date) -> None:
    place = pledge.case.party.address
    given = verbs.ServiceInput(Delivery.POST, on, recipient=_name(pledge), place=place, tracking="YS20260001CN")
    _again(pledge, on, given, "演示：当事人要求另行邮寄")


def _left(pledge, on: date) -> None:
    party = pledge.case.party
    given = verbs.ServiceInput(
        Delivery.LEFT,
        on,
        recipient=_name(pledge),
        place=party.address,
        reason="演示：店员称负责人不在，不肯代收，文书留在收银台",
        witness="演示社区工作人员",
    )
    _again(pledge, on, given, "演示：当日并未当面交付")
