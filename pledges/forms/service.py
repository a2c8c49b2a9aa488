"""Forms of 送达, of the confirmed address and of agents."""

from django import forms

from cases.forms.case import day, words
from cases.forms.files import FilesForm
from cases.models import Evidence
from cases.status import EvidenceKind, PartyKind
from xinglongtai.core.acts import VerbForm
from xinglongtai.core.display import cn_datetime, mask_phone
from xinglongtai.core.lists import DayInput

from ..service.kinds import AgentScope, ElectronicWay, NoticeChannel, Relation
from ..status import Delivery
from .pad import AgentChoice, offer_agents

#: The newest files of a case that are offered as proof; older ones are uploaded again and recognised by their hash.
PROOFS_SHOWN = 12
SHOWING = [EvidenceKind.SERVICE_PROOF, EvidenceKind.RECORDING, EvidenceKind.PHOTO, EvidenceKind.SCREENSHOT]


def _told(row: Evidence) -> str:
    caption = f" {row.caption}" if row.caption else ""
    return f"{row.get_kind_display()}{caption}（{cn_datetime(row.uploaded_at)}）"


class FilesChoice(forms.ModelMultipleChoiceField):
    """Files of the case that are here already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(queryset=None, required=False, **kwargs)

    def label_from_instance(self, obj) -> str:
        return _told(obj)


class ProofForm(FilesForm):
    """A form with proofs: files sent now and files of the case chosen."""

    kind = EvidenceKind.SERVICE_PROOF
    existing = FilesChoice(label="用已上传的材料作凭证")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Evidence.objects.filter(case=case, kind__in=SHOWING, set_aside_reason="").order_by("-pk")
        newest = list(rows.values_list("pk", flat=True)[:PROOFS_SHOWN])
        self.fields["existing"].queryset = Evidence.objects.filter(pk__in=newest).order_by("-pk")
        self.fields["files"].label = "上传凭证"
        if not newest:
            del self.fields["existing"]

    def proofs(self) -> list[Evidence]:
        """Everything given as proof, each file once. After ``keep``."""
        chosen = self.cleaned_data.get("existing") or []
        return list({row.pk: row for row in [*self.stored, *chosen]}.values())


_ASKED = {
    Delivery.HAND: "recipient relation agent sent_on place signed_receipt files existing note",
    Delivery.LEFT: "recipient sent_on place reason witness files existing note",
    Delivery.ELECTRONIC: "recipient electronic_address sent_on files existing note",
    Delivery.POST: "recipient place tracking sent_on reason received_on returned files existing note",
    Delivery.NOTICE: "reason channel channel_name sent_on files existing note",
}
_DAYS = {
    Delivery.HAND: ("签收日期", "以签收人在送达回证上注明的日期为准，这一天就是送达日期。"),
    Delivery.LEFT: ("留置日期", "文书留在住所的那一天，就是送达日期。"),
    Delivery.ELECTRONIC: ("到达日期", "信息到达对方系统的那一天，就是送达日期。"),
    Delivery.POST: ("寄出日期", ""),
    Delivery.NOTICE: ("发布日期", "从这一天的第二天起算，期满视为送达。"),
}
_REASONS = {
    Delivery.LEFT: ("拒收事由和经过", "谁拒收、怎么说的、文书留在什么位置。"),
    Delivery.POST: ("直接送达的困难", "当事人已确认送达地址的可以不写。"),
    Delivery.NOTICE: ("公告的原因和经过", "如何查找过当事人，试过哪些送达方式。"),
}
_FILES = {
    Delivery.HAND: "签好的送达回证拍照，可以以后补。",
    Delivery.LEFT: "留置过程的照片、录像。没有见证人的必须有。",
    Delivery.ELECTRONIC: "显示已发送、已到达的截屏或者照片，必须有。",
    Delivery.POST: "已有回执或者退件的，拍照上传。",
    Delivery.NOTICE: "张贴过程的照片、录像，或者报纸、网页的照片、截屏，必须有。",
}
#: Fields that a method never does without; the rules say the rest.
_REQUIRED = {
    Delivery.HAND: {"recipient", "relation", "signed_receipt"},
    Delivery.LEFT: {"recipient", "place", "reason"},
    Delivery.ELECTRONIC: {"recipient", "electronic_address"},
    Delivery.POST: {"recipient", "place", "tracking"},
    Delivery.NOTICE: {"reason", "channel"},
}


def who_may_take(kind: str, *, agents: bool, designated: bool) -> list[tuple[str, str]]:
    """Who may take a paper for a party of this kind (程序规定 82(一)); only those who can be there."""
    left_out = set() if agents else {Relation.AGENT}
    left_out |= set() if designated else {Relation.DESIGNATED}
    if kind == PartyKind.PERSON:
        left_out |= {Relation.HEAD, Relation.RECEIVER}
    elif kind != PartyKind.INDIVIDUAL:
        left_out |= {Relation.SELF, Relation.FAMILY}
    return [pair for pair in Relation.choices if pair[0] not in left_out]


class ServiceForm(ProofForm):
    """One service by one method: only what that method needs is asked."""

    method = forms.CharField(widget=forms.HiddenInput)
    recipient = forms.CharField(label="签收人", max_length=60, required=False)
    relation = forms.ChoiceField(
        label="与当事人的关系", choices=Relation.choices, widget=forms.RadioSelect, required=False
    )
    agent = AgentChoice(label="哪一名代理人", help_text="授权委托书写明可以代为签收的。")
    sent_on = day("送达日期")
    place = forms.CharField(label="送达地点", max_length=200, required=False)
    signed_receipt = forms.BooleanField(label="签收人已在送达回证上注明日期并签名或者盖章", required=False)
    reason = words("原因和经过", required=False)
    witness = forms.CharField(
        label="见证人", max_length=100, required=False, help_text="姓名和单位，例如 居委会、所在单位的代表。"
    )
    electronic_address = forms.CharField(label="电子送达地址", max_length=120, required=False)
    tracking = forms.CharField(label="邮件单号", max_length=60, required=False)
    received_on = forms.DateField(
        label="收件（退回）日期", required=False, widget=DayInput(), help_text="还没有回执的先空着，收到后再登记。"
    )
    returned = forms.BooleanField(label="邮件被退回", required=False)
    channel = forms.ChoiceField(
        label="公告刊登处", choices=NoticeChannel.choices, widget=forms.RadioSelect, required=False
    )
    channel_name = forms.CharField(
        label="报纸、栏目名称", max_length=100, required=False, help_text="报纸写名称和版次，网站写栏目。"
    )
    note = forms.CharField(label="备注", max_length=300, required=False)

    def __init__(self, *args, method, agents=(), designated=False, **kwargs):
        super().__init__(*args, **kwargs)
        method = Delivery(method)
        kind = kwargs["case"].party.kind
        self.fields["relation"].choices = who_may_take(kind, agents=bool(agents), designated=designated)
        offer_agents(self, agents if method == Delivery.HAND else ())
        asked = _ASKED[method].split()
        for name in [name for name in self.fields if name not in {*asked, "version", "kept", "method"}]:
            del self.fields[name]
        self.order_fields(asked)
        self.initial["method"] = method
        self.fields["sent_on"].label, self.fields["sent_on"].help_text = _DAYS[method]
        self.fields["files"].help_text = _FILES[method]
        if "reason" in self.fields:
            self.fields["reason"].label, self.fields["reason"].help_text = _REASONS[method]
        if method == Delivery.POST:
            self.fields["recipient"].label, self.fields["place"].label = "收件人", "寄往地址"
        if method == Delivery.LEFT:
            self.fields["recipient"].label, self.fields["place"].label = "拒绝签收的人", "留置地点（住所）"
        for name in _REQUIRED[method]:
            self.fields[name].required = True


class ReceivedForm(ProofForm):
    """The return slip of a letter by post."""

    received_on = day("收件（退回）日期", "以回执或者退件上注明的日期为准。")
    returned = forms.BooleanField(
        label="邮件被退回", required=False, help_text="寄到当事人确认的送达地址被退回的，退回之日就是送达之日。"
    )
    field_order = ["received_on", "returned", "files", "existing"]


class SetAsideForm(VerbForm):
    """A service that counts no more."""

    reason = words("不作数的原因", help_text="例如 登记到了另一份文书上、邮件被退回没有送到。", limit=200)


class AddressForm(FilesForm):
    """送达地址确认书."""

    kind = EvidenceKind.SERVICE_PROOF
    address = forms.CharField(label="送达地址", max_length=200)
    recipient = forms.CharField(label="收件人", max_length=60, help_text="当事人本人，或者当事人指定的代收人。")
    phone = forms.CharField(label="联系电话", max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    electronic_consent = forms.BooleanField(label="当事人同意电子送达", required=False)
    electronic_way = forms.ChoiceField(
        label="电子送达方式", choices=ElectronicWay.choices, widget=forms.RadioSelect, required=False
    )
    electronic_address = forms.CharField(
        label="电子送达地址", max_length=120, required=False, help_text="当事人确认的手机号、邮箱、传真号或者账号。"
    )
    confirmed_by = forms.CharField(label="确认人", max_length=60, help_text="在送达地址确认书上签字的人。")
    confirmed_on = day("确认日期")
    field_order = [
        "address",
        "recipient",
        "phone",
        "electronic_consent",
        "electronic_way",
        "electronic_address",
        "confirmed_by",
        "confirmed_on",
        "files",
    ]

    def __init__(self, *args, known_phone: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if known_phone:
            self.fields["phone"].required = False
            self.fields["phone"].help_text = f"已登记的是 {mask_phone(known_phone)}，没有变的留空。"
        self.fields["files"].label = "签好的确认书"
        self.fields["files"].help_text = "拍照或者扫描，可以以后补。"


class AgentForm(FilesForm):
    """委托代理人."""

    kind = EvidenceKind.AUTHORITY
    name = forms.CharField(label="代理人姓名", max_length=60)
    position = forms.CharField(label="与当事人的关系或者职务", max_length=60, help_text="例如 店长、配偶、律师。")
    phone = forms.CharField(
        label="联系电话", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    id_number = forms.CharField(
        label="身份证号",
        max_length=18,
        required=False,
        help_text="确有需要才填。以后只显示首尾几位。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
    )
    scope = forms.ChoiceField(label="授权类型", choices=AgentScope.choices, widget=forms.RadioSelect)
    powers = words("授权事项", help_text="照授权委托书写。", limit=300)
    may_sign = forms.BooleanField(label="委托书写明可以代为签署文书", required=False)
    may_receive = forms.BooleanField(label="委托书写明可以代为签收文书", required=False)
    valid_from = day("委托开始日期")
    valid_to = forms.DateField(
        label="委托截止日期", required=False, widget=DayInput(), help_text="没有写明的空着，到本案办结为止。"
    )
    field_order = [
        "name",
        "position",
        "phone",
        "id_number",
        "files",
        "scope",
        "powers",
        "may_sign",
        "may_receive",
        "valid_from",
        "valid_to",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "授权委托书"
        self.fields[
            "files"
        ].help_text = "拍照或者扫描。没有它，代理人不能签署、签收。只有承办人、法制机构和局负责人能看。"


class AuthorityForm(FilesForm):
    """The 授权委托书 of an agent known before."""

    kind = EvidenceKind.AUTHORITY

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "授权委托书"


class AgentEndForm(VerbForm):
    """终止委托."""

    ended_on = day("终止日期", "从这一天起不能再代为办理；以前签的仍然有效。")
    reason = words("终止原因", limit=200)
