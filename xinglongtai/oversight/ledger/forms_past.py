"""Forms of the import of the past: the file, and what each column is."""

from django import forms

from xinglongtai.core.grid_forms import HeadingForm, SheetFileForm
from xinglongtai.core.grids import too_large
from xinglongtai.core.grids.book import MEGABYTE
from xinglongtai.core.grids.headings import samples
from xinglongtai.core.uploads import dropped

from .past_cells import masked_sample
from .past_lines import MIXED, PENALTIES, PLEDGES
from .past_reading import LIMITS, Reading
from .past_targets import TARGETS

__all__ = ["ColumnsForm", "HeadingForm", "PastFileForm"]
_COLUMNS = [("", "不导入"), *((target.key, target.label) for target in TARGETS)]
_SAMPLES = 3


class PastFileForm(SheetFileForm):
    """A bureau's own sheet of the past."""

    limits = LIMITS

    def __init__(self, request, **kwargs):
        super().__init__(request, **kwargs)
        self.fields["file"].help_text = (
            f"Excel（.xlsx、.xls）、Word 表格（.docx）或 CSV，不超过 {LIMITS.upload // MEGABYTE} MB、{LIMITS.rows - 100} 行。"
            "表头不用改，下一步核对各列对应什么。"
        )
        missing = too_large(LIMITS) if self.is_bound and dropped(request) else "请选择文件。"
        self.fields["file"].required, self.fields["file"].error_messages["required"] = True, missing
        self.fields["source"].help_text = "如 2024年处罚台账、执法办案系统导出；不填用文件名"


class ColumnsForm(forms.Form):
    """What each column is, and what the sheet tells of."""

    kind = forms.ChoiceField(
        label="这张表记的是",
        choices=[
            (MIXED, "承诺和处罚都有：有承诺书编号的行是承诺"),
            (PLEDGES, "每一行都是承诺"),
            (PENALTIES, "每一行都是处罚或其他处理"),
        ],
        help_text="只有承诺才谈得上失诺：处罚记录里的“未整改”不按失诺记。",
    )
    source = forms.CharField(label="来源", required=False, max_length=60, help_text="同样表头的表下次自动套用")

    def __init__(self, reading: Reading, source: str, data=None):
        super().__init__(data=data, initial={"kind": reading.kind, "source": source})
        self.reading = reading
        for column in range(len(reading.heading.texts)):
            self.fields[f"c{column}"] = forms.ChoiceField(
                choices=_COLUMNS, required=False, initial=reading.columns.get(column, ""), label=f"第{column + 1}列"
            )
            self.fields[f"c{column}"].widget.attrs["class"] = "form-select"

    def columns(self) -> list[dict]:
        """One entry a column for the table: number, heading, samples (identity numbers masked), field."""
        reading, found = self.reading, []
        for column, heading in enumerate(reading.heading.texts):
            shown = [masked_sample(text) for text in samples(reading.grid, reading.heading, column, _SAMPLES)]
            found.append({"number": column + 1, "heading": heading, "samples": shown, "field": self[f"c{column}"]})
        return [entry for entry in found if entry["heading"] or entry["samples"]]

    def mapping(self) -> dict:
        """What ``past_run_map`` takes."""
        given = self.cleaned_data
        return {
            "sheet": self.reading.sheet,
            "heading": self.reading.heading,
            "columns": {c: given.get(f"c{c}", "") for c in range(len(self.reading.heading.texts))},
            "kind": given["kind"],
            "source": given["source"],
        }
