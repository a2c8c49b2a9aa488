"""Lines on the list: is the item usable today, which area is it in, and does it fit this case."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .checks_first import in_window
from .context import Context, add_years, china
from .rule import ConditionRule
from .sheet import AT_RECHECK, Line
from .vocabulary import KEY_AREAS, LOAD_STATES, POLICY, SCOPES, STATES, STRONG_MATCHES

GROUP = "清单事项"
CONDITIONS = "事项适用条件"
EXCLUSIONS = "排除情形"

#: Tokens that other families turn into lines.
ELSEWHERE = frozenset(
    {"minor_act", "no_harm", "minor_harm", "first_offence", "corrected", "correctable", "no_intent", "voluntary"}
    | {"educated", "party_type", "party_role", "gains_cleared", "refused_correction", "suspected_crime"}
    | {"broken_pledge", "repeat_after_fix", "high_risk", "costly_fix", "irreversible_harm", "emergency_exploit"}
)
#: What correction itself brings about: «not yet» is a promise, settled at the recheck.
REMEDIES = frozenset(
    {"ad_withdrawn", "device_requalified", "supplier_docs_backfilled", "deposit_refunded", "report_submitted"}
    | {"orders_settled"}
)
#: Known only after correction, but bad news counts at once.
KNOWN_LATER = frozenset({"health_ok"})
POLICY_EXCLUSIONS = {
    "high_risk": "风险较大",
    "costly_fix": "纠错成本较高",
    "irreversible_harm": "损害难以挽回",
    "emergency_exploit": "利用自然灾害、事故灾难、公共卫生或社会安全突发事件实施",
}


def check(ctx: Context) -> list[Line]:
    """All lines of this family."""
    lines = _off_list(ctx) if ctx.rule is None else _usable(ctx)
    lines += [_key_area(ctx), *_policy_exclusions(ctx)]
    if ctx.rule:
        lines += [_condition(ctx, part) for part in ctx.rule.conditions if part.name not in ELSEWHERE]
        lines += [_exclusion(ctx, part) for part in ctx.rule.exclusions if part.name not in ELSEWHERE]
    if ctx.facts.legal_review == "rejected":
        rejected = ctx.line(
            "legal_review", "法制审核同意适用", False, GROUP, evidence="法制审核意见", basis=f"{POLICY}三（一）"
        )
        lines.append(rejected)
    return [line for line in lines if line]


def _off_list(ctx: Context) -> list[Line]:
    given = bool(ctx.facts.off_list_reason)
    reason = ctx.line(
        "off_list_reason",
        "清单外适用已说明理由",
        True if given else None,
        GROUP,
        evidence="适用理由说明",
        basis="中华人民共和国行政处罚法第三十三条",
        asks=("off_list_reason",),
    )
    review = ctx.line(
        "listed",
        "属于清单事项",
        False,
        GROUP,
        judged_by="system",
        evidence="柔性执法事项清单",
        basis=f"{POLICY}二；中华人民共和国行政处罚法第三十三条",
        note="清单外直接适用行政处罚法第三十三条，须说明理由并经法制审核",
        if_not_met="review",
        approvable=given,
    )
    return [review, reason]


def _usable(ctx: Context) -> list[Line]:
    rule, on = ctx.rule, ctx.facts.on
    by_system = {"judged_by": "system", "evidence": "清单事项版本", "if_not_met": "review"}
    in_force: bool | None = None if rule.effective_from is None else _covers(rule.effective_from, rule.effective_to, on)
    # A version retired since was published on the days up to its last one; the next line looks at the days.
    published = rule.state == "published" or (rule.state == "retired" and rule.effective_to is not None)
    window = f"有效期自{china(rule.effective_from)}" if rule.effective_from else "施行日期未填"
    if rule.effective_to:
        window += f"至{china(rule.effective_to)}"
    lines = [
        ctx.line(
            "scope",
            "属于政策规定的四类适用范围",
            True if rule.legal_basis_scope else None,
            GROUP,
            basis=f"{POLICY}二",
            note=SCOPES.get(rule.legal_basis_scope, "适用范围未填"),
            approvable=True,
            **by_system,
        ),
        ctx.line(
            "item_published",
            "清单事项已发布",
            published,
            GROUP,
            basis=f"{POLICY}三（四）",
            note="" if published else f"该版本{STATES[rule.state]}，不能据以适用",
            **by_system,
        ),
        ctx.line(
            "item_in_force",
            "清单事项在核查日有效",
            in_force,
            GROUP,
            basis=f"{POLICY}三（四）",
            note=window if in_force else window + "，核查日不在其内，由法制人员确定适用的规定",
            approvable=rule.effective_from is not None,
            **by_system,
        ),
        ctx.line(
            "item_enabled",
            "清单事项可直接使用",
            rule.load_state == "enabled",
            GROUP,
            basis=f"{POLICY}三（一）",
            note="" if rule.load_state == "enabled" else f"该事项{LOAD_STATES[rule.load_state]}" + _why(rule.note),
            approvable=rule.load_state == "needs_legal_review",
            **by_system,
        ),
        ctx.line(
            "item_verified",
            "事项条文已核对",
            rule.verified,
            GROUP,
            basis=f"{POLICY}三（一）",
            note="" if rule.verified else "条文或罚则衔接尚未核实",
            approvable=True,
            **by_system,
        ),
    ]
    if rule.suspended:
        lines.append(_not_suspended(ctx, by_system))
    if rule.text_in_force_checked is not True:
        lines.append(
            ctx.line(
                "text_in_force",
                "条文按现行文本核对",
                rule.text_in_force_checked,
                GROUP,
                basis="中华人民共和国行政处罚法第三十七条",
                note="核对所用文本已被修改，须按现行文本复核"
                if rule.text_in_force_checked is False
                else "未说明核对所用文本是否现行有效",
                approvable=True,
                **by_system,
            )
        )
    return lines


def _not_suspended(ctx: Context, by_system: dict) -> Line:
    """暂停适用: the law under the item changed and nobody decided. What was over before the change is judged by the old law."""
    rule, facts, day = ctx.rule, ctx.facts, ctx.facts.law_date
    before: bool | None = rule.suspended_from is not None and day is not None and day < rule.suspended_from
    note, asks = f"{rule.suspended}。复核后可重新核查；急需办理的，可走清单外核查", ()
    if before and facts.act_ongoing is None and not facts.act_end_date:
        before, note = None, f"{rule.suspended}。行为是否持续到该日以后不明"
        asks = ("act_ongoing", "act_end_date")
    elif before:
        note = f"{rule.suspended}；行为在此之前终了，适用行为时的规定"
    return ctx.line(
        "not_suspended",
        "事项未因法规修改暂停适用",
        before,
        GROUP,
        basis=f"{POLICY}三（四）；中华人民共和国行政处罚法第三十七条",
        note=note,
        asks=asks,
        **by_system,
    )


def _covers(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)


def _why(note: str) -> str:
    return f"：{note}" if note else ""


def _key_area(ctx: Context) -> Line | None:
    """食品 / 药品 / 特种设备 / 产品质量 / 公平竞争: only a listed item passes, and only after 法制审核."""
    facts, rule = ctx.facts, ctx.rule
    area = (rule.key_area if rule else "") or facts.key_area
    if area is None and rule is not None:
        area = "none"
    note, effect = "", "review"
    if area not in {None, "none"}:
        note = f"涉及{KEY_AREAS[area]}，属于重点领域，须先经法制审核"
        if rule is None:
            note = f"涉及{KEY_AREAS[area]}，重点领域只有清单事项才能适用承诺；可在立案后依法作出不予处罚等决定"
            # With the act corrected there is no pledge left to forbid; art. 33 is for the legal staff.
            effect = "review" if ctx.done else "file"
    return ctx.line(
        "key_area",
        "不涉及重点领域，或者已经法制审核",
        None if area is None else area == "none",
        GROUP,
        judged_by="system" if rule else "officer",
        evidence="法制审核意见",
        basis=f"{POLICY}四（三）",
        note=note,
        if_not_met=effect,
        asks=("key_area",) if area is None else (),
        approvable=area not in {None, "none"} and rule is not None,
    )


def _policy_exclusions(ctx: Context) -> list[Line]:
    return [
        ctx.line(
            token,
            f"不存在：{label}",
            None if ctx.facts.answer(token) is None else not ctx.facts.answer(token),
            EXCLUSIONS,
            evidence="现场笔录",
            basis=f"{POLICY}四（三）",
            if_not_met="file",
            asks=(token,),
        )
        for token, label in POLICY_EXCLUSIONS.items()
    ]


def compare(part: ConditionRule, facts_answers: dict) -> tuple[bool | None, str]:
    """Whether the stated number satisfies the token, and how it compares; both bounds are inclusive."""
    sign: Callable = Decimal.__le__ if "<=" in part.token else Decimal.__ge__
    limit = Decimal(part.token.partition("=")[2])
    stated = facts_answers.get(part.name)
    if stated is None or isinstance(stated, bool):
        direct = facts_answers.get(part.token)
        return (None if direct is None else bool(direct)), ""
    return sign(Decimal(stated), limit), f"实际 {stated}{part.unit}，限 {limit}{part.unit}"


def _condition(ctx: Context, part: ConditionRule) -> Line:
    state = ctx.facts.correction_state
    note, settles, key = "", "now", part.token
    if part.value_type == "compare":
        value, note = compare(part, ctx.facts.answers)
    else:
        value = ctx.facts.answer(part.token)
    if state == "not_yet" and part.name in REMEDIES and not value:
        value, settles = None, AT_RECHECK
    elif state == "not_yet" and part.name in KNOWN_LATER and value is None:
        settles = AT_RECHECK
    if part.name == "overcharge_refunded" and value is False:
        note = "先退还多收价款，退还后可以重新核查"
    return ctx.line(
        key,
        part.text,
        value,
        CONDITIONS,
        judged_by=part.judged_by,
        evidence=part.evidence,
        basis=part.basis or f"清单事项{ctx.rule.item_no}适用条件；{ctx.rule.leniency_basis}",
        note=note,
        if_not_met="close",
        settles=settles,
        asks=(part.name if part.value_type == "compare" else part.token,),
    )


def _exclusion(ctx: Context, part: ConditionRule) -> Line:
    present, note = ctx.facts.answer(part.token), ""
    if part.name == "food_serious":
        reason = _food_serious(ctx)
        if reason:
            present, note = True, reason
    return ctx.line(
        part.token,
        f"不存在：{part.text}",
        None if present is None else not present,
        EXCLUSIONS,
        judged_by=part.judged_by,
        evidence=part.evidence,
        basis=part.basis or f"清单事项{ctx.rule.item_no}排除情形；{ctx.rule.penalty_law}{ctx.rule.penalty_article}",
        note=note,
        if_not_met="file",
        asks=(part.token,),
    )


def _food_serious(ctx: Context) -> str:
    """食品安全法实施条例 67 I (1), (5): goods of 20 000 yuan or more, three months or more, again within a year."""
    facts = ctx.facts
    worth = facts.answers.get("goods_value")
    if worth is not None and not isinstance(worth, bool) and worth >= 20000:
        return "货值金额2万元以上，属于情节严重"
    again = [r for r in facts.prior_records if r.outcome == "penalised" and r.same_type and r.match in STRONG_MATCHES]
    if any(in_window(ctx, record, 1) for record in again):
        return "受到行政处罚后1年内又实施同一性质的食品安全违法行为，属于情节严重"
    end = facts.act_end_date or (facts.on if facts.act_ongoing else None)
    if facts.act_date and end:
        months = facts.act_date.month + 2
        mark = add_years(facts.act_date.replace(day=1), months // 12).replace(month=months % 12 + 1)
        if (end.year, end.month, end.day) >= (mark.year, mark.month, facts.act_date.day):
            return "违法行为持续3个月以上，属于情节严重"
    return ""
