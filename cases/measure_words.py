"""Words to start from for each soft measure (policy 四(一)(二)): what it is, a topic, and what is usually explained. Editable."""

from dataclasses import dataclass

from .status import MeasureKind


@dataclass(frozen=True)
class MeasureWords:
    """``about`` explains the kind to the officer; ``topic`` and ``explained`` are put into the form."""

    about: str
    topic: str
    explained: str


WORDS: dict[str, MeasureWords] = {
    MeasureKind.GUIDANCE: MeasureWords(
        "经营者开业、上新业务前，当面告诉他要办什么、怎么做才合规",
        "开业经营合规辅导",
        "向当事人说明了经营中应当办理的登记、许可和公示事项，当场解答了疑问，并告知今后可随时联系本单位咨询。",
    ),
    MeasureKind.RISK_NOTICE: MeasureWords(
        "还没有违法，但这类经营容易出问题，提前提醒",
        "经营中的法律风险提示",
        "提示当事人注意本行业容易发生的违法情形和后果，请其对照自查，发现问题及时改正。",
    ),
    MeasureKind.ADVICE: MeasureWords(
        "发现苗头，劝其停止或调整做法",
        "不规范经营行为劝戒",
        "指出当事人的做法容易引发违法或纠纷，劝其及时调整，当事人表示已经了解。",
    ),
    MeasureKind.WARNING: MeasureWords(
        "有轻微问题，已当场改正，提醒不要再犯",
        "轻微问题提醒警示",
        "当事人的问题情节轻微，已当场改正。告知其所涉规定，提醒今后不要再发生，再次发生的将依法处理。",
    ),
    MeasureKind.PROBLEM_TALK: MeasureWords(
        "同一个问题反复出现或投诉较多，约来谈清楚",
        "突出问题约谈",
        "就反映较集中的问题与当事人谈话，指出问题和原因，要求提出改进办法和完成时间，当事人作了说明。",
    ),
    MeasureKind.CRITICISM: MeasureWords(
        "讲清错在哪里、违反什么规定",
        "批评教育",
        "向当事人指出其行为的错误和违反的规定，讲明危害和应当怎样做，当事人认识到问题并表示改正。",
    ),
    MeasureKind.PERSUASION: MeasureWords(
        "示范正确做法，带着改",
        "规范经营示范",
        "向当事人示范规范的做法，介绍同类经营者的好经验，当事人表示愿意照此改进。",
    ),
    MeasureKind.WARNING_TALK: MeasureWords(
        "问题有发展趋势，正式约谈，讲明再犯的后果",
        "警示约谈",
        "约谈当事人，通报发现的问题和可能承担的法律责任，要求立即停止并落实整改，当事人表示接受。",
    ),
}


def choices() -> list[tuple[str, str, str]]:
    """(kind, label, explanation) in the order of :class:`MeasureKind`."""
    return [(kind.value, kind.label, WORDS[kind].about) for kind in MeasureKind]
