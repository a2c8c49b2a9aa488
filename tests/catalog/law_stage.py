"""Two real changes of the law for tests: the 商标法 of 2019 ends on 2026-12-31, the 反不正当竞争法 was renumbered on 2025-10-15."""

from datetime import date

from catalog.models import Article, Statute, StatuteVersion
from catalog.statute_text import parse
from tests import factories as make

TRADEMARK_ENDS, TRADEMARK_NEW = date(2026, 12, 31), date(2027, 1, 1)
RENUMBERED = date(2025, 10, 15)
#: The articles on lotteries and two neighbours, 2019 and 2025.
OLD_TEXT = """第九条 经营者不得实施下列侵犯商业秘密的行为：
（一）以盗窃、贿赂、欺诈、胁迫、电子侵入或者其他不正当手段获取权利人的商业秘密；
（二）披露、使用或者允许他人使用以前项手段获取的权利人的商业秘密；
第十条 经营者进行有奖销售不得存在下列情形：
（一）所设奖的种类、兑奖条件、奖金金额或者奖品等有奖销售信息不明确，影响兑奖；
（二）采用谎称有奖或者故意让内定人员中奖的欺骗方式进行有奖销售；
（三）抽奖式的有奖销售，最高奖的金额超过五万元。
第二十二条 经营者违反本法第十条规定进行有奖销售的，由监督检查部门责令停止违法行为，处五万元以上五十万元以下的罚款。"""
NEW_TEXT = """第十条 经营者不得实施下列侵犯商业秘密的行为：
（一）以盗窃、贿赂、欺诈、胁迫、电子侵入或者其他不正当手段获取权利人的商业秘密；
（二）披露、使用或者允许他人使用以前项手段获取的权利人的商业秘密；
第十一条 经营者进行有奖销售不得存在下列情形：
（一）所设奖的种类、兑奖条件、奖金金额或者奖品等有奖销售信息不明确，影响兑奖；
（二）有奖销售活动开始后，无正当理由变更所设奖的种类、兑奖条件、奖金金额或者奖品等有奖销售信息；
（三）采用谎称有奖或者故意让内定人员中奖等欺骗方式进行有奖销售；
（四）抽奖式的有奖销售，最高奖的金额超过五万元。
第二十四条 有关单位违反本法第八条规定贿赂他人或者收受贿赂的，由监督检查部门没收违法所得，处十万元以上一百万元以下的罚款。
第二十七条 经营者违反本法第十一条规定进行有奖销售的，由监督检查部门责令停止违法行为，处五万元以上五十万元以下的罚款。"""
COMPETITION = "中华人民共和国反不正当竞争法"
TRADEMARK = "中华人民共和国商标法"


def statute(title: str, *wordings: tuple[date, date | None]) -> list[StatuteVersion]:
    """A law with wordings (first day, last day); its rows in that order."""
    row = Statute.objects.create(title=title, short_title=title.removeprefix("中华人民共和国"), kind="law")
    return [
        StatuteVersion.objects.create(statute=row, version_date=first, effective_from=first, effective_to=last)
        for first, last in wordings
    ]


def trademark_law() -> StatuteVersion:
    """The 商标法 as registered on 2026-11-22: the new text is known by its day only."""
    return statute(TRADEMARK, (date(2019, 11, 1), TRADEMARK_ENDS))[0]


def competition_law(*, texts: bool = False) -> tuple[StatuteVersion, StatuteVersion]:
    """Both wordings of the 反不正当竞争法, with the articles above where asked."""
    old, new = statute(COMPETITION, (date(2019, 4, 23), date(2025, 10, 14)), (RENUMBERED, None))
    if texts:
        load(old, OLD_TEXT)
        load(new, NEW_TEXT)
    return old, new


def load(version: StatuteVersion, text: str) -> None:
    """The articles of ``text`` as rows of ``version``."""
    for sort, piece in enumerate(parse(text.splitlines()).pieces):
        Article.objects.create(
            version=version,
            key=piece.key,
            label=piece.label,
            number=piece.address.article,
            level=piece.level,
            sort=sort,
            text=piece.text,
        )


def citing(role: str, wording: StatuteVersion, label: str, *, named: bool = True) -> dict:
    """A citation for ``factories.item``; without ``named`` it says nothing of the wording."""
    return {
        "role": role,
        "statute": wording.statute,
        "statute_version": wording if named else None,
        "article_label": label,
    }


def trademark_item(office, wording: StatuteVersion, number: str = "T2", **values):
    """Like T2 of the starter list, published in 2022, without an end of its own unless told."""
    label = "第四十九条第一款"
    return make.item(
        office.bureau,
        number,
        office.legal,
        violation="自行改变注册商标",
        violated_law=TRADEMARK,
        violated_article=label,
        penalty_law=TRADEMARK,
        penalty_article=label,
        keywords="商标变形使用",
        tokens={"corrected": "限期内停止改变使用"},
        citations=[citing("violated", wording, label), citing("penalty", wording, label)],
        **values,
    )


def lottery_item(office, wording: StatuteVersion, number: str = "T5", **values):
    """Like T5 of the starter list, but citing the 2019 numbers where ``wording`` is the old one."""
    old = wording.effective_from < RENUMBERED
    violated, penalty = ("第十条第（一）项", "第二十二条") if old else ("第十一条第（一）项", "第二十七条")
    leniency = "第二十五条" if old else "第三十二条"
    return make.item(
        office.bureau,
        number,
        office.legal,
        violation="有奖销售信息不明确影响兑奖",
        violated_law=COMPETITION,
        violated_article=violated,
        penalty_law=COMPETITION,
        penalty_article=penalty,
        leniency_basis=f"{COMPETITION}{leniency}",
        related_basis=f"{COMPETITION}第九条",
        keywords="抽奖规则没写",
        tokens={"corrected": "及时公布完整规则并妥善兑奖"},
        citations=[
            citing("violated", wording, violated),
            citing("penalty", wording, penalty),
            citing("leniency", wording, leniency),
            citing("related", wording, "第九条"),
        ],
        **values,
    )
