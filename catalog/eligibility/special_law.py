"""Special laws that go before a general clause, by kind of party. Only texts that were read stand here."""

from .rule import ItemRule

#: (violated law, article) → kind of party → the special clause that applies instead.
SPECIAL_FIRST = {
    ("中华人民共和国市场主体登记管理条例", "第二十四条第一款"): {
        "company": "中华人民共和国公司法第三十四条第一款、第二百六十条第二款",
        "sole_proprietorship": "中华人民共和国个人独资企业法第十五条、第三十七条第二款",
        "partnership": "中华人民共和国合伙企业法第十三条、第九十五条第二款",
    },
}

#: Duties of registered 市场主体 (登记管理条例 2): nobody else can breach them. 无照经营 (第三条) is no such duty.
REGISTRATION = frozenset(
    {
        ("中华人民共和国市场主体登记管理条例", "第二十四条"),
        ("中华人民共和国市场主体登记管理条例", "第九条"),
        ("中华人民共和国市场主体登记管理条例", "第三十六条"),
        ("中华人民共和国市场主体登记管理条例实施细则", "第六十三条"),
        ("中华人民共和国市场主体登记管理条例实施细则", "第四十二条"),
    }
)
NOT_REGISTERED = frozenset({"natural_person", "institution", "social_organization"})

#: (violated law, part of the article) → (kinds of party warned, warning).
NOT_ENTERPRISE = frozenset({"individual_business", "natural_person"})
WARNINGS = {
    ("中华人民共和国食品安全法", "第五十三条"): (
        NOT_ENTERPRISE,
        "进货查验义务（第五十三条第一款）适用所有食品经营者；进货查验记录制度（第二款）只对食品经营企业，个体工商户只按未查验认定",
    ),
    ("中华人民共和国市场主体登记管理条例实施细则", "第六十三条第一款"): (
        frozenset({"company", "sole_proprietorship", "partnership", "other_enterprise", "branch"}),
        "企业另受《企业信息公示暂行条例》规制，该条例2024年修订文本待核实，由法制人员核对罚则；列入经营异常名录不因不罚款而免除",
    ),
}


def special_clause(rule: ItemRule, party_kind: str | None) -> str:
    """The clause that goes before the item's own for this kind of party, "" when there is none."""
    return SPECIAL_FIRST.get((rule.violated_law, rule.violated_article), {}).get(party_kind, "")


def outside_registration(rule: ItemRule, party_kind: str | None) -> bool:
    """Whether the item is a duty of registered 市场主体 and the party is none."""
    duty = any(rule.violated_law == law and rule.violated_article.startswith(part) for law, part in REGISTRATION)
    return duty and party_kind in NOT_REGISTERED


def party_warning(rule: ItemRule, party_kind: str | None) -> str:
    """What to mind with this kind of party, "" when there is nothing."""
    for (law, article), (kinds, text) in WARNINGS.items():
        if rule.violated_law == law and article in rule.violated_article and party_kind in kinds:
            return text
    return ""
