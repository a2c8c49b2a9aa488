"""The reasons of a case as officers kept them."""

from django.db import models

from xinglongtai.core.models import Officer

from .case import Case


class Reasoning(models.Model):
    """One version of the text of 说理. A later one never replaces it: both stay, the highest ``version`` counts.

    ``composed`` is what the system had composed of the findings when ``text`` was kept, so that a change of findings shows.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reasonings", verbose_name="案件")
    version = models.PositiveIntegerField("第几稿")
    composed = models.TextField("按事实拟出的文字")
    text = models.TextField("采用的文字")
    edited_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    edited_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = "说理"
        verbose_name_plural = "说理"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="reasoning_version_once")]

    def __str__(self):
        return f"说理第{self.version}稿"
