"""The page of retention on «全部功能»."""

from xinglongtai.core.places import register

register(
    "人员与系统",
    "oversight:retention",
    "个人信息保管期限",
    "哪些案件的个人信息保管期满，哪些因复议、诉讼等保留",
    permission="oversight.view_retention",
)
