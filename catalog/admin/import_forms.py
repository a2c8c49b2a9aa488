"""Forms of an import: the file, and what each column is."""

from django import forms

from xinglongtai.core import grid_forms
from xinglongtai.core.grid_forms import HeadingForm
from xinglongtai.core.grids import ENDINGS, LIMITS

from ..mapping import TARGETS
from ..mapping.guesses import samples
from ..mapping.targets import FILLS
from ..models import Batch, ImportMapping, Item, SourceList
from ..services.import_runs import Reading
from ..status import LeniencyKind, LoadState

__all__ = ["ColumnsForm", "HeadingForm", "SheetFileForm"]
_COLUMNS = [("", "不导入"), *((target.key, target.label) for target in TARGETS)]
_SAMPLES = 3


class SheetFileForm(grid_forms.SheetFileForm):
    """A file of somebody's list."""

    def __init__(self, request, **kwargs):
        super().__init__(request, **kwargs)
        self.fields["file"].help_text = (
            f"Excel（.xlsx、.xls）、Word 表格（.docx）或 CSV，不超过 {LIMITS.upload // 1024 // 1024} MB、5000 行。"
            "本机关自己的表头也可以，下一步核对各列对应什么。"
        )
        self.fields["source"].help_text = "如 省局清单、第一批征求意见稿；可以不填"
        self.fields["source"].widget.attrs["list"] = "sources"


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
