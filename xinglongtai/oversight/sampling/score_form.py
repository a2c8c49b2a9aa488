"""The scoring form of one file: a choice, a note and a tick a line, prefilled with what the system says."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from xinglongtai.core.acts import VerbForm

from .checks import Said
from .models import LineScore, StandardLine
from .services_review import Answer
from .status import JUDGED_TONE, Judged, Part

SKIP, FAIL, CLEAR = "skip", "fail", "0"


@dataclass(frozen=True)
class Row:
    """One line on the page."""

    line: StandardLine
    said: Said | None
    given: BoundField
    note: BoundField
    raises: BoundField

    @property
    def judged(self) -> str:
        return Judged(self.said.outcome).label if self.said else ""

    @property
    def tone(self) -> str:
        return JUDGED_TONE[Judged(self.said.outcome)] if self.said else "neutral"


def choices_of(line: StandardLine) -> list[tuple[str, str]]:
    """What may be chosen on a line: points from full to none, or the veto; 不适用."""
    if line.veto:
        found = [(CLEAR, "未触发"), (FAIL, "触发一票否决")]
    else:
        found = [(str(n), f"{n} 分" + ("（满分）" if n == line.points else "")) for n in range(line.points, -1, -1)]
    return [("", "请选择" if line.veto else f"请打分（满分 {line.points}）"), *found, (SKIP, "不适用")]


def chosen(line: StandardLine, score: LineScore | None, said: Said | None) -> dict:
    """What stands in the fields at first: what was kept, else what the system says."""
    if score is not None and score.answered:
        given = SKIP if score.skipped else FAIL if score.failed else str(score.given)
        return {"given": given, "note": score.note, "raises": score.raises}
    if score is not None or said is None or said.outcome == Judged.UNKNOWN:
        return {"given": "", "note": score.note if score else "", "raises": bool(score and score.raises)}
    if said.outcome == Judged.HELD:
        return {"given": CLEAR if line.veto else str(line.points), "note": "", "raises": False}
    return {"given": FAIL if line.veto else "0", "note": said.why[:500], "raises": True}


class ScoreForm(VerbForm):
    """Every line of the drawing's scoring sheet. Blank choices may be kept; only submitting asks for all of them."""

    comment = forms.CharField(
        label="总体意见", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, lines, scores, judged, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.judged = list(lines), judged
        for line in self.lines:
            at = chosen(line, scores.get(line.pk), judged.get(line.pk))
            self.fields[f"given_{line.pk}"] = forms.ChoiceField(
                label="评定" if line.veto else f"得分（满分 {line.points}）",
                choices=choices_of(line),
                required=False,
                initial=at["given"],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label="问题或理由",
                required=False,
                max_length=500,
                initial=at["note"],
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )
            self.fields[f"raises_{line.pk}"] = forms.BooleanField(
                label="发回办案人答复",
                required=False,
                initial=at["raises"],
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    @property
    def parts(self) -> list[tuple[str, list[Row]]]:
        """Rows by group, in the order of the sheet."""
        found = []
        for part in Part:
            rows = [self._row(line) for line in self.lines if line.part == part]
            if rows:
                found.append((part.label, rows))
        return found

    def _row(self, line: StandardLine) -> Row:
        fields = (self[f"{name}_{line.pk}"] for name in ("given", "note", "raises"))
        return Row(line, self.judged.get(line.pk), *fields)

    def answers(self) -> dict[int, Answer]:
        """What the verb takes. Only of a valid form."""
        found = {}
        for line in self.lines:
            given = self.cleaned_data[f"given_{line.pk}"]
            found[line.pk] = Answer(
                given=int(given) if given.isdigit() else None,
                skipped=given == SKIP,
                failed=given == FAIL,
                note=self.cleaned_data[f"note_{line.pk}"],
                raises=self.cleaned_data[f"raises_{line.pk}"],
            )
        return found
