"""Pages of people on «全部功能»."""

from ..places import register

_GROUP = "人员与系统"

register(
    _GROUP,
    "core:staffing",
    "人员保障",
    "执法证、培训、考试、保险和装备的有效、到期和缺少",
    permission="core.view_staffing",
)
register(_GROUP, "core:training_bulk", "登记培训", "给多人登记同一次培训", permission="core.manage_staffing")
register(
    _GROUP,
    "core:staffing_import",
    "导入人员保障记录",
    "用 Excel 成批登记，先核对再导入",
    permission="core.manage_staffing",
)
