"""When a paper counts as served, and what a record of it must hold (市场监督管理行政处罚程序规定 80–83). Pure; no clock, no database.

The text leaves no paper out of electronic service: 82(三) speaks of 执法文书 in general, 行政处罚法 61 II of 行政处罚决定书等.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from xinglongtai.core.workdays import DayKind, WorkCalendar

HAND, LEFT, ELECTRONIC, POST, NOTICE = "hand", "left", "electronic", "post", "notice"
METHODS = (HAND, LEFT, ELECTRONIC, POST, NOTICE)
NATURAL_PERSON, INDIVIDUAL_BUSINESS = "natural_person", "individual_business"
#: Days after the publication of a 公告 (程序规定 82(五)); a parameter says what is in force.
NOTICE_DAYS = 30

BASIS = {
    HAND: "程序规定第八十二条第一项",
    LEFT: "程序规定第八十二条第二项",
    ELECTRONIC: "程序规定第八十二条第三项",
    POST: "程序规定第八十二条第四项、第八十三条",
    NOTICE: "程序规定第八十二条第五项",
}


class Fault(NamedTuple):
    """What is missing or wrong, at which field, and what to do."""

    field: str
    message: str


@dataclass(frozen=True)
class ServiceFacts:
    """One service as it is about to be recorded. Dates inclusive; ``proofs`` counts pictures, recordings and slips of the case."""

    method: str
    sent_on: date
    issued_on: date
    today: date
    party_kind: str = ""
    recipient: str = ""
    relation: str = ""
    place: str = ""
    signed_receipt: bool = False
    reason: str = ""
    witness: str = ""
    proofs: int = 0
    tracking: str = ""
    received_on: date | None = None
    returned: bool = False
    electronic_address: str = ""
    #: Consent in the 送达地址确认书 in force on ``sent_on``, its electronic address, and the person it names to receive papers.
    consented: bool = False
    confirmed_electronic: str = ""
    address_confirmed: bool = False
    designated: str = ""
    #: Whether an agent of that name may receive papers that day; ``agent_words`` says what stands in the way.
    agent_words: str = ""
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True)
class AgentFacts:
    """What is known of an agent's authority. ``valid_to`` empty: until the case ends."""

    has_authority: bool
    covers: bool
    valid_from: date
    valid_to: date | None = None
    ended_on: date | None = None


def effective_on(
    method: str,
    sent_on: date,
    received_on: date | None = None,
    *,
    calendar: WorkCalendar,
    notice_days: int = NOTICE_DAYS,
) -> date | None:
    """The day on which the paper counts as served; ``None`` while that is not known (a letter on its way).

    By hand the day the recipient wrote on the 回证, left behind the day it was left, electronically the day it arrived: all three are
    ``sent_on``. By post the day on the return slip, or of the return (83 II). A notice: the last of ``notice_days`` days, the day of
    publication not counted, moved past an official holiday (80).
    """
    if method == POST:
        return received_on
    if method != NOTICE:
        return sent_on
    day = sent_on + timedelta(days=notice_days)
    while calendar.day(day).kind is DayKind.HOLIDAY:
        day += timedelta(days=1)
    return day


def service_faults(facts: ServiceFacts) -> list[Fault]:
    """Everything that keeps this service from standing, in the order of the form. Empty: it may be recorded."""
    if facts.method not in METHODS:
        return [Fault("method", "请选择送达方式。")]
    found = list(_days(facts))
    if not facts.recipient.strip() and facts.method != NOTICE:
        found.append(Fault("recipient", "请填写受送达人或者签收人的姓名。"))
    found += _BY_METHOD[facts.method](facts)
    return found


def _days(facts: ServiceFacts) -> Iterator[Fault]:
    if facts.sent_on > facts.today:
        yield Fault("sent_on", "送达日期在今天之后。请在送达之后再登记。")
    if facts.sent_on < facts.issued_on:
        yield Fault("sent_on", f"送达日期早于文书的成文日期（{facts.issued_on:%Y-%m-%d}），请核对。")


def _hand(facts: ServiceFacts) -> Iterator[Fault]:
    yield from relation_faults(facts)
    if not facts.signed_receipt:
        yield Fault(
            "signed_receipt",
            "直接送达须由签收人在送达回证上注明日期并签名或者盖章。已经签收的请勾选；拒绝签收的，改用“留置送达”。",
        )


def relation_faults(facts: ServiceFacts) -> Iterator[Fault]:
    """Whether this person may take the paper for the party (82(一))."""
    person = facts.party_kind == NATURAL_PERSON
    if not facts.relation:
        yield Fault("relation", "请选择签收人与当事人的关系。")
    elif facts.relation in {"head", "receiver"} and person:
        yield Fault("relation", "当事人是自然人，由本人、同住成年家属、代理人或者指定代收人签收。请重新选择。")
    elif facts.relation in {"self", "family"} and not person and facts.party_kind != INDIVIDUAL_BUSINESS:
        yield Fault(
            "relation", "当事人是单位，由法定代表人、主要负责人、负责收件的人、代理人或者指定代收人签收。请重新选择。"
        )
    elif facts.relation == "agent" and facts.agent_words:
        yield Fault("relation", facts.agent_words)
    elif facts.relation == "designated" and facts.recipient.strip() != facts.designated:
        yield Fault(
            "recipient",
            f"送达地址确认书指定的代收人是{facts.designated}，与签收人不一致，请核对。"
            if facts.designated
            else "送达地址确认书没有指定代收人。请先登记送达地址确认书，或者改选其他关系。",
        )


