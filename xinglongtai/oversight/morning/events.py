"""Sentences of morning (晨报与逾期审查)."""

from xinglongtai.core.audit import register

register(
    {
        "overdue_view_save": "保存逾期审查视图“{name}”",
        "overdue_view_delete": "删除逾期审查视图“{name}”",
        "file_check": "重新核对案卷一致性，{hard} 处不一致",
    }
)
