"""What may be asked of the public pages. Whatever does not fit is said in words and left out; nothing breaks a page."""

from datetime import date

from django import forms

from xinglongtai.core.lists import DayInput, FilterForm, any_of

from ..querysets import number_order
from ..status import KeyArea
from .selectors import Choices, far_day

LONGEST_QUERY = 100
FIRST_DAY = date(2000, 1, 1)
_STRANGE = {"invalid_choice": "没有这个选项，已按“全部”显示。"}
_NO_DAY = "请写成 2026-03-01 的样子；现在显示的是今天的清单。"


def _short(text: str) -> str:
    """What was sent, without characters no page and no database takes, and cut where it is longer than anything meant."""
    return "".join(character for character in text[: 2 * LONGEST_QUERY] if character.isprintable() or character == " ")


class PublicFilter(FilterForm):
    """Day, words and filters of the list."""

    sorts = {"number": ("编号", tuple(number_order("item__number")))}
    q = forms.CharField(
        label="查找",
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={"max_length": f"最多 {LONGEST_QUERY} 个字，请缩短后再试。"},
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "maxlength": LONGEST_QUERY,
                "placeholder": "如 没挂执照、明码标价、R3",
                "autocomplete": "off",
            }
        ),
    )
    on = forms.DateField(
        label="日期",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput(),
        error_messages={"invalid": _NO_DAY},
    )
    domain = forms.ChoiceField(label="领域", required=False, error_messages=_STRANGE)
    batch = forms.ChoiceField(label="批次", required=False, error_messages=_STRANGE)
    source = forms.ChoiceField(label="清单来源", required=False, error_messages=_STRANGE)
    area = forms.ChoiceField(label="重点领域", required=False, choices=any_of(KeyArea.choices), error_messages=_STRANGE)

    def __init__(self, data, *, choices: Choices, today: date):
        self.today = today
        super().__init__({name: _short(data.get(name, "")) for name in self.base_fields}, auto_id="f-%s")
        self.fields["domain"].choices = any_of([(name, name) for name in choices.domains])
        self.fields["batch"].choices = any_of([(str(row.pk), str(row)) for row in choices.batches])
        self.fields["source"].choices = any_of([(str(row.pk), str(row)) for row in choices.sources])
        self.fields["on"].widget.attrs.update({"min": FIRST_DAY.isoformat(), "max": far_day(today).isoformat()})
        self.full_clean()

    def clean_on(self):
        """A day within what a list can be told for."""
        return within_reach(self.cleaned_data["on"], self.today)

    def clean_q(self):
        """Words with single blanks."""
        return " ".join(self.cleaned_data["q"].split())

    @property
    def day(self) -> date:
        """The day asked for; today where none or none that fits."""
        return self.given()["on"] or self.today

    def narrow(self, rows, given):
        """Filters but for the words, which rank (:func:`~catalog.public.selectors.found_keys`)."""
        if given["domain"]:
            rows = rows.filter(item__domain=given["domain"])
        if given["batch"]:
            rows = rows.filter(batch=given["batch"])
        if given["source"]:
            rows = rows.filter(source_list=given["source"])
        if given["area"]:
            rows = rows.filter(key_area=given["area"])
        return rows

    @property
    def key(self) -> tuple:
        """What was accepted, for the cache: what was typed otherwise makes no page of its own."""
        return tuple(sorted((name, str(value)) for name, value in self.given().items() if name != "sort"))

    @property
    def faults(self) -> list[str]:
        """What did not fit, in words, with the name of the field."""
        return [
            f"{self.fields[name].label}：{text}" if name in self.fields else text
            for name, texts in self.errors.items()
            if name != "sort"
            for text in texts
        ]

    @property
    def sentence(self) -> str:
        """The filters in words; the day stands in the heading."""
        return "；".join(part for part in super().sentence.split("；") if not part.startswith("日期："))

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole list of the day is asked for."""
        return any(value for name, value in self.given().items() if name not in ("on", "sort"))


class DayForm(forms.Form):
    """The day of a download."""

    on = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "日期请写成 2026-03-01 的样子，再下载一次。"},
    )

    def __init__(self, data, *, today: date):
        super().__init__(data)
        self.today = today

    def clean_on(self):
        """A day within what a list can be told for."""
        return within_reach(self.cleaned_data["on"], self.today)


def within_reach(on: date | None, today: date) -> date | None:
    """``on`` unless it lies outside what a list can be told for."""
    if on and not FIRST_DAY <= on <= far_day(today):
        raise forms.ValidationError(f"只能查看{FIRST_DAY.year}年至{far_day(today).year}年之间的清单。")
    return on