def _left(facts: ServiceFacts) -> Iterator[Fault]:
    if not facts.place.strip():
        yield Fault("place", "留置送达是把文书留在受送达人的住所，请写明地址。")
    if not facts.reason.strip():
        yield Fault("reason", "请写明拒收事由和经过。")
    if not facts.witness.strip() and not facts.proofs:
        yield Fault("witness", "留置送达须有见证人签名，或者拍照、录像记录过程。请填写见证人，或者选择照片、录像。")


def _electronic(facts: ServiceFacts) -> Iterator[Fault]:
    if not facts.consented:
        yield Fault(
            "electronic_address",
            "当事人没有在送达地址确认书上同意电子送达。请先登记送达地址确认书，或者改用其他方式。",
        )
    elif facts.electronic_address.strip() != facts.confirmed_electronic:
        yield Fault(
            "electronic_address",
            f"应当发到当事人确认的地址“{facts.confirmed_electronic}”。地址变了的，请先重新登记送达地址确认书。",
        )
    if not facts.proofs:
        yield Fault("files", "电子送达须以拍照、截屏、录音、录像等方式记录。请上传显示已到达的截屏或照片。")


def _post(facts: ServiceFacts) -> Iterator[Fault]:
    if not facts.tracking.strip():
        yield Fault("tracking", "请填写邮件单号，以便查询和存档。")
    if not facts.place.strip():
        yield Fault("place", "请填写寄往的地址。")
    if not facts.reason.strip() and not facts.address_confirmed:
        yield Fault("reason", "直接送达有困难的才可以邮寄，请写明困难；当事人确认过送达地址的，先登记送达地址确认书。")
    if facts.received_on is not None:
        yield from receipt_faults(facts)


def receipt_faults(facts: ServiceFacts) -> Iterator[Fault]:
    """The end of a service by post: the return slip, or the letter that came back (83 II)."""
    if not facts.sent_on <= facts.received_on <= facts.today:
        yield Fault("received_on", "收件（退回）日期应在寄出日期和今天之间，以回执上注明的日期为准。")
    if facts.returned and not facts.address_confirmed:
        yield Fault(
            "returned",
            "只有寄到当事人确认的送达地址被退回，才能以退回之日为送达之日。没有送达地址确认书的，请改用其他方式送达。",
        )
    if not facts.proofs:
        yield Fault("files", "请上传回执或者退件的照片，没有凭证不能认定收件日期。")


def _notice(facts: ServiceFacts) -> Iterator[Fault]:
    if not facts.reason.strip():
        yield Fault("reason", "公告送达须在案件材料中载明原因和经过：如何查找过当事人，试过哪些方式。请写明。")
    if not facts.channel:
        yield Fault("channel", "请选择公告刊登的地方。")
    elif facts.channel != "board" and not facts.channel_name.strip():
        yield Fault("channel_name", "请写明报纸名称和版次，或者网站栏目。")
    if not facts.proofs:
        yield Fault("files", "请上传张贴过程的照片、录像，或者报纸、网页的照片、截屏。")


_BY_METHOD = {HAND: _hand, LEFT: _left, ELECTRONIC: _electronic, POST: _post, NOTICE: _notice}


def agent_words(facts: AgentFacts, on: date, what: str = "代为签署") -> str:
    """Why the agent may not act on ``on``, and what to do; "" when nothing stands in the way."""
    if not facts.has_authority:
        return f"代理人{what}须有授权委托书。请先在“委托代理人”里上传授权委托书。"
    if facts.ended_on is not None and on >= facts.ended_on:
        return f"委托已于{facts.ended_on:%Y-%m-%d}终止。请由当事人本人办理，或者登记新的委托。"
    if on < facts.valid_from:
        return f"委托从{facts.valid_from:%Y-%m-%d}起生效，当日还没有生效。请由当事人本人办理。"
    if facts.valid_to is not None and on > facts.valid_to:
        return f"委托期限到{facts.valid_to:%Y-%m-%d}为止，当日已经过期。请当事人另行出具授权委托书。"
    if not facts.covers:
        return f"授权委托书没有写明可以{what}。请由当事人本人办理，或者请其补充授权。"
    return ""


def refusal_faults(reason: str, witness: str, proofs: int) -> list[Fault]:
    """What a record of a refusal to sign must hold: how it went, and a witness or a recording (程序规定 43)."""
    found = []
    if not reason.strip():
        found.append(Fault("reason", "请写明拒签情况和当事人的说法。"))
    if not witness.strip() and not proofs:
        found.append(Fault("witness", "请填写在场见证人，或者选择、上传拒签过程的录音录像或照片，至少有一样。"))
    return found
