"""Pages of bridge on «全部功能»."""

from xinglongtai.core.places import register

_GROUP = "人员与系统"
register(_GROUP, "oversight:tokens", "接口凭证", "其他系统读取数据的凭证", permission="oversight.manage_tokens")
register(
    _GROUP,
    "oversight:token_approvals",
    "接口凭证审批",
    "批准和停用其他系统的凭证",
    permission="oversight.approve_token",
)
register(
    _GROUP, "oversight:deliveries", "变化推送", "推送给其他系统的变化和投递情况", permission="oversight.manage_tokens"
)
register(_GROUP, "oversight:packs", "抄录字段包", "其他系统表单的字段和顺序", permission="oversight.edit_packs")
register("办案", "oversight:feed", "日历订阅", "在手机或电脑日历里看自己的期限", permission="cases.handle_case")
