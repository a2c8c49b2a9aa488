"""Units, bureaus, accounts and officers: who works where, and who may act on a given day."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models


class Unit(models.Model):
    """A 科室/所 in the tree of one bureau. The root of each tree is the bureau itself; there may be many roots.

    ``path`` lists the primary keys from the root down ("00001/00007/"), so a subtree is one prefix query.
    """

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=30, blank=True)
    bureau = models.ForeignKey(
        "core.Bureau", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="units"
    )
    path = models.CharField(max_length=200, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="unit_unique_name_under_parent")]

    def __str__(self):
        return self.short_name or self.name


class Bureau(models.Model):
    """What hangs on a root unit: letterhead, region code, prefix of document numbers (盘兴市监)."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="as_bureau", verbose_name="根单位")
    code = models.SlugField("代号", max_length=30, unique=True, help_text="命令行和网址中使用，如 xinglongtai")
    full_name = models.CharField("机关全称", max_length=100, help_text="承诺书抬头，如 盘锦市兴隆台区市场监督管理局")
    region_code = models.CharField("行政区划代码", max_length=6)
    document_prefix = models.CharField("机关代字", max_length=20, help_text="文号前缀，如 盘兴市监")
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    class Meta:
        verbose_name = "机关"
        verbose_name_plural = "机关"
        ordering = ["pk"]

    def __str__(self):
        return self.full_name


class User(AbstractUser):
    """A login. What a person may do comes from groups (roles); where, from the officer row.

    ``failed_logins`` counts since the last successful login, from ``last_address``.
    """

    class MustChange(models.TextChoices):
        """Why the password has to be changed before anything else."""

        NO = "", "不用改"
        GIVEN = "given", "密码由管理员设定"
        OLD = "old", "密码用得太久"

    must_change = models.CharField(
        "须改密码", max_length=10, choices=MustChange.choices, blank=True, default="", db_default=""
    )
    failed_logins = models.PositiveIntegerField("登录失败次数", default=0, db_default=0, editable=False)
    last_address = models.CharField("上次登录地址", max_length=45, blank=True, db_default="", editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "账号"
        verbose_name_plural = "账号"
        permissions = [("manage_access", "可以管理账号的角色、锁定和验证方式")]

    def __str__(self):
        return self.username


class OfficerQuerySet(models.QuerySet):
    """Row vocabulary of members of staff."""

    def certified(self, on: date):
        """Active people whose 执法证 holds on ``on``: the one in force, or an earlier one that held then."""
        now = models.Q(certificate_from__lte=on, certificate_to__gte=on) & ~models.Q(certificate_no="")
        earlier = self.model._meta.apps.get_model("core", "Certificate").objects.filter(
            officer=models.OuterRef("pk"), set_aside_reason="", valid_from__lte=on, valid_to__gte=on
        )
        return self.filter(now | models.Exists(earlier), is_active=True)


class Officer(models.Model):
    """A member of staff. Only holders of a valid 执法证 may inspect and issue (行政处罚法 42 I)."""

    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="officer", verbose_name="账号"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="officers", verbose_name="所在单位")
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("电话", max_length=30, blank=True)
    certificate_no = models.CharField("执法证号", max_length=40, blank=True)
    certificate_from = models.DateField("执法证有效期起", null=True, blank=True)
    certificate_to = models.DateField("执法证有效期止", null=True, blank=True)
    is_active = models.BooleanField("在岗", default=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "执法人员"
        verbose_name_plural = "执法人员"
        ordering = ["unit__path", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_no"], condition=~models.Q(certificate_no=""), name="officer_unique_certificate"
            ),
            models.CheckConstraint(
                condition=models.Q(certificate_to__isnull=True)
                | models.Q(certificate_from__isnull=True)
                | models.Q(certificate_to__gte=models.F("certificate_from")),
                name="officer_certificate_range",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def bureau(self):
        """The bureau this person serves (the root of the unit's tree)."""
        return self.unit.bureau

    def certified_on(self, day: date) -> bool:
        """Whether an 执法证 was valid on ``day`` (both ends included): the one in force, or an earlier one.

        Reads the earlier ones only where the one in force does not answer; an unsaved person has none.
        """
        if not self.is_active:
            return False
        begins, ends = self.certificate_from, self.certificate_to
        if self.certificate_no and begins and ends and begins <= day <= ends:
            return True
        return any(row.valid_from <= day <= row.valid_to for row in self.former_certificates())

    def former_certificates(self) -> list:
        """The periods before the one in force, newest first (one query unless prefetched)."""
        if self.pk is None:
            return []
        return [row for row in self.certificates.all() if not row.set_aside_reason]
