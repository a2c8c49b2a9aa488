"""Sentences of statistics (统计)."""

from xinglongtai.core.audit import register

register(
    {
        "handling_mode_set": "处理方式归类：“{way}”自{since}起归入“{mode}”（原“{before}”）：{reason}",
        "statistics_freeze": "{label}统计定稿，校验码 {sha256}",
        "statistics_withdraw": "撤回{label}统计定稿：{reason}",
        "statistics_export": "导出统计清单“{measure}” {count} 条",
    }
)
