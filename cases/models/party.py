"""The party (当事人): the firm, shop or person under inspection."""

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat

from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.textsearch import SearchText
from xinglongtai.core.vault.fields import ClosedField
from xinglongtai.core.vault.marks import MarkField

from ..querysets import PartyQuerySet
from ..status import PartyKind
from .constraints import one_of

#: What a party is found by, each part on a line of its own.
_LINE = Value("\n")
_FOUND_BY = Concat(
    F("name_key"), _LINE, F("uscc"), _LINE, F("registration_no"), _LINE, F("phone"), _LINE, F("operator")
)


class Party(models.Model):
    """A party as one bureau knows it. Identity: 信用代码, else old registration number, else the person's ID number."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="parties", verbose_name="机关")
    kind = models.CharField("主体类型", max_length=30, choices=PartyKind)
    name = models.CharField("名称（姓名）", max_length=200)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    registration_no = models.CharField("旧注册号", max_length=15, blank=True)
    id_number = ClosedField("身份证号", max_length=18, blank=True)
    id_mark = MarkField(of="id_number")
    operator = models.CharField("法定代表人/经营者/负责人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    address = models.CharField("住所/经营场所", max_length=200, blank=True)
    address_key = models.CharField(max_length=200, editable=False, blank=True, db_index=True)
    words = models.GeneratedField(expression=_FOUND_BY, output_field=SearchText(many=5_000), db_persist=True)
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "当事人"
        verbose_name_plural = "当事人"
        ordering = ["name", "pk"]
        permissions = [("view_identity", "可以查看证件号码")]
        constraints = [
            one_of("kind", PartyKind, "party_kind_known"),
            models.UniqueConstraint(
                fields=["bureau", "uscc"], condition=~models.Q(uscc=""), name="party_unique_uscc_in_bureau"
            ),
        ]
        indexes = [
            models.Index(fields=["uscc"], name="party_uscc"),
            models.Index(fields=["id_mark"], name="party_id_mark"),
            models.Index(fields=["registration_no"], name="party_registration_no"),
            models.Index(fields=["phone"], name="party_phone"),
            models.Index(fields=["bureau", "name", "-id"], name="party_bureau_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_person(self) -> bool:
        """Whether the party writes 我 (a natural person or an 个体工商户) rather than 我单位."""
        return self.kind in {PartyKind.PERSON, PartyKind.INDIVIDUAL}

    @property
    def told_name(self) -> str:
        """The name as events may keep it for ever: a firm's is public, a natural person's is cut to its first character."""
        return mask_name(self.name) if self.kind == PartyKind.PERSON else self.name

    @property
    def identity(self) -> str:
        """The number that identifies the party best; "" when none is known."""
        return self.uscc or self.registration_no or self.id_number
