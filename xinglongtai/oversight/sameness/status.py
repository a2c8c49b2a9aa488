"""What people decide on two cases that were treated differently."""

from django.db import models


class Judgement(models.TextChoices):
    """The word of legal staff or supervisors on a pair."""

    JUSTIFIED = "justified", "有正当理由"
    CORRECT = "correct", "需要纠正"


TONE = {Judgement.JUSTIFIED: "good", Judgement.CORRECT: "danger"}
