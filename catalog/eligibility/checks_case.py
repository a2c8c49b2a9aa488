"""Lines on the case as such: crime, facts, jurisdiction, limitation, and which law governs in time."""

from .context import Context, add_years, china
from .sheet import Line
from .vocabulary import APL, JURISDICTIONS, PROCEDURE, TRANSFER_RULES, UNKNOWN

GROUP = "案件基本情况"


def check(ctx: Context) -> list[Line]:
    """All lines of this family."""
    facts = ctx.facts
    crime = facts.answer("suspected_crime")
    if crime is None:
        ctx.warnings.append("是否涉嫌犯罪尚未核实：作出任何处理前先排除")
    jurisdiction = None if facts.jurisdiction is None else facts.jurisdiction == "own"
    lines = [
        ctx.line(
            "suspected_crime",
            "不涉嫌犯罪",
            None if crime is None else not crime,
            GROUP,
            evidence="移送审批材料",
            basis=f"{APL}第二十七条第一款、第八十二条；{TRANSFER_RULES}第三条、第五条、第十一条；柔性执法告知承诺制（试行）四（三）",
            note="涉嫌犯罪的必须移送，不得以承诺或处罚代替" if crime else "",
            if_not_met="transfer",
            asks=("suspected_crime",),
        ),
        ctx.line(
            "violation_established",
            "有证据初步证明存在违法行为",
            facts.violation_established,
            GROUP,
            evidence="现场笔录",
            basis=f"{PROCEDURE}第十九条第一款第（一）项、第六十条第一款第（三）项；{APL}第五十七条第一款第（三）项",
            if_not_met="no_violation",
            asks=("violation_established",),
        ),
        ctx.line(
            "jurisdiction",
            "属于本局管辖",
            jurisdiction,
            GROUP,
            judged_by="system",
            evidence="违法行为发生地、当事人住所地",
            basis=f"{APL}第二十二条、第二十三条；{PROCEDURE}第七条、第十四条、第十七条第一款",
            note=JURISDICTIONS[facts.jurisdiction] + "，应当移送" if jurisdiction is False else "",
            if_not_met="elsewhere",
            asks=("jurisdiction",),
        ),
        _consistent(ctx),
        _limitation(ctx),
        _law_in_time(ctx),
    ]
    return [line for line in lines if line]


def _consistent(ctx: Context) -> Line | None:
    found = ctx.facts.contradictions()
    if not found:
        return None
    return ctx.line(
        "consistent",
        "填写内容前后一致",
        False,
        GROUP,
        judged_by="system",
        basis=f"{APL}第五条第二款",
        note="；".join(found) + "，请更正后重新核查",
        if_not_met="review",
    )


def _limitation(ctx: Context) -> Line:
    """行政处罚法 36: two years, five for life, health or financial safety with harm, from the end of the act."""
    facts, value, note, asks = ctx.facts, None, "", ()
    end = facts.act_end_date or facts.act_date
    seen = facts.discovered_on or facts.on
    if facts.act_ongoing and not facts.act_end_date:
        value, note = True, "行为仍在持续，期限尚未起算"
    elif end is None:
        note, asks = "行为发生日不明", ("act_date",)
    else:
        two, five = add_years(end, 2), add_years(end, 5)
        if seen <= two:
            value, note = True, f"自{china(end)}起二年内发现"
        elif facts.discovered_on is None:
            note, asks = "发现日期不明，无法判断是否超过二年", ("discovered_on",)
        elif facts.act_end_date is None and facts.act_ongoing is None:
            note, asks = "行为是否仍在持续不明，无法确定期限起算日", ("act_ongoing", "act_end_date")
        elif seen > five:
            value, note = False, f"自{china(end)}起超过五年才发现"
        elif facts.life_health_harm is None and facts.harmless is not True:
            note, asks = "是否涉及生命健康、金融安全且有危害后果不明，无法判断适用二年还是五年", ("life_health_harm",)
        else:
            value = bool(facts.life_health_harm) and facts.harmless is not True
            note = "适用五年期限，尚未超过" if value else f"自{china(end)}起超过二年才发现"
    return ctx.line(
        "limitation",
        "在给予行政处罚的法定期限内",
        value,
        GROUP,
        judged_by="system",
        evidence="线索登记；现场笔录",
        basis=f"{APL}第三十六条；{PROCEDURE}第十九条第一款第（四）项",
        note=note,
        if_not_met="no_penalty",
        asks=asks,
    )


def _law_in_time(ctx: Context) -> Line:
    """行政处罚法 37: the law of the act; a newer and lighter one wins, and a person confirms it."""
    facts, rule, day = ctx.facts, ctx.rule, ctx.facts.law_date
    value, note, asks = True, "", ()
    gone = facts.law_changed == "not_illegal" and facts.legal_review == "approved"
    if facts.law_changed in {"lighter", "not_illegal"}:
        value = False
        note = "行为后有关规定已修改，新规定" + (
            "处罚较轻，适用新规定" if facts.law_changed == "lighter" else "不认为是违法，适用新规定"
        )
    elif day is None:
        value, note, asks = None, "行为发生日不明，无法确定适用哪一时期的规定", ("act_date",)
    elif rule is None:
        if facts.law_changed is None:
            value, note, asks = None, "清单外事项须说明行为后规定有无变化", ("law_changed",)
    elif rule.effective_from and day < rule.effective_from:
        value = False
        note = f"事项所据规定自{china(rule.effective_from)}起施行，行为发生在此之前，先核对行为时的规定"
        asks = ("act_ongoing", "act_end_date") if facts.act_ongoing is None and not facts.act_end_date else ()
    elif rule.effective_to and day > rule.effective_to:
        value, note = False, f"事项所据规定有效至{china(rule.effective_to)}，行为在此之后"
    elif rule.suspended_from and day < rule.suspended_from:
        value = False
        note = f"{rule.suspended}，行为在此之前终了：适用行为时的规定，新规定处罚较轻或者不认为是违法的，适用新规定"
    elif rule.effective_from and facts.act_date and facts.act_date < rule.effective_from:
        note = "行为持续到现行规定施行之后，适用行为终了时的规定"
    return ctx.line(
        "law_in_time",
        "事项所据规定适用于行为当时",
        UNKNOWN if value is None else value,
        GROUP,
        judged_by="system",
        evidence="行为日期；法规版本",
        basis=f"{APL}第三十七条",
        note=note,
        # Once the legal staff agree that it is no violation any more, there is nothing left to promise or to punish.
        if_not_met="no_penalty" if gone else "review",
        asks=asks,
        approvable=(value is False and not gone) or asks == ("law_changed",),
    )
