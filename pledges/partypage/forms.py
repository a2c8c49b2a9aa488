"""Forms of the party's page. What came with a refused form is kept: the words in the fields, the files as evidence."""

import uuid

from django import forms

from cases.forms.files import ManyFiles
from cases.models import Evidence
from cases.status import EvidenceKind, EvidenceOrigin
from xinglongtai.core.errors import DomainError

from ..forms.pad import PadField, PadInput
from ..services import party_file_keep
from . import keys

_TOO_LARGE = "这次选的文件加起来太大，没有收到。请分几次交，每次少选几个；已写的内容还在。"


def _words(label: str, rows: int = 5, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=widget, **more)


class PartyForm(forms.Form):
    """A form of an opened page: ``ticket`` names it, ``kept`` are the files of earlier tries."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = EvidenceKind.DOCUMENT
    caption = "当事人提交的材料"

    def __init__(self, data=None, files=None, *, link, dropped: bool = False, **more):
        super().__init__(data, files, **more)
        self.link, self.stored = link, []
        self.initial.setdefault("ticket", keys.new_ticket(link.pk))
        self._dropped = dropped
        self.number = keys.form_of(self.data.get("ticket", ""), link.pk) if data is not None else None
        self.known = self.number is not None
        if data is not None and not self.known:
            self.number = uuid.uuid4()
            self._set("ticket", self.initial["ticket"])

    def _set(self, name: str, value: str) -> None:
        self.data = self.data.copy()
        self.data[name] = value

    def keep(self) -> list[Evidence]:
        """Store what was sent now, beside what came before. What is refused stands as an error at the field."""
        if "files" not in self.fields:
            return []
        numbers = keys.kept_of(self.data.get("kept", ""), self.link.pk)
        case = self.link.pledge.case_id
        rows = list(Evidence.objects.filter(case=case, origin=EvidenceOrigin.PARTY, pk__in=numbers))
        if self._dropped:
            self.add_error("files", _TOO_LARGE)
        for upload in self.files.getlist("files"):
            try:
                row = party_file_keep(link=self.link, upload=upload, kind=self.kind, caption=self.caption)
                rows += [row] if row not in rows else []
            except DomainError as refusal:
                self.add_error("files", f"{upload.name}：{refusal.message}")
        self._set("kept", keys.sign_kept([row.pk for row in rows], self.link.pk) if rows else "")
        self.stored = rows
        return rows

    @property
    def shown(self):
        """Visible fields in their order."""
        return self.visible_fields()


class MaterialsForm(PartyForm):
    """整改情况说明 and proof."""

    statement = _words("您是怎么改的", help_text="写清楚哪天、怎么改的。例如：6月3日已把营业执照挂在收银台上方。")
    files = ManyFiles(
        label="照片、票据等证明材料",
        required=False,
        help_text="可以直接拍照，一次能选多个。支持手机照片和 PDF；传好的不会丢。",
    )


class SignForm(PartyForm):
    """The name, typed and drawn. Nothing is filled in: who holds the phone says who they are."""

    name = forms.CharField(
        label="您的姓名",
        error_messages={"required": "请填写您的姓名。写好的签名还在，不用重写。"},
        max_length=60,
        help_text="签名人自己的姓名，例如 经营者、法定代表人。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    witness = forms.CharField(
        label="看着您签名的人",
        max_length=60,
        required=False,
        help_text="身边有执法人员或者别人的，写上姓名；没有就不填。",
    )
    ink = PadField(
        label="手写签名",
        help_text="用手指在框里写自己的姓名。",
        widget=PadInput(plain="浏览器没有启用脚本，不能在屏幕上签名。请在纸质承诺书上签名，交给执法人员。"),
    )


class TimeForm(PartyForm):
    """More time."""

    until = forms.DateField(label="希望延期到哪一天", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    text = _words("为什么需要延期", rows=4, help_text="写明原因，例如 材料要订货，6月12日才到。")


class ObjectionForm(PartyForm):
    """陈述申辩."""

    text = _words("您要说明的情况", rows=6, help_text="写明事实和理由。证据可以用“交整改材料”上传，或送到本局。")


class PhotoForm(PartyForm):
    """Photos with the word."""

    kind = EvidenceKind.CORRECTED
    caption = "当事人按验证字拍摄"
    proof = forms.IntegerField(widget=forms.HiddenInput, required=False)
    latitude = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=9, decimal_places=6)
    longitude = forms.DecimalField(widget=forms.HiddenInput, required=False, max_digits=9, decimal_places=6)
    accuracy = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    files = ManyFiles(label="拍照", required=False, help_text="一张照片里要同时看到改正后的样子和写着验证字的纸。")
    statement = _words("还要说明的", rows=3, required=False, help_text="可以不填。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].needed = True  # the verb says so, in words for the party
        self.fields["files"].widget.attrs |= {"accept": "image/*", "capture": "environment"}

    def clean(self):
        """What a browser says in hidden fields and nobody can mend is left out where it makes no sense."""
        given = super().clean()
        for name in ("proof", "latitude", "longitude", "accuracy"):
            self.errors.pop(name, None)
            given.setdefault(name, None)
        return given

    @property
    def position(self):
        """What the browser said of the place, if the party agreed; ``None`` otherwise."""
        given = self.cleaned_data
        if given.get("latitude") is None or given.get("longitude") is None:
            return None
        if abs(given["latitude"]) > 90 or abs(given["longitude"]) > 180:
            return None
        return given["latitude"], given["longitude"], given.get("accuracy")


class DigitsForm(forms.Form):
    """The last four digits of the phone on record."""

    digits = forms.CharField(
        label="登记手机号的后四位",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )
