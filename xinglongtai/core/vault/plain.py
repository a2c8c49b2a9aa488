"""What a closed file is read through: one plain file with a place in it, whatever the parts it is opened by."""

import io
from abc import abstractmethod


class Plain(io.RawIOBase):
    """A subclass opens ``_handle``, knows the plain ``size`` in bytes and gives the part that holds a byte."""

    size: int
    _handle: io.BufferedIOBase
    _at = 0

    @abstractmethod
    def _part(self, at: int) -> tuple[bytes, int]:
        """The opened part that holds byte ``at``, and where in it that byte lies."""

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._at

    def seek(self, offset, whence=io.SEEK_SET):
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer):
        if self._at >= self.size:
            return 0
        part, inside = self._part(self._at)
        taken = part[inside : inside + len(buffer)]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def close(self):
        if not self.closed:
            self._handle.close()
        super().close()
