"""Closed lists of morning."""

from django.db import models


class LineAct(models.TextChoices):
    """How a line of the morning page was dealt with."""

    SEEN = "seen", "已阅"
    URGED = "urged", "已督办"
    REASSIGNED = "reassigned", "已改派"
    CHECKED = "checked", "已重新核对"


class UrgeState(models.TextChoices):
    """Where the newest 督办 of a row stands. The last one opens the rows that the review leaves out."""

    NONE = "none", "未督办"
    OPEN = "open", "已督办未答复"
    LATE = "late", "超过答复期限未答复"
    ESCALATED = "escalated", "已报局负责人"
    ANSWERED = "answered", "已答复"
    PROMISED = "promised", "已承诺办结日期（未列入）"
