"""Enumerations of the ledger."""

from django.db import models


class FileForm(models.TextChoices):
    """In which form the ledger leaves the system."""

    XLSX = "xlsx", "Excel 工作簿（26 栏）"
    CSV = "csv", "CSV 文本（26 栏）"
    MERGE = "merge", "Word 邮件合并数据表"


class RunState(models.TextChoices):
    """Where the import of a file stands."""

    OPEN = "open", "待导入"
    TAKEN = "taken", "已导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


class LineKind(models.TextChoices):
    """What a line of a file would do."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "已有"
    REFUSED = "refused", "拒绝"
