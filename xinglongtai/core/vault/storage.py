"""Storages whose files lie closed. To everybody who opens, reads, measures or saves through the storage they are plain.

Names, SHA-256 and sizes in the database are those of the plain bytes. Files from before that are still plain are read as they are
(``encrypt_files`` closes them).
"""

import io
from collections.abc import Callable

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from ..durable import DurableStorage
from . import ring
from .container import Opened, closed, read_header
from .disk import OnDisk


class ToClose(File):
    """Content that :class:`PartlyClosedStorage` is to close."""


class _Closing(File):
    """What is written: the closed bytes of ``content``."""

    def __init__(self, content: File, place: str):
        super().__init__(None, content.name)
        self._content, self._place = content, place

    def chunks(self, chunk_size=None):
        return closed(self._content.chunks(1 << 20), self._place)

    def multiple_chunks(self, chunk_size=None):
        return True


class _OpenedFile(File):
    """An opened closed file; it knows its plain size, and ``again`` gives it once more when it was closed."""

    def __init__(self, raw: Opened, name: str, again: Callable[[], File]):
        super().__init__(io.BufferedReader(raw, 1 << 16), name)
        self.size, self._again = raw.size, again

    def open(self, mode=None, *args, **kwargs):
        if self.closed:
            self.file = self._again().file
        else:
            self.seek(0)
        return self


class Closes:
    """Mixin of a storage that gives a file as it lies (``raw``). ``scope`` names the storage and is part of what closes a file, with the
    file's name."""

    closes_all = True
    may_hold_plain = True
    #: Heads of files read side by side, where each is a question to another machine.
    at_once = 1

    def __init__(self, *args, scope: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope

    def place(self, name: str) -> str:
        """Where a file belongs."""
        return f"{self.scope}/{str(name).replace(chr(92), '/')}"

    def _save(self, name, content):
        if not (self.closes_all or isinstance(content, ToClose)):
            return super()._save(name, content)
        ring.closing()  # refused before there is a file
        while True:
            kept = super()._save(name, _Closing(content, self.place(name)))
            if kept.replace("\\", "/") == str(name).replace("\\", "/"):
                return kept
            self.delete(kept)  # the name was taken meanwhile: a file is closed for its own name
            name = kept

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("加密的文件只能整体写入，以二进制方式读取")
        handle = self.raw(name)
        try:
            found = read_header(handle)
            if found is None:
                handle.seek(0)
                return self._plain(handle, name)
            return _OpenedFile(Opened(handle, *found, self.place(name)), name, lambda: self._open(name))
        except BaseException:
            handle.close()
            raise

    def size(self, name):
        with self.open(name) as handle:
            return handle.size

    def is_closed(self, name) -> bool:
        """Whether the file lies closed. OSError where it is not there."""
        return self.key_of(name) != ""

    def key_of(self, name) -> str:
        """The name of the key that closed the file; "" where it is plain."""
        with self.raw(name) as handle:
            found = read_header(handle)
        return found[1] if found else ""


class ClosedStorage(Closes, OnDisk, DurableStorage):
    """Every file is closed, and on the disk before anybody is told so."""


class ClosedCopies(Closes, OnDisk, FileSystemStorage):
    """The same for what is made again whenever it is missing: nobody waits for the disk."""


class PartlyClosedStorage(Closes, OnDisk, DurableStorage):
    """Only what is given as :class:`ToClose` is closed: the others may be sent by the web server."""

    closes_all = False
