"""Sentences of what happens here."""

from xinglongtai.core.audit import register

register(
    {
        "signature_keep": "保存手写签名图像：{who}（{device}）",
        "agent_add": "登记委托代理人：{agent}，{scope}",
        "agent_authority_attach": "补传授权委托书：{agent}",
        "agent_end": "委托终止：{agent}，{on}，{reason}",
        "service_record": "登记送达 {number}：{method}，{sent_on} {recipient}",
        "service_received": "登记邮件回执 {number}：{on}收件",
        "service_returned": "登记邮件退回 {number}：{on}退回，依程序规定第八十三条视为送达",
        "service_set_aside": "送达登记不作数 {number}（{method}）：{reason}",
        "service_address_confirm": "确认送达地址：{by}，{electronic}",
    }
)
