"""首违核查: earlier violations of the same party and type, breached pledges, and 整改后再犯.

The window runs back from the day of the act (for a continuing act: from its first day), both ends inside. A record
counts when the party is surely the same (信用代码, old registration number, operator's ID); the same premises or name
alone is a warning and a person decides.
"""

from dataclasses import dataclass
from datetime import date

from .context import Context, add_years, china
from .facts import PriorRecord
from .sheet import Line
from .vocabulary import APL, FIRST_STATES, MATCHES, POLICY, PRIOR_OUTCOMES, STRONG_MATCHES

GROUP = "首违核查"
FIXED = frozenset({"pledge_fulfilled", "corrected"})


@dataclass(frozen=True)
class Finding:
    """What the records and sources add up to. ``value`` True = first offence."""

    value: bool | None
    note: str
    person: bool = False  #: a person's decision settles it, nothing more can be answered


def base_day(ctx: Context) -> date:
    """The day from which windows run back."""
    return ctx.facts.act_date or ctx.facts.act_end_date or ctx.facts.discovered_on or ctx.facts.on


def in_window(ctx: Context, record: PriorRecord, years: int) -> bool | None:
    """Whether the record lies in the window; None when its day, or a day of the act that decides, is unknown."""
    if record.on is None:
        return None
    facts = ctx.facts
    if record.on >= add_years(base_day(ctx), -years):
        ended = facts.act_end_date or (facts.act_date if facts.act_ongoing is False else None)
        return None if ended and record.on > ended else True  # a later act is no earlier offence
    return None if facts.act_date is None else False


def _name(record: PriorRecord) -> str:
    day = china(record.on) if record.on else "日期不明"
    return f"{day}{PRIOR_OUTCOMES.get(record.outcome, '结果不明')}（{MATCHES.get(record.match, '当事人是否相同不明')}）"


def _of_party(ctx: Context) -> list[PriorRecord]:
    return [record for record in ctx.facts.prior_records if record.match in STRONG_MATCHES]


def first_offence(ctx: Context) -> Finding:
    """Whether no same-type violation of the party lies in the window, from records, sources and the conclusion."""
    facts, years = ctx.facts, ctx.parameters.first_offence_years
    same = [r for r in facts.prior_records if r.same_type is not False]
    within = [(r, in_window(ctx, r, years)) for r in same]
    sure = [r for r, inside in within if inside and r.same_type and r.match in STRONG_MATCHES]
    if sure:
        return Finding(False, f"{years}年内有同类违法：" + "；".join(_name(r) for r in sure))
    states = {facts.first_offence, *(source.status for source in facts.first_offence_sources)}
    old = [r for r, inside in within if inside is False]
    doubtful = [r for r, inside in within if inside is not False]
    if "found" in states and not facts.prior_records:
        where = [s.source for s in facts.first_offence_sources if s.status == "found"]
        return Finding(False, "、".join(where) + FIRST_STATES["found"])
    if doubtful:
        return Finding(None, "以下记录须人工判断：" + "；".join(_name(r) for r in doubtful), person=True)
    if "found" in states and not any(r.same_type for r in old):
        return Finding(None, "已填查到同类违法，但所列记录中没有同类违法，请核对后补列或更正")
    if "unverified" in states:
        return Finding(None, "无法核实是否初次违法，须由人决定", person=True)
    searched = {source.source for source in facts.first_offence_sources if source.status}
    missing = [name for name in ctx.parameters.required_sources if name not in searched]
    open_sources = [source.source for source in facts.first_offence_sources if source.status is None]
    if states <= {None} or missing or open_sources:
        rest = "、".join([*missing, *open_sources])
        return Finding(None, f"尚未完成首违核查{'：' + rest if rest else ''}")
    note = f"{years}年内未查到同类违法"
    return Finding(True, note + ("；窗口期外的记录不计：" + "；".join(_name(r) for r in old) if old else ""))


