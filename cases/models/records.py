"""Evidence and education records."""

import uuid
from pathlib import PurePath

from django.core.files.storage import storages
from django.db import models

from xinglongtai.core.models import Officer

from ..status import OPEN_EVIDENCE, PERSONAL_EVIDENCE, EvidenceKind, EvidenceOrigin
from .case import Case, Violation
from .constraints import one_of


def evidence_storage():
    """Storage of originals, outside the web root."""
    return storages["evidence"]


def evidence_path(instance, filename: str) -> str:
    """A path that tells nothing: case number and a random name, the type's usual ending."""
    return f"{instance.case_id or 0}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:6]}"


class Evidence(models.Model):
    """A file received: original bytes with their SHA-256. Never deleted, only set aside with a reason.

    What the file says of itself (``taken_at`` … ``seconds``) stands beside the time of receipt and proves nothing alone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence", verbose_name="案件")
    violation = models.ForeignKey(
        Violation, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence", verbose_name="违法行为"
    )
    kind = models.CharField("类别", max_length=20, choices=EvidenceKind, default=EvidenceKind.PHOTO)
    file = models.FileField("文件", storage=evidence_storage, upload_to=evidence_path, max_length=200)
    original_name = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("文件类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    caption = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    origin = models.CharField("来源", max_length=20, choices=EvidenceOrigin, default=EvidenceOrigin.OFFICER)
    uploaded_at = models.DateTimeField("收到时间", auto_now_add=True)
    client_key = models.UUIDField("手机端编号", null=True, blank=True, help_text="同一次上传重复发送时不会重复登记")
    taken_at = models.DateTimeField("拍摄时间（文件所载）", null=True, blank=True)
    latitude = models.DecimalField("纬度（文件所载）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（文件所载）", max_digits=9, decimal_places=6, null=True, blank=True)
    device = models.CharField("设备（文件所载）", max_length=100, blank=True)
    width = models.PositiveIntegerField("宽（像素）", null=True, blank=True)
    height = models.PositiveIntegerField("高（像素）", null=True, blank=True)
    seconds = models.PositiveIntegerField("时长（秒）", null=True, blank=True)
    set_aside_reason = models.CharField("不作为证据的原因", max_length=200, blank=True)
    destroyed_on = models.DateField("原件销毁日期", null=True, blank=True, help_text="保管期限届满后去标识化时销毁")

    class Meta:
        verbose_name = "证据材料"
        verbose_name_plural = "证据材料"
        ordering = ["pk"]
        constraints = [
            one_of("kind", EvidenceKind, "evidence_kind_known"),
            one_of("origin", EvidenceOrigin, "evidence_origin_known"),
            models.UniqueConstraint(fields=["case", "sha256", "kind"], name="evidence_no_duplicate_file"),
            models.UniqueConstraint(fields=["case", "client_key"], name="evidence_once_a_client_key"),
            models.CheckConstraint(
                condition=models.Q(uploaded_by__isnull=False) | models.Q(origin="party"), name="evidence_has_a_sender"
            ),
        ]

    def __str__(self):
        return self.caption or self.original_name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_personal(self) -> bool:
        """Whether it may show identity papers or a person's hand: opened only with the right to identities."""
        return self.kind in PERSONAL_EVIDENCE

    @property
    def lies_open(self) -> bool:
        """Whether the file shows the place and lies as it came; the others lie closed."""
        return self.kind in OPEN_EVIDENCE

    @property
    def sender(self) -> str:
        """Who sent it, as people read it: an officer's name, or 当事人."""
        return self.uploaded_by.name if self.uploaded_by else "当事人"


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
