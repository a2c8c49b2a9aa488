"""Sentences of oversight besides 督办 and 改派, which the verbs of pledges and cases record themselves."""

from xinglongtai.core.audit import register

register(
    {
        "overdue_export": "导出逾期审查 {count} 条",
        "evaluation_decide": "{year}年度实施评估：{item} 决定“{decision}”（规则建议“{suggestion}”）：{reason}",
        "evaluation_freeze": "{year}年度实施评估报告定稿：{number}",
        "evaluation_withdraw": "撤回{year}年度实施评估报告 {number}：{reason}",
    }
)
