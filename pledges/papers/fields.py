"""The closed list of placeholders, and what each is replaced by. Pure."""

from collections.abc import Mapping
from datetime import date

from xinglongtai.core.workdays import chinese_date

from . import due
from .material import Material, Person

#: Placeholders every kind may use, with what they stand for (shown beside the editing field).
EVERYWHERE = {
    "当事人名称": "当事人的名称或姓名",
    "称谓": "自然人、个体工商户为“你”，其他为“你单位”",
    "证件名称": "统一社会信用代码、注册号或身份证号",
    "证件号码": "上述证件的号码",
    "当事人地址": "住所或经营场所",
    "当事人电话": "当事人的联系电话",
    "负责人": "法定代表人、经营者或负责人",
    "机关名称": "本机关全称",
    "机关电话": "本机关电话",
    "机关地址": "本机关地址",
    "承办机构": "承办的所、队",
    "执法人员": "两名执法人员姓名",
    "执法证号": "姓名和执法证号",
    "检查日期": "现场检查的日期",
    "发现日期": "发现线索的日期",
    "案件来源": "检查来源",
    "违法行为": "各项违法行为",
    "违反条款": "违反的法规和条款",
    "处罚条款": "规定法律责任的法规和条款",
    "清单事项": "清单事项编号和版本",
    "承诺书编号": "柔性执法告知承诺书编号",
    "责令改正文号": "责令改正通知书文号",
    "教育情况": "教育记录的内容",
    "成文日期": "文书落款日期",
}
_OUTCOME = {"处理结果": "处理意见的结果", "法律依据": "处理意见的依据", "理由": "处理意见的理由"}
#: What each kind has besides, and which of all must occur in its wording.
_OWN: dict[str, dict[str, str]] = {
    due.SCENE: {
        "检查时间": "起止时间",
        "检查地点": "检查地点",
        "在场人": "在场人及身份",
        "现场情况": "看到的情况",
        "当事人陈述": "当事人当场的陈述",
    },
    due.ORDER: {
        "改正要求": "“立即改正”或“于某日前改正”",
        "改正期限": "限期改正的日期",
        "改正内容": "改成什么样、交什么材料",
    },
    due.ADDRESS: {
        "受送达人": "受送达人或代收人",
        "送达地址": "确认的地址",
        "送达电话": "确认的电话",
        "电子送达账号": "同意的电子送达账号",
    },
    due.SERVICE: {"送达文书": "文书名称和文号", "送达地点": "送达地点", "送达方式": "送达方式"},
    due.RECHECK: {
        "复查日期": "复查的日期",
        "复查人员": "两名复查人员及执法证号",
        "复查地点": "复查地点",
        "在场人": "在场人及身份",
        "改正期限": "承诺的改正期限",
        "复查情况": "看到的情况",
        "复查结果": "复查的结论",
    },
    due.NO_CASE: {"案情摘要": "案情摘要", **_OUTCOME},
    due.FILING: {"案情摘要": "案情摘要", **_OUTCOME},
    due.NO_PENALTY: {"违法事实": "查明的事实", "证据": "证据", "陈述申辩": "陈述申辩及采纳情况", **_OUTCOME},
    due.CLOSING: {
        "案情摘要": "案情摘要",
        "执行情况": "执行情况",
        "决定文号": "决定书文号",
        "结案依据": "程序规定第七十七条的相应一项",
        **_OUTCOME,
    },
    due.REFERRAL: {"移送对象": "受移送机关", "案情摘要": "案情摘要", "移送材料": "移送的材料", **_OUTCOME},
}
_REQUIRED: dict[str, frozenset[str]] = {
    due.SCENE: frozenset({"现场情况", "执法人员"}),
    due.ORDER: frozenset({"违法行为", "违反条款", "改正要求", "改正内容"}),
    due.ADDRESS: frozenset(),
    due.SERVICE: frozenset(),
    due.RECHECK: frozenset({"复查人员", "违法行为", "复查情况", "复查结果"}),
    due.NO_CASE: frozenset({"理由", "法律依据"}),
    due.FILING: frozenset({"违法行为", "理由"}),
    due.NO_PENALTY: frozenset({"违法事实", "证据", "违反条款", "陈述申辩", "理由", "法律依据", "教育情况"}),
    due.CLOSING: frozenset({"处理结果", "执行情况"}),
    due.REFERRAL: frozenset({"案情摘要", "法律依据"}),
}


def described(kind: str) -> dict[str, str]:
    """Placeholders of ``kind`` with their meaning, its own first."""
    return _OWN[kind] | EVERYWHERE


def known(kind: str) -> dict[str, bool]:
    """Placeholders of ``kind``, and whether its wording must use them."""
    return {name: name in _REQUIRED[kind] for name in described(kind)}


class Values(Mapping[str, str]):
    """Placeholder → printed words; remembers what was said, so that a paper's facts are what it says and no more."""

    def __init__(self, words: dict[str, str]):
        self._words = words
        self.said: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.said.add(name)
        return self._words[name]

    def __iter__(self):
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def people(officers: tuple[Person, ...]) -> str:
    """«张三（执法证号 1）、李四（执法证号 2）»."""
    return "、".join(
        f"{one.name}（执法证号{one.certificate_no}）" if one.certificate_no else one.name for one in officers
    )


