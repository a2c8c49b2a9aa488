"""Batches, items, their versions and citations. Published versions never change (see :mod:`catalog.querysets`)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from xinglongtai.core.errors import TransitionRefused

from ..querysets import BY_SERVICE, FROZEN, ItemQuerySet, ItemVersionQuerySet, VersionPartQuerySet
from ..status import (
    OPEN_STATES,
    BasisScope,
    CitationRole,
    KeyArea,
    LeniencyKind,
    LoadState,
    PenaltyStructure,
    SourceLevel,
    VersionState,
)
from .checks import one_of, ordered
from .statutes import Statute, StatuteVersion


class Batch(models.Model):
    """A published batch of the bureau's list: 第一批, 第二批 …"""

    bureau = models.ForeignKey("core.Bureau", on_delete=models.PROTECT, related_name="batches", verbose_name="机关")
    name = models.CharField("批次名称", max_length=60, help_text="如 第一批")
    sequence = models.PositiveSmallIntegerField("序号", help_text="第一批为 1")
    is_sample = models.BooleanField("示例", default=False, help_text="起步清单等示例批次，不是本机关正式公布的清单")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "批次"
        verbose_name_plural = "批次"
        ordering = ["bureau", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="batch_unique_name"),
            models.UniqueConstraint(fields=["bureau", "sequence"], name="batch_unique_sequence"),
        ]

    def __str__(self):
        return f"{self.name}（示例）" if self.is_sample else self.name


class SourceList(models.Model):
    """A list or set of criteria items are taken from: 总局, 省, 市 or 区, with its document number.

    When it ends, every item that rests on it ends with it (:func:`catalog.services.source_list_end`).
    """

    bureau = models.ForeignKey(
        "core.Bureau", on_delete=models.PROTECT, related_name="source_lists", verbose_name="机关"
    )
    level = models.CharField("制定层级", max_length=10, choices=SourceLevel)
    title = models.CharField("名称", max_length=120)
    document_number = models.CharField(
        "文号", max_length=60, blank=True, help_text="照抄原文，如 ×市监发〔2026〕×号；没有的留空"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("截止日期", null=True, blank=True, help_text="最后有效的一天；长期有效留空")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "清单来源"
        verbose_name_plural = "清单来源"
        ordering = ["bureau", "level", "title"]
        constraints = [
            one_of("level", SourceLevel, "sourcelist_level"),
            ordered("effective_from", "effective_to", "sourcelist_range"),
            models.UniqueConstraint(fields=["bureau", "title", "document_number"], name="sourcelist_once"),
        ]

    def __str__(self):
        return f"{self.title}（{self.document_number}）" if self.document_number else self.title


class Item(models.Model):
    """A stable entry of one bureau's list; what it says stands in its versions."""

    bureau = models.ForeignKey("core.Bureau", on_delete=models.PROTECT, related_name="items", verbose_name="机关")
    number = models.CharField(
        "事项编号",
        max_length=20,
        validators=[RegexValidator(r"^[A-Za-z]{1,4}\d{1,4}$", "编号由字母加数字组成，如 R3。")],
        help_text="字母加数字，如 R3；定下后不再改变",
    )
    domain = models.CharField("领域", max_length=40, help_text="如 登记注册与公示、广告、价格")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "清单事项"
        verbose_name_plural = "清单事项"
        ordering = ["bureau", "number"]
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="item_unique_number")]

    def __str__(self):
        return f"{self.number} {self.domain}"


