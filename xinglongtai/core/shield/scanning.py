"""Every file that comes in is shown to the virus scanner before anything of it is stored, where ``CLAMD`` names one.

Files of forms are scanned as they arrive (:class:`ScannedInMemory`, :class:`ScannedOnDisk`), so no form can forget it; files in pieces
when they are whole. What was found, and what was let in unseen, is an event and a line of the log.
"""

import hashlib
import logging

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.db import models, transaction

from .. import audit
from ..errors import DomainError
from ..middleware import answers_for_itself
from ..models import Bureau, Officer
from .clamd import Unavailable

logger = logging.getLogger("xinglongtai.scan")
INFECTED = (
    "文件里发现病毒或恶意程序，没有接收。请换一台电脑或手机重新取得这个文件；不要在别处打开它，并告诉系统管理员。"
)
NOT_NOW = "病毒检查暂时不可用，为安全起见没有接收文件。请过几分钟再传；一直不行的，请联系系统管理员。"


class UploadRefused(SuspiciousOperation):
    """A file of a form that is not let in; ``handler400`` makes the page. ``message`` is for people."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def require_clean(handle, *, actor: Officer | None, target: models.Model | None = None, thread: str = "") -> None:
    """:class:`DomainError` for a file in which something was found (field ``file``: throw it away), or that could not be looked at.

    ``handle`` is left at its beginning. Called outside the transaction of the act: the event must outlive the refusal.
    """
    if settings.CLAMD is None:
        return
    about = {"actor": actor, "target": target, "thread": thread}
    try:
        found = settings.CLAMD.scan(handle)
    except Unavailable as problem:
        logger.error("scanner %s: %s", settings.CLAMD, problem)
        if settings.CLAMD_DOWN != "accept":
            raise DomainError(NOT_NOW) from None
        _record("upload_unscanned", handle, **about)
    else:
        if found:
            _record("upload_infected", handle, found=found, **about)
            logger.warning("infected upload refused: %s", found)
            raise DomainError(INFECTED, field="file")
    finally:
        handle.seek(0)


def _record(verb: str, handle, *, actor: Officer | None, target: models.Model | None, thread: str, **data) -> None:
    """Neither name nor address of the file: both may name a person."""
    handle.seek(0)
    digest = hashlib.file_digest(getattr(handle, "file", handle), "sha256").hexdigest()
    target = target or actor or Bureau.objects.order_by("pk").first()
    if target is not None:
        with transaction.atomic():
            audit.record(verb=verb, actor=actor, target=target, thread=thread, sha256=digest, **data)


def _sender(request) -> Officer | None:
    """The officer who sends a form; ``None`` on the pages of the party, even where an officer is logged in at the same browser."""
    match = getattr(request, "resolver_match", None)
    if match is None or answers_for_itself(match.func):
        return None
    return getattr(getattr(request, "user", None), "officer", None)


class _Scanned:
    """A handler whose finished file goes on only when it is clean."""

    def file_complete(self, file_size):
        """The file, scanned. Raises :class:`UploadRefused`."""
        file = super().file_complete(file_size)
        if file is not None and settings.CLAMD is not None:
            try:
                require_clean(file, actor=_sender(self.request))
            except DomainError as refusal:
                file.close()
                raise UploadRefused(refusal.message) from None
        return file


class ScannedInMemory(_Scanned, MemoryFileUploadHandler):
    """Small files."""


class ScannedOnDisk(_Scanned, TemporaryFileUploadHandler):
    """All others."""
