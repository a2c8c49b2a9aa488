"""The form of a test case, made from the item's own questions: each keeps the answer of «各项都符合» or gets another one."""

from decimal import Decimal

from django import forms

from ..eligibility import ItemRule, Question
from ..eligibility.examples import LONGEST_AGO, answer_words, example_questions, good_facts
from ..eligibility.reading import is_unknown
from ..eligibility.vocabulary import VERDICTS

UNKNOWN = "unknown"
RARE = "其他情况（有才填）"
_PRESENCE = (("yes", "有"), ("no", "没有"))
_YES_NO = (("yes", "是"), ("no", "否"))
_NUMBERS = {True: "yes", False: "no"}
MOST = 10**9


class ExampleForm(forms.Form):
    """Title, expected verdict, and every question of the item. ``answers()`` gives only what differs."""

    title = forms.CharField(
        label="情形",
        max_length=120,
        help_text="如 有排除情形：出租出借执照",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    verdict = forms.ChoiceField(label="应得结论", choices=[("", "请选择"), *VERDICTS.items()])

    def __init__(self, data=None, *, rule: ItemRule, facts=None, **kwargs):
        super().__init__(data, **kwargs)
        self.rule, self.good = rule, good_facts(rule)
        kind = (data.get("q_party_kind") if data is not None else (facts or {}).get("party_kind")) or None
        self.questions = {q.key: q for q in example_questions(rule, kind)}
        for key, question in self.questions.items():
            self.fields[_name(key)] = self._field(question, (facts or {}).get(key))
        self.left_out = [key for key in facts or {} if key not in self.questions]

    def _field(self, asked: Question, given):
        usual = answer_words(asked, self.good[asked.key]) if asked.key in self.good else "未填"
        blank = f"照“各项都符合”：{usual}"
        if asked.kind == "number":
            shown = None if given is None or is_unknown(given) else given
            most = LONGEST_AGO if asked.key.endswith("_days") else MOST
            words = f"留空照“各项都符合”：{usual}"
            field = forms.DecimalField(label=asked.label, required=False, min_value=0, max_value=most, help_text=words)
            field.initial = shown
            return field
        if asked.kind == "multi":
            return forms.MultipleChoiceField(
                label=asked.label,
                required=False,
                choices=asked.choices,
                widget=forms.CheckboxSelectMultiple,
                help_text=f"都不选{blank}",
                initial=given,
            )
        pairs = asked.choices
        if asked.kind == "bool":
            pairs = _PRESENCE if asked.good == "no" and asked.group == "排除情形" else _YES_NO
        initial = _NUMBERS.get(given, given) if isinstance(given, bool) else given
        return forms.ChoiceField(
            label=asked.label,
            required=False,
            choices=[("", blank), *pairs, (UNKNOWN, "不清楚")],
            help_text=asked.help,
            initial=initial,
        )

    def groups(self) -> list[tuple[str, list, bool]]:
        """(heading, bound fields, folded away) in the order of the questions."""
        found: dict[str, list] = {}
        for key, question in self.questions.items():
            found.setdefault(question.group, []).append(self[_name(key)])
        rows = [
            (name, fields, name == RARE and not any(f.errors or f.value() for f in fields))
            for name, fields in found.items()
        ]
        return sorted(rows, key=lambda row: row[0] == RARE)

    def answers(self) -> dict:
        """What differs from «各项都符合», as it is kept."""
        found = {}
        for key, asked in self.questions.items():
            value = self.cleaned_data.get(_name(key))
            if value is None or value == "" or value == []:
                continue
            if asked.kind == "bool":
                value = {"yes": True, "no": False}.get(value, value)
            elif isinstance(value, Decimal):
                value = int(value) if value == int(value) else float(value)
            if value != self.good.get(key):
                found[key] = value
        return found


def _name(key: str) -> str:
    return f"q_{key}"
