"""Sentences of what supervisors do besides 督办 and 改派, which the verbs of pledges and cases record themselves."""

from xinglongtai.core.audit import register

register({"overdue_export": "导出逾期审查 {count} 条"})
