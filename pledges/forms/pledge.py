"""Forms of the verbs on a pledge."""

from django import forms

from cases.forms.case import day, words
from cases.forms.files import FilesForm
from cases.forms.people import OfficerChoice, certified_officers
from cases.status import EvidenceKind
from xinglongtai.core.acts import VerbForm

from ..models import Pledge
from ..status import Delivery, RecheckResult
from .pad import AgentChoice, offer_agents
from .service import ProofForm


class SignForm(FilesForm):
    """Recording the signature."""

    kind = EvidenceKind.SIGNED
    upload_caption = "签字的承诺书"
    signatory = forms.CharField(label="签署人", max_length=60, help_text="在承诺书上签字或盖章的人。")
    agent = AgentChoice(help_text="代理人签的，选是哪一名；须有授权委托书。")
    signed_on = day("签署日期")
    delivery = forms.ChoiceField(label="送达方式", choices=Delivery.choices, widget=forms.RadioSelect)
    field_order = ["signatory", "agent", "signed_on", "delivery", "files"]

    def __init__(self, *args, agents=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer_agents(self, agents)
        self.fields["files"].label = "签字扫描件"
        self.fields["files"].help_text = "签好的承诺书拍照或扫描，可以稍后再补。只有承办人、法制机构和局负责人能看。"


class ScanForm(FilesForm):
    """The scan of a letter that was signed before: a new file, or one that 上传材料 brought in already."""

    kind = EvidenceKind.SIGNED
    upload_caption = "签字的承诺书"
    existing = forms.ModelChoiceField(
        label="已上传的签字扫描件", queryset=None, required=False, empty_label="不用，上传新的"
    )
    field_order = ["existing", "files"]

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        used = Pledge.objects.filter(case=case, signed_scan__isnull=False).values("signed_scan")
        rows = case.evidence.filter(kind=EvidenceKind.SIGNED, set_aside_reason="").exclude(pk__in=used)
        self.fields["existing"].queryset = rows
        self.fields["files"].label = "签字扫描件"
        self.fields["files"].help_text = "签好的承诺书拍照或扫描。只有承办人、法制机构和局负责人能看。"
        newest = rows.order_by("-pk").first()
        if newest:
            self.initial.setdefault("existing", newest)
        else:
            del self.fields["existing"]


class RefuseForm(ProofForm):
    """The party does not sign. A witness or a recording shows it."""

    reason = words("拒签情况", help_text="写明当事人的说法和经过。", limit=300)
    witness = forms.CharField(
        label="见证人",
        max_length=100,
        required=False,
        help_text="在场见证人的姓名和单位。没有见证人的，上传或者选择录音录像、照片；两样至少有一样。",
    )
    field_order = ["reason", "witness", "files", "existing"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "拒签过程的录音录像或照片"
        if "existing" in self.fields:
            self.fields["existing"].label = "用已上传的录音录像、照片"

    @property
    def kind(self):
        """Pictures are photographs, everything else is taken for a recording; its true type is checked on receipt."""
        sent = self.files.getlist("files")
        is_picture = bool(sent) and all((file.content_type or "").startswith("image/") for file in sent)
        return EvidenceKind.PHOTO if is_picture else EvidenceKind.RECORDING


class VoidForm(VerbForm):
    """作废."""

    reason = words("作废原因", help_text="例如 名称写错、期限重新约定。编号不再使用。", limit=300)


class MaterialsForm(FilesForm):
    """Correction materials handed in."""

    upload_caption = "整改证明材料"
    statement = words("整改情况说明", help_text="按当事人的说明填写，可以摘要。", rows=4, limit=2000)
    received_on = day("提交日期", "当事人送交的那一天。")
    field_order = ["statement", "files", "received_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "证明材料"


class RecheckForm(FilesForm):
    """A recheck: result first, photos, the rest is filled in already."""

    kind = EvidenceKind.CORRECTED
    upload_caption = "复查照片"
    result = forms.ChoiceField(label="复查结果", choices=RecheckResult.choices, widget=forms.RadioSelect)
    note = words(
        "复查情况",
        required=False,
        limit=1000,
        help_text="选“整改到位”可以不填，记为“经现场复查，承诺事项已改正”；其他结果请写明看到的情况。",
    )
    co_officer = OfficerChoice(label="另一名执法人员", queryset=None, empty_label="请选择")
    checked_on = day("复查日期")
    field_order = ["result", "files", "note", "co_officer", "checked_on"]

    def __init__(self, *args, pledge, actor, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "复查照片"
        out = {RecheckResult.PARTLY} if on > pledge.due_on else {RecheckResult.OVERDUE}
        self.fields["result"].choices = [pair for pair in RecheckResult.choices if pair[0] not in out]
        self.fields["co_officer"].among(certified_officers(pledge.bureau, on=on, without=actor), actor.unit)

    def note_or_standard(self, violations: str) -> str:
        """What was written, or for 整改到位 the standard sentence of the facts."""
        given = self.cleaned_data
        if given["note"] or given["result"] != RecheckResult.CORRECTED:
            return given["note"]
        return f"经现场复查，承诺事项已改正：{violations}。"


class ExtensionForm(VerbForm):
    """Asking for a later deadline."""

    new_due_on = forms.DateField(
        label="延期到",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-datepicker": "workdays"}),
    )
    reason = words("延期理由", help_text="由局负责人批准，一份承诺只能延期一次。")


class AnswerForm(VerbForm):
    """Answering a 督办."""

    answer = words("办理情况", help_text="现在到哪一步、还差什么。督导会收到消息。")
    promised_on = forms.DateField(
        label="承诺办结日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-datepicker": "workdays"}),
        help_text="能定下来的填写。到这天为止不列入逾期审查；当事人的改正期限不变。",
    )


class DecideForm(VerbForm):
    """批准 or 不批准, with the reason."""

    decision = forms.ChoiceField(
        label="审批意见", widget=forms.RadioSelect, choices=[("approve", "批准"), ("reject", "不批准")]
    )
    note = words("意见", required=False, help_text="不批准的必须写明理由，会退回承办人。")

    def __init__(self, *args, endorse: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if endorse:
            self.fields["decision"].choices = [("endorse", "同意，报局负责人审批"), ("return", "退回承办人")]
            self.fields["decision"].label = "初审意见"
            self.fields["note"].help_text = "退回的必须写明理由，会连同理由退回承办人。"
