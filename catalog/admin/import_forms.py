"""Forms of an import: the file, and what each column is."""

from django import forms

from xinglongtai.core.errors import DomainError
from xinglongtai.core.grids import ENDINGS, LIMITS, too_large
from xinglongtai.core.uploads import dropped

from ..mapping import TARGETS
from ..mapping.guesses import samples
from ..mapping.headings import DEEPEST
from ..mapping.targets import FILLS
from ..models import Batch, ImportMapping, Item, SourceList
from ..services.import_runs import Reading
from ..status import LeniencyKind, LoadState

_COLUMNS = [("", "不导入"), *((target.key, target.label) for target in TARGETS)]
_SAMPLES = 3


class SheetFileForm(forms.Form):
    """A file of somebody's list. Its size is looked at before it is read."""

    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        help_text=f"Excel（.xlsx、.xls）、Word 表格（.docx）或 CSV，不超过 {LIMITS.upload // 1024 // 1024} MB、5000 行。"
        "本机关自己的表头也可以，下一步核对各列对应什么。",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    source = forms.CharField(
        label="来源", required=False, max_length=60, help_text="如 省局清单、第一批征求意见稿；可以不填", strip=True
    )

    def __init__(self, request, **kwargs):
        super().__init__(**kwargs)
        self.request = request
        self.fields["source"].widget.attrs["list"] = "sources"

    def clean_file(self):
        """The upload, if it is there and not too large."""
        given = self.cleaned_data.get("file")
        if dropped(self.request) or (given and given.size > LIMITS.upload):
            raise forms.ValidationError(too_large())
        if not given:
            raise forms.ValidationError("请选择文件。")
        return given


class HeadingForm(forms.Form):
    """Which sheet, and which rows are its headings; people count from 1."""

    sheet = forms.TypedChoiceField(label="工作表", coerce=int)
    first = forms.IntegerField(label="表头在第几行", min_value=1, max_value=LIMITS.rows)
    rows = forms.IntegerField(label="表头占几行", min_value=1, max_value=DEEPEST)

    def __init__(self, reading: Reading, data=None):
        start = {"sheet": reading.sheet, "first": reading.heading.first + 1, "rows": reading.heading.rows}
        super().__init__(data=data, initial=start)
        names = [
            (number, f"{grid.name}（{'不能导入' if grid.fault else f'{len(grid.rows)} 行'}）")
            for number, grid in enumerate(reading.book.grids)
        ]
        self.fields["sheet"].choices = names


class ColumnsForm(forms.Form):
    """What each column is, and one value for the whole sheet where no column says it."""

    batch = forms.CharField(label="批次", required=False, max_length=60, help_text="没有这个批次会新建")
    domain = forms.CharField(label="领域", required=False, max_length=40, help_text="只用于新事项")
    leniency_kind = forms.ChoiceField(label="从宽类型", required=False, help_text="只用于新事项")
    source_list = forms.ChoiceField(label="清单来源", required=False)
    default_state = forms.ChoiceField(label="使用状态", required=False, help_text="只用于新事项")
    prefix = forms.CharField(
        label="编号字头", required=False, max_length=4, help_text="表中没有编号时依次编号，如 ZJ → ZJ1、ZJ2"
    )
    source = forms.CharField(label="来源", required=False, max_length=60, help_text="同样表头的表下次自动套用")

    def __init__(self, bureau, reading: Reading, source: str, data=None):
        known = "" if reading.remembered.endswith(ENDINGS) else reading.remembered  # a file's name is no source
        start = {**reading.fills, "prefix": reading.prefix, "source": source or known}
        super().__init__(data=data, initial=start)
        self.reading = reading
        for column in range(len(reading.heading.texts)):
            self.fields[f"c{column}"] = forms.ChoiceField(
                choices=_COLUMNS, required=False, initial=reading.columns.get(column, ""), label=f"第{column + 1}列"
            )
        self.fields["leniency_kind"].choices = [("", "——"), *((label, label) for label in LeniencyKind.labels)]
        names = [str(row) for row in SourceList.objects.filter(bureau=bureau)]
        self.fields["source_list"].choices = [("", "——"), *((name, name) for name in names)]
        states = [LoadState.REVIEW.label, LoadState.DISABLED.label]
        self.fields["default_state"].choices = [(label, label) for label in states]
        self.offers = {
            "batch": list(Batch.objects.filter(bureau=bureau).values_list("name", flat=True)),
            "domain": list(
                Item.objects.for_bureau(bureau).order_by("domain").values_list("domain", flat=True).distinct()
            ),
            "source": list(ImportMapping.objects.filter(bureau=bureau).values_list("source", flat=True).distinct()),
        }
        for name in self.offers:
            self.fields[name].widget.attrs["list"] = f"offers-{name}"

    def columns(self) -> list[dict]:
        """One entry a column for the table: letter, heading, samples, field."""
        reading, found = self.reading, []
        for column, heading in enumerate(reading.heading.texts):
            shown = [text[:80] for text in samples(reading.grid, reading.heading, column, _SAMPLES)]
            field = self[f"c{column}"]
            found.append({"number": column + 1, "heading": heading, "samples": shown, "field": field})
        return [entry for entry in found if entry["heading"] or entry["samples"]]

    def common(self) -> list:
        """The fields for the whole sheet."""
        return [self[name] for name in (*FILLS, "prefix", "source")]

    def mapping(self) -> dict:
        """What :func:`import_run_map` takes."""
        given = self.cleaned_data
        return {
            "sheet": self.reading.sheet,
            "heading": self.reading.heading,
            "columns": {c: given.get(f"c{c}", "") for c in range(len(self.reading.heading.texts))},
            "fills": {name: given.get(name, "") for name in FILLS},
            "prefix": given["prefix"],
            "source": given["source"],
        }


def chosen_heading(reading: Reading, form: HeadingForm) -> dict:
    """What a person chose, as :func:`reading_of` takes it. Another sheet begins with its own headings.

    Raises DomainError for a sheet that cannot be taken and a row beyond its end.
    """
    given = form.cleaned_data
    grid = reading.book.grids[given["sheet"]]
    if grid.fault:
        raise DomainError(grid.fault)
    if given["sheet"] != reading.sheet:
        return {"sheet": given["sheet"]}
    if given["first"] > len(grid.rows):
        raise DomainError(f"这张表只有 {len(grid.rows)} 行，表头不能在第 {given['first']} 行。")
    return {"sheet": given["sheet"], "first": given["first"] - 1, "rows": given["rows"]}
