"""The signature pad as a form field: a page only loads its style and scripts."""

from django import forms
from django.template.loader import render_to_string

from xinglongtai.core.acts import VerbForm

from ..service.kinds import SignerRole


class PadInput(forms.Widget):
    """Draws ``pledges/service/pad.html``. After a refusal the strokes are drawn again.

    ``plain``: what to do instead where the browser runs no script.
    """

    use_fieldset = True
    strokes = ""

    def __init__(
        self,
        attrs=None,
        plain: str = "浏览器没有启用脚本，不能在屏幕上签名。请打印文书，在纸上签名后拍照或者扫描上传。",
    ):
        super().__init__(attrs)
        self.plain = plain

    def value_from_datadict(self, data, files, name):
        self.strokes = data.get(f"{name}_strokes", "")
        return data.get(name)

    def render(self, name, value, attrs=None, renderer=None):
        pad = {"pad_name": name, "pad_value": value, "pad_strokes": self.strokes, "pad_instead": self.plain}
        return render_to_string("pledges/service/pad.html", pad)


class PadField(forms.CharField):
    """The image as a data address. What it shows is checked by the verb."""

    widget = PadInput
    default_error_messages = {"required": "还没有签名。请在签名框内手写姓名。"}


class AgentChoice(forms.ModelChoiceField):
    """One of the case's agents."""

    def __init__(self, **kwargs):
        kwargs = {"label": "委托代理人", "queryset": None, "required": False, "empty_label": "不是代理人", **kwargs}
        super().__init__(**kwargs)


def offer_agents(form: forms.Form, agents) -> None:
    """Let ``form`` choose among ``agents`` (rows), or ask nothing where there are none."""
    if agents:
        form.fields["agent"].queryset = agents[0].__class__.objects.filter(pk__in=[row.pk for row in agents])
    else:
        del form.fields["agent"]


class PledgePadForm(VerbForm):
    """The pledge letter signed on the officer's device."""

    signatory = forms.CharField(
        label="签名人", max_length=60, help_text="拿着设备手写的人。代理人签的，在下面选代理人。"
    )
    agent = AgentChoice()
    witness = forms.CharField(
        label="见证签名过程的人", max_length=60, help_text="例如另一名执法人员，或者在场的其他人。"
    )
    ink = PadField(label="签名", help_text="把设备交给签名人，用手指或者触笔写。")

    def __init__(self, *args, agents=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer_agents(self, agents)


class PaperPadForm(VerbForm):
    """Any other paper signed on the officer's device."""

    role = forms.ChoiceField(label="签名人身份", choices=SignerRole.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="签名人", max_length=60)
    agent = AgentChoice()
    witness = forms.CharField(
        label="见证签名过程的人", max_length=60, help_text="例如另一名执法人员，或者在场的其他人。"
    )
    ink = PadField(label="签名", help_text="把设备交给签名人，用手指或者触笔写。")

    def __init__(self, *args, agents=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer_agents(self, agents)
        if not agents:
            choices = [pair for pair in SignerRole.choices if pair[0] != SignerRole.AGENT]
            self.fields["role"].choices = choices
