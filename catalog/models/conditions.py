"""The vocabulary of conditions and what each item version asks for."""

from django.db import models

from ..querysets import VersionPartQuerySet
from ..status import Judge, TokenRole, ValueType
from .checks import one_of
from .items import ItemVersion, VersionPart


class ConditionToken(models.Model):
    """One word of the vocabulary. ``token`` is its stable name, e.g. ``goods_value<=500``.

    For ``compare`` and ``choice`` tokens ``comparator`` and ``parameter`` repeat what stands in the name.
    """

    token = models.CharField("标识", max_length=60, unique=True)
    role = models.CharField("类别", max_length=12, choices=TokenRole)
    value_type = models.CharField("值类型", max_length=10, choices=ValueType)
    comparator = models.CharField("比较", max_length=2, blank=True, help_text="如 <= 或 =")
    parameter = models.CharField("参照值", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    label = models.CharField("说明", max_length=100)
    judged_by = models.CharField("由谁判断", max_length=10, choices=Judge)
    evidence = models.CharField("应有证据", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    applies_to_all = models.BooleanField("适用于所有事项", default=False)

    class Meta:
        verbose_name = "条件词"
        verbose_name_plural = "条件词"
        ordering = ["role", "token"]
        constraints = [
            one_of("role", TokenRole, "conditiontoken_role"),
            one_of("value_type", ValueType, "conditiontoken_value_type"),
            one_of("judged_by", Judge, "conditiontoken_judge"),
            models.CheckConstraint(
                condition=models.Q(value_type=ValueType.BOOL, comparator="", parameter="")
                | (~models.Q(value_type=ValueType.BOOL) & ~models.Q(comparator="") & ~models.Q(parameter="")),
                name="conditiontoken_comparison",
            ),
        ]

    def __str__(self):
        return f"{self.label}（{self.token}）"


class ItemCondition(VersionPart):
    """A token asked for by one version, with the item's own wording."""

    version = models.ForeignKey(
        ItemVersion, on_delete=models.CASCADE, related_name="conditions", verbose_name="清单事项版本"
    )
    token = models.ForeignKey(ConditionToken, on_delete=models.PROTECT, related_name="uses", verbose_name="条件词")
    text = models.CharField("本事项的表述", max_length=200, blank=True, help_text="留空则用条件词的说明")
    sort = models.PositiveSmallIntegerField("顺序", default=0)

    objects = VersionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "适用条件"
        verbose_name_plural = "适用条件"
        ordering = ["version", "sort", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "token"], name="itemcondition_unique_token")]

    def __str__(self):
        return self.text or self.token.label