class ItemVersion(models.Model):
    """One wording of an item. Drafts are free; after publication only ``effective_to`` and the step to «已失效» change.

    Approval takes two people: who submits or last edited a draft does not publish it.
    """

    #: Fields a service may still set once a version is no draft any more.
    LIVING = frozenset({"effective_to", "state", "retired_at", "retired_by", "retire_reason"})
    #: Fields a service sets while a version goes to the second person, comes back or is published.
    IN_REVIEW = frozenset({"state", "submitted_at", "submitted_by", "return_reason", "published_at", "published_by"})

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions", verbose_name="清单事项")
    version_no = models.PositiveSmallIntegerField("版本号", default=1)
    state = models.CharField("状态", max_length=10, choices=VersionState, default=VersionState.DRAFT, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="versions", verbose_name="批次")
    source_list = models.ForeignKey(
        SourceList, on_delete=models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="清单来源"
    )
    violation = models.CharField("违法行为", max_length=200, help_text="简短表述，印在承诺书上")
    violated_law = models.CharField("违反的法规", max_length=120, blank=True, help_text="全称")
    violated_article = models.CharField("违反条款", max_length=200, blank=True, help_text="多条用分号隔开，写到款、项")
    penalty_law = models.CharField("处罚依据法规", max_length=120, blank=True, help_text="全称")
    penalty_article = models.CharField("处罚条款", max_length=200, blank=True, help_text="多条用分号隔开，写到款、项")
    penalty_summary = models.CharField("处罚概要", max_length=200, blank=True, help_text="金额与条文一致")
    penalty_structure = models.CharField(
        "处罚结构", max_length=16, choices=PenaltyStructure, blank=True, help_text="未核对条文的留空"
    )
    leniency_kind = models.CharField("从宽类型", max_length=16, choices=LeniencyKind)
    legal_basis_scope = models.CharField(
        "适用范围",
        max_length=2,
        choices=BasisScope,
        default=BasisScope.STATUTE,
        help_text="告知承诺制第二部分的四类依据",
    )
    leniency_basis = models.CharField("从宽依据", max_length=400, blank=True, help_text="多项用分号隔开")
    supervision_measure = models.CharField("配套监管措施", max_length=200, blank=True, help_text="多项用分号隔开")
    correction_days_max = models.PositiveSmallIntegerField(
        "最长改正期限",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="单位：工作日",
    )
    remote_recheck = models.BooleanField(
        "可以免到场复查",
        default=False,
        help_text="看照片就能判断是否改正的事项才选；重点领域事项选了也不适用，本机关还须打开参数“免到场复查”",
    )
    key_area = models.CharField("重点领域", max_length=20, choices=KeyArea, blank=True)
    load_state = models.CharField(
        "使用状态", max_length=20, choices=LoadState, default=LoadState.REVIEW, help_text="未核对的事项不能设为可用"
    )
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("截止日期", null=True, blank=True, help_text="最后有效的一天；长期有效留空")
    verified = models.BooleanField("条文已核对", default=False)
    text_in_force_checked = models.BooleanField(
        "按现行文本核对", null=True, blank=True, help_text="否：核对时用的是已被修改的文本"
    )
    verified_text = models.CharField(
        "核对所用文本", max_length=200, blank=True, help_text="简称（版本日期），多项用分号隔开"
    )
    evidence = models.CharField("参考清单", max_length=100, blank=True, help_text="哪些地方的公开清单有此事项")
    related_basis = models.CharField("相关条款", max_length=400, blank=True, help_text="多项用分号隔开")
    note = models.CharField("备注", max_length=600, blank=True)
    keywords = models.CharField(
        "日常用语", max_length=400, blank=True, help_text="执法人员会怎么说，用分号隔开，如 没挂执照"
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    edited_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="edited_versions",
        verbose_name="最后修改人",
    )
    submitted_at = models.DateTimeField("提交审核时间", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="submitted_versions",
        verbose_name="提交人",
    )
    return_reason = models.CharField("退回理由", max_length=200, blank=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="published_versions",
        verbose_name="发布人",
    )
    retired_at = models.DateTimeField("失效办理时间", null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        "core.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="retired_versions",
        verbose_name="失效办理人",
    )
    retire_reason = models.CharField("失效理由", max_length=200, blank=True, editable=False)

    objects = ItemVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "清单事项版本"
        verbose_name_plural = "清单事项版本"
        ordering = ["item", "-version_no"]
        permissions = [
            ("publish_itemversion", "发布、失效清单事项"),
            ("import_catalog", "导入清单"),
            ("export_catalog", "导出清单"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["item", "version_no"], name="itemversion_unique_no"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state=VersionState.PUBLISHED), name="itemversion_one_published"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=OPEN_STATES), name="itemversion_one_draft"
            ),
            one_of("state", VersionState, "itemversion_state"),
            one_of("penalty_structure", PenaltyStructure, "itemversion_penalty_structure", blank=True),
            one_of("leniency_kind", LeniencyKind, "itemversion_leniency_kind"),
            one_of("legal_basis_scope", BasisScope, "itemversion_scope"),
            one_of("key_area", KeyArea, "itemversion_key_area", blank=True),
            one_of("load_state", LoadState, "itemversion_load_state"),
            models.CheckConstraint(
                condition=models.Q(verified=True) | ~models.Q(load_state=LoadState.ENABLED),
                name="itemversion_enabled_is_verified",
                violation_error_message="未核对条文的事项不能设为“可用”。请先核对条文，或改为“须法制审核”。",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN_STATES) | models.Q(effective_from__isnull=False),
                name="itemversion_published_has_start",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN_STATES)
                | models.Q(published_at__isnull=False, published_by__isnull=False),
                name="itemversion_published_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.PENDING)
                | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="itemversion_submitted_by",
            ),
            # Approval takes a second person; rows from before this rule carry no submitter.
            models.CheckConstraint(
                condition=models.Q(submitted_by__isnull=True)
                | models.Q(published_by__isnull=True)
                | ~models.Q(published_by=models.F("submitted_by")),
                name="itemversion_second_person",
            ),
            # A version retired before its first day keeps an empty range (end before start).
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_from__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from"))
                | models.Q(state=VersionState.RETIRED),
                name="itemversion_range",
                violation_error_message="截止日期不能早于施行日期。",
            ),
            models.CheckConstraint(
                condition=models.Q(correction_days_max__isnull=True) | models.Q(correction_days_max__gte=1),
                name="itemversion_correction_days",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_from", "effective_to"], name="itemversion_in_force")]

    def __str__(self):
        return f"{self.item.number} 第{self.version_no}版 {self.violation}"

    def save(self, *args, by_service: bool = False, **kwargs):
        """Save a draft. Published rows and changes of state are refused unless a service asks (``by_service``)."""
        stored = None if self._state.adding else type(self).objects.order_by("pk").filter(pk=self.pk).first()
        before = stored.state if stored else VersionState.DRAFT
        if self.state != before and not by_service:
            raise TransitionRefused(BY_SERVICE)
        if stored and stored.frozen:
            changed = {f.name for f in self._meta.concrete_fields if _differs(self, stored, f)} - {"updated_at"}
            allowed = self.IN_REVIEW if before == VersionState.PENDING else self.LIVING
            if changed and not (by_service and changed <= allowed):
                raise TransitionRefused(FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if type(self).objects.filter(pk=self.pk).exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)
        return super().delete(*args, **kwargs)

    @property
    def standing(self) -> bool:
        """Whether it was ever published; only such versions hold for a day."""
        return self.state not in OPEN_STATES

    @property
    def frozen(self) -> bool:
        """Whether the row can no longer be edited."""
        return self.state != VersionState.DRAFT

    def covers(self, day: date) -> bool:
        """Whether this version is in force on ``day`` (both ends included); a draft or pending one never is."""
        return self.standing and self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def keyword_list(self) -> list[str]:
        """The everyday words, one by one."""
        return [word.strip() for word in self.keywords.replace("；", ";").split(";") if word.strip()]


def _differs(one: models.Model, other: models.Model, field: models.Field) -> bool:
    return getattr(one, field.attname) != getattr(other, field.attname)


class VersionPart(models.Model):
    """A row that belongs to an item version and is locked together with it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_frozen()
        return super().delete(*args, **kwargs)

    def _refuse_frozen(self) -> None:
        ids = {self.version_id}
        if not self._state.adding:
            ids.update(type(self).objects.filter(pk=self.pk).values_list("version_id", flat=True))
        if ItemVersion.objects.filter(pk__in=ids).exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)


class Citation(VersionPart):
    """One article an item version rests on."""

    version = models.ForeignKey(
        ItemVersion, on_delete=models.CASCADE, related_name="citations", verbose_name="清单事项版本"
    )
    role = models.CharField("作用", max_length=10, choices=CitationRole)
    statute = models.ForeignKey(Statute, on_delete=models.PROTECT, related_name="citations", verbose_name="法规")
    statute_version = models.ForeignKey(
        StatuteVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name="法规版本",
    )
    article_label = models.CharField("条款", max_length=60, blank=True, help_text="如 第四十八条第一款")

    objects = VersionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "引用条款"
        verbose_name_plural = "引用条款"
        ordering = ["version", "pk"]
        constraints = [
            one_of("role", CitationRole, "citation_role"),
            models.UniqueConstraint(fields=["version", "role", "statute", "article_label"], name="citation_once"),
        ]

    def __str__(self):
        return f"{self.statute}{self.article_label}"

    def clean(self):
        if self.statute_version_id and self.statute_version.statute_id != self.statute_id:
            raise ValidationError({"statute_version": "所选版本不属于这部法规。"})
