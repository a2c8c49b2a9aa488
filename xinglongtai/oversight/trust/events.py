"""Sentences of trust (守信失信)."""

from xinglongtai.core.audit import register

register(
    {
        "trust_objection": "当事人{way}对守信记录提出异议：{line}",
        "trust_objection_accept": "守信记录更正：{line}，由“{computed}”更正为“{corrected}”：{reason}",
        "trust_objection_reject": "守信记录异议不予更正：{line}：{reason}",
        "trust_print": "打印守信记录（{count} 条）",
        "trust_list_propose": "提议列入{list}名单，{starts_on}至{ends_on}，依据：{basis}",
        "trust_list_notice": "已告知当事人（{on}）：{notice}",
        "trust_list_enter": "决定列入{list}名单，{starts_on}至{ends_on}{note}",
        "trust_list_reject": "决定不列入{list}名单：{note}",
        "trust_list_withdraw": "撤回列入{list}名单的提议：{reason}",
        "trust_list_end": "提前移出{list}名单（{on}）：{reason}",
        "trust_list_export": "导出守信失信名单 {count} 条",
    }
)
