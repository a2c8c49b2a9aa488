"""The routes of 行政处罚法 33 I, each by itself, and which of their findings an item asks for.

轻微不罚 (shall) never asks for a first offence; 首违不罚 (may) never asks for the absence of all harm. Correction, which both
ask for, is judged apart, because at signing it is still to come.
"""

from .checks_first import first_offence
from .context import Context, both
from .rule import ItemRule

GUIDE_10 = "广告绝对化用语执法指南第十条"
#: What each kind of leniency has to find, besides correction.
FINDINGS = {
    "minor": frozenset({"minor_act", "no_harm"}),
    "first_offence": frozenset({"first_offence", "minor_harm"}),
}


def minor_route(ctx: Context) -> bool | None:
    """轻微不罚 apart from correction: minor act and no harm; for absolute terms in ads also guide art. 10."""
    facts = ctx.facts
    minor = both(facts.answer("minor_act"), facts.harmless)
    if ctx.rule and guide_applies(ctx.rule):
        if both(facts.answer("ad_own_media"), facts.answer("ad_brief"), facts.harmless):
            return True
    return minor


def first_route(ctx: Context) -> bool | None:
    """首违不罚 apart from correction: first offence and minor harm."""
    return both(first_offence(ctx).value, ctx.facts.harm_is_minor)


def guide_applies(rule: ItemRule) -> bool:
    """Whether art. 10 of the guide on absolute terms is among the item's grounds of leniency."""
    return GUIDE_10 in rule.leniency_basis


def needs(rule: ItemRule, finding: str) -> bool:
    """Whether ``finding`` (minor_act, no_harm, minor_harm, first_offence) has to hold for this item.

    A progressive penalty clause needs no finding under art. 33; a token on the item itself is always needed.
    """
    return rule.has(finding) or (not rule.progressive and finding in FINDINGS.get(rule.leniency_kind, ()))
