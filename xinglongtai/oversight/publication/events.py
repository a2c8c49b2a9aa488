"""Sentences of publication (公示)."""

from xinglongtai.core.audit import register

register(
    {
        "publication_listed": "列入公示报送：{system}，{state}{reason}",
        "publication_content": "登记公示内容：{kinds}{number}",
        "publication_skip": "决定不公示（{system}）：{reason}",
        "publication_rule_skip": "不公示（{system}）：{reason}",
        "publication_rule_back": "恢复待报送（{system}）：处罚不再是仅受到警告",
        "publication_reopen": "决定报送（{system}）：{reason}",
        "publication_lenient": "决定公示从宽结果（{system}，不作为处罚）：{reason}",
        "publication_packed": "装入报送包 {number}（{system}）",
        "publication_sent": "已报送{system}：{number}，{on}，回执 {receipt}",
        "publication_returned": "{system}退回（{number}，{on}）：{reason}",
        "publication_correct": "更正公示（{system}）：{reason}",
        "publication_withdraw": "撤回公示（{system}，{on}）：{reason}",
        "publication_unpacked": "报送包 {number} 作废，恢复待报送（{system}）",
        "publication_pack_make": "制作报送包 {number}，共 {count} 条",
        "publication_pack_send": "登记已报送：{on}，回执 {receipt}",
        "publication_pack_void": "报送包作废：{reason}",
        "publication_pack_file": "下载报送包文件（{kind}）",
        "publication_layout": "修改报送字段表（{system}）：{columns} 栏，已核对 {checked} 栏",
        "publication_export": "导出公示报送清单 {count} 条",
    }
)