def check(ctx: Context, required: bool) -> list[Line]:
    """The first-offence line (only informative unless ``required``), breached pledges and 整改后再犯."""
    found = first_offence(ctx)
    lines = []
    if found.person and not required:
        ctx.warnings.append(found.note)
    if required or found.value is not None or found.person:
        lines.append(
            ctx.line(
                "first_offence",
                f"初次违法：{ctx.parameters.first_offence_years}年内无同类违法",
                found.value,
                GROUP,
                judged_by="system",
                evidence="首违核查记录；公示系统查询截图",
                basis=f"{APL}第三十三条第一款；窗口期为参数",
                note=found.note + ("" if required else "（本事项不要求初次违法）"),
                if_not_met="file" if required else "info",
                if_unknown="review" if required else "info",
                asks=() if found.person else ("first_offence",),
                approvable=found.person,
            )
        )
    return [*lines, _breach(ctx), _repeat(ctx, found)]


def _breach(ctx: Context) -> Line:
    facts, years = ctx.facts, ctx.parameters.breach_years
    breached = [r for r in facts.prior_records if r.outcome == "pledge_breached"]
    sure = [r for r in breached if r.match in STRONG_MATCHES and in_window(ctx, r, years)]
    doubtful = [r for r in breached if r not in sure and in_window(ctx, r, years) is not False]
    old = [r for r in breached if in_window(ctx, r, years) is False]
    answer = facts.answer("broken_pledge")
    value, note = (None if answer is None else not answer), ""
    if sure:
        value, note = False, "失诺记录：" + "；".join(_name(r) for r in sure)
    elif doubtful and answer is not True:
        value, note = None, "以下失诺记录须人工判断：" + "；".join(_name(r) for r in doubtful)
    if old:
        ctx.warnings.append(f"{years}年窗口期外有失诺记录，供参考：" + "；".join(_name(r) for r in old))
    return ctx.line(
        "broken_pledge",
        f"{years}年内没有不履行承诺的记录",
        value,
        GROUP,
        judged_by="system",
        evidence="承诺台账",
        basis=f"{POLICY}三（三）；窗口期为参数",
        note=note,
        if_not_met="file",
        asks=() if doubtful else ("broken_pledge",),
        approvable=bool(doubtful),
    )


def _repeat(ctx: Context, found: Finding) -> Line:
    """整改后再犯 has no window in the policy: inside the first-offence window it is certain, older ones a person judges."""
    facts, years = ctx.facts, ctx.parameters.first_offence_years
    answer = facts.answer("repeat_after_fix")
    same = [r for r in _of_party(ctx) if r.same_type]
    fixed = [r for r in same if r.outcome in FIXED and in_window(ctx, r, years)]
    older = [r for r in same if r.outcome in FIXED and not in_window(ctx, r, years)]
    open_end = [r for r in same if r.outcome not in FIXED and in_window(ctx, r, years) is not False]
    value, note, person = None if answer is None else not answer, "", False
    if fixed:
        value, note = False, "整改后再犯：" + "；".join(_name(r) for r in fixed)
    elif older and value is not False:
        value, note, person = None, "窗口期外曾整改同类违法，是否按整改后再犯处理须人工判断：", True
        note += "；".join(_name(r) for r in older)
    elif open_end and answer is None:
        note = "上次是否已整改到位不明：" + "；".join(_name(r) for r in open_end)
    elif answer is None and found.value:
        value, note = True, "窗口期内未查到同类违法"
    elif open_end and value:
        ctx.warnings.append(
            "已填不是整改后再犯，但有同类既往记录，请核对上次是否已整改：" + "；".join(map(_name, open_end))
        )
    return ctx.line(
        "repeat_after_fix",
        "不是整改后再犯同类违法",
        value,
        GROUP,
        judged_by="system",
        evidence="承诺台账；案件台账",
        basis=f"{POLICY}三（三）",
        note=note,
        if_not_met="file",
        asks=() if person else ("repeat_after_fix",),
        approvable=person,
    )
