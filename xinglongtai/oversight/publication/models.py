"""Rows of publication (公示): what is said, where it stands in each system, and the packs that were sent."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.models.constraints import one_of
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.vault.parts import PartlyClosedField

from .querysets import PublicationQuerySet
from .status import PACK_TONE, ROW_TONE, TONE, PackState, PenaltyKind, RowState, State, Target, Why

__all__ = ["OutcomeContent", "PackLayout", "Publication", "PublicationPack", "PublicationRow"]


class OutcomeContent(models.Model):
    """What would be published of one closed case, as legal staff recorded it from the decision (公示规定 4 III).

    The decision itself is written elsewhere; ``kinds`` are :class:`PenaltyKind` codes, amounts are yuan. ``elsewhere``: the party is
    registered in another province (公示规定 10). For a lenient outcome ``kinds`` is empty and there is no amount.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="published_content", verbose_name="案件")
    number = models.CharField("决定文号", max_length=80, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    violation = models.CharField("违法行为类型", max_length=300, blank=True)
    basis = models.CharField("处罚（处理）依据", max_length=500, blank=True)
    kinds = models.JSONField("处罚种类", default=list, blank=True)
    fine = models.DecimalField("罚款金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    gains = models.DecimalField("没收违法所得金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    content = models.TextField("处罚（处理）内容", max_length=2000, blank=True)
    authority = models.CharField("作出决定的机关", max_length=100, blank=True)
    elsewhere = models.BooleanField("当事人登记地在外省", null=True, blank=True)
    informed = models.BooleanField("已书面告知将公示", default=False)
    screened = models.BooleanField("已作保密审查和个人信息处理", default=False)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "公示内容"
        verbose_name_plural = "公示内容"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(fine__isnull=True) | Q(fine__gt=0)) & (Q(gains__isnull=True) | Q(gains__gt=0)),
                name="outcomecontent_amounts_positive",
            )
        ]

    def __str__(self):
        return f"公示内容 {self.number}"

    @property
    def thread(self) -> str:
        """Key of the timeline: beside the case's own, which ended with the case (its file stays as it was made)."""
        return f"publication:{self.case_id}"

    @property
    def kind_words(self) -> str:
        """«罚款、没收违法所得»."""
        return "、".join(PenaltyKind(kind).label for kind in self.kinds)

    @property
    def only_warning(self) -> bool:
        """Whether the penalty is a warning and nothing else (公示规定 2 II)."""
        return self.kinds == [PenaltyKind.WARNING]


class Publication(models.Model):
    """One closed case in one target system. ``lenient``: not a penalty, published only because legal staff decided so.

    ``reason`` says why it stands where it stands; ``sent_on`` and ``receipt`` are of the last time it was sent.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="publications", verbose_name="机关")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="publications", verbose_name="案件")
    target = models.CharField("报送系统", max_length=10, choices=Target)
    lenient = models.BooleanField("从宽结果", default=False)
    state = models.CharField("公示状态", max_length=10, choices=State, default=State.PENDING)
    why = models.CharField("缘由", max_length=12, choices=Why, default=Why.CLOSED)
    reason = models.CharField("理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    first_sent_on = models.DateField("首次报送日", null=True, blank=True)
    sent_on = models.DateField("报送日", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=80, blank=True)
    created_on = models.DateField("列入日")
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering = ["-pk"]
        constraints = [
            one_of("target", Target, "publication_target_known"),
            one_of("state", State, "publication_state_known"),
            one_of("why", Why, "publication_why_known"),
            models.UniqueConstraint(fields=["case", "target"], name="publication_once_a_system"),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | (Q(sent_on__isnull=False) & Q(first_sent_on__isnull=False)),
                name="publication_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SKIPPED, State.WITHDRAWN]) | ~Q(reason=""),
                name="publication_silence_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(lenient=False) | ~Q(why__in=[Why.CLOSED, Why.WARNING, Why.PERSON]),
                name="publication_lenient_is_decided",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state", "target"], name="publication_bureau_state")]

    def __str__(self):
        return f"{self.get_target_display()}：{self.get_state_display()}"

    @property
    def tone(self) -> str:
        return TONE[State(self.state)]

    @property
    def thread(self) -> str:
        """Key of the timeline: beside the case's own, which ended with the case (its file stays as it was made)."""
        return f"publication:{self.case_id}"

    @property
    def state_words(self) -> str:
        """The state, and what makes it special: «待报送（更正）», «待报送（被退回）»."""
        words = self.get_state_display()
        if self.state == State.PENDING and self.why in {Why.CORRECTION, Why.RETURNED}:
            words += "（更正）" if self.why == Why.CORRECTION else "（被退回）"
        return words


