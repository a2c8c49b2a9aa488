"""Rows of ledger (台账): files made for a person, and imports of the past."""

import uuid

from django.core.files.storage import storages
from django.db import models

from cases.models import PriorRecord
from cases.models.constraints import one_of
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.vault.parts import PartlyClosedField

from .status import FileForm, LineKind, RunState

__all__ = ["LedgerFile", "PastLine", "PastMapping", "PastRun"]


def ledger_storage():
    """Storage of files made of the ledger, outside the web root."""
    return storages["ledgers"]


def ledger_path(instance, filename: str) -> str:
    """A path that tells nothing."""
    return f"{instance.bureau_id}/{uuid.uuid4().hex}.xlsx"


class LedgerFile(models.Model):
    """A file made of many lines for the person who asked, and for nobody else. The row stays; its bytes go after some days."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="导出人")
    form = models.CharField("形式", max_length=10, choices=FileForm)
    full = models.BooleanField("含完整证件号和电话", default=False)
    reason = models.CharField("用途", max_length=200, blank=True)
    filters = models.CharField("条件", max_length=500, blank=True)
    rows = models.PositiveIntegerField("条数")
    file = models.FileField("文件", storage=ledger_storage, upload_to=ledger_path, blank=True, max_length=120)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    made_at = models.DateTimeField("导出时间", auto_now_add=True)
    keep_until = models.DateField("保留至")

    class Meta:
        verbose_name = "台账文件"
        verbose_name_plural = "台账文件"
        ordering = ["-pk"]
        constraints = [
            one_of("form", FileForm, "ledgerfile_form_known"),
            models.CheckConstraint(
                condition=models.Q(full=False) | ~models.Q(reason=""), name="ledgerfile_full_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"台账 {self.made_at:%Y-%m-%d}"


class PastMapping(models.Model):
    """How the columns of sheets with these headings are read; remembered by the words of the headings."""

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64)
    source = models.CharField("来源", max_length=60)
    columns = models.JSONField("对应关系", default=dict)
    used_at = models.DateTimeField("最近使用", auto_now=True)

    class Meta:
        verbose_name = "台账列对应关系"
        verbose_name_plural = "台账列对应关系"
        ordering = ["bureau", "source"]
        constraints = [models.UniqueConstraint(fields=["bureau", "signature"], name="pastmapping_once")]

    def __str__(self):
        return self.source


class PastRun(models.Model):
    """One file of past pledges and penalties: sent, its columns told, tried, then taken over or given up; it can be undone."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    source = models.CharField("来源", max_length=60)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    file_path = models.CharField(max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.OPEN)
    columns = models.JSONField("对应关系", default=dict)
    skipped = PartlyClosedField("跳过的行", default=list)
    kept = PartlyClosedField("没有撤销的行", default=list)
    tried = models.BooleanField("已试算", default=False)
    rows = models.PositiveIntegerField("行数", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("拒绝", default=0)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    made_at = models.DateTimeField("上传时间", auto_now_add=True)
    taken_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )

    class Meta:
        verbose_name = "历史台账导入"
        verbose_name_plural = "历史台账导入"
        ordering = ["-pk"]
        constraints = [one_of("state", RunState, "pastrun_state_known")]

    def __str__(self):
        return f"{self.file_name}（{self.get_state_display()}）"


class PastLine(models.Model):
    """A line of a run: what it is, what it says (numbers masked), why it was refused, and what stood there before.

    ``digest`` is of the record as the trial understood it; ``before`` holds the fields of a record that was changed, ``after`` the
    digest of the record once written, so that undoing notices whether somebody has been at it since.
    """

    run = models.ForeignKey(PastRun, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("行号")
    kind = models.CharField("结果", max_length=8, choices=LineKind)
    shown = PartlyClosedField(default=dict)
    changes = PartlyClosedField(default=list)
    notes = PartlyClosedField(default=list)
    reasons = PartlyClosedField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    record = models.ForeignKey(PriorRecord, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before = PartlyClosedField(null=True, blank=True)
    after = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="pastline_once"),
            one_of("kind", LineKind, "pastline_kind_known"),
        ]
        indexes = [models.Index(fields=["run", "kind", "number"], name="pastline_kind")]

    def __str__(self):
        return f"第{self.number}行 {self.get_kind_display()}"
