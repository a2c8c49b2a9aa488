"""Files in forms: several at once, kept as evidence at once, so that a refused form loses none of them."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.web import whole_number

from ..models import Evidence
from ..services import evidence_add
from ..status import EvidenceKind

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"


class ManyFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__(attrs={"accept": ACCEPT, "multiple": True, **(attrs or {})})


class ManyFiles(forms.FileField):
    """Zero or more files; cleans to a list."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        found = data if isinstance(data, list | tuple) else [data] if data else []
        if not found:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        return [super(ManyFiles, self).clean(item, initial) for item in found]


class FilesForm(VerbForm):
    """A form with files. :meth:`keep` stores what was sent and remembers it in ``kept`` for the next try."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    files = ManyFiles(label="照片或文件", required=False, help_text="JPG、PNG、WebP 或 PDF，可一次选多个。")
    kind = EvidenceKind.DOCUMENT

    def keep(self, case, actor, caption: str = "") -> list[Evidence]:
        """Store the files sent with this request as evidence of ``case``; those of an earlier try are included.

        What is refused (size, type) stands as an error at the field.
        """
        numbers = [n for part in self.data.get("kept", "").split(",")[:200] if (n := whole_number(part)) is not None]
        rows = list(Evidence.objects.filter(case=case, pk__in=numbers))
        for upload in self.files.getlist("files"):
            try:
                rows.append(evidence_add(case=case, actor=actor, upload=upload, kind=self.kind, caption=caption))
            except (NotAllowed, NotVisible):
                raise
            except DomainError as refusal:
                self.add_error("files", f"{upload.name}：{refusal.message}")
        self.data = self.data.copy()
        self.data["kept"] = ",".join(str(row.pk) for row in rows)
        self.stored = rows
        return rows

    stored: list[Evidence] = []
