"""What is not there though something else needs it: receipt, signature, photo, education, reasons, 笔录, 责令改正."""

from ..facts import FINISH, HARD, LETTER, NO_PENALTY, ORDER, SCENE, SOFT, Disagreement, PaperFacts, SetFacts, chinese

_SERVE = "市场监督管理行政处罚程序规定第八十一条、第八十二条"
_ORDER = "中华人民共和国行政处罚法第二十八条第一款"
_RECORD = "中华人民共和国行政处罚法第五十五条第二款"
_EDUCATION = "中华人民共和国行政处罚法第三十三条第三款；市场监督管理行政处罚程序规定第六十一条"
_PROOF = "中华人民共和国行政处罚法第四十条、第四十七条"
#: Codes of ``cases.status.Outcome``, repeated so that the rules stay plain Python; a test holds them together.
EDUCATED = frozenset({"no_case", "no_penalty", "exempt"})
#: Outcomes that rest on a correction that was ordered and not made.
AGAINST = frozenset({"penalty", "lighter", "mitigated"})


def check(facts: SetFacts) -> list[Disagreement]:
    """All disagreements of this family. What an ending needs is asked for at the ending only."""
    found = _referred(facts)
    if facts.closing:
        found += [*_signature(facts), *_photos(facts), *_education(facts), *_receipts(facts), *_reasons(facts)]
    return found


def _absent(code: str, severity: str, paper: str, field: str, here: str, elsewhere: str, **more) -> Disagreement:
    return Disagreement(code=code, severity=severity, paper=paper, field=field, here=here, elsewhere=elsewhere, **more)


def _referred(facts: SetFacts) -> list[Disagreement]:
    """笔录 and 责令改正通知书 that others speak of. The letter alone speaks of no paper besides its order number."""
    found = []
    others = [paper for paper in facts.standing if paper.kind not in {LETTER, SCENE} and not paper.draft]
    if others and not facts.of_kind(SCENE):
        elsewhere = f"{others[0].title}记有检查情况"
        found.append(_absent("no_scene", SOFT, "现场笔录", "文书", "卷内没有", elsewhere, basis=_RECORD, mend="papers"))
    if not any(paper.kind == ORDER for paper in facts.papers):
        for paper in facts.standing:
            if paper.order_number:
                elsewhere = f"{paper.title}写有文号{paper.order_number}"
                more = {"basis": _ORDER, "mend": "papers"}
                found.append(_absent("no_order", SOFT, "责令改正通知书", "文书", "卷内没有", elsewhere, **more))
                break
    return found


def _signature(facts: SetFacts) -> list[Disagreement]:
    pledge = facts.pledge
    if pledge is None:
        return []
    if pledge.signed_on is None:
        elsewhere = f"承诺书已于{chinese(pledge.issued_on)}签发"
        severity = HARD if facts.outcome in EDUCATED else SOFT
        return [
            _absent("unsigned", severity, "承诺书", "签署", "没有签署记录", elsewhere, mend="sign", target=pledge.key)
        ]
    if not pledge.has_scan:
        elsewhere = f"记录为{chinese(pledge.signed_on)}已签署"
        more = {"basis": _PROOF, "mend": "scan", "target": pledge.key}
        return [_absent("no_scan", SOFT, "承诺书", "签字扫描件", "没有", elsewhere, **more)]
    return []


def _photos(facts: SetFacts) -> list[Disagreement]:
    return [
        _absent(
            "no_photo",
            SOFT,
            "复查记录" if row.pledged else "改正核实",
            "照片",
            "没有",
            f"{chinese(row.on)}认定整改到位",
            basis=_PROOF,
            mend="evidence",
        )
        for row in facts.rechecks
        if row.corrected and not row.photos
    ][-1:]


def _education(facts: SetFacts) -> list[Disagreement]:
    if facts.education or facts.outcome not in EDUCATED:
        return []
    elsewhere = "不予处罚的，应当对当事人进行教育，请先补记"
    more = {"basis": _EDUCATION, "mend": "education"}
    return [_absent("no_education", HARD, "教育记录", "记录", "还没有教育记录", elsewhere, **more)]


def _must_block(facts: SetFacts, paper: PaperFacts) -> bool:
    """A decision before 结案; an order where the outcome is held against the party for not obeying it."""
    if paper.kind == NO_PENALTY:
        return facts.moment == FINISH
    return facts.outcome in AGAINST


def _receipts(facts: SetFacts) -> list[Disagreement]:
    served = {row.document for row in facts.receipts}
    return [
        _absent(
            "no_receipt",
            HARD if _must_block(facts, paper) else SOFT,
            paper.title,
            "送达",
            "没有送达记录",
            "应当送达当事人的文书须有送达回证或凭证",
            basis=_SERVE,
            mend="service",
        )
        for paper in facts.of_kind(ORDER, NO_PENALTY)
        if paper.document not in served and not paper.draft
    ]


def _reasons(facts: SetFacts) -> list[Disagreement]:
    if facts.disposition and not facts.disposition.reason.strip():
        elsewhere = "处理意见应当写明事实、证据、改正情况和裁量考虑"
        return [_absent("no_reasons", HARD, "处理意见", "理由", "没有写", elsewhere, basis=_PROOF, mend="propose")]
    if facts.reasons_stale:
        elsewhere = "案件事实在修改之后有变化"
        return [_absent("stale_reasons", SOFT, "说理", "文字", "按较早的事实写成", elsewhere, mend="reasoning")]
    return []
