"""What stands behind the party's page: the link on the letter, wrong tries, wishes, and photos taken for a recheck without a visit."""

from django.db import models

from cases.models import Evidence
from cases.models.constraints import one_of
from xinglongtai.core.models import Officer

from ..status import WishKind
from .pledge import Pledge


class PartyLink(models.Model):
    """The link to the party's page that a letter (or a later QR sheet) carries.

    Only the keyed hash of its secret is here. One link of a pledge is live at a time; a revoked one still tells that the paper is
    genuine. ``tries`` are wrong tries since the last right one or lock; ``locked_until`` closes the page for everybody,
    each lock in a row (``locks``) twice as long.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="party_links", verbose_name="承诺")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    on_letter = models.BooleanField("印在承诺书上", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="建立人")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人"
    )
    revoke_reason = models.CharField("停用原因", max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField("连续输错", default=0)
    locks = models.PositiveSmallIntegerField("连续锁定次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    checks = models.PositiveIntegerField("扫码核验次数", default=0)
    visits = models.PositiveIntegerField("当事人打开次数", default=0)
    last_visit_at = models.DateTimeField("当事人最近打开", null=True, blank=True)

    class Meta:
        verbose_name = "当事人链接"
        verbose_name_plural = "当事人链接"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge"], condition=models.Q(revoked_at__isnull=True), name="partylink_one_live"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True)
                | (models.Q(revoked_by__isnull=False) & ~models.Q(revoke_reason="")),
                name="partylink_revoked_with_reason",
            ),
        ]

    def __str__(self):
        return f"当事人链接 {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None


class AddressTries(models.Model):
    """Wrong tries from one network address, which is kept as a keyed hash only."""

    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    tries = models.PositiveIntegerField("连续输错", default=0)
    first_at = models.DateTimeField("第一次")
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)

    class Meta:
        verbose_name = "网络地址输错次数"
        verbose_name_plural = "网络地址输错次数"
        ordering = ["-pk"]

    def __str__(self):
        return f"网络地址 {self.pk}"


class PartyWish(models.Model):
    """What the party asks or says on its page: more time, or 陈述申辩 (行政处罚法 45). A wish changes nothing by itself."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="wishes", verbose_name="承诺")
    kind = models.CharField("类别", max_length=20, choices=WishKind)
    text = models.TextField("内容", max_length=2000)
    until = models.DateField("希望延期至", null=True, blank=True)
    client_key = models.UUIDField("表单编号", help_text="同一张表重复提交只登记一次")
    on = models.DateField("提出日期")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = "当事人意见"
        verbose_name_plural = "当事人意见"
        ordering = ["pk"]
        constraints = [
            one_of("kind", WishKind, "wish_kind_known"),
            models.UniqueConstraint(fields=["pledge", "client_key"], name="wish_once_a_form"),
            models.CheckConstraint(
                condition=models.Q(kind="time", until__isnull=False) | models.Q(kind="objection", until__isnull=True),
                name="wish_for_time_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True, answered_by__isnull=True, answer="")
                | (models.Q(answered_on__isnull=False, answered_by__isnull=False) & ~models.Q(answer="")),
                name="wish_answered_whole",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.pledge.case_id}"


class RemoteProof(models.Model):
    """A random word given for a photo, and the photos sent with it: each word once, within its minutes.

    ``latitude`` and ``longitude`` are the browser's, with the party's consent; what the file says of itself stands with the
    photo. ``return_reason``: an officer asked for a new photo.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="proofs", verbose_name="承诺")
    word = models.CharField("验证字", max_length=20)
    given_at = models.DateTimeField("给出时间")
    valid_until = models.DateTimeField("有效至")
    received_at = models.DateTimeField("收到照片时间", null=True, blank=True)
    photos = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name="照片")
    latitude = models.DecimalField("纬度（浏览器）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（浏览器）", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField("精度（米）", null=True, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="退回人"
    )
    return_reason = models.CharField("请重拍的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "免到场复查照片"
        verbose_name_plural = "免到场复查照片"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(valid_until__gt=models.F("given_at")), name="proof_word_lives"),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True)
                | models.Q(received_at__gte=models.F("given_at"), received_at__lte=models.F("valid_until")),
                name="proof_received_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at__isnull=True)
                | (models.Q(returned_by__isnull=False, received_at__isnull=False) & ~models.Q(return_reason="")),
                name="proof_returned_with_reason",
            ),
        ]

    def __str__(self):
        return f"验证字 {self.word}"

    @property
    def waits(self) -> bool:
        """Whether photos are here and no officer sent them back."""
        return self.received_at is not None and self.returned_at is None
