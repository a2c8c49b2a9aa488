"""A party's particulars."""

from django import forms

from xinglongtai.core.acts import VerbForm

from ..status import PartyKind

#: Numbers of persons: not shown again once they are known.
_HIDDEN = ("id_number", "phone")
PARTICULARS = ("kind", "name", "uscc", "registration_no", "id_number", "operator", "phone", "address")


class PartyEditForm(VerbForm):
    """Correcting particulars. A number of a person that is known is not shown; a blank leaves it as it is."""

    kind = forms.ChoiceField(label="主体类型", choices=PartyKind.choices)
    name = forms.CharField(label="名称（姓名）", max_length=200, help_text="与执照或证件一致。")
    uscc = forms.CharField(label="统一社会信用代码", max_length=40, required=False)
    registration_no = forms.CharField(
        label="旧注册号", max_length=40, required=False, help_text="15位，还没有换发执照的才填。"
    )
    id_number = forms.CharField(
        label="身份证号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
    )
    operator = forms.CharField(label="法定代表人/经营者/负责人", max_length=60, required=False)
    phone = forms.CharField(
        label="联系电话", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = forms.CharField(label="住所/经营场所", max_length=200, required=False)

    def __init__(self, *args, party, **kwargs):
        start = {name: getattr(party, name) for name in PARTICULARS if name not in _HIDDEN}
        kwargs.setdefault("initial", {**start, "version": party.version})
        super().__init__(*args, **kwargs)
        for name in _HIDDEN:
            if getattr(party, name):
                self.fields[name].help_text = "已登记，为保护个人信息不在这里显示。要更正才填写，留空不变。"

    def particulars(self) -> dict:
        """What goes to the verb: a blank number of a person is left out."""
        given = {name: self.cleaned_data[name] for name in PARTICULARS}
        return {name: value for name, value in given.items() if value or name not in _HIDDEN}
