"""Prepared phrases of the legal desk: a person clicks one in and edits it. Law is cited only as the texts have it."""

from .models import Review
from .status import ReviewReason

_APPROVE = {
    ReviewReason.KEY_AREA: [
        "属于清单列明的事项，虽涉及重点领域，但情节轻微、没有造成危害后果，能够及时改正，同意适用告知承诺。",
        "现场已采取措施消除风险，不影响安全和使用，同意适用；请在复查时一并核对。",
    ],
    ReviewReason.OFF_LIST: [
        "违法行为轻微，能够及时改正，没有造成危害后果，同意按行政处罚法第三十三条第一款适用告知承诺。",
        "初次违法且危害后果轻微，能够及时改正，同意按行政处罚法第三十三条第一款适用告知承诺。",
    ],
    ReviewReason.OVERRIDE: [
        "承办人的不同意见有证据支持，采纳，同意适用告知承诺。",
        "笔录和照片能够证明承办人所述情况，系统结论不符合实际，同意按承办人意见办理。",
    ],
    ReviewReason.LAW_CHANGE: [
        "行为后有关规定已经修改，新规定处罚较轻，依行政处罚法第三十七条适用新规定，同意适用告知承诺。",
        "适用违法行为发生时的规定；按当时的规定同样符合适用条件，同意适用告知承诺。",
    ],
    ReviewReason.OTHER: ["事实清楚、证据充分，符合适用条件，同意适用告知承诺。"],
}
_REJECT = {
    ReviewReason.KEY_AREA: ["涉及重点领域且可能影响安全，不宜适用告知承诺，请按普通程序办理。"],
    ReviewReason.OFF_LIST: ["不能认定违法行为轻微，不具备行政处罚法第三十三条规定的情形，不同意适用。"],
    ReviewReason.OVERRIDE: ["现有证据不能推翻核查表的结论，不采纳不同意见。"],
    ReviewReason.LAW_CHANGE: ["按应当适用的规定不符合从宽条件，不同意适用。"],
    ReviewReason.OTHER: ["不符合适用条件，请依法办理。"],
}
_RETURN = [
    "请补充现场照片，能看清违法情况和改正前后的对比。",
    "请补充当事人的陈述笔录，写明原因、持续时间和后果。",
    "请补做首违核查并上传查询截图。",
    "送审说明没有写明适用理由，请写明轻微、及时改正和没有危害后果各有什么证据。",
    "引用的条款与违法行为不一致，请核对后重新送审。",
]
_BASES = [
    "《中华人民共和国行政处罚法》第三十三条第一款（违法行为轻微并及时改正，没有造成危害后果）",
    "《中华人民共和国行政处罚法》第三十三条第一款（初次违法且危害后果轻微并及时改正）",
]
_SCOPES = [
    "仅限本案；同类情形另行送审。",
    "限于本案所述的情形和金额；超过的另行送审。",
]


def phrases_for(review: Review) -> list[dict]:
    """Groups of phrases for the form: ``field`` they go into, ``decision`` they belong to ("" = any), ``words``."""
    kinds = [ReviewReason(reason) for reason in review.reasons]
    groups = [
        {"field": "note", "decision": "approve", "words": [line for kind in kinds for line in _APPROVE[kind]]},
        {"field": "note", "decision": "reject", "words": [line for kind in kinds for line in _REJECT[kind]]},
        {"field": "note", "decision": "return", "words": _RETURN},
    ]
    if review.is_off_list:
        groups += [
            {"field": "basis", "decision": "approve", "words": _BASES},
            {"field": "scope", "decision": "approve", "words": _SCOPES},
        ]
    return groups
