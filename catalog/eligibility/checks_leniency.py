"""Lines on leniency: the item's route under 行政处罚法 33, correction, gains and goods, no fault, known source.

The three routes of art. 33 are kept apart: 轻微不罚 (shall) never asks for a first offence, 首违不罚 (may) never asks for
the absence of all harm, 无主观过错 is proven by the party and never pledged. Where the penalty clause is progressive,
timely correction alone ends liability and no route is needed.
"""

from dataclasses import replace

from .art33 import first_route, minor_route, needs
from .checks_first import check as check_first
from .context import Context
from .sheet import AT_RECHECK, AT_SIGNING, Line
from .source_defence import check as check_source
from .source_defence import law_of
from .vocabulary import APL, CORRECTIONS, NO_FAULT, POLICY, PROCEDURE

GROUP = "从宽条件"


def check(ctx: Context) -> list[Line]:
    """All lines of this family."""
    if ctx.rule:
        required = needs(ctx.rule, "first_offence")
    else:  # off the list either route will do: the first offence matters unless 轻微不罚 is shown
        required = minor_route(ctx) is not True
    firsts = check_first(ctx, required)
    lines = [_kind(ctx), *_findings(ctx), *_with_other_route(ctx, firsts), *_correction(ctx)]
    lines += [_intent(ctx), _gains(ctx), _goods(ctx), _no_fault(ctx), *check_source(ctx), _educated(ctx)]
    return [line for line in lines if line]


def _kind(ctx: Context) -> Line | None:
    """Kinds of leniency that a pledge cannot bring about by itself."""
    rule = ctx.rule
    if rule is None or (rule.leniency_kind in {"minor", "first_offence"} and rule.penalty_structure):
        return None
    more = {"if_not_met": "review"}
    if not rule.penalty_structure:
        note = "罚则尚未核对（处罚结构留空），读到条文前不得适用"
    elif rule.leniency_kind in {"exempt", "mitigate"}:
        more = {"if_not_met": "file"}
        note = "从轻、减轻处罚和来源合法类免予处罚都在立案后作出决定，不能仅凭承诺办结"
    elif rule.leniency_kind == "no_fault":
        note = "无主观过错由当事人举证证明，不以承诺代替"
    else:
        note = "从宽类型未填"
    return ctx.line(
        "leniency_kind",
        "从宽类型可以由承诺实现",
        False,
        GROUP,
        judged_by="system",
        evidence="清单事项",
        basis=f"{APL}第三十二条、第三十三条",
        note=note,
        **more,
    )


def _findings(ctx: Context) -> list[Line]:
    """minor_act, no_harm, minor_harm: required by the route, or shown because they were stated."""
    facts, lines = ctx.facts, []
    progressive = ctx.rule is not None and ctx.rule.progressive
    first_clause = f"{APL}第三十三条第一款；{PROCEDURE}第二十条第一款第（一）项"
    second_clause = f"{APL}第三十三条第一款；{PROCEDURE}第二十条第一款第（二）项"
    other = "review" if first_route(ctx) else "file"
    off_list = _off_list_effect(ctx)
    values = {
        "minor_act": ("违法行为轻微", facts.answer("minor_act"), other, first_clause),
        "no_harm": ("没有造成危害后果", facts.harmless, other, first_clause),
        "minor_harm": ("危害后果轻微", facts.harm_is_minor, "file", second_clause),
    }
    for finding, (label, value, effect, basis) in values.items():
        required = ctx.rule is not None and needs(ctx.rule, finding)
        note = ""
        if ctx.rule is None:
            effect, unknown = off_list, "info" if off_list == "file" else "review"
        elif required:
            unknown = "review"
            if value is False and effect == "review":
                note = "轻微不罚不成立；但属初次违法且危害后果轻微，可否改按首违不罚由法制人员决定"
        elif value is None:
            continue
        else:
            unknown = "info"
            effect = {"minor_act": "review" if progressive else "file", "minor_harm": "close"}.get(finding, "info")
            note = "" if value else "本事项不要求该项认定，但政策只适用于轻微且没有明显危害后果的行为"
            if finding == "no_harm":
                note = "" if value else "本事项不要求完全没有危害后果"
        lines.append(
            ctx.line(
                finding,
                label,
                value,
                GROUP,
                evidence="现场笔录；询问笔录",
                basis=basis + f"；{POLICY}一",
                note=note,
                if_not_met=effect,
                if_unknown=unknown,
                asks=(finding,),
                approvable=value is False and bool(first_route(ctx)),  # the other route is shown: theirs to choose
            )
        )
    return lines


def _off_list_effect(ctx: Context) -> str:
    """Off the list a failed finding only closes the case to art. 33 when both of its routes are closed."""
    return "file" if minor_route(ctx) is False and first_route(ctx) is False else "info"


def _with_other_route(ctx: Context, lines: list[Line]) -> list[Line]:
    """A failed first offence is no reason to file when 轻微不罚 (shall, no first offence asked) is shown."""
    changed = []
    for line in lines:
        minor = minor_route(ctx)
        if line.key == "first_offence" and line.if_not_met == "file" and ctx.rule is None and minor is None:
            line = replace(line, if_not_met="review")
        elif line.key == "first_offence" and line.if_not_met == "file" and minor:
            note = f"{line.note}；但行为轻微、没有危害后果，轻微不罚不要求初次违法，可否改按轻微不罚由法制人员决定"
            failed = line.outcome == "not_met"
            line = replace(line, if_not_met="review", note=note if failed else line.note)
            if failed:
                line = replace(line, approvable=True, approved=ctx.facts.legal_review == "approved")
        changed.append(line)
    return changed


