"""送达, the address it goes to, agents, signatures and the record of a refusal."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models import Case, Evidence
from cases.models.constraints import one_of
from xinglongtai.core.models import IssuedDocument, Officer
from xinglongtai.core.vault.fields import ClosedField

from ..papers.kinds import PaperKind
from ..service.kinds import (
    AgentScope,
    ElectronicWay,
    Holder,
    NoticeChannel,
    Relation,
    SignatureWay,
    SignerRole,
)
from ..service.rules import AgentFacts, agent_words
from ..status import Delivery
from .pledge import Pledge


def _one_of_or_blank(field: str, choices, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": ["", *choices.values]}), name=name)


class OfCase(models.Model):
    """What is recorded for a case by somebody at some time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)s_rows", verbose_name="案件")
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"


class Agent(OfCase):
    """委托代理人 of the party. ``may_sign`` and ``may_receive`` say what the 授权委托书 words; without the paper neither counts.

    ``valid_from`` and ``valid_to`` are inclusive; no ``valid_to``: until the case ends.
    """

    name = models.CharField("代理人姓名", max_length=60)
    position = models.CharField("与当事人的关系或者职务", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    id_number = ClosedField("身份证号", max_length=18, blank=True)
    scope = models.CharField("授权类型", max_length=10, choices=AgentScope)
    powers = models.CharField("授权事项", max_length=300)
    may_sign = models.BooleanField("可以代为签署文书", default=False)
    may_receive = models.BooleanField("可以代为签收文书", default=False)
    valid_from = models.DateField("委托开始日期")
    valid_to = models.DateField("委托截止日期", null=True, blank=True)
    authority = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权委托书"
    )
    ended_on = models.DateField("委托终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "委托代理人"
        verbose_name_plural = "委托代理人"
        ordering = ["pk"]
        constraints = [
            one_of("scope", AgentScope, "agent_scope_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="agent_valid_forwards"
            ),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | ~Q(end_reason=""), name="agent_end_has_reason"),
        ]

    def __str__(self):
        return f"{self.name}（{self.position}）"

    def hindrance(self, on: date, *, receiving: bool = False) -> str:
        """Why the agent may not sign (or receive) on ``on``, with what to do; "" when nothing stands in the way."""
        facts = AgentFacts(
            has_authority=bool(self.authority_id) and not self.authority.set_aside_reason,
            covers=self.may_receive if receiving else self.may_sign,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            ended_on=self.ended_on,
        )
        return agent_words(facts, on, "代为签收" if receiving else "代为签署")


