"""The few facts a paper has of its own: which, how they are asked, and what they start with. Pure.

Everything else comes from the case. A value is text (days as ISO), a choice is its key, photos are a list of names for the press.
"""

from dataclasses import asdict, dataclass

from xinglongtai.core.workdays import chinese_date

from . import due
from .material import Material

#: Photos printed without being chosen: enough to show the matter, few enough to print at once.
PHOTOS_AT_FIRST = 4
MOST_PHOTOS = 12


@dataclass(frozen=True)
class Ask:
    """One field. ``kind``: line, text, day, time, choice, yes_no or photos. ``suggest``: offered on the form only, never printed unless a
    person saved it."""

    name: str
    label: str
    kind: str = "line"
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    limit: int = 200
    required: bool = False
    by_hand: bool = False


ASKED: dict[str, tuple[Ask, ...]] = {
    due.SCENE: (
        Ask("time_from", "检查开始时间", "time", by_hand=True),
        Ask("time_to", "检查结束时间", "time", by_hand=True),
        Ask("place", "检查地点", required=True),
        Ask("present", "在场人及身份", help="如：王某，经营者。当事人不在场的写明情况和见证人。", by_hand=True),
        Ask("seen", "现场情况", "text", help="写看到的事实，不写结论。", limit=2000, required=True),
        Ask("statement", "当事人的陈述", "text", limit=1000),
        Ask("photos", "附照片", "photos"),
    ),
    due.ORDER: (
        Ask("mode", "改正方式", "choice", choices=(("by_date", "限期改正"), ("immediate", "立即改正")), required=True),
        Ask("due_on", "改正期限", "day", help="限期改正的填写，和承诺书同一天。"),
        Ask("demand", "改正要求", "text", help="要改成什么样、提交什么材料。", limit=800, required=True),
    ),
    due.ADDRESS: (
        Ask("receiver", "受送达人或代收人", required=True),
        Ask("address", "送达地址", by_hand=True),
        Ask("phone", "联系电话", by_hand=True),
        Ask("electronic", "电子送达账号", help="同意电子送达的，写手机号、邮箱或即时通讯账号；不同意的留空。"),
    ),
    due.SERVICE: (
        Ask("place", "送达地点", by_hand=True),
        Ask("way", "送达方式", by_hand=True),
        Ask("remark", "备注", "text", help="拒收、留置的写明事由、见证人和影像记录。", limit=500),
    ),
    due.RECHECK: (
        Ask("place", "复查地点", required=True),
        Ask("present", "在场人及身份", by_hand=True),
        Ask("seen", "复查情况", "text", limit=2000, required=True),
        Ask("photos", "附照片", "photos"),
    ),
    due.NO_CASE: (Ask("summary", "案情摘要", "text", limit=1500, required=True),),
    due.FILING: (Ask("summary", "案情摘要", "text", limit=1500, required=True),),
    due.NO_PENALTY: (
        Ask("summary", "违法事实", "text", limit=2000, required=True),
        Ask("evidence", "证据", "text", limit=1000, required=True),
        Ask("defence", "当事人的陈述申辩及采纳情况", "text", limit=800, required=True),
    ),
    due.CLOSING: (
        Ask("summary", "案情摘要", "text", limit=1500, required=True),
        Ask("execution", "执行情况", "text", limit=500, required=True),
    ),
    due.REFERRAL: (
        Ask("to", "移送对象", help="受移送机关的全称", by_hand=True),
        Ask("summary", "案情摘要", "text", limit=1500, required=True),
        Ask("enclosed", "移送材料", "text", help="一行一份。", limit=1000, required=True),
    ),
}


def starts(kind: str, material: Material) -> dict:
    """What every field of ``kind`` starts with, from what the case knows. Nothing is guessed: what only the scene knows stays blank."""
    return _STARTS[kind](material)


def suggestions(kind: str, material: Material) -> dict:
    """Likely values shown on the form to be confirmed; they are printed only when a person has saved them."""
    if kind in {due.SCENE, due.RECHECK} and material.party_operator:
        role = "经营者" if material.party_is_individual else "负责人"
        return {"present": f"{material.party_operator}，{role}"}
    if kind == due.NO_PENALTY:
        return {"defence": "当事人未提出陈述、申辩意见。"}
    return {}


