"""Legal texts, their versions in time and their articles. Shared by all bureaus."""

from datetime import date

from django.db import models

from ..querysets import StatuteVersionQuerySet
from ..status import ArticleLevel, StatuteKind
from .checks import one_of, ordered


class Statute(models.Model):
    """A law, regulation or rule under its full title."""

    title = models.CharField("名称", max_length=120, unique=True, help_text="全称，不带书名号")
    short_title = models.CharField("简称", max_length=60, blank=True)
    kind = models.CharField("效力级别", max_length=20, choices=StatuteKind)

    class Meta:
        verbose_name = "法规"
        verbose_name_plural = "法规"
        ordering = ["kind", "title"]
        constraints = [one_of("kind", StatuteKind, "statute_kind")]

    def __str__(self):
        return f"《{self.title}》"


class StatuteVersion(models.Model):
    """The wording of a statute as promulgated or amended on ``version_date``."""

    statute = models.ForeignKey(Statute, on_delete=models.PROTECT, related_name="versions", verbose_name="法规")
    version_date = models.DateField("公布（修改）日期")
    effective_from = models.DateField("施行日期")
    effective_to = models.DateField("失效日期", null=True, blank=True, help_text="最后有效的一天；现行有效的留空")
    note = models.CharField("说明", max_length=300, blank=True)
    text_source = models.CharField("文本来源", max_length=200, blank=True, editable=False, help_text="导入的文件名")
    text_sha256 = models.CharField("文本校验值", max_length=64, blank=True, editable=False)
    text_loaded_at = models.DateTimeField("文本导入时间", null=True, blank=True, editable=False)

    objects = StatuteVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "法规版本"
        verbose_name_plural = "法规版本"
        ordering = ["statute", "-version_date"]
        constraints = [
            models.UniqueConstraint(fields=["statute", "version_date"], name="statuteversion_unique_date"),
            ordered("effective_from", "effective_to", "statuteversion_range"),
        ]

    def __str__(self):
        return f"{self.statute.title}（{self.version_date:%Y-%m-%d}）"

    def covers(self, day: date) -> bool:
        """Whether this wording is in force on ``day`` (both ends included)."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Article(models.Model):
    """A piece of a statute version: 条, 款, 项 or 目, or a numbered section of a guide without 条.

    ``key`` is its address without words, the same for every way of writing it: 第四十八条之一第二款第（三）项 → ``48-1.2.3``.
    """

    version = models.ForeignKey(
        StatuteVersion, on_delete=models.CASCADE, related_name="articles", verbose_name="法规版本"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="parts",
        verbose_name="上级",
    )
    level = models.CharField("层级", max_length=12, choices=ArticleLevel, default=ArticleLevel.ARTICLE, editable=False)
    key = models.CharField("条款键", max_length=40, editable=False)
    label = models.CharField("条款", max_length=60, help_text="如 第四十八条第一款")
    number = models.PositiveIntegerField("条号", help_text="如 48")
    sort = models.PositiveIntegerField("顺序", default=0, editable=False)
    heading = models.CharField("所在章节", max_length=120, blank=True, editable=False)
    text = models.TextField("条文")

    class Meta:
        verbose_name = "条文"
        verbose_name_plural = "条文"
        ordering = ["version", "sort", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "label"], name="article_unique_label"),
            models.UniqueConstraint(fields=["version", "key"], name="article_unique_key"),
            one_of("level", ArticleLevel, "article_level"),
        ]

    def __str__(self):
        return self.label

    @property
    def mark(self) -> str:
        """The number that stands before its words in the text: （三） for an item, 2. for a point, nothing for the others."""
        if self.level not in (ArticleLevel.SUBPARAGRAPH, ArticleLevel.POINT):
            return ""
        return self.label.rpartition("第")[2].removesuffix("项").replace("目", ".")
