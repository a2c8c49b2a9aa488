"""«不知道、能说明来源»: what it takes and what it brings, law by law. Never a matter of a pledge alone.

食品安全法 136, 化妆品监督管理条例 68, 医疗器械监督管理条例 87: may be exempted, goods are still taken. 产品质量法 55: only lighter.
商标法 60: sale is ordered to stop.
"""

from dataclasses import dataclass

from .context import Context, both
from .sheet import Line


@dataclass(frozen=True)
class SourceLaw:
    """The clause of one law: which facts it asks for, and its effect."""

    code: str
    law: str  #: title that must occur in the item's laws
    basis: str
    asks: tuple[str, ...]
    effect: str
    force: str  #: may or order
    exempts: bool


SOURCE_LAWS = (
    SourceLaw(
        "food",
        "中华人民共和国食品安全法",
        "中华人民共和国食品安全法第一百三十六条",
        ("due_diligence_done", "unaware_proven", "source_explained"),
        "可以免予处罚，但应当没收不符合食品安全标准的食品",
        "may",
        True,
    ),
    SourceLaw(
        "cosmetics",
        "化妆品监督管理条例",
        "化妆品监督管理条例第六十八条",
        ("due_diligence_done", "unaware_proven"),
        "可以免除行政处罚，收缴不符合要求的化妆品",
        "may",
        True,
    ),
    SourceLaw(
        "device",
        "医疗器械监督管理条例",
        "医疗器械监督管理条例第八十七条",
        ("due_diligence_done", "unaware_proven", "source_explained"),
        "可以免除行政处罚，收缴不符合法定要求的医疗器械",
        "may",
        True,
    ),
    SourceLaw(
        "product",
        "中华人民共和国产品质量法",
        "中华人民共和国产品质量法第五十五条",
        ("unaware_proven", "source_explained"),
        "只能从轻或者减轻处罚，不能免予处罚",
        "may",
        False,
    ),
    SourceLaw(
        "trademark",
        "中华人民共和国商标法",
        "中华人民共和国商标法第六十条第二款",
        ("unaware_proven", "source_explained"),
        "能证明合法取得并说明提供者的，责令停止销售",
        "order",
        False,
    ),
)


def law_of(ctx: Context) -> SourceLaw | None:
    """The law on known sources that governs the goods: the stated kind of goods, else the item's own law."""
    facts, rule = ctx.facts, ctx.rule
    if facts.goods_law:
        return next((law for law in SOURCE_LAWS if law.code == facts.goods_law), None)
    named = {rule.violated_law, rule.penalty_law} if rule else set()
    return next((law for law in SOURCE_LAWS if law.law in named or law.law + "实施条例" in named), None)


def shown(ctx: Context, law: SourceLaw) -> bool | None:
    """Whether every element the clause asks for is shown."""
    return both(*(getattr(ctx.facts, key) for key in law.asks))


def check(ctx: Context) -> list[Line]:
    """One line once the party is shown, or said, not to have known."""
    unaware = ctx.facts.unaware_proven
    if unaware is not True:
        return []
    law = law_of(ctx)
    if law is None:
        note, basis = "涉案商品适用哪部法律不明，由法制人员确定从宽后果", "中华人民共和国行政处罚法第三十三条第二款"
    else:
        basis = law.basis
        missing = [key for key in law.asks if getattr(ctx.facts, key) is not True]
        note = f"立案后：{law.effect}" + ("；所需条件尚未全部证明" if missing else "")
    return [
        ctx.line(
            "known_source",
            "不属于不知道且能说明来源、须立案后从宽的情形",
            False,
            "从宽条件",
            evidence="进货查验记录；供货凭证；票据",
            basis=basis,
            note=note,
            if_not_met="file" if law else "review",
            asks=() if law else ("goods_law",),
            approvable=law is None,
        )
    ]
