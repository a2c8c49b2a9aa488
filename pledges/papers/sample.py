"""Invented facts for samples of wording and for measuring. Nobody and nothing of them exists. Pure."""

from datetime import date

from . import due
from .material import (
    AddressFact,
    DispositionFact,
    Finding,
    Material,
    OrderFact,
    Person,
    PledgeFact,
    RecheckFact,
    Served,
    ServiceFact,
)

SAMPLE_DAY = date(2026, 9, 25)
_DUE = date(2026, 10, 15)


def sample_material(
    bureau_name: str = "演示市兴隆台区市场监督管理局", bureau_phone: str = "0427-0000000", serial: int = 1
) -> Material:
    """A whole case: order, pledge, recheck and decision, so that every placeholder has something to say."""
    officers = (Person("演示员甲", "演示000001"), Person("演示员乙", "演示000002"))
    check = RecheckFact(_DUE, officers, "整改到位", "营业执照已悬挂在店堂正门内侧醒目位置。")
    return Material(
        bureau_name=bureau_name,
        bureau_phone=bureau_phone,
        bureau_address="演示路1号",
        unit_name="演示一所",
        party_name=f"兴隆台区演示{serial}号综合超市",
        party_code_label="统一社会信用代码",
        party_code="样例代码000000000",
        party_address=f"兴隆台区演示路{serial}号",
        party_phone="19900000000",
        party_operator="演示经营者",
        inspected_on=SAMPLE_DAY,
        discovered_on=SAMPLE_DAY,
        source="日常监督检查",
        findings=(
            Finding(
                "营业执照未置于住所或主要经营场所醒目位置",
                "检查时营业执照放在收银台抽屉内，店堂内未见悬挂。",
                "《中华人民共和国市场主体登记管理条例》第三十六条",
                "《中华人民共和国市场主体登记管理条例》第四十八条第一款",
                "R3（第1版）",
                "R3",
            ),
        ),
        officers=officers,
        education="讲解了登记管理条例的要求，当事人表示知悉。",
        evidence="现场照片2份、整改后照片1份",
        reasons="当事人首次违法，情节轻微，已在期限内改正，没有造成危害后果。",
        pledge=PledgeFact("演示市监柔承〔2026〕1号", True, SAMPLE_DAY, _DUE, SAMPLE_DAY, "演示经营者", "直接送达"),
        order=OrderFact("演示市监责改〔2026〕1号", _DUE),
        recheck=check,
        last_recheck=check,
        disposition=DispositionFact(
            "no_penalty",
            "不予行政处罚",
            "中华人民共和国行政处罚法第三十三条",
            "",
            "",
            "演示员甲",
            _DUE,
            decided_by="演示局长",
            decided_on=_DUE,
            decision_note="同意。",
            approved=True,
        ),
        filed_on=SAMPLE_DAY,
        address=AddressFact("演示经营者", f"兴隆台区演示路{serial}号", "19900000000"),
        service=ServiceFact(f"兴隆台区演示路{serial}号", "直接送达"),
        served=(
            Served("责令改正通知书", "演示市监责改〔2026〕1号"),
            Served("柔性执法告知承诺书", "演示市监柔承〔2026〕1号"),
        ),
    )


def sample_values(kind: str) -> dict:
    """Facts a paper has of its own, where the material cannot give them."""
    return {
        due.SCENE: {
            "time_from": "09:30",
            "time_to": "10:15",
            "present": "演示经营者，经营者",
            "statement": "不知道要挂出来，马上改。",
        },
        due.RECHECK: {"present": "演示经营者，经营者"},
        due.NO_PENALTY: {"defence": "当事人未提出陈述、申辩意见。"},
        due.CLOSING: {"execution": "没有需要执行的罚没款。"},
        due.REFERRAL: {"to": "演示市公安局兴隆台分局"},
    }.get(kind, {})
