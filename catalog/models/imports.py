"""Imports of other people's sheets: what was understood, what was done, and what it takes to undo it."""

from django.db import models

from ..status import LineKind, RunState
from .checks import one_of
from .items import ItemVersion


class ImportMapping(models.Model):
    """How the columns of one source's sheets are read; remembered by the words of its heading row."""

    bureau = models.ForeignKey("core.Bureau", on_delete=models.PROTECT, related_name="import_mappings")
    source = models.CharField("来源", max_length=60, help_text="如 省局清单、某区清单")
    signature = models.CharField(max_length=64)
    columns = models.JSONField("对应关系", default=dict)
    defaults = models.JSONField("统一填写", default=dict)
    used_at = models.DateTimeField("最近使用", auto_now=True)

    class Meta:
        verbose_name = "列对应关系"
        verbose_name_plural = "列对应关系"
        ordering = ["bureau", "source"]
        constraints = [models.UniqueConstraint(fields=["bureau", "signature"], name="importmapping_once")]

    def __str__(self):
        return self.source


class ImportRun(models.Model):
    """One file: sent, mapped, previewed, then imported or discarded; what was imported can be undone."""

    bureau = models.ForeignKey("core.Bureau", on_delete=models.PROTECT, related_name="import_runs", verbose_name="机关")
    source = models.CharField("来源", max_length=60, blank=True)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    file_path = models.CharField(max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.PREVIEW)
    columns = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    rows = models.PositiveIntegerField("行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("拒绝", default=0)
    made_at = models.DateTimeField("上传时间", auto_now_add=True)
    made_by = models.ForeignKey("core.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    imported_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        "core.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )

    class Meta:
        verbose_name = "清单导入"
        verbose_name_plural = "清单导入"
        ordering = ["-made_at", "-pk"]
        constraints = [one_of("state", RunState, "importrun_state")]

    def __str__(self):
        return f"{self.file_name}（{self.get_state_display()}）"


class ImportLine(models.Model):
    """A line of a run: what it is, what it changes, why it was refused, and what stood there before."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("行号")
    kind = models.CharField("类型", max_length=8, choices=LineKind)
    title = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    version = models.ForeignKey(ItemVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="importline_once"),
            one_of("kind", LineKind, "importline_kind"),
        ]

    def __str__(self):
        return f"第{self.number}行 {self.get_kind_display()}"
