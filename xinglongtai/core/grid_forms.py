"""Forms for other people's tables: the file, and where in it the headings are. What the columns mean, a room asks itself."""

from django import forms

from .errors import DomainError
from .grids import ENDINGS, LIMITS, Limits, too_large
from .grids.headings import DEEPEST
from .uploads import dropped


class SheetFileForm(forms.Form):
    """A file with a table. Its size is looked at before it is read."""

    limits: Limits = LIMITS
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    source = forms.CharField(label="来源", required=False, max_length=60, strip=True)

    def __init__(self, request, **kwargs):
        super().__init__(**kwargs)
        self.request = request

    def clean_file(self):
        """The upload, if it is there and not too large."""
        given = self.cleaned_data.get("file")
        if dropped(self.request) or (given and given.size > self.limits.upload):
            raise forms.ValidationError(too_large(self.limits))
        if not given:
            raise forms.ValidationError("请选择文件。")
        return given


class HeadingForm(forms.Form):
    """Which sheet, and which rows are its headings; people count from 1. ``reading`` has book, sheet and heading."""

    sheet = forms.TypedChoiceField(label="工作表", coerce=int)
    first = forms.IntegerField(label="表头在第几行", min_value=1)
    rows = forms.IntegerField(label="表头占几行", min_value=1, max_value=DEEPEST)

    def __init__(self, reading, data=None):
        start = {"sheet": reading.sheet, "first": reading.heading.first + 1, "rows": reading.heading.rows}
        super().__init__(data=data, initial=start)
        self.reading = reading
        self.fields["sheet"].choices = [
            (number, f"{grid.name}（{'不能导入' if grid.fault else f'{len(grid.rows)} 行'}）")
            for number, grid in enumerate(reading.book.grids)
        ]

    def choice(self) -> dict:
        """What a person chose, as ``reading_of`` takes it. Another sheet begins with its own headings.

        Raises DomainError for a sheet that cannot be taken and a row beyond its end.
        """
        given = self.cleaned_data
        grid = self.reading.book.grids[given["sheet"]]
        if grid.fault:
            raise DomainError(grid.fault)
        if given["sheet"] != self.reading.sheet:
            return {"sheet": given["sheet"]}
        if given["first"] > len(grid.rows):
            raise DomainError(f"这张表只有 {len(grid.rows)} 行，表头不能在第 {given['first']} 行。")
        return {"sheet": given["sheet"], "first": given["first"] - 1, "rows": given["rows"]}
