"""The short form of a paper's own facts, built from what :mod:`.inputs` asks."""

from datetime import date

from django import forms
from django.utils.dateparse import parse_date

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.display import cn_date
from xinglongtai.core.lists import DayInput

from . import inputs
from .material import Material


class PaperForm(VerbForm):
    """Facts of its own of one paper. A draft may be kept half done: what must be there is required only when the paper is issued."""

    def __init__(self, *args, kind: str, material: Material, start: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.material = kind, material
        for ask in inputs.ASKED[kind]:
            if ask.kind == "photos" and not material.photos:
                continue
            self.fields[ask.name] = _field(ask, material)
            self.fields[ask.name].required = ask.required and (not self.is_bound or "issue" in self.data)
            self.initial.setdefault(ask.name, _shown(ask, start.get(ask.name, "")))

    def clean_photos(self):
        chosen = self.cleaned_data["photos"]
        if len(chosen) > inputs.MOST_PHOTOS:
            raise forms.ValidationError(f"一份文书最多附 {inputs.MOST_PHOTOS} 张照片，已选 {len(chosen)} 张。")
        return chosen

    def values(self) -> dict:
        """What was typed, as drafts keep it: text, days as ISO."""
        given = {}
        for ask in inputs.ASKED[self.kind]:
            value = self.cleaned_data.get(ask.name)
            if ask.name not in self.fields:
                continue
            if isinstance(value, date):
                value = value.isoformat()
            elif ask.kind == "time":
                value = f"{value:%H:%M}" if value else ""
            elif isinstance(value, str):
                value = value.replace("\r\n", "\n").strip()
            given[ask.name] = value if value is not None else ""
        return given


def _shown(ask: inputs.Ask, value):
    return parse_date(value) if ask.kind == "day" and value else value


def _field(ask: inputs.Ask, material: Material) -> forms.Field:
    hint = ask.help or ("留空则在纸上手写。" if ask.by_hand else "")
    common = {"label": ask.label, "required": False, "help_text": hint}
    match ask.kind:
        case "text":
            rows = 6 if ask.limit > 1000 else 3
            return forms.CharField(max_length=ask.limit, widget=forms.Textarea(attrs={"rows": rows}), **common)
        case "day":
            field = forms.DateField(widget=DayInput(), **common)
            if material.pledge and material.pledge.by_date:
                field.help_text = f"承诺书的期限是{cn_date(material.pledge.due_on)}，两处应当一致。"
            return field
        case "time":
            widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            return forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], widget=widget, **common)
        case "choice":
            return forms.ChoiceField(choices=ask.choices, widget=forms.RadioSelect, **common)
        case "photos":
            choices = [(name, photo.caption) for name, photo in material.photos.items()]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case _:
            return forms.CharField(max_length=ask.limit, **common)


class VoidPaperForm(VerbForm):
    """Why a paper is void."""

    reason = forms.CharField(label="作废原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
