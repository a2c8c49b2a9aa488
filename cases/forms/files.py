"""Files in forms: several at once, kept as evidence at once, so that a refused form loses none of them."""

from django import forms

from xinglongtai.core.acts import VerbForm
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.web import whole_number

from ..models import Evidence
from ..originals.kinds import Family, accept
from ..services import evidence_add
from ..services.evidence import most_megabytes, most_seconds
from ..status import EvidenceKind

ACCEPT = accept(*Family)
#: Most files that one try of a form brings along from those before it.
_MOST_KEPT = 200


def limits_in_words(bureau) -> str:
    """What may be uploaded and how much of it, as forms state it."""
    return (
        f"照片（JPG、HEIC、PNG、WebP）和文档（PDF、Word、Excel）单个不超过 {most_megabytes(bureau, Family.PHOTO)} MB；"
        f"录像、录音单个不超过 {most_megabytes(bureau, Family.VIDEO)} MB、{most_seconds(bureau) // 60} 分钟。可一次选多个。"
    )


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


def kept_rows(case, text: str) -> list[Evidence]:
    """Files of ``case`` that an earlier try of a form, or its script, has stored already («12,13»)."""
    numbers = [n for part in text.split(",")[:_MOST_KEPT] if (n := whole_number(part)) is not None]
    return list(Evidence.objects.filter(case=case, pk__in=numbers))


class FilesForm(VerbForm):
    """A form with files. :meth:`keep` stores what was sent and remembers it in ``kept`` for the next try.

    With JavaScript the files come in pieces before the form (static/js/upload.js), which then only names them in ``kept``.
    """

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    files = ManyFiles(
        label="照片或文件", required=False, help_text="照片、PDF、Word、Excel、录像或录音，可一次选多个。"
    )
    kind = EvidenceKind.DOCUMENT
    #: Words that go with files sent in pieces; those in the form itself are given to :meth:`keep`.
    upload_caption = ""

    def keep(self, case, actor, caption: str = "", violation=None) -> list[Evidence]:
        """Store the files sent with this request as evidence of ``case``; those of an earlier try are included.

        What is refused (size, type) stands as an error at the field.
        """
        rows = kept_rows(case, self.data.get("kept", ""))
        given = {"kind": self.kind, "caption": caption, "violation": violation}
        for upload in self.files.getlist("files"):
            try:
                row = evidence_add(case=case, actor=actor, upload=upload, **given)
                rows += [row] if row not in rows else []
            except (NotAllowed, NotVisible):
                raise
            except DomainError as refusal:
                self.add_error("files", f"{upload.name}：{refusal.message}")
        self.data = self.data.copy()
        self.data["kept"] = ",".join(str(row.pk) for row in rows)
        self.stored = rows
        return rows

    stored: list[Evidence] = []
