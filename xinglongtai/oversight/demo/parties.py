"""Forty invented parties: every kind of 主体, old numbers, rare characters, and a name of eighty characters."""

from dataclasses import dataclass

from cases.status import PartyKind

from .identities import id_number_of, phone_of, registration_of, uscc_of

#: Eighty characters, the longest firm name that the letter is tried with.
LONG_NAME = (
    "演示市甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张"
    "寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨综合商业服务管理与技术咨询有限责任公司"
)

_K = PartyKind
_COMPANY, _SHOP, _PERSON = _K.COMPANY, _K.INDIVIDUAL, _K.PERSON
#: Second character of the 信用代码 by kind (GB 32100, registered by market regulators): 1 enterprise, 2 个体, 3 cooperative.
_CODE_KIND = {_SHOP: "2", _K.COOPERATIVE: "3"}

#: (kind, name) of the parties of each bureau, in order.
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "xinglongtai": (
        (_SHOP, "兴隆台区演示红星超市"),
        (_SHOP, "兴隆台区演示𠮷祥饭店"),
        (_COMPANY, "盘锦演示春风商贸有限公司"),
        (_SHOP, "兴隆台区演示㛃心美容店"),
        (_COMPANY, "盘锦演示䶮天广告有限公司"),
        (_SHOP, "兴隆台区演示𬀩光五金店"),
        (_COMPANY, LONG_NAME),
        (_K.PARTNERSHIP, "盘锦演示同心会计师事务所（普通合伙）"),
        (_K.COOPERATIVE, "盘锦演示稻香水稻种植专业合作社"),
        (_K.SOLE, "盘锦演示顺达汽修厂"),
        (_SHOP, "兴隆台区演示𫖯首书店"),
        (_K.ENTERPRISE, "盘锦演示老字号供销社"),
        (_PERSON, "演示人某甲"),
        (_SHOP, "兴隆台区演示好再来面馆"),
        (_COMPANY, "盘锦演示辽河电子商务有限公司"),
        (_K.BRANCH, "盘锦演示春风商贸有限公司新工分公司"),
        (_SHOP, "兴隆台区演示鲜果汇水果店"),
        (_K.INSTITUTION, "盘锦演示计量检定所"),
        (_K.ORGANIZATION, "盘锦演示餐饮行业协会"),
        (_SHOP, "兴隆台区演示一剪美理发店"),
        (_COMPANY, "盘锦演示湿地文化传媒有限公司"),
        (_PERSON, "演示人某乙"),
        (_SHOP, "兴隆台区演示北方药材铺"),
        (_COMPANY, "盘锦演示安居房产经纪有限公司"),
        (_SHOP, "兴隆台区演示小螃蟹水产行"),
        (_K.PARTNERSHIP, "盘锦演示双子星设计中心（有限合伙）"),
        (_SHOP, "兴隆台区演示宝宝乐母婴店"),
        (_COMPANY, "盘锦演示油城物业服务有限公司"),
    ),
    "demo-jia": (
        (_SHOP, "甲区演示晨光早餐店"),
        (_COMPANY, "演示市甲区演示宏图装饰有限公司"),
        (_SHOP, "甲区演示阳光文具店"),
        (_K.SOLE, "甲区演示利民加工厂"),
        (_SHOP, "甲区演示龙凤烘焙坊"),
        (_COMPANY, "演示市甲区演示启明网络有限公司"),
    ),
    "demo-yi": (
        (_SHOP, "乙区演示清泉茶行"),
        (_COMPANY, "演示市乙区演示百川商贸有限公司"),
        (_SHOP, "乙区演示巧手裁缝铺"),
        (_K.COOPERATIVE, "乙区演示金穗农机专业合作社"),
        (_SHOP, "乙区演示四季花店"),
        (_COMPANY, "演示市乙区演示恒信家政有限公司"),
    ),
}
#: Names of parties that still hold only a 15-digit number.
OLD_NUMBER = frozenset({"盘锦演示老字号供销社"})


@dataclass(frozen=True)
class PartyData:
    """What the verb ``party_create`` is given."""

    kind: str
    name: str
    uscc: str
    registration_no: str
    id_number: str
    operator: str
    phone: str
    address: str


def parties_of(code: str, region: str) -> list[PartyData]:
    """The parties of the bureau ``code``; numbers differ between bureaux."""
    first = 100 * (1 + list(NAMES).index(code))
    return [_party(kind, name, first + n, region) for n, (kind, name) in enumerate(NAMES[code])]


def _party(kind: str, name: str, serial: int, region: str) -> PartyData:
    person, old = kind == _PERSON, name in OLD_NUMBER
    return PartyData(
        kind=kind,
        name=name,
        uscc="" if person or old else uscc_of(serial, kind=_CODE_KIND.get(kind, "1"), region=region),
        registration_no=registration_of(serial, region=region) if old else "",
        id_number=id_number_of(serial, region=region) if person or kind == _SHOP else "",
        operator="" if person else f"演示经营者{serial}",
        phone=phone_of(serial),
        address=f"演示街道演示路{serial}号",
    )
