"""Forms of the statute pages: choosing files, confirming what each text is."""

from django import forms

from ..models import Statute, StatuteVersion
from ..services import kind_of
from ..status import StatuteKind
from ..statute_text import ENDINGS, MAX_BYTES

MOST_FILES = 60
MOST_BYTES = 64 * 1024 * 1024


class ManyFiles(forms.ClearableFileInput):
    """A choice of one or more files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to a list of files."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class StatuteFilesForm(forms.Form):
    """Texts of laws, and if there is one the table of their facts."""

    files = ManyFilesField(
        label="文件",
        help_text=f"可一次选多个：.md、.txt、.docx，每个不超过 {MAX_BYTES // 2**20} MB；"
        "可以连同 INDEX.csv（列 file、law_title、kind、version_date、effective_from、effective_to、note）一起选",
        widget=ManyFiles(attrs={"accept": ",".join([*ENDINGS, ".csv"])}),
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多 {MOST_FILES} 个文件，请分批上传。")
        if sum(file.size for file in files) > MOST_BYTES:
            raise forms.ValidationError("这些文件合计超过 64 MB，请分批上传。")
        return files


class DayField(forms.DateField):
    """A day with the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class TextFactsForm(forms.Form):
    """What one text is: the person who imports it confirms or corrects every fact."""

    take = forms.BooleanField(label="导入这个文本", required=False)
    title = forms.CharField(label="法规名称（全称）", max_length=120, required=False)
    short_title = forms.CharField(label="简称", max_length=60, required=False)
    kind = forms.ChoiceField(label="效力级别", choices=[("", "请选择"), *StatuteKind.choices], required=False)
    version_date = DayField(label="公布（修改）日期", required=False)
    effective_from = DayField(label="施行日期", required=False)
    effective_to = DayField(label="失效日期", required=False, help_text="最后有效的一天；现行有效的留空")
    note = forms.CharField(label="说明", max_length=300, required=False)

    def clean_title(self):
        return self.cleaned_data["title"].strip().strip("《》")

    def clean_kind(self):
        return kind_of(self.cleaned_data["kind"])


class StatuteForm(forms.ModelForm):
    """A statute; words of its title as people write them, without brackets."""

    class Meta:
        model = Statute
        fields = ["title", "short_title", "kind"]


class StatuteVersionForm(forms.ModelForm):
    """A wording and its dates."""

    class Meta:
        model = StatuteVersion
        fields = ["statute", "version_date", "effective_from", "effective_to", "note"]
