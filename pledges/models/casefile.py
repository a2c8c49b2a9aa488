"""Files made of a whole case: the 案卷 as one PDF, or as an archive with the originals."""

import uuid
from pathlib import PurePath

from django.core.files.storage import storages
from django.db import models

from cases.models import Case
from cases.models.constraints import one_of
from cases.status import CaseStatus
from xinglongtai.core.models import Officer
from xinglongtai.core.roles import allowed


def casefile_storage():
    """Storage of made files, outside the web root."""
    return storages["casefiles"]


def casefile_path(instance, filename: str) -> str:
    """A path that tells nothing: case number and a random name."""
    return f"{instance.case_id}/{uuid.uuid4().hex}{PurePath(filename).suffix}"


class CaseFileKind(models.TextChoices):
    """In which form the file is made."""

    PDF = "pdf", "整卷 PDF"
    ARCHIVE = "zip", "整卷及原件（ZIP）"


class CaseFile(models.Model):
    """One making of a case's file. The row stays; its bytes are removed when newer ones stand (``file`` then empty).

    ``full`` says whether scans with identity papers are inside; ``up_to`` is the last event of the case it knows.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="casefiles", verbose_name="案件")
    kind = models.CharField("形式", max_length=10, choices=CaseFileKind)
    full = models.BooleanField("含个人证件材料")
    case_status = models.CharField("制作时案件状态", max_length=20, choices=CaseStatus)
    file = models.FileField("文件", storage=casefile_storage, upload_to=casefile_path, blank=True, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    pages = models.PositiveIntegerField("页数")
    problems = models.JSONField("核对发现的问题", default=list, blank=True)
    up_to = models.PositiveBigIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="制作人")
    made_at = models.DateTimeField("制作时间", auto_now_add=True)

    class Meta:
        verbose_name = "案卷文件"
        verbose_name_plural = "案卷文件"
        ordering = ["-pk"]
        constraints = [
            one_of("kind", CaseFileKind, "casefile_kind_known"),
            one_of("case_status", CaseStatus, "casefile_status_known"),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="casefile_case")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"

    def readable_by(self, officer: Officer) -> bool:
        """Whether ``officer``, who sees the case, may have this file: with identity papers only who may see those."""
        return not self.full or allowed(officer, "cases.view_identity")
