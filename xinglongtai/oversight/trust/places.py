"""Pages of trust on «全部功能»; the lists only where the bureau uses them."""

from xinglongtai.core.places import register

from .lists import enabled_for

register(
    "信用与公示",
    "oversight:trust",
    "守信记录",
    "当事人历次承诺的履行情况、异议和更正",
    permission="oversight.view_trust",
)
register(
    "信用与公示",
    "oversight:trust_lists",
    "守信失信名单",
    "联合激励、联合惩戒的提议、决定和期限",
    permission="oversight.view_trust",
    when=enabled_for,
)