class Signature(models.Model):
    """One person's name under one paper of a case.

    ``way`` paper: signed by hand, ``evidence`` is its scan, if there is one. ``way`` pad: ``evidence`` is the image of the handwriting,
    kept as a trace only: it is no 可靠的电子签名. ``signed_at`` is when the server received it; ``recorded_by`` is empty when the party
    signed on a page of its own, and then an officer has not yet seen who it was.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signatures", verbose_name="案件")
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="signatures", verbose_name="文书"
    )
    role = models.CharField("签名人身份", max_length=10, choices=SignerRole)
    name = models.CharField("签名人", max_length=60)
    agent = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name="委托代理人"
    )
    way = models.CharField("签名方式", max_length=10, choices=SignatureWay)
    signed_on = models.DateField("签署日期")
    signed_at = models.DateTimeField("收到时间", default=timezone.now)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name="图像"
    )
    device = models.CharField("设备", max_length=60, blank=True)
    held_by = models.CharField("设备持有人", max_length=10, choices=Holder, blank=True)
    witness = models.CharField("见证人", max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "签名"
        verbose_name_plural = "签名"
        ordering = ["pk"]
        constraints = [
            one_of("role", SignerRole, "signature_role_known"),
            one_of("way", SignatureWay, "signature_way_known"),
            _one_of_or_blank("held_by", Holder, "signature_holder_known"),
            models.CheckConstraint(
                condition=Q(way="paper") | (Q(evidence__isnull=False) & ~Q(held_by="")), name="signature_pad_has_ink"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(way="pad", held_by="party"), name="signature_has_a_recorder"
            ),
            models.CheckConstraint(
                condition=Q(role="agent", agent__isnull=False) | (~Q(role="agent") & Q(agent__isnull=True)),
                name="signature_agent_is_named",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}{self.name}"

    @property
    def thread(self) -> str:
        """Key of the timeline: that of the case."""
        return f"case:{self.case_id}"

    @property
    def is_live(self) -> bool:
        """Whether its image, if it has one, still counts as evidence."""
        return self.evidence is None or not self.evidence.set_aside_reason


class ServiceAddress(OfCase):
    """送达地址确认书 (程序规定 83): facts as the party confirmed them. The newest one confirmed is in force; older ones stay."""

    address = models.CharField("送达地址", max_length=200)
    recipient = models.CharField("收件人（指定代收人）", max_length=60)
    phone = models.CharField("联系电话", max_length=30)
    electronic_consent = models.BooleanField("同意电子送达", default=False)
    electronic_way = models.CharField("电子送达方式", max_length=10, choices=ElectronicWay, blank=True)
    electronic_address = models.CharField("电子送达地址", max_length=120, blank=True)
    confirmed_on = models.DateField("确认日期")
    confirmed_by = models.CharField("确认人", max_length=60)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认书扫描件"
    )

    class Meta:
        verbose_name = "送达地址确认"
        verbose_name_plural = "送达地址确认"
        ordering = ["confirmed_on", "pk"]
        constraints = [
            _one_of_or_blank("electronic_way", ElectronicWay, "service_address_way_known"),
            models.CheckConstraint(
                condition=Q(electronic_consent=False) | (~Q(electronic_way="") & ~Q(electronic_address="")),
                name="service_address_consent_whole",
            ),
        ]

    def __str__(self):
        return f"{self.address}（{self.recipient}）"


class Service(OfCase):
    """送达 of one paper. ``sent_on`` is the day of the act (handed over, left, sent, posted, published); ``served_on`` the day on which the
    paper counts as served, empty while a letter is on its way, in the future while a 公告 runs. What was wrong is set aside, never deleted.
    """

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="services", verbose_name="文书")
    method = models.CharField("送达方式", max_length=20, choices=Delivery)
    sent_on = models.DateField("送出日期")
    served_on = models.DateField("送达日期", null=True, blank=True)
    place = models.CharField("送达地点", max_length=200, blank=True)
    recipient = models.CharField("签收人", max_length=60, blank=True)
    relation = models.CharField("与当事人的关系", max_length=12, choices=Relation, blank=True)
    agent = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="services", verbose_name="委托代理人"
    )
    signed_receipt = models.BooleanField("已签收", default=False)
    reason = models.CharField("原因和经过", max_length=500, blank=True)
    witness = models.CharField("见证人", max_length=100, blank=True)
    proofs = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name="送达凭证")
    tracking = models.CharField("邮件单号", max_length=60, blank=True)
    returned = models.BooleanField("退回", default=False)
    electronic_address = models.CharField("电子送达地址", max_length=120, blank=True)
    channel = models.CharField("公告刊登处", max_length=12, choices=NoticeChannel, blank=True)
    channel_name = models.CharField("报纸、栏目名称", max_length=100, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    set_aside_reason = models.CharField("不作数的原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        ordering = ["sent_on", "pk"]
        constraints = [
            one_of("method", Delivery, "service_method_known"),
            _one_of_or_blank("relation", Relation, "service_relation_known"),
            _one_of_or_blank("channel", NoticeChannel, "service_channel_known"),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("sent_on")), name="service_served_after_sent"
            ),
            models.CheckConstraint(
                condition=Q(method="post") | Q(served_on__isnull=False), name="service_only_post_waits"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(set_aside_reason=""), name="service_one_live_a_paper"
            ),
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.sent_on}"

    @property
    def paper_name(self) -> str:
        """The number of the paper, or what kind it is where it bears none."""
        known = self.document.kind in PaperKind.values
        return self.document.number_text or (PaperKind(self.document.kind).label if known else str(self.document))

    def is_served(self, on: date) -> bool:
        """Whether the paper counts as served on ``on``."""
        return not self.set_aside_reason and self.served_on is not None and self.served_on <= on


class Refusal(models.Model):
    """How it was shown that the party would not sign: a witness, or a recording or photograph (程序规定 43)."""

    pledge = models.OneToOneField(Pledge, on_delete=models.PROTECT, related_name="refusal", verbose_name="承诺")
    on = models.DateField("拒签日期")
    reason = models.CharField("拒签情况", max_length=300)
    witness = models.CharField("见证人", max_length=100, blank=True)
    proof = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录音录像或者照片"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = "拒签记录"
        verbose_name_plural = "拒签记录"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(witness="") | Q(proof__isnull=False), name="refusal_is_shown"),
        ]

    def __str__(self):
        return self.reason
