"""People and numbers for tests of papers: one bureau, one officer, a snapshot that prints."""

from datetime import date

from pledges import letter
from xinglongtai.core.models import Bureau, Officer, Unit
from xinglongtai.core.numbering import Number

RARE = "𠮷㛃䶮𬀩𫖯鿬𬭚"


def make_bureau(code: str = "xinglongtai", prefix: str = "盘兴市监") -> Bureau:
    unit = Unit.objects.create(name=f"{code}市场监督管理局")
    return Bureau.objects.create(
        unit=unit, code=code, full_name="盘锦市兴隆台区市场监督管理局", region_code="211103", document_prefix=prefix
    )


def make_officer(bureau: Bureau, name: str = "张建国") -> Officer:
    return Officer.objects.create(unit=bureau.unit, name=name)


def build(**changes) -> letter.LetterSnapshot:
    facts = {
        "bureau_name": "盘锦市兴隆台区市场监督管理局",
        "bureau_phone": "0427-2800000",
        "officers": [letter.LetterOfficer("张建国", "LN00000001"), letter.LetterOfficer("李晓梅", "LN00000002")],
        "inspected_on": date(2026, 9, 25),
        "violations": ["未将营业执照置于住所或者主要经营场所醒目位置"],
        "laws": ["市场主体登记管理条例"],
        "mode": letter.BY_DATE,
        "due_on": date(2026, 10, 15),
        "party_name": "盘锦市兴隆台区鑫旺综合超市",
        "party_is_person": False,
        "party_code": "92211103MA0XYZ123A",
        "party_address": "盘锦市兴隆台区石油大街128号",
        "party_phone": "13800000000",
        "item_text": "R3（第2版）",
        "correction_order_no": "盘兴市监责改〔2026〕18号",
    }
    return letter.build(**{**facts, **changes})


def number(n: int = 1) -> Number:
    return Number(n, f"盘兴市监柔承〔2026〕{n}号", 2026, letter.KIND)