def _correction(ctx: Context) -> list[Line]:
    """改正: to come (pending until recheck), done, or failed; and 具备整改条件."""
    facts, state = ctx.facts, ctx.facts.correction_state
    label = CORRECTIONS.get(state, "")
    structure = "本条拒不改正才罚，现可依法处罚" if ctx.rule and ctx.rule.penalty_structure == "progressive" else ""
    failed = facts.corrected is False
    if facts.correction == "done_before_inspection" and facts.act_ongoing:
        ctx.warnings.append("已填检查前已自行改正，又填检查时行为仍在持续，请核对改正的时间")
    correctable = True if ctx.done else facts.answer("correctable")
    return [
        ctx.line(
            "correctable",
            "具备整改条件",
            correctable,
            GROUP,
            evidence="现场笔录",
            basis=f"{POLICY}一",
            note="已经改正" if ctx.done else "",
            asks=("correctable",),
        ),
        ctx.line(
            "corrected",
            "及时改正或在责令改正期限内改正到位",
            facts.corrected,
            GROUP,
            evidence="复查记录；整改前后照片",
            basis=f"{APL}第二十八条第一款、第三十三条第一款",
            note=label,
            if_not_met="file",
            settles="now" if state is None else AT_RECHECK,
            asks=("correction",),
        ),
        ctx.line(
            "refused_correction",
            "没有拒不改正、逾期不改正或改正后仍不符合要求",
            None if state is None and facts.answer("refused_correction") is None else not failed,
            "排除情形",
            evidence="复查记录",
            basis=f"{POLICY}四（三）",
            note="；".join(part for part in (label, structure) if part) if failed else "",
            if_not_met="file",
            asks=("correction",),
        ),
    ]


def _intent(ctx: Context) -> Line:
    """The policy asks for no intent; 行政处罚法 33 I does not, so with the act already corrected a person decides."""
    effect = "close"
    if ctx.done and not (ctx.rule and ctx.rule.has("no_intent")):
        effect = "info" if ctx.rule and ctx.rule.progressive else "review"
    return ctx.line(
        "no_intent",
        "无主观故意",
        ctx.facts.answer("no_intent"),
        GROUP,
        evidence="询问笔录",
        basis=f"{POLICY}一",
        if_not_met=effect,
        if_unknown="info" if effect == "info" else "review",
        asks=("no_intent",),
    )


def _gains(ctx: Context) -> Line | None:
    """违法所得 is taken by a decision (行政处罚法 28 II, art. 9), never by a pledge."""
    facts, rule = ctx.facts, ctx.rule
    cleared = facts.answer("gains_cleared")
    value = None if facts.illegal_gains is None else facts.illegal_gains != "outstanding"
    if value is None and cleared is not None:
        value = cleared
    elif cleared is False:
        value = False
    elif value is None and facts.answer("overcharge_refunded"):
        value = True
    asked = rule is None or rule.confiscates or rule.has("gains_cleared")
    if value is None and not asked:
        return None
    return ctx.line(
        "gains_cleared",
        "没有违法所得，或者违法所得已依法退赔、处理",
        value,
        GROUP,
        evidence="账目；票据",
        basis=f"{APL}第九条第（二）项、第二十八条第二款",
        note="没收违法所得是行政处罚，须立案后作出决定，不能仅凭承诺结案" if value is False else "",
        if_not_met="file",
        asks=("illegal_gains",),
    )


def _goods(ctx: Context) -> Line | None:
    present = ctx.facts.goods_to_confiscate
    taken = ctx.rule is not None and ctx.rule.confiscates and "没收违法所得" not in ctx.rule.penalty_summary
    if present is None and not taken:
        return None
    return ctx.line(
        "goods_to_confiscate",
        "没有依法应当没收、收缴的物品",
        None if present is None else not present,
        GROUP,
        evidence="物品清单",
        basis=f"{APL}第九条第（二）项",
        note="没收、收缴物品须立案后作出决定，不能仅凭承诺结案" if present else "",
        if_not_met="file",
        asks=("goods_to_confiscate",),
    )


def _no_fault(ctx: Context) -> Line | None:
    """无主观过错 proven: no penalty and no pledge; where another law speaks of the goods, that law goes first."""
    state = ctx.facts.no_fault
    if state in {None, "no"}:
        return None
    special = law_of(ctx)
    note = f"{NO_FAULT[state]}；不予行政处罚，不以承诺为条件，仍须责令改正并教育"
    effect = "no_penalty"
    if special:
        effect, note = "review", f"{NO_FAULT[state]}；另有专门规定（{special.basis}）的从其规定，由法制人员确定"
    return ctx.line(
        "no_fault",
        "不属于当事人足以证明没有主观过错的情形",
        None if state == "claimed" else False,
        GROUP,
        evidence="当事人提交的证据；法制审核意见",
        basis=f"{APL}第三十三条第二款；{PROCEDURE}第二十条第一款第（三）项",
        note=NO_FAULT[state] + "，先审查证据" if state == "claimed" else note,
        if_not_met=effect,
        asks=("no_fault",) if state == "claimed" else (),
        approvable=bool(special) and state == "proven",
    )


def _educated(ctx: Context) -> Line:
    return ctx.line(
        "educated",
        "已责令改正或批评教育",
        True if ctx.facts.educated else None,
        GROUP,
        judged_by="system",
        evidence="责令改正通知书；教育记录",
        basis=f"{APL}第三十三条第三款；{PROCEDURE}第六十一条；{POLICY}一",
        note="" if ctx.facts.educated else "不予处罚的应当教育，办结前须有记录",
        settles=AT_SIGNING,
        asks=("educated",),
    )
