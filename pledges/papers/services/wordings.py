"""Template wording: preflight, a new version, its approval by a second person, a sample."""

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit, documents, guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from ...models import PaperWording
from .. import due
from ..compose import LAYOUT, TEMPLATE_VERSION, compose
from ..defaults import DEFAULTS
from ..fields import known
from ..kinds import PaperKind
from ..sample import SAMPLE_DAY, sample_material, sample_values
from ..wording import Findings, Wording, paragraphs_of, preflight

APPROVE = "pledges.approve_paperwording"


def as_wording(row: PaperWording) -> Wording:
    """The words of a stored version."""
    return Wording(row.title, paragraphs_of(row.paragraphs), row.notes, row.version_no)


def wording_in_force(bureau: Bureau, kind: str) -> Wording:
    """The newest approved version of the bureau, else the product's own (version 0)."""
    rows = PaperWording.objects.filter(bureau=bureau, kind=kind, approved_at__isnull=False)
    row = rows.order_by("-version_no").first()
    return as_wording(row) if row else DEFAULTS[kind]


def wording_sample(*, bureau: Bureau, wording: Wording, kind: str) -> bytes:
    """A sample as PDF: invented facts, marked 「预览」. DomainError for characters that no font can print."""
    material = sample_material(bureau.full_name, bureau.phone)
    composed = compose(kind, material, sample_values(kind), wording, on=SAMPLE_DAY)
    number = documents.PREVIEW_NUMBER if kind in due.NUMBERED else ""
    return documents.preview_pdf(kind=LAYOUT, version=TEMPLATE_VERSION, snapshot=composed.snapshot, number=number)


def check(kind: str, title: str, text: str) -> Findings:
    """The preflight of what is being typed."""
    return preflight(title, paragraphs_of(text), known(kind))


@transaction.atomic
def wording_save(
    *,
    bureau: Bureau,
    kind: str,
    actor: Officer,
    title: str,
    text: str,
    notes: str,
    note: str = "",
    base: int | None = None,
) -> PaperWording:
    """Keep the words as the next version; it waits for a second person. ``note`` says why; ``base`` is the newest version the form was
    opened on.

    DomainError with every fault of the preflight (field ``title`` or ``paragraphs``); a sample is set before anything is kept.
    """
    guard.require(actor, "pledges.add_paperwording", "修改文书模板文字")
    if bureau.pk != actor.bureau.pk:
        raise NotAllowed("只能修改本机关的文书模板文字。")
    found = check(kind, title, text)
    if not found.clean:
        field, faults = ("title", found.title) if found.title else ("paragraphs", found.paragraphs)
        raise DomainError("\n".join(faults), field=field, reasons=faults)
    Bureau.objects.select_for_update().get(pk=bureau.pk)  # one next number at a time
    rows = PaperWording.objects.filter(bureau=bureau, kind=kind)
    newest = rows.order_by("-version_no").first()
    if base is not None and base != (newest.version_no if newest else 0):
        raise TransitionRefused("您打开页面之后，已有人存了新版本。请对照新版本再修改。")
    words = Wording(title.strip(), paragraphs_of(text), notes.strip())
    previous = as_wording(newest) if newest else DEFAULTS[kind]
    if (words.title, words.paragraphs, words.notes) == (previous.title, previous.paragraphs, previous.notes):
        raise DomainError("和上一版完全一样，不用另存。", field="paragraphs")
    wording_sample(bureau=bureau, wording=words, kind=kind)
    row = PaperWording(
        bureau=bureau,
        kind=kind,
        version_no=newest.version_no + 1 if newest else 1,
        title=words.title,
        paragraphs="\n".join(words.paragraphs),
        notes=words.notes,
        created_by=actor,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    _record("wording_save", row, actor, note=note.strip())
    for officer in holders(bureau, APPROVE).exclude(pk=actor.pk):
        text = f"{row.get_kind_display()}的模板文字第{row.version_no}版待您核对启用"
        tell(officer, key=f"wording:{row.pk}", text=text, url="/admin/pledges/paperwording/", topic="catalog")
    return row


@transaction.atomic
def wording_approve(*, wording: PaperWording, actor: Officer) -> PaperWording:
    """Put a version in force, by another person than who wrote it (办案和审核分开的同一道理). Older ones that wait are passed over."""
    guard.require(actor, APPROVE, "启用文书模板文字")
    row = guard.visible_row(PaperWording.objects.filter(bureau=actor.bureau), wording.pk)
    if row.approved_at:
        raise TransitionRefused("这一版已经启用。")
    if row.created_by_id == actor.pk:
        raise NotAllowed("修改的人不能自己启用，请由另一名法制人员核对后启用。")
    later = PaperWording.objects.filter(bureau=row.bureau, kind=row.kind, version_no__gt=row.version_no)
    if later.filter(approved_at__isnull=False).exists():
        raise TransitionRefused("已有更新的版本在用。要用回这一版的，请“改回这一版”另存为新版本。")
    found = check(row.kind, row.title, row.paragraphs)
    if not found.clean:
        raise DomainError("\n".join([*found.title, *found.paragraphs]))
    row.approved_by, row.approved_at = actor, timezone.now()
    row.save()
    _record("wording_approve", row, actor)
    return row


def _record(verb: str, row: PaperWording, actor: Officer, **more) -> None:
    kind = PaperKind(row.kind).label
    thread = f"wording:{row.bureau_id}:{row.kind}"
    audit.record(verb=verb, actor=actor, target=row, thread=thread, kind=kind, version=row.version_no, **more)
