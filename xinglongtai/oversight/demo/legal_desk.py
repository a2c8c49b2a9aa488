"""Stories of the legal desk: every kind of review waiting and decided, and what became of the candidates. See ``stories_open``."""

from cases import services as case_verbs
from cases.models import Review
from cases.status import PartyKind
from catalog.models import Batch, Candidate
from catalog.services import candidate_adopt, candidate_decline, free_numbers

from .stage import Scene
from .stories_open import Story

_TERMS = "侵害消费者权益行为处罚办法"
#: Violations that stand on no list: words, why leniently, articles.
OFF_LIST = {
    "board": ("店内服务承诺牌内容与实际不一致", "演示：清单未列，情节轻微且未造成后果。", "待核实"),
    "no_return": (
        "店堂告示写明“特价商品概不退换”",
        "演示：清单未列，告示张贴两日，没有消费者因此被拒绝退换。",
        f"《{_TERMS}》第十二条第（二）项；《{_TERMS}》第十五条",
    ),
    "no_return_again": (
        "店内告示写明“促销商品概不退换”",
        "演示：清单未列，当场撤下告示，没有造成后果。",
        f"《{_TERMS}》第十二条第（二）项；《{_TERMS}》第十五条",
    ),
    "card_only": (
        "告示要求先购买会员卡才能取号消费",
        "演示：清单未列，告示当日张贴，尚无消费者购卡。",
        f"《{_TERMS}》第十二条第（四）项；《{_TERMS}》第十五条",
    ),
    "no_complaint": (
        "告示写明“消费后不接受投诉”",
        "演示：清单未列，检查时已主动撤下。",
        f"《{_TERMS}》第十二条第（三）项；《{_TERMS}》第十五条",
    ),
}
_NOTES = {
    "approve": "演示：情节轻微，能够及时改正，没有造成危害后果，同意适用。",
    "reject": "演示：现有证据不能推翻核查表的结论，不采纳不同意见。",
    "return": "演示：请补充现场照片，写明持续时间和影响范围。",
}
_BASIS = "《中华人民共和国行政处罚法》第三十三条第一款（违法行为轻微并及时改正，没有造成危害后果）"
_SCOPE = "仅限本案；同类情形另行送审。"


def _for_review(s: Scene, why: str, about: str) -> None:
    casting = s.stage.casting
    if why == "off_list":
        words, reason, law = OFF_LIST[about]
        s.open(casting.off_list())
        s.describe(description=words, off_list_reason=reason, off_list_law=law)
        s.look_up()
        s.assess()
    elif why == "override":
        reasons = {"costly_fix": "演示：纠错费用经核实不足百元，不属于成本较高。"}
        s.registered(casting.pick(), answers={"costly_fix": True}, overrides=reasons)
    elif why == "law_change":
        s.registered(casting.pick(), answers={"law_changed": "lighter"})
    else:
        s.registered(casting.pick("needs_legal_review", key_area=why, kinds=(PartyKind.INDIVIDUAL, PartyKind.COMPANY)))
    s.ask_legal()


def review_pending(s: Scene, why: str, days: int, about: str = "board", read: bool = False) -> Story:
    """Waiting for legal staff: ``why`` is off_list, override, law_change or a key area; ``read``: somebody is at it."""
    yield s.stage.ago(days)
    _for_review(s, why, about)
    if read:
        yield s.stage.base
        s.act(case_verbs.review_claim, by=s.staff.legal_2, review=s.case.reviews.get())


def review_decided(s: Scene, why: str, decision: str, days: int, about: str = "board", then: str = "") -> Story:
    """Approved (a letter may be issued), rejected, or returned to the handler. ``then``: what became of the candidate."""
    yield s.stage.ago(days)
    _for_review(s, why, about)
    yield s.stage.after(s.on, 1)
    for review in Review.objects.filter(case=s.case, state="pending"):
        named = {"basis": _BASIS, "scope": _SCOPE} if review.is_off_list else {}
        by = s.staff.legal_2 if s.turn % 2 else s.staff.legal
        values = {"review": review, "on": s.on, "decision": decision, "note": _NOTES[decision], **named}
        s.act(case_verbs.review_decide, by=by, **values)
    s.again()
    if then:
        yield s.stage.after(s.on, 2)
        _settle(s, then)


def _settle(s: Scene, then: str) -> None:
    """The candidate is drafted as an item, or declined."""
    row = Candidate.objects.get(bureau=s.staff.bureau, origin=f"案件{s.case.pk}")
    if then == "decline":
        reason = "演示：告示限制投诉权利，不宜列为一般轻微事项，遇到时逐案审核。"
        s.act(candidate_decline, by=s.staff.legal, candidate=row, on=s.on, reason=reason)
        return
    domain = "消费者权益保护"
    numbers = free_numbers(s.staff.bureau)
    values = {"number": numbers.get(domain, numbers[""]), "domain": domain}
    batch = Batch.objects.filter(bureau=s.staff.bureau).latest("sequence")
    s.act(candidate_adopt, by=s.staff.legal, candidate=row, on=s.on, batch=batch, **values)
