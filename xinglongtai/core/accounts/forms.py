"""Forms of accounts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from ..roles import Role
from .locks import REFUSED


class SignInForm(AuthenticationForm):
    """User name and password. One answer for everything that is not right."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "登录名"


class CodeForm(forms.Form):
    """The code of the phone, or a recovery code where that is offered."""

    code = forms.CharField(
        label="验证码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        help_text="手机验证器上现在显示的 6 位数字",
    )


class CodeOrRecoveryForm(CodeForm):
    """At a login and before changes of the factor: recovery codes count as well."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "手机验证器上现在显示的 6 位数字。手机不在身边的，输入一个没有用过的恢复码。"
        self.fields["code"].widget.attrs.pop("inputmode")


class LoginCodeForm(CodeOrRecoveryForm):
    """After the password: nothing else is on the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True


class RolesForm(forms.Form):
    """The roles of one account. ``seen``: what the page showed."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="系统管理员、安全管理员、审计管理员只能单独担任。其他角色可以同时有几个，但不能审批自己办理的案件。",
    )
    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="例如 任职文件、岗位调整。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict:
        """What the verb takes."""
        data = self.cleaned_data
        seen = [name for name in data["seen"].split(",") if name]
        return {"names": data["roles"], "seen": seen, "reason": data["reason"]}
