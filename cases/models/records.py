"""Evidence and education records."""

import uuid
from pathlib import PurePath

from django.core.files.storage import storages
from django.db import models

from xinglongtai.core.models import Officer

from ..status import EvidenceKind
from .case import Case, Violation
from .constraints import one_of


def evidence_storage():
    """Storage of originals, outside the web root."""
    return storages["evidence"]


def evidence_path(instance, filename: str) -> str:
    """A path that tells nothing: case number and a random name, the type's usual ending."""
    return f"{instance.case_id or 0}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:6]}"


class Evidence(models.Model):
    """A file received: original bytes with their SHA-256. Never deleted, only set aside with a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence", verbose_name="案件")
    violation = models.ForeignKey(
        Violation, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence", verbose_name="违法行为"
    )
    kind = models.CharField("类别", max_length=20, choices=EvidenceKind, default=EvidenceKind.PHOTO)
    file = models.FileField("文件", storage=evidence_storage, upload_to=evidence_path, max_length=200)
    original_name = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("文件类型", max_length=60)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    caption = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("收到时间", auto_now_add=True)
    set_aside_reason = models.CharField("不作为证据的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "证据材料"
        verbose_name_plural = "证据材料"
        ordering = ["pk"]
        constraints = [
            one_of("kind", EvidenceKind, "evidence_kind_known"),
            models.UniqueConstraint(fields=["case", "sha256", "kind"], name="evidence_no_duplicate_file"),
        ]

    def __str__(self):
        return self.caption or self.original_name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


class Education(models.Model):
    """教育 of the party: mandatory before a case closes without penalty (行政处罚法 33 III)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="education", verbose_name="案件")
    on = models.DateField("日期")
    content = models.CharField("教育内容", max_length=500)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "教育记录"
        verbose_name_plural = "教育记录"
        ordering = ["pk"]

    def __str__(self):
        return self.content


class Correction(models.Model):
    """«整改到位,未签承诺»: what two officers saw when they verified a correction made without a pledge."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections", verbose_name="案件")
    on = models.DateField("核实日期")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="核实人")
    co_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="核实人（二）")
    note = models.CharField("核实情况", max_length=1000)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "改正核实"
        verbose_name_plural = "改正核实"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(officer=models.F("co_officer")), name="correction_two_officers")
        ]

    def __str__(self):
        return f"{self.on} 整改到位"