def _each(texts) -> str:
    """Several as «①…；②…», one as it is, each once; without final stops."""
    words = list(dict.fromkeys(" ".join(text.split()).rstrip("。；;，,") for text in texts if text.strip()))
    if len(words) < 2 or len(words) > 20:
        return "；".join(words)
    return "；".join(f"{chr(0x2460 + n)}{word}" for n, word in enumerate(words))


def values(kind: str, material: Material, own: dict, on) -> Values:
    """What every placeholder of ``kind`` is replaced by; "" where nothing is known."""
    m, pledge, order = material, material.pledge, material.order
    words = {
        "当事人名称": m.party_name,
        "称谓": "你" if m.party_is_individual else "你单位",
        "证件名称": m.party_code_label,
        "证件号码": m.party_code,
        "当事人地址": m.party_address,
        "当事人电话": m.party_phone,
        "负责人": m.party_operator,
        "机关名称": m.bureau_name,
        "机关电话": m.bureau_phone,
        "机关地址": m.bureau_address,
        "承办机构": m.unit_name,
        "执法人员": "、".join(one.name for one in m.officers),
        "执法证号": people(m.officers),
        "检查日期": chinese_date(m.inspected_on),
        "发现日期": chinese_date(m.discovered_on),
        "案件来源": m.source,
        "违法行为": _each(one.description for one in m.findings),
        "违反条款": "、".join(dict.fromkeys(one.violated for one in m.findings if one.violated)),
        "处罚条款": "、".join(dict.fromkeys(one.penalty for one in m.findings if one.penalty)),
        "清单事项": "、".join(dict.fromkeys(one.item for one in m.findings if one.item)),
        "承诺书编号": pledge.number if pledge else "",
        "责令改正文号": order.number if order else "",
        "教育情况": m.education,
        "成文日期": chinese_date(on),
    }
    return Values(words | _own_words(kind, m, own))


def _clock(text: str) -> str:
    """«09:05» as «9时5分», blank as a line to write on."""
    hours, _, minutes = text.partition(":")
    return f"{int(hours)}时{int(minutes[:2])}分" if hours.isdigit() and minutes[:2].isdigit() else "＿＿时＿＿分"


def _day(iso: str) -> str:
    return chinese_date(date.fromisoformat(iso)) if iso else ""


def closing_basis(outcome: str, filed: bool) -> str:
    """The item of 程序规定 77 that fits: decisions of 60(二)–(五) fall under (四), penalties carried out under (一)."""
    law = "《市场监督管理行政处罚程序规定》第七十七条"
    if not filed:
        return "核查结果"
    if outcome in {"no_penalty", "not_established", "refer_other", "refer_police"}:
        return f"{law}第四项"
    return f"{law}第一项" if outcome in {"penalty", "lighter", "mitigated"} else law


def referral_basis(basis: str, filed: bool) -> str:
    """The basis the proposal names; where it only says that the reasons tell, 程序规定 17 (cases that were filed)."""
    if basis and "理由" not in basis:
        return basis
    return "《市场监督管理行政处罚程序规定》第十七条第一款" if filed else "法律、法规、规章关于管辖的规定"


def _own_words(kind: str, m: Material, own: dict) -> dict[str, str]:
    row = m.disposition
    outcome = {
        "处理结果": row.label if row else "",
        "法律依据": row.basis if row else "",
        "理由": m.reasons or (row.reason if row else ""),
    }
    if kind == due.SCENE:
        span = f"{chinese_date(m.inspected_on)}{_clock(own['time_from'])}至{_clock(own['time_to'])}"
        named = {"检查地点": own["place"], "在场人": own["present"], "现场情况": own["seen"]}
        return {"检查时间": span, **named, "当事人陈述": own["statement"]}
    if kind == due.ORDER:
        until = _day(own["due_on"]) if own["mode"] == "by_date" else ""
        demand = f"于{until}前改正" if own["mode"] == "by_date" else "立即改正"
        return {"改正要求": demand, "改正期限": until, "改正内容": own["demand"]}
    if kind == due.ADDRESS:
        named = {"受送达人": own["receiver"], "送达地址": own["address"], "送达电话": own["phone"]}
        return {**named, "电子送达账号": own["electronic"]}
    if kind == due.SERVICE:
        papers = "\n".join(f"{one.title}{one.number}" for one in m.served)
        return {"送达文书": papers, "送达地点": own["place"], "送达方式": own["way"]}
    if kind == due.RECHECK:
        check = m.recheck
        return {
            "复查日期": chinese_date(check.on) if check else "",
            "复查人员": people(check.officers) if check else "",
            "复查地点": own["place"],
            "在场人": own["present"],
            "改正期限": chinese_date(m.pledge.due_on) if m.pledge else "",
            "复查情况": own["seen"],
            "复查结果": check.result if check else "",
        }
    if kind == due.NO_PENALTY:
        return {"违法事实": own["summary"], "证据": own["evidence"].rstrip("。"), "陈述申辩": own["defence"], **outcome}
    if kind == due.CLOSING:
        basis = closing_basis(row.outcome if row else "", bool(m.filed_on))
        number = row.number if row else ""
        return {
            "案情摘要": own["summary"],
            "执行情况": own["execution"],
            "决定文号": number,
            "结案依据": basis,
            **outcome,
        }
    if kind == due.REFERRAL:
        named = {"移送对象": own["to"], "案情摘要": own["summary"], "移送材料": own["enclosed"]}
        return {**named, **outcome, "法律依据": referral_basis(row.basis if row else "", bool(m.filed_on))}
    return {"案情摘要": own["summary"], **outcome}
