"""Sentences of bridge (对接)."""

from xinglongtai.core.audit import register

register(
    {
        "token_request": "申请接口凭证：{system}，可读 {scopes}，至 {until}",
        "token_approve": "批准接口凭证：{system} {note}",
        "token_reject": "不批准接口凭证：{system}，{note}",
        "token_fetch": "领取接口凭证：{system}",
        "token_revoke": "停用接口凭证：{system}，{reason}",
        "token_identities": "对接系统“{system}”（凭证 {token}…）读取当事人个人信息",
        "hook_open": "设立变化推送：{system}，{types}",
        "hook_pause": "暂停变化推送：{system}",
        "hook_resume": "恢复变化推送：{system}",
        "hook_key": "更换变化推送的签名密钥：{system}",
        "hook_end": "停用变化推送：{system}，{reason}",
        "delivery_again": "重投变化推送：{system}，{key}",
        "feed_renew": "换发日历订阅地址",
        "feed_revoke": "停用日历订阅地址",
        "copy_identities": "抄录助手显示个人信息（{pack}）（{why}）",
        "pack_save": "修改抄录字段包：{pack}，{lines} 个字段",
        "pack_check": "抄录字段包与对方表单核对一致：{pack}",
        "pack_uncheck": "抄录字段包改为待核实：{pack}",
        "pack_switch": "抄录字段包 {pack}：{state}",
        "pack_starter": "装入起步抄录字段包：{packs}",
    },
    kinds={"token_identities": "对接系统读取个人信息"},
)
