"""Sentences of what happens to pledges."""

from xinglongtai.core.audit import register

register(
    {
        "letter_issue": "签发承诺书 {number}，{mode}，改正期限 {due}",
        "letter_void": "作废承诺书 {number}：{reason}",
        "letter_print": "打开或打印承诺书 {number}",
        "pledge_sign": "记录签署：{signatory}，{on}",
        "signed_scan_attach": "补传签字扫描件（{signatory}签署）",
        "pledge_refuse": "当事人拒绝签署承诺书：{reason}",
        "extension_request": "申请延期至 {new_due}：{reason}",
        "extension_approve": "{behalf}批准延期：{old_due} → {new_due} {note}",
        "extension_reject": "{behalf}不批准延期至 {new_due}：{note}",
        "materials_receive": "收到整改材料：{statement}",
        "recheck_record": "复查：{result}（{officers}） {note}",
        "pledge_urge": "督办：{note}",
        "urge_answer": "答复督办：{answer}",
        "urge_promise": "答复督办，承诺于{promised}前办结：{answer}",
        "urge_escalate": "督办超过答复期限（{answer_by}）没有答复，报局负责人",
    }
)
