"""Lines on the party: kind and role, age and discernment, willingness."""

from .context import Context
from .rule import ConditionRule
from .sheet import AT_SIGNING, Line
from .special_law import outside_registration, party_warning, special_clause
from .vocabulary import APL, PARTY_KINDS, PARTY_ROLES, POLICY

GROUP = "当事人"

#: Kinds that surely are enterprises, and kinds where a person has to look closer.
ENTERPRISES = frozenset({"company", "sole_proprietorship", "partnership", "other_enterprise"})
DOUBTFUL = frozenset({"branch", "cooperative"})
#: Kinds with one person behind them, whose age and discernment 行政处罚法 30, 31 ask about.
PERSONS = frozenset({"natural_person", "individual_business"})
ONLY_PERSONS = "只适用于自然人（个体工商户为其经营者），请核对当事人类型"


def check(ctx: Context) -> list[Line]:
    """All lines of this family."""
    lines = [_kind(ctx), _special(ctx), _registered(ctx), *_age(ctx), *_discernment(ctx), _guardian(ctx)]
    if ctx.rule:
        for part in ctx.rule.conditions:
            if part.name in {"party_type", "party_role"}:
                lines.append(_required(ctx, part))
        warning = party_warning(ctx.rule, ctx.facts.party_kind)
        if warning:
            ctx.warnings.append(warning)
    return [line for line in lines if line] + [_voluntary(ctx)]


def _kind(ctx: Context) -> Line:
    kind = ctx.facts.party_kind
    return ctx.line(
        "party_kind",
        "当事人类型已确认",
        True if kind else None,
        GROUP,
        judged_by="system",
        evidence="主体登记信息；身份证件",
        basis=f"{APL}第四条",
        note=PARTY_KINDS.get(kind, ""),
        asks=("party_kind",),
    )


def _special(ctx: Context) -> Line | None:
    clause = special_clause(ctx.rule, ctx.facts.party_kind) if ctx.rule else ""
    if not clause:
        return None
    return ctx.line(
        "special_law",
        "没有应当优先适用的专门规定",
        False,
        GROUP,
        judged_by="system",
        evidence="主体登记信息",
        basis=clause,
        note=f"当事人为{PARTY_KINDS[ctx.facts.party_kind]}，应改用依据{clause}的清单事项",
        if_not_met="close",
    )


def _registered(ctx: Context) -> Line | None:
    if ctx.rule is None or not outside_registration(ctx.rule, ctx.facts.party_kind):
        return None
    return ctx.line(
        "registered_party",
        "当事人是已登记的市场主体",
        False,
        GROUP,
        judged_by="system",
        evidence="主体登记信息",
        basis="中华人民共和国市场主体登记管理条例第二条",
        note=f"当事人为{PARTY_KINDS[ctx.facts.party_kind]}，本事项不适用，请核对当事人类型或者改选事项",
        if_not_met="close",
    )


def type_fits(kind: str | None, wanted: str) -> bool | None:
    """Whether a party of ``kind`` is a ``wanted`` (company, enterprise, …); None where a person has to look."""
    if kind is None:
        return None
    if wanted == "enterprise":
        return None if kind in DOUBTFUL else kind in ENTERPRISES
    return kind == wanted


def role_fits(roles: tuple[str, ...] | None, wanted: str) -> bool | None:
    """Whether the roles satisfy ``wanted``; ``not_platform`` means that platform is not among them."""
    if roles is None:
        return None
    if wanted.startswith("not_"):
        return wanted.removeprefix("not_") not in roles
    return wanted in roles


def _required(ctx: Context, part: ConditionRule) -> Line:
    facts, wanted = ctx.facts, part.token.partition("=")[2]
    answered = facts.answer(part.token)
    if part.name == "party_type":
        value, ask = type_fits(facts.party_kind, wanted), "party_kind"
        doubtful = facts.party_kind in DOUBTFUL and value is None
        said = PARTY_KINDS.get(facts.party_kind, "")
        if doubtful and answered is None:
            ask, said = part.token, f"{said}是否属于企业须人工确认"
    else:
        value, ask = role_fits(facts.party_roles, wanted), "party_roles"
        said = "、".join(PARTY_ROLES[role] for role in facts.party_roles or ())
    if value is None:
        value = answered
    return ctx.line(
        part.token,
        part.text,
        value,
        GROUP,
        judged_by=part.judged_by,
        evidence=part.evidence,
        basis=ctx.rule.violated_law + ctx.rule.violated_article,
        note=f"当事人为{said}，本事项不适用，请改选事项或者按清单外办理" if value is False and said else said,
        if_not_met="close",
        asks=(ask,),
    )


def _age(ctx: Context) -> list[Line]:
    facts = ctx.facts
    if facts.party_age is None and facts.party_kind != "natural_person":
        return []
    value = None if facts.party_age is None else facts.party_age >= 14
    person = facts.party_kind in PERSONS
    return [
        ctx.line(
            "age",
            "行为时已满十四周岁",
            value,
            GROUP,
            evidence="身份证件",
            basis=f"{APL}第三十条",
            note="" if value is not False else "不予行政处罚，责令监护人加以管教" if person else ONLY_PERSONS,
            if_not_met="no_penalty" if person else "review",
            asks=("party_age",),
        )
    ]


def _discernment(ctx: Context) -> list[Line]:
    state, person = ctx.facts.discernment, ctx.facts.party_kind in PERSONS
    if state is None:
        return []
    end = "不予行政处罚，责令监护人严加看管和治疗" if person else ONLY_PERSONS
    return [
        ctx.line(
            "discernment",
            "行为时能够辨认或者控制自己的行为",
            state != "none",
            GROUP,
            evidence="鉴定意见；病历；询问笔录",
            basis=f"{APL}第三十一条",
            note=end if state == "none" else "",
            if_not_met="no_penalty" if person else "review",
        )
    ]


def _guardian(ctx: Context) -> Line | None:
    facts = ctx.facts
    minor = facts.party_age is not None and 14 <= facts.party_age < 18
    if not minor and facts.discernment != "partial":
        return None
    ctx.warnings.append(
        "当事人已满十四周岁不满十八周岁：如需处罚，应当从轻或者减轻（行政处罚法第三十条）"
        if minor
        else "当事人尚未完全丧失辨认或者控制能力：如需处罚，可以从轻或者减轻（行政处罚法第三十一条）"
    )
    return ctx.line(
        "guardian_consents",
        "法定代理人到场并同意签署",
        facts.guardian_consents,
        GROUP,
        evidence="法定代理人身份证件；询问笔录",
        basis=f"{POLICY}一（自愿签署）",
        note="" if facts.guardian_consents else "签署能力须由人工判断",
        if_not_met="review",
        asks=("guardian_consents",),
    )


def _voluntary(ctx: Context) -> Line:
    """Refusing to sign never makes things worse: with the act corrected it does not matter at all."""
    refused = ctx.facts.voluntary is False
    note = "不签承诺书不影响对当事人有利的认定；责令改正照常进行，按期改正的仍依法从宽" if refused else ""
    return ctx.line(
        "voluntary",
        "当事人自愿签署承诺书",
        ctx.facts.voluntary,
        GROUP,
        judged_by="system",
        evidence="承诺书签署记录",
        basis=f"{POLICY}一",
        note=note,
        if_not_met="info" if ctx.done else "close",
        settles=AT_SIGNING,
        asks=("voluntary",),
    )
