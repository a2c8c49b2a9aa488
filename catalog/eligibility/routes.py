"""Ways to lenient handling that the law offers in this case. They inform; the lines decide. Never merged with each other."""

from .art33 import first_route, guide_applies, minor_route
from .context import Context, both
from .sheet import Line, Route
from .source_defence import law_of, shown
from .vocabulary import APL, LENIENCY_KINDS, MITIGATIONS, PROCEDURE


def state_of(value: bool | None) -> str:
    """open / closed / unknown."""
    return "unknown" if value is None else "open" if value else "closed"


def find(ctx: Context, lines: tuple[Line, ...]) -> tuple[Route, ...]:
    """All routes worth telling, in the order in which they would be used."""
    by_key = {line.key: line for line in lines}
    return (
        *_ends(by_key),
        *_no_fault(ctx),
        *_correction(ctx),
        *_source(ctx),
        *_after_filing(ctx),
    )


def _ends(by_key: dict[str, Line]) -> list[Route]:
    named = {
        "suspected_crime": ("transfer_to_police", "移送公安机关", "shall"),
        "violation_established": ("not_established", "违法事实不成立，不予行政处罚", "shall"),
        "jurisdiction": ("transfer_elsewhere", "移送有管辖权的部门", "shall"),
        "limitation": ("limitation", "超过法定期限，不再给予行政处罚", "shall"),
        "age": ("under_14", "不满十四周岁，不予行政处罚，责令监护人管教", "shall"),
        "discernment": ("no_discernment", "不能辨认或控制，不予行政处罚，责令监护人看管和治疗", "shall"),
    }
    return [
        Route(key=key, label=label, basis=by_key[name].basis, force=force, state="open", note=by_key[name].note)
        for name, (key, label, force) in named.items()
        if name in by_key and by_key[name].outcome == "not_met"
    ]


def _no_fault(ctx: Context) -> list[Route]:
    state = ctx.facts.no_fault
    if state is None:
        return []
    special = law_of(ctx)
    return [
        Route(
            key="no_fault",
            label="无主观过错，不予行政处罚",
            basis=f"{APL}第三十三条第二款；{PROCEDURE}第二十条第一款第（三）项",
            force="shall",
            state={"proven": "open", "claimed": "unknown", "no": "closed"}[state],
            note="由当事人举证，须足以证明；不以承诺代替" + (f"；另见{special.basis}" if special else ""),
        )
    ]


def _correction(ctx: Context) -> list[Route]:
    """责令改正前置, else 轻微不罚 and 首违不罚 one beside the other."""
    rule, corrected = ctx.rule, ctx.facts.corrected

    def with_correction(value: bool | None) -> str:
        if corrected is None and ctx.facts.correction_state == "not_yet" and value:
            return "pending"
        return state_of(both(value, corrected))

    if rule and rule.progressive:
        label = "责令改正前置：按期改正即不产生罚款责任，无须另作第33条认定"
        if rule.penalty_structure == "none":
            label = "本条没有罚款：按期改正即办结，无须另作第33条认定"
        return [
            Route(
                key="progressive",
                label=label,
                basis=f"{rule.penalty_law}{rule.penalty_article}；{APL}第二十八条第一款",
                force="shall",
                state=with_correction(True),
            )
        ]
    special = f"；{rule.leniency_basis}" if rule and rule.leniency_basis else ""
    guide = "；自有媒介、时间短或浏览少的广告，指南第十条为“应当”不予处罚" if rule and guide_applies(rule) else ""
    named = f"本事项从宽类型：{LENIENCY_KINDS.get(rule.leniency_kind, '未填')}" if rule else "清单外，直接适用"
    return [
        Route(
            key="minor",
            label="轻微不罚：轻微、及时改正、没有危害后果",
            basis=f"{APL}第三十三条第一款；{PROCEDURE}第二十条第一款第（一）项{special}",
            force="shall",
            state=with_correction(minor_route(ctx)),
            note=named + guide,
        ),
        Route(
            key="first_offence",
            label="首违不罚：初次违法、危害后果轻微、及时改正",
            basis=f"{APL}第三十三条第一款；{PROCEDURE}第二十条第一款第（二）项{special}",
            force="may",
            state=with_correction(first_route(ctx)),
            note=named,
        ),
    ]


def _source(ctx: Context) -> list[Route]:
    law = law_of(ctx)
    if law is None or ctx.facts.unaware_proven is None:
        return []
    return [
        Route(
            key="known_source",
            label="不知道且能说明来源：" + law.effect,
            basis=law.basis,
            force=law.force,
            state=state_of(shown(ctx, law)),
            after_filing=True,
            note="" if law.exempts else "不是免予处罚的依据",
        )
    ]


def _after_filing(ctx: Context) -> list[Route]:
    """从轻、减轻: always by a decision in a filed case."""
    facts, rule, routes = ctx.facts, ctx.rule, []

    def add(key: str, label: str, basis: str, force: str) -> None:
        routes.append(Route(key=key, label=label, basis=basis, force=force, state="open", after_filing=True))

    if facts.mitigation:
        told = "、".join(MITIGATIONS[code] for code in facts.mitigation)
        add("mitigate", f"从轻或者减轻处罚：{told}", f"{APL}第三十二条", "shall")
    if facts.party_age is not None and 14 <= facts.party_age < 18:
        add("minor_party", "已满十四周岁不满十八周岁，从轻或者减轻处罚", f"{APL}第三十条", "shall")
    if facts.discernment == "partial":
        add("partial_discernment", "尚未完全丧失辨认或控制能力，从轻或者减轻处罚", f"{APL}第三十一条", "may")
    basis = rule.leniency_basis if rule else ""
    active = "active_remedy" in facts.mitigation
    if "明码标价和禁止价格欺诈规定第二十六条" in basis and active and facts.answer("overcharge_refunded"):
        add(
            "price_mitigate",
            "主动减轻后果并及时退还多付价款，从轻或者减轻",
            "明码标价和禁止价格欺诈规定第二十六条第一款",
            "shall",
        )
    if "反不正当竞争法第三十二条" in basis and active:
        add(
            "competition_mitigate",
            "主动消除或减轻后果，从轻或者减轻",
            "中华人民共和国反不正当竞争法第三十二条",
            "shall",
        )
    if "互联网广告管理办法第二十八条第三款" in basis and facts.answer("ad_duty_done"):
        add(
            "internet_ad",
            "已尽责并提供违法主体信息，从轻、减轻或者不予处罚",
            "互联网广告管理办法第二十八条第三款",
            "may",
        )
    if rule and rule.key_area == "food" and active and facts.harmless:
        add(
            "food_mitigate",
            "停止、召回等措施消除风险且未造成后果，从轻或者减轻",
            "中华人民共和国食品安全法实施条例第七十六条",
            "may",
        )
    return routes
