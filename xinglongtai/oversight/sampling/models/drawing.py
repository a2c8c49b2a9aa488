"""抽查: numbered drawings that are never deleted, the roll they were drawn from, and the review of each file drawn."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.models.constraints import one_of
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Bureau, Officer, Unit

from ..querysets import FileReviewQuerySet
from ..status import GRADE_TONE, REVIEW_TONE, DrawKind, DrawState, Grade, ReviewState, SizeUnit
from .standard import Standard

#: What a drawing says; never changed after it was drawn.
_FIXED = (
    "bureau_id",
    "number",
    "kind",
    "since",
    "until",
    "unit_id",
    "size",
    "size_unit",
    "seed",
    "roll_sha256",
    "population",
    "weights",
    "drawn_by_id",
    "drawn_on",
    "standard_id",
)


class Drawing(models.Model):
    """One drawing of closed files. ``seed`` was drawn once; ``roll_sha256`` is the hash of the roll (:class:`DrawingRoll`).

    ``since``/``until``: days of closing, inclusive. ``unit``: with its subtree; empty is the whole bureau.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="drawings", verbose_name="机关")
    number = models.CharField("抽查编号", max_length=100)
    kind = models.CharField("方式", max_length=10, choices=DrawKind)
    since = models.DateField("结案日期从")
    until = models.DateField("结案日期到")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    size = models.PositiveIntegerField("抽取数量")
    size_unit = models.CharField("数量单位", max_length=6, choices=SizeUnit)
    purpose = models.CharField("评查目的", max_length=200, blank=True)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="drawings", verbose_name="评查标准")
    seed = models.CharField("随机种子", max_length=64)
    seed_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="沿用其种子的抽查"
    )
    roll_sha256 = models.CharField("名册 SHA-256", max_length=64)
    population = models.PositiveIntegerField("名册件数")
    weights = models.JSONField("权重", default=dict, blank=True)
    drawn_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="抽取人")
    drawn_on = models.DateField("抽取日期")
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=DrawState, default=DrawState.LIVE)
    cancelled_on = models.DateField("撤销日期", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    cancel_reason = models.CharField("撤销原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "案卷抽查"
        verbose_name_plural = "案卷抽查"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="drawing_number_once"),
            one_of("kind", DrawKind, "drawing_kind_known"),
            one_of("size_unit", SizeUnit, "drawing_size_unit_known"),
            one_of("state", DrawState, "drawing_state_known"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="drawing_days_forwards"),
            models.CheckConstraint(
                condition=Q(state="live") | (~Q(cancel_reason="") & Q(cancelled_by__isnull=False)),
                name="drawing_cancelled_with_reason",
            ),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        if not self._state.adding:
            stored = type(self)._base_manager.filter(pk=self.pk).values("state", *_FIXED).get()
            back = stored["state"] == DrawState.CANCELLED and self.state != DrawState.CANCELLED
            if back or any(stored[name] != getattr(self, name) for name in _FIXED):
                raise TransitionRefused("抽查的条件、种子和名册不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("抽查记录不能删除，只能写明原因后撤销。")

    @property
    def thread(self) -> str:
        """Key of the timeline."""
        return f"drawing:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state == DrawState.LIVE

    @property
    def size_words(self) -> str:
        """«10件», «5%»."""
        return f"{self.size}{self.get_size_unit_display()}"


class DrawingRoll(models.Model):
    """The frozen roll of a drawing, apart because it may be long: a line a file, see ``sampling.drawing``."""

    drawing = models.OneToOneField(Drawing, on_delete=models.PROTECT, related_name="roll", verbose_name="抽查")
    text = models.TextField("名册")

    class Meta:
        verbose_name = "抽查名册"
        verbose_name_plural = "抽查名册"

    def __str__(self):
        return f"{self.drawing}名册"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TransitionRefused("抽查名册不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TransitionRefused("抽查名册不能删除。")


class FileReview(models.Model):
    """The review of one file drawn: by whom, how far, with what result. ``reviewer`` empty: everybody was barred."""

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="reviews", verbose_name="抽查")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="file_reviews", verbose_name="案件")
    position = models.PositiveIntegerField("抽取次序")
    weight = models.PositiveIntegerField("权重", default=1)
    flags = models.JSONField("权重事实", default=list, blank=True)
    reviewer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="file_reviews", verbose_name="评查人"
    )
    state = models.CharField("状态", max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    comment = models.CharField("总体意见", max_length=1000, blank=True)
    tenths = models.PositiveIntegerField("得分（十分之一分）", null=True, blank=True)
    vetoed = models.BooleanField("触发一票否决", default=False)
    grade = models.CharField("结果", max_length=6, choices=Grade, blank=True)
    limits = models.JSONField("分数线", default=dict, blank=True)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = FileReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "案卷评查"
        verbose_name_plural = "案卷评查"
        ordering = ["drawing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["drawing", "case"], name="filereview_once_a_drawing"),
            one_of("state", ReviewState, "filereview_state_known"),
            models.CheckConstraint(condition=Q(grade__in=["", *Grade.values]), name="filereview_grade_known"),
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | (Q(submitted_on__isnull=False, tenths__isnull=False, reviewer__isnull=False) & ~Q(grade="")),
                name="filereview_submitted_whole",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="filereview_reviewer")]

    def __str__(self):
        return f"案卷评查 {self.pk}"

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the drawing, not of the case, which the people concerned read."""
        return f"drawing:{self.drawing_id}"

    @property
    def is_submitted(self) -> bool:
        return self.state == ReviewState.SUBMITTED

    @property
    def total(self) -> str:
        """«92.5»; blank before it is submitted."""
        if self.tenths is None:
            return ""
        whole, rest = divmod(self.tenths, 10)
        return f"{whole}.{rest}" if rest else str(whole)

    @property
    def tone(self) -> str:
        return REVIEW_TONE[ReviewState(self.state)]

    @property
    def grade_tone(self) -> str:
        return GRADE_TONE[Grade(self.grade)]