class PackLayout(models.Model):
    """The columns of one kind of pack: data, not code. Without a row the start layout holds (``layouts.START``).

    ``columns``: ``{"heading", "source", "text", "checked"}`` in order; ``checked``: compared with the official template.
    """

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE, related_name="pack_layouts", verbose_name="机关")
    target = models.CharField("报送系统", max_length=10, choices=Target)
    lenient = models.BooleanField("从宽结果", default=False)
    columns = models.JSONField("字段")
    updated_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "报送字段表"
        verbose_name_plural = "报送字段表"
        ordering = ["bureau", "target", "lenient"]
        constraints = [
            one_of("target", Target, "packlayout_target_known"),
            models.UniqueConstraint(fields=["bureau", "target", "lenient"], name="packlayout_once"),
        ]

    def __str__(self):
        return f"报送字段表 {self.get_target_display()}"

    @property
    def thread(self) -> str:
        """Key of its timeline."""
        return f"packlayout:{self.bureau_id}:{self.target}:{int(self.lenient)}"


class PublicationPack(models.Model):
    """报送包: numbered, its rows and files as they were when it was made. Void keeps its number."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="publication_packs", verbose_name="机关")
    target = models.CharField("报送系统", max_length=10, choices=Target)
    lenient = models.BooleanField("从宽结果", default=False)
    number = models.CharField("编号", max_length=80)
    state = models.CharField("状态", max_length=10, choices=PackState, default=PackState.MADE)
    headings = models.JSONField("表头")
    unchecked = models.PositiveSmallIntegerField("未核对的表头数", default=0)
    xlsx = models.BinaryField("Excel 文件")
    xlsx_sha256 = models.CharField("Excel 校验值", max_length=64)
    csv = models.BinaryField("CSV 文件")
    csv_sha256 = models.CharField("CSV 校验值", max_length=64)
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="制作人")
    made_on = models.DateField("制作日")
    sent_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )
    sent_on = models.DateField("报送日", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=80, blank=True)
    void_reason = models.CharField("作废原因", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "报送包"
        verbose_name_plural = "报送包"
        ordering = ["-pk"]
        constraints = [
            one_of("target", Target, "publicationpack_target_known"),
            one_of("state", PackState, "publicationpack_state_known"),
            models.UniqueConstraint(fields=["bureau", "number"], name="publicationpack_number_once"),
            models.CheckConstraint(
                condition=~Q(state=PackState.SENT) | (Q(sent_on__isnull=False) & ~Q(receipt="")),
                name="publicationpack_sent_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.VOID) | ~Q(void_reason=""), name="publicationpack_void_has_reason"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def tone(self) -> str:
        return PACK_TONE[PackState(self.state)]

    @property
    def thread(self) -> str:
        """Key of its timeline."""
        return f"publication_pack:{self.pk}"


class PublicationRow(models.Model):
    """One line of a pack: the words as they went out, and what the target system answered."""

    pack = models.ForeignKey(PublicationPack, on_delete=models.PROTECT, related_name="rows", verbose_name="报送包")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="rows", verbose_name="公示")
    position = models.PositiveSmallIntegerField("序号")
    cells = PartlyClosedField("各栏内容")
    state = models.CharField("状态", max_length=10, choices=RowState, default=RowState.IN)
    returned_on = models.DateField("退回日", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "报送行"
        verbose_name_plural = "报送行"
        ordering = ["pack", "position"]
        constraints = [
            one_of("state", RowState, "publicationrow_state_known"),
            models.UniqueConstraint(fields=["pack", "publication"], name="publicationrow_once_a_pack"),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state=RowState.IN), name="publicationrow_one_open_pack"
            ),
            models.CheckConstraint(
                condition=~Q(state=RowState.RETURNED) | (Q(returned_on__isnull=False) & ~Q(return_reason="")),
                name="publicationrow_return_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.pack} 第{self.position}行"

    @property
    def tone(self) -> str:
        return ROW_TONE[RowState(self.state)]
