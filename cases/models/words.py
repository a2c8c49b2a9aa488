"""What a case is found by."""

from django.db import models

from xinglongtai.core.textsearch import SearchText

from .case import Case


class CaseWords(models.Model):
    """Name, numbers and telephone of the party, the violations, the numbers of decision and letters, as one text a case.

    Written by the database itself whenever one of them changes (``cases.words_rules``); a list then searches one column instead of
    asking five tables. ``numbers``: the letters' numbers, which a room above tells.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="found_by")
    numbers = models.TextField(blank=True, default="")
    words = SearchText(blank=True, default="")

    class Meta:
        verbose_name = "案件检索"
        verbose_name_plural = "案件检索"
        default_permissions = ()

    def __str__(self):
        return f"案件 {self.pk} 的检索文字"
