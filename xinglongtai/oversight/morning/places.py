"""Pages of morning on «全部功能»."""

from xinglongtai.core.places import register

register("督导", "oversight:brief", "晨报", "昨天以来新出现、今天要人处理的事", permission="oversight.view_brief")
register(
    "督导", "oversight:overdue", "逾期审查", "逾期承诺的筛选、督办、改派和导出", permission="oversight.view_overdue"
)
