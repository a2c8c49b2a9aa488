"""Pages of sameness on «全部功能»."""

from xinglongtai.core.places import register

register(
    "督导",
    "oversight:sameness",
    "同案同罚比对",
    "事实相同、处理不同的案件，逐对给出意见",
    permission="oversight.view_sameness",
)
