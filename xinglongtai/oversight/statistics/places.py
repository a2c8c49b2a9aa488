"""Pages of statistics on «全部功能»."""

from xinglongtai.core.places import register

_VIEW = "oversight.view_statistics"
register("统计与台账", "oversight:statistics", "统计", "各项指标、怎么算和背后的清单", permission=_VIEW)
register("统计与台账", "oversight:statistics_modes", "处理方式归类", "721：服务、管理、执法各算哪些", permission=_VIEW)
register(
    "统计与台账",
    "oversight:statistics_frozen",
    "统计定稿",
    "月度、年度统计的定稿，以后的变化逐件说明",
    permission=_VIEW,
)
