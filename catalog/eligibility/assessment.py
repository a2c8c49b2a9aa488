"""The one entrance: ``assess(rule, facts) -> Sheet``."""

from dataclasses import replace

from . import checks_case, checks_item, checks_leniency, checks_party, routes
from .context import Context, Parameters
from .facts import Facts
from .questions import own_part, question
from .rule import ItemRule
from .sheet import Line, Question, ReviewNeed, Sheet
from .verdict import decide, next_step


def assess(rule: ItemRule | None, facts: Facts, parameters: Parameters | None = None) -> Sheet:
    """The 适用核查表 of one violation; ``rule`` None means 清单外 (行政处罚法 33 directly, reasons and legal review).

    Pure: same input, same sheet. Every condition has its line, every failed line is kept; the verdict follows
    :mod:`catalog.eligibility.verdict`.
    """
    ctx = Context(rule=rule, facts=facts, parameters=parameters or Parameters())
    families = (checks_case, checks_item, checks_party, checks_leniency)
    lines = _settled(tuple(line for family in families for line in family.check(ctx)))
    sheet = Sheet(
        verdict="",
        lines=lines,
        routes=routes.find(ctx, lines),
        warnings=tuple(dict.fromkeys(ctx.warnings)),
        item_no=rule.item_no if rule else "",
        version_no=rule.version_no if rule else None,
        on=facts.on,
        nothing_left=ctx.done,
        progressive=bool(rule and rule.progressive),
        questions=_questions(rule, lines),
    )
    return concluded(sheet)


def _settled(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """No case is closed without penalty on statements that contradict each other, nor before a crime is ruled out."""
    by_key = {line.key: line for line in lines}
    crime = by_key["suspected_crime"].outcome == "unknown"
    if not crime and "consistent" not in by_key:
        return lines
    why = "先核实是否涉嫌犯罪，再作不予处罚的处理" if crime else "先更正互相矛盾的填写，再作不予处罚的处理"
    return tuple(
        replace(line, if_not_met="review", approvable=False, note="；".join(filter(None, (line.note, why))))
        if line.if_not_met == "no_penalty" and line.outcome == "not_met"
        else line
        for line in lines
    )


def concluded(sheet: Sheet) -> Sheet:
    """The sheet with verdict, reviews, next step and completeness worked out from its lines."""
    asked = {key for line in sheet.lines if line.effect == "review" and line.outcome == "unknown" for key in line.asks}
    return sheet.with_lines(
        sheet.lines,
        verdict=decide(sheet.lines, nothing_left=sheet.nothing_left),
        reviews=tuple(_review(line) for line in sheet.lines if line.effect == "review"),
        next_step=next_step(sheet.lines, nothing_left=sheet.nothing_left, progressive=sheet.progressive),
        complete=not asked,
    )


def _review(line: Line) -> ReviewNeed:
    reason = line.label + (f"：{line.note}" if line.note else "")
    return ReviewNeed(key=line.key, reason=reason, basis=line.basis, approvable=line.approvable)


def _questions(rule: ItemRule | None, lines: tuple[Line, ...]) -> tuple[Question, ...]:
    """What a person can still answer: unknown lines first that matter now, then those settled later."""
    wanted: dict[str, bool] = {}
    for line in sorted(lines, key=lambda line: line.effect != "review"):
        if line.outcome == "unknown" or (line.effect == "review" and line.asks):
            for key in line.asks:
                wanted.setdefault(key, line.effect == "review")
    return tuple(replace(question(key, own_part(rule, key)), required=must) for key, must in wanted.items())
