"""The scoring sheet that comes with the product, as data: legal staff make their own version of it.

Citations only where the article says it. Lines without one rest on the system of this bureau (柔性执法告知承诺制) or on good practice.
"""

from dataclasses import dataclass

from .status import Part

_LAW = "行政处罚法"
_RULES = "市场监督管理行政处罚程序规定"


@dataclass(frozen=True)
class Line:
    """One line: points, or a veto (no points)."""

    part: str
    words: str
    points: int = 0
    basis: str = ""
    check: str = ""

    @property
    def veto(self) -> bool:
        return not self.points


NOTE = "随软件提供的起始标准，由法制人员按本机关要求修改。"
LINES = (
    Line(
        Part.SUBJECT,
        "检查由两名以上具有行政执法资格的人员进行，执法证当日有效",
        0,
        f"{_LAW}第四十二条第一款；{_RULES}第二十二条",
        "two_officers",
    ),
    Line(Part.SUBJECT, "当事人名称、统一社会信用代码、住所记载准确，主体认定正确", 5),
    Line(Part.SUBJECT, "有应当回避情形的已经回避并有记录", 3, f"{_LAW}第四十三条第一款"),
    Line(Part.FACTS, "违法事实清楚，违法行为描述具体，与清单事项相符", 8, f"{_LAW}第四十条"),
    Line(Part.FACTS, "现场照片和整改后照片齐全，能看清违法和改正情况", 6, "", "photos_there"),
    Line(Part.FACTS, "首违核查各来源有记录，查询结果有依据", 8, "", "history_checked"),
    Line(Part.FACTS, "证据与认定的事实对应，足以证明违法行为轻微、没有造成危害后果", 6, f"{_LAW}第三十三条第一款"),
    Line(Part.PROCEDURE, "在核查期限内决定立案或者不予立案，延长经过批准", 8, f"{_RULES}第十八条", "clock_held"),
    Line(Part.PROCEDURE, "适用核查表在签发承诺书前作出，各行判断有依据", 6, "", "sheet_first"),
    Line(Part.PROCEDURE, "重点领域、清单外和有不同意见的，经过法制审核", 5, "", "legal_review"),
    Line(Part.PROCEDURE, "处理意见由办案人以外的有权人员审批", 0, "", "other_decides"),
    Line(
        Part.PROCEDURE,
        "不予行政处罚的，结案前对当事人进行了教育并有记录",
        6,
        f"{_LAW}第三十三条第三款；{_RULES}第六十一条",
        "education_given",
    ),
    Line(Part.LAW, "违反条款、处罚条款引用准确，适用的是行为时有效的文本", 8),
    Line(Part.LAW, "处理结果与不予立案、不予处罚的法定情形相符", 8, f"{_LAW}第三十三条；{_RULES}第二十条"),
    Line(Part.PAPERS, "承诺书内容完整，已签署、送达", 6, "", "letter_signed"),
    Line(Part.PAPERS, "责令改正的内容和期限明确", 4, f"{_LAW}第二十八条第一款"),
    Line(Part.PAPERS, "各文书之间记载一致", 4, "", "agrees"),
    Line(Part.EXECUTION, "复查由两名执法人员进行，结论有照片或者材料印证", 5, "", "recheck_two"),
    Line(Part.EXECUTION, "全过程记录完整，材料齐全，一案一卷", 4, f"{_LAW}第四十七条；{_RULES}第七十八条", "complete"),
)
