"""Verbs of issued papers: freeze, render, read, void, preview.

A paper is first frozen (snapshot and number, in the caller's transaction), then rendered. A failed rendering costs nothing: the
number stands, and :func:`render` may be tried again at any time. Once made, the bytes never change.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from . import audit, fonts, typesetting
from .errors import DomainError, TransitionRefused
from .models import IssuedDocument, Officer
from .numbering import Number
from .patience import within
from .vault.parts import require_open

logger = logging.getLogger(__name__)
PREVIEW_NUMBER = "（签发时编号）"
_PICTURES: dict[str, Callable[[str], bytes]] = {}
_LATER: ContextVar[bool] = ContextVar("rendering later", default=False)
audit.register({"document_void": "作废文书{number}：{reason}"})


class DocumentDamaged(DomainError):
    """The stored bytes are gone or are not those that were issued."""


class DocumentNotReady(DomainError):
    """The bytes could not be made yet."""


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def check_printable(snapshot: dict) -> None:
    """:class:`DomainError` naming the characters that no font can print."""
    missing = fonts.missing_glyphs("".join(_strings(snapshot)))
    if missing:
        shown = "、".join(f"{character}（U+{ord(character):04X}）" for character in missing[:10])
        raise DomainError(f"下列字符无法印刷：{shown}。请改用规范汉字，或请系统管理员安装含有该字的字体。")


def freeze(
    *,
    kind: str,
    bureau,
    actor: Officer,
    number: Number | None = None,
    template_version: str,
    snapshot: dict,
    layout: str = "",
    year: int | None = None,
) -> IssuedDocument:
    """Put the paper on record, unrendered, in the caller's transaction; :func:`render_quietly` follows on its commit.

    ``snapshot`` is JSON-able and holds every printed fact; what names a person in it, or opens the party's page, lies closed in the
    database (:class:`.vault.parts.PartlyClosedField`). A paper without a ``number`` says of which ``year`` it is. ``layout``:
    the template several kinds share (``templates/letters/<layout>_<version>.html``). :class:`DomainError` outside a transaction or
    for characters that cannot be printed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise DomainError("文书必须与签发在同一事务中存档。")
    check_printable(snapshot)
    return IssuedDocument.objects.create(
        bureau=bureau,
        kind=kind,
        layout=layout,
        year=number.year if number else year,
        n=number.n if number else None,
        number_text=number.text if number else "",
        template_version=template_version,
        snapshot=json.loads(json.dumps(snapshot)),
        issued_by=actor,
    )


def render(document: IssuedDocument) -> IssuedDocument:
    """Make the bytes. Nothing happens when they exist; a failure is recorded on the row (state 生成失败), not raised.

    Safe to repeat and to run twice at once: the first to take the row's lock stores its bytes, the other keeps those.
    Returns ``document`` refreshed.
    """
    document.refresh_from_db()
    if document.state == IssuedDocument.State.READY:
        return document
    content, error = b"", ""
    try:
        content = _typeset(
            document.layout or document.kind, document.template_version, document.snapshot, document.number_text
        )
    except Exception as problem:  # whatever the typesetter meets, the paper stays and can be tried again
        logger.exception("rendering of document %s failed", document.pk)
        error = f"{type(problem).__name__}: {problem}"[:300]
    with transaction.atomic():
        row = IssuedDocument.objects.select_for_update().get(pk=document.pk)
        if row.state != IssuedDocument.State.READY:
            row.attempts += 1
            row.error = error
            row.state = IssuedDocument.State.FAILED if error else IssuedDocument.State.READY
            if not error:
                row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)
                row.pdf.save("document.pdf", ContentFile(content), save=False)
            row.save()
    document.refresh_from_db()
    return document


@contextmanager
def rendering_later() -> Iterator[None]:
    """Papers issued inside are only numbered and frozen: the first reader or ``render_documents`` makes their bytes.

    For many at once, which would otherwise wait for the press one after the other.
    """
    token = _LATER.set(True)
    try:
        yield
    finally:
        _LATER.reset(token)


def render_quietly(document: IssuedDocument) -> None:
    """:func:`render` for ``transaction.on_commit``: the issue is done, so nothing that fails here may reach the user as an error.

    What is not rendered now is rendered by the first reader or by ``render_documents``.
    """
    if _LATER.get():
        return
    try:
        render(document)
    except Exception:  # e.g. the database went away; the paper is on record and pending
        logger.exception("rendering of document %s will be tried again", document.pk)


def read_bytes(document: IssuedDocument) -> bytes:
    """The issued bytes, checked against their SHA-256; made now if they were not yet.

    :class:`DocumentNotReady` when they cannot be made, :class:`DocumentDamaged` when the file is gone or differs.
    """
    if document.state != IssuedDocument.State.READY and render(document).state != IssuedDocument.State.READY:
        raise DocumentNotReady("文书暂时无法生成，编号已保留。请稍后重试；仍不成功请联系系统管理员。")
    try:
        with document.pdf.open("rb") as handle:
            content = handle.read()
    except OSError:
        raise DocumentDamaged(f"文书{document.number_text}的文件缺失，请系统管理员从备份恢复。") from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(f"文书{document.number_text}的文件与签发时不一致，请系统管理员从备份恢复。")
    return content


def void(document: IssuedDocument, actor: Officer, reason: str, *, thread: str = "") -> IssuedDocument:
    """Declare the paper void. Number, snapshot and bytes stay. In the caller's transaction.

    :class:`DomainError` without a reason, :class:`TransitionRefused` when it is void already.
    """
    reason = reason.strip()
    if not reason:
        raise DomainError("请填写作废原因。", field="reason")
    row = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if row.is_voided:
        raise TransitionRefused(f"文书{row.number_text}已经作废。")
    row.voided_at, row.voided_by, row.void_reason = timezone.now(), actor, reason[:300]
    row.save()
    audit.record(verb="document_void", actor=actor, target=row, thread=thread, number=row.number_text, reason=reason)
    document.refresh_from_db()
    return document


def preview_pdf(*, kind: str, version: str, snapshot: dict, number: str = PREVIEW_NUMBER) -> bytes:
    """The paper as it would be issued, marked 「预览」 and without a number. The same code as issuing. ``kind``: or its layout."""
    check_printable(snapshot)
    return _typeset(kind, version, snapshot, number, preview=True)


def register_pictures(prefix: str, loader: Callable[[str], bytes]) -> None:
    """Name who gives the bytes of pictures in papers: ``snapshot["pictures"] = ["evidence:12"]`` calls the loader of «evidence» with
    "12" when the paper is set; the template shows it as ``<img src="picture:evidence:12">``.
    """
    _PICTURES[prefix] = loader


def _typeset(layout: str, version: str, snapshot: dict, number: str, *, preview: bool = False) -> bytes:
    require_open(snapshot, "文书")
    pictures = {}
    for name in snapshot.get("pictures", ()):
        prefix, _, key = name.partition(":")
        pictures[name] = _PICTURES[prefix](key)
    given = {"number": number, "preview": preview, "pictures": pictures}
    return within(settings.PAPER_SECONDS, lambda: typesetting.letter_pdf(layout, version, snapshot, **given))