def _photos(material: Material) -> list[str]:
    return list(material.photos)[:PHOTOS_AT_FIRST]


def facts_told(material: Material) -> str:
    """The violations as sentences, with what was seen; each a line."""
    lines = []
    for number, one in enumerate(material.findings, start=1):
        mark = f"{number}．" if len(material.findings) > 1 else ""
        detail = f"{_stop(one.detail)}" if one.detail.strip() else ""
        lines.append(f"{mark}{_stop(one.description)}{detail}")
    return "\n".join(lines)


def _stop(text: str) -> str:
    """``text`` in one line, ending with a full stop."""
    words = " ".join(text.split())
    return words if words.endswith(("。", "！", "？")) else f"{words.rstrip('；;，,、.')}。"


def _story(material: Material) -> str:
    """案情摘要: source, day, what was found, pledge, recheck."""
    names = "、".join(one.name for one in material.officers)
    lines = [
        f"{chinese_date(material.inspected_on)}，{names}对当事人进行检查（来源：{material.source}），发现：{facts_told(material)}"
    ]
    if material.order:
        lines.append(f"已发出责令改正通知书（{material.order.number}）。")
    if material.pledge:
        signed = f"，{chinese_date(material.pledge.signed_on)}签署" if material.pledge.signed_on else ""
        lines.append(f"当事人承诺改正（{material.pledge.number}{signed}）。")
    if material.last_recheck:
        lines.append(
            f"{chinese_date(material.last_recheck.on)}复查：{material.last_recheck.result}。{_stop(material.last_recheck.note)}"
        )
    return "\n".join(lines)


def _order(material: Material) -> dict:
    pledge = material.pledge
    return {
        "mode": "immediate" if pledge and not pledge.by_date else "by_date",
        "due_on": pledge.due_on.isoformat() if pledge and pledge.by_date else "",
        "demand": "改正上述违法行为，并将整改情况说明及相关证明材料送达本局。",
    }


def _closing(material: Material) -> dict:
    row = material.disposition
    done = f"已作出“{row.label}”的处理" if row else "已作出处理"
    return {
        "summary": _story(material),
        "execution": f"{done}，没有需要执行的罚没款。" if row and row.outcome in _NOTHING_TO_PAY else "",
    }


_NOTHING_TO_PAY = frozenset({"no_penalty", "not_established"})
_STARTS = {
    due.SCENE: lambda m: {
        "time_from": "",
        "time_to": "",
        "place": m.place or m.party_address,
        "present": "",
        "seen": facts_told(m),
        "statement": "",
        "photos": _photos(m),
    },
    due.ORDER: _order,
    due.ADDRESS: lambda m: asdict(m.address),
    due.SERVICE: lambda m: asdict(m.service),
    due.RECHECK: lambda m: {
        "place": m.place or m.party_address,
        "present": "",
        "seen": m.recheck.note if m.recheck else "",
        "photos": _photos(m),
    },
    due.NO_CASE: lambda m: {"summary": _story(m)},
    due.FILING: lambda m: {"summary": _story(m)},
    due.NO_PENALTY: lambda m: {
        "summary": _story(m),
        "evidence": m.evidence,
        "defence": "",
    },
    due.CLOSING: _closing,
    due.REFERRAL: lambda m: {"to": "", "summary": _story(m), "enclosed": "案件材料复印件\n" + m.evidence},
}


def merged(kind: str, material: Material, own: dict) -> dict:
    """The starts with what a person saved in a draft on top."""
    return starts(kind, material) | {
        name: value for name, value in own.items() if name in {a.name for a in ASKED[kind]}
    }


def missing(kind: str, values: dict) -> list[str]:
    """Labels of what must be there and is not."""
    lacking = [ask.label for ask in ASKED[kind] if ask.required and not values.get(ask.name)]
    if kind == due.ORDER and values.get("mode") == "by_date" and not values.get("due_on"):
        lacking.append("改正期限")
    return lacking


def by_hand(kind: str, values: dict) -> list[str]:
    """Labels of what will be a line to write on."""
    return [ask.label for ask in ASKED[kind] if ask.by_hand and not values.get(ask.name)]
