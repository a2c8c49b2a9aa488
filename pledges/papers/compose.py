"""From facts to the printed snapshot of a paper: one skeleton for each kind, the wording in its place. Pure.

A snapshot is a title, blocks (paragraphs, ruled rows, lines to sign) and the facts the paper states. The template only prints.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xinglongtai.core.workdays import chinese_date

from . import due, inputs
from .fields import Values, values
from .material import Material, Person
from .wording import BLANK, Wording, fill

LAYOUT, TEMPLATE_VERSION = "paper", "v1"
#: Look of the paper: a letter of the bureau, a record made on the spot, a form with opinions.
LETTER, RECORD, FORM = "letter", "record", "form"
_LOOK = {due.ORDER: LETTER, due.NO_PENALTY: LETTER, due.REFERRAL: LETTER, due.SCENE: RECORD, due.RECHECK: RECORD}
DAY_BY_HAND = "　　　年　　月　　日"
DATE = f"日期：{DAY_BY_HAND}"


@dataclass(frozen=True)
class Composed:
    """``snapshot`` as it would be issued; ``missing``: what must be there first; ``by_hand``: lines left to write on."""

    snapshot: dict
    missing: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


def compose(kind: str, material: Material, own: dict, wording: Wording, *, on: date) -> Composed:
    """The paper of ``kind`` as of ``on`` (its 成文日期). ``own`` holds the facts of its own (:mod:`.inputs`)."""
    given = inputs.merged(kind, material, own)
    said = values(kind, material, given, on)
    words = fill(wording.paragraphs, said)
    blocks = _SKELETONS[kind](said, words, material, given)
    photos = [material.photos[name] for name in given.get("photos", ()) if name in material.photos]
    snapshot = {
        "title": wording.title,
        "bureau": material.bureau_name,
        "look": _LOOK.get(kind, FORM),
        "wording_version": wording.version,
        "blocks": blocks,
        "photos": [{"name": one.name, "caption": one.caption} for one in photos],
        "pictures": [one.name for one in photos],
        "demo": material.demo,
        "number": material.disposition.number if kind == due.NO_PENALTY and material.disposition else "",
        "served": [one.document for one in material.served] if kind == due.SERVICE else [],
        "names_a_person": material.names_a_person and "证件号码" in said.said,
        "facts": _facts(kind, said.said, material, given, on),
    }
    snapshot["by_hand"] = inputs.by_hand(kind, given)
    lacking = [*_case_lacks(kind, material), *inputs.missing(kind, given)]
    return Composed(snapshot, tuple(lacking), tuple(snapshot["by_hand"]))


def _case_lacks(kind: str, m: Material) -> list[str]:
    lacking = []
    if kind != due.SERVICE and not m.findings:
        lacking.append("违法行为")
    if len(m.officers) < 2:
        lacking.append("两名执法人员")
    if kind == due.SERVICE and not m.served:
        lacking.append("要送达的文书")
    if kind == due.RECHECK and m.recheck is None:
        lacking.append("复查")
    if kind in due.BY_OUTCOME and m.disposition is None:
        lacking.append("处理意见")
    if kind == due.NO_PENALTY and not m.education:
        lacking.append("教育记录（行政处罚法第三十三条第三款）")
    return lacking


# --- blocks ---------------------------------------------------------------------------------------------------


def _p(text: str) -> dict:
    return {"type": "p", "text": text}


Cell = tuple[str, str | list[str], str]


def _rows(*rows: Cell | list[Cell]) -> dict:
    """Ruled rows of (label, what stands there, size: "", «mid», «tall»); a list of two cells shares a row."""
    return {"type": "rows", "rows": [_row(row if isinstance(row, list) else [row]) for row in rows]}


def _row(cells: list[Cell]) -> dict:
    shown = [
        {"label": label, "lines": value if isinstance(value, list) else _lines(value)} for label, value, _ in cells
    ]
    return {"cells": shown, "size": cells[0][2]}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _sign(*lines: list[str]) -> dict:
    """Lines to sign on, each of one or two parts."""
    return {"type": "sign", "lines": list(lines)}


def _issuer(v: Values) -> dict:
    return {"type": "issuer", "name": v["机关名称"], "day": v["成文日期"]}


def _party(v: Values) -> list[Cell]:
    return [
        ("当事人", v["当事人名称"], ""),
        (v["证件名称"] or "证件号码", v["证件号码"], ""),
        ("负责人", v["负责人"], ""),
        ("联系电话", v["当事人电话"], ""),
        ("地　　址", v["当事人地址"], ""),
    ]


def _party_rows(v: Values) -> list[Cell | list[Cell]]:
    """The party in four rows: who leads it and the telephone share one."""
    name, code, leader, phone, address = _party(v)
    return [name, code, [leader, phone], address]


# --- skeletons ------------------------------------------------------------------------------------------------


def _scene(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    head = _rows(
        ("检查时间", v["检查时间"], ""),
        ("检查地点", v["检查地点"], ""),
        *_party_rows(v),
        ("在场人", own["present"] or BLANK, ""),
        ("执法人员", v["执法证号"], ""),
    )
    sign = _sign(["当事人（签名或者盖章）：", DATE], ["执法人员（签名）：", DATE], ["见证人（签名）：", DATE])
    return [head, *map(_p, words), sign]


def _order(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    signed = _sign(["当事人签收：", DATE])
    return [{"type": "addressee", "text": f"{v['当事人名称']}："}, *map(_p, words), _issuer(v), signed]


def _address(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    consent = v["电子送达账号"]
    electronic = f"☑同意　□不同意　账号：{consent}" if consent else f"□同意　□不同意　账号：{BLANK}"
    head = _rows(
        ("当事人", v["当事人名称"], ""),
        ("受送达人", v["受送达人"] or BLANK, ""),
        ("送达地址", v["送达地址"] or BLANK, ""),
        ("联系电话", v["送达电话"] or BLANK, ""),
        ("电子送达", electronic, ""),
        ("告知事项", words, "tall"),
        (
            "受送达人确认",
            ["我已知悉上述告知事项，确认以上送达地址准确、有效。", f"签名或者盖章：{BLANK}", f"日期：{DAY_BY_HAND}"],
            "",
        ),
        ("执法人员", [f"{v['执法证号']}", f"签名：{BLANK}"], ""),
    )
    return [head]


def _service(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    table = _rows(
        ("送达机关", v["机关名称"], ""),
        ("受送达人", v["当事人名称"], ""),
        ("送达文书名称及文号", v["送达文书"], "mid"),
        ("送达地点", v["送达地点"] or BLANK, ""),
        ("送达方式", v["送达方式"] or BLANK, ""),
        ("受送达人签收", ["签名或者盖章：", f"签收日期：{DAY_BY_HAND}"], "mid"),
        ("代收人及与受送达人的关系", ["签名：", f"签收日期：{DAY_BY_HAND}"], "mid"),
        ("送达人", [v["执法人员"], "签名："], ""),
        ("见证人", ["签名：", f"日期：{DAY_BY_HAND}"], ""),
        ("备　　注", _lines(own["remark"]) or ["　"], "mid"),
    )
    return [table, *({"type": "note", "text": text} for text in words)]


def _recheck(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    head = _rows(
        [("复查日期", v["复查日期"], ""), ("改正期限", v["改正期限"] or "—", "")],
        ("复查地点", v["复查地点"], ""),
        ("当事人", v["当事人名称"], ""),
        ("在场人", v["在场人"] or BLANK, ""),
        ("承诺书编号", v["承诺书编号"] or "未签承诺", ""),
    )
    return [head, *map(_p, words), _sign(["当事人（签名或者盖章）：", DATE], ["复查人员（签名）：", DATE])]


def _opinions(m: Material) -> list[tuple[str, list[str], str]]:
    row = m.disposition
    first = (
        [row.endorse_note or "同意。", f"{row.endorsed_by}"]
        if row and row.endorsed_by
        else ["　", f"签名：　　　　　　{DAY_BY_HAND}"]
    )
    last = ["　", f"签名：　　　　　　{DAY_BY_HAND}"]
    if row and row.decided_by:
        last = [row.decision_note or "同意。", f"{row.decided_by}　{chinese_date(row.decided_on)}"]
    return [("办案机构负责人意见", first, "mid"), ("机关负责人意见", last, "mid")]


def _form(*middle: str) -> Callable:
    """An approval form: the party, the rows named, the handling officers' opinion in the bureau's wording, two opinions."""

    def skeleton(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
        row = m.disposition
        proposed = f"{row.proposed_by}　{chinese_date(row.proposed_on)}" if row else ""
        rows = [
            [("案件来源", v["案件来源"], ""), ("发现日期", v["发现日期"], "")],
            *_party_rows(v),
            ("违法行为", v["违法行为"], ""),
            *((label, v[label] or "　", "") for label in middle),
            ("承办人意见", [*words, proposed], "tall"),
            *_opinions(m),
            ("备　　注", "　", ""),
        ]
        return [{"type": "unit", "text": f"承办机构：{v['承办机构']}　　承办人：{v['执法人员']}"}, _rows(*rows)]

    return skeleton


def _no_penalty(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    who = [_p(f"{label.replace('　', '')}：{value}") for label, value, _ in _party(v) if value]
    return [*who, *map(_p, words), _issuer(v)]


def _referral(v: Values, words: list[str], m: Material, own: dict) -> list[dict]:
    enclosed = _lines(v["移送材料"])
    listed = [{"type": "annex", "text": f"{n}.{text}"} for n, text in enumerate(enclosed, start=1)]
    words_of_receipt = f"今收到{v['机关名称']}移送的{v['当事人名称']}一案材料。"
    receipt = {"type": "receipt", "text": words_of_receipt, "line": ["收件人：", DATE]}
    to = {"type": "addressee", "text": f"{v['移送对象'] or BLANK}："}
    return [to, *map(_p, words), {"type": "annex_head", "text": "附：移送材料"}, *listed, _issuer(v), receipt]


_SKELETONS: dict[str, Callable[[Values, list[str], Material, dict], list[dict]]] = {
    due.SCENE: _scene,
    due.ORDER: _order,
    due.ADDRESS: _address,
    due.SERVICE: _service,
    due.RECHECK: _recheck,
    due.NO_CASE: _form("案情摘要"),
    due.FILING: _form("案情摘要"),
    due.NO_PENALTY: _no_penalty,
    due.CLOSING: _form("案情摘要", "决定文号"),
    due.REFERRAL: _referral,
}


# --- facts for the consistency gate ---------------------------------------------------------------------------


def _facts(kind: str, said: set[str], m: Material, own: dict, on: date) -> dict:
    """What the paper states, by the words it used; "" or an empty list for what it does not say. Days are ISO."""
    officers: tuple[Person, ...] = m.officers if said & {"执法人员", "执法证号"} else ()
    if kind == due.RECHECK:
        officers = m.recheck.officers if m.recheck else ()
    until = ""
    if kind == due.ORDER and own["mode"] == "by_date":
        until = own["due_on"]
    elif "改正期限" in said and m.pledge:
        until = m.pledge.due_on.isoformat()
    served = {one.title: one.number for one in m.served} if "送达文书" in said else {}
    clauses = [one.violated for one in m.findings if one.violated and "违反条款" in said]
    clauses += [one.penalty for one in m.findings if one.penalty and "处罚条款" in said]
    return {
        "on": on.isoformat(),
        "party_name": m.party_name,
        "party_code": m.party_code if "证件号码" in said else "",
        "officers": [one.name for one in officers],
        "certificates": [one.certificate_no for one in officers] if said & {"执法证号", "复查人员"} else [],
        "inspected_on": m.inspected_on.isoformat() if said & {"检查日期", "检查时间"} else "",
        "due_on": until,
        "order_number": served.get("责令改正通知书", "")
        or (m.order.number if m.order and "责令改正文号" in said else ""),
        "letter_number": served.get("柔性执法告知承诺书", "")
        or (m.pledge.number if m.pledge and "承诺书编号" in said else ""),
        "decision_number": served.get("不予行政处罚决定书", "")
        or (m.disposition.number if m.disposition and "决定文号" in said else ""),
        "items": list(dict.fromkeys(one.item_number for one in m.findings if one.item_number and "清单事项" in said)),
        "clauses": list(dict.fromkeys(clauses)),
        "amounts": [],
    }
