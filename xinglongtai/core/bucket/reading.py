"""An object read by parts: never more of it than is asked for, and a little ahead."""

import io
import re

from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError

from ..vault.plain import Plain
from .client import told
from .errors import Unreachable

#: Bytes of the first part, and of the longest: who reads on gets twice as much each time. The first stays, for headers are read again.
FIRST, MOST = 256 * 1024, 4 * 1024 * 1024
_TOTAL = re.compile(r"/(\d+)$")
_BROKEN = (IncompleteReadError, ReadTimeoutError, ResponseStreamingError)


class Parts(Plain):
    """The object ``key``. FileNotFoundError; :class:`Unreachable`, also where it was closed anew meanwhile: opened again it is whole."""

    def __init__(self, client, bucket: str, key: str):
        super().__init__()
        self._handle = io.BytesIO()
        self._client, self._asked, self._mark = client, {"Bucket": bucket, "Key": key}, ""
        self._ahead = FIRST // 2
        self._begin, self._window = 0, b""
        self._load(0)
        self._first = self._window

    def _part(self, at: int) -> tuple[bytes, int]:
        if at < len(self._first):
            return self._first, at
        if not self._begin <= at < self._begin + len(self._window):
            self._load(at)
        return self._window, at - self._begin

    def _load(self, at: int) -> None:
        self._ahead = min(2 * self._ahead, MOST) if at == self._begin + len(self._window) else FIRST
        try:
            self._window = self._get(at, at + self._ahead - 1)
        except _BROKEN:  # the answer broke off: the client asks again for answers that never came, not for these
            with told(self._asked["Key"]):
                self._window = self._get(at, at + self._ahead - 1)
        self._begin = at

    def _get(self, first: int, last: int) -> bytes:
        only = {"IfMatch": self._mark} if self._mark else {}
        key = self._asked["Key"]
        try:
            with told(key):
                answer = self._client.get_object(**self._asked, Range=f"bytes={first}-{last}", **only)
        except FileExistsError as fault:
            raise Unreachable(f"written anew while it was read: {key}") from fault
        whole = _TOTAL.search(answer.get("ContentRange", ""))
        if not whole:
            raise Unreachable(f"the store gives no parts: {key}")
        self._mark, self.size = answer["ETag"], int(whole[1])
        with answer["Body"] as body:
            return body.read()
