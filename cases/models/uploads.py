"""Files on their way: what has arrived of an upload that comes in pieces."""

import uuid

from django.db import models

from xinglongtai.core.models import Officer

from ..status import EvidenceKind, EvidenceOrigin
from .case import Case, Violation
from .constraints import one_of
from .records import Evidence


class Upload(models.Model):
    """One file coming in pieces from one officer. The pieces lie closed outside the web root until it is evidence.

    ``received`` counts the (plain) bytes that are safe; what lies behind them came with a request that broke off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads", verbose_name="案件")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    client_key = models.UUIDField("手机端编号")
    name = models.CharField("原文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("对方声明的 SHA-256", max_length=64, blank=True)
    kind = models.CharField("类别", max_length=20, choices=EvidenceKind)
    caption = models.CharField("说明", max_length=200, blank=True)
    violation = models.ForeignKey(
        Violation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="违法行为"
    )
    origin = models.CharField("来源", max_length=20, choices=EvidenceOrigin, default=EvidenceOrigin.OFFICER)
    received = models.PositiveBigIntegerField("已收到（字节）", default=0)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    touched_at = models.DateTimeField("最近一次", auto_now=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记为"
    )

    class Meta:
        verbose_name = "传输中的文件"
        verbose_name_plural = "传输中的文件"
        ordering = ["started_at"]
        constraints = [
            one_of("kind", EvidenceKind, "upload_kind_known"),
            one_of("origin", EvidenceOrigin, "upload_origin_known"),
            models.UniqueConstraint(fields=["case", "client_key"], name="upload_once_a_client_key"),
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="upload_not_beyond_its_size"
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.received}/{self.size}）"

    @property
    def waits_as(self) -> str:
        """The name of its pieces (:mod:`xinglongtai.core.vault.waiting`)."""
        return self.pk.hex

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
