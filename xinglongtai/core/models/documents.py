"""Issued papers: a frozen snapshot, its number, and the bytes made from it. Written by :mod:`xinglongtai.core.documents`."""

import uuid

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..errors import TransitionRefused
from ..vault.parts import PartlyClosedField
from .people import Bureau, Officer

FROZEN = (
    "bureau_id",
    "kind",
    "layout",
    "year",
    "n",
    "number_text",
    "template_version",
    "snapshot",
    "issued_by_id",
    "issued_at",
)
BYTES = ("pdf", "sha256", "size")


def _storage():
    return storages["documents"]


def _path(document, filename) -> str:
    """By month and random name: no number, no personal data in a file name."""
    return f"{document.issued_at:%Y/%m}/{uuid.uuid4().hex}.pdf"


class IssuedDocumentQuerySet(models.QuerySet):
    """Issued papers can be read and added; they are not deleted, and what is frozen is not changed in bulk either."""

    def update(self, **kwargs):
        raise TransitionRefused("已签发的文书不能批量修改。")

    def delete(self):
        raise TransitionRefused("已签发的文书不能删除，只能作废。")

    def unrendered(self):
        """Papers whose bytes are not made yet."""
        return self.exclude(state=IssuedDocument.State.READY)


class IssuedDocument(models.Model):
    """An issued paper, with a number or (笔录, 回证) without one: then ``n`` is empty and ``number_text`` blank.

    ``layout`` names the template where several kinds share one ("" = the kind's own). ``state`` tells of its bytes only; whether
    it is void is told by ``voided_at`` (a void paper keeps its number, snapshot and bytes).
    """

    class State(models.TextChoices):
        PENDING = "pending", "待生成"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="documents", verbose_name="机关")
    kind = models.CharField("文书种类", max_length=40)
    layout = models.CharField("版式", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    n = models.PositiveIntegerField("序号", null=True, blank=True)
    number_text = models.CharField("编号", max_length=100, blank=True)
    template_version = models.CharField("模板版本", max_length=20)
    #: ``lookup_url`` carries the secret of the party's page.
    snapshot = PartlyClosedField("印制内容", parts=("lookup_url",))
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    pdf = models.FileField("文件", storage=_storage, upload_to=_path, blank=True, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField("字节数", default=0)
    attempts = models.PositiveSmallIntegerField("生成次数", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)
    issued_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间", default=timezone.now)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "已签发文书"
        verbose_name_plural = "已签发文书"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "kind", "year", "n"], name="document_number_once"),
            models.UniqueConstraint(
                fields=["bureau", "number_text"], condition=~Q(number_text=""), name="document_number_text_once"
            ),
            models.CheckConstraint(
                condition=Q(n__isnull=True, number_text="") | (Q(n__isnull=False) & ~Q(number_text="")),
                name="document_number_whole",
            ),
            models.CheckConstraint(condition=Q(state__in=["pending", "ready", "failed"]), name="document_state_known"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(pdf="") & ~Q(sha256="") & Q(size__gt=0)),
                name="document_ready_has_bytes",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | (~Q(void_reason="") & Q(voided_by__isnull=False)),
                name="document_void_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="document_state")]

    def __str__(self):
        return self.number_text or f"文书 {self.pk}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self._refuse_changes()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("已签发的文书不能删除，只能作废。")

    def _refuse_changes(self) -> None:
        stored = type(self)._base_manager.filter(pk=self.pk).values("state", "voided_at", *FROZEN, *BYTES).get()
        fixed = FROZEN + (BYTES if stored["state"] == self.State.READY else ())
        changed = [name for name in fixed if stored[name] != getattr(self, name)]
        if changed or (stored["voided_at"] is not None and stored["voided_at"] != self.voided_at):
            raise TransitionRefused("已签发的文书不能修改。内容有误时请作废后重新签发。")

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None
