"""Words of the evaluation: what the rule suggests, what people decide, where a year's report stands."""

from django.db import models


class Suggestion(models.TextChoices):
    """What the rule says of an item. It never decides."""

    TIGHTEN = "tighten", "收紧"
    KEEP = "keep", "保持"
    RELAX = "relax", "放宽"
    NONE = "none", "不提建议"


class Decision(models.TextChoices):
    """What the legal staff decided on an item for a year."""

    TIGHTEN = "tighten", "收紧"
    KEEP = "keep", "保持"
    RELAX = "relax", "放宽"


class ReportState(models.TextChoices):
    """Where a year's report stands."""

    OPEN = "open", "评估中"
    FROZEN = "frozen", "已定稿"


TONE = {
    Suggestion.TIGHTEN: "warn",
    Suggestion.KEEP: "neutral",
    Suggestion.RELAX: "info",
    Suggestion.NONE: "neutral",
}
