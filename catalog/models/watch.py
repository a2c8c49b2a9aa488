"""Changes of the law (立改废) and what the legal staff decided on each item they touch."""

from datetime import date

from django.db import models
from django.utils import timezone

from ..querysets import LawChangeQuerySet, TouchedItemQuerySet
from ..status import ChangeDecision, ChangeKind, TaskStanding
from .checks import one_of
from .items import ItemVersion
from .statutes import Statute, StatuteVersion


class LawChange(models.Model):
    """A statute gets a new text or ends: ``effective_on`` is the first day on which the law is another.

    ``version`` is the new wording (修改) or the one that ends (废止或到期).
    """

    statute = models.ForeignKey(Statute, on_delete=models.PROTECT, related_name="changes", verbose_name="法规")
    kind = models.CharField("变化", max_length=10, choices=ChangeKind)
    version = models.ForeignKey(
        StatuteVersion, on_delete=models.PROTECT, related_name="changes", verbose_name="法规版本"
    )
    effective_on = models.DateField("生效日期", help_text="法律状态改变的第一天")
    noticed_at = models.DateTimeField("发现时间", auto_now_add=True)

    objects = LawChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "法规变动"
        verbose_name_plural = "法规变动"
        ordering = ["-effective_on", "pk"]
        permissions = [("decide_lawchange", "处理法规变动")]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="lawchange_once"),
            one_of("kind", ChangeKind, "lawchange_kind"),
        ]

    def __str__(self):
        return f"《{self.statute.title}》{self.get_kind_display()}（{self.effective_on:%Y-%m-%d}）"

    @property
    def thread(self) -> str:
        """Key of the timeline that keeps what was found and decided."""
        return f"law:{self.pk}"

    @property
    def short_title(self) -> str:
        """The statute as people call it."""
        return self.statute.short_title or self.statute.title

    @property
    def kind_words(self) -> str:
        """What happens, as far as the registered wordings tell: without a next one the present text only ends."""
        return "施行新文本" if self.kind == ChangeKind.NEW_TEXT else "现有文本失效"

    @property
    def headline(self) -> str:
        """«《商标法》自2027年1月1日起施行新文本», one line for notices and lists."""
        day = self.effective_on
        return f"《{self.short_title}》自{day.year}年{day.month}月{day.day}日起{self.kind_words}"


class TouchedItem(models.Model):
    """A published version that cites the changed statute: a task until decided.

    Undecided on the day the change takes effect, the item is suspended (暂停适用) from that day on.
    """

    change = models.ForeignKey(LawChange, on_delete=models.CASCADE, related_name="touched", verbose_name="法规变动")
    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="law_changes", verbose_name="清单事项版本"
    )
    decision = models.CharField(
        "处理", max_length=12, choices=ChangeDecision, default=ChangeDecision.UNTOUCHED, editable=False
    )
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="处理人",
    )

    objects = TouchedItemQuerySet.as_manager()

    class Meta:
        verbose_name = "受影响事项"
        verbose_name_plural = "受影响事项"
        ordering = ["change", "version"]
        constraints = [
            models.UniqueConstraint(fields=["change", "version"], name="toucheditem_once"),
            one_of("decision", ChangeDecision, "toucheditem_decision"),
            models.CheckConstraint(
                condition=models.Q(decision=ChangeDecision.UNTOUCHED)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="toucheditem_decided_by",
            ),
        ]

    def __str__(self):
        return f"{self.version} · {self.get_decision_display()}"

    def standing(self, on: date) -> str:
        """Where an undecided task stands on ``on``: a :class:`TaskStanding`; "" once it is decided."""
        change = self.change
        if self.decision != ChangeDecision.UNTOUCHED:
            return ""
        if self.version.effective_to is not None and self.version.effective_to < change.effective_on:
            return TaskStanding.EXPIRES
        if timezone.localtime(self.version.published_at).date() >= change.effective_on:
            return TaskStanding.KNOWING
        return TaskStanding.SUSPENDED if change.effective_on <= on else TaskStanding.AHEAD
