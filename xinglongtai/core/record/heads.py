"""The end of the chain, kept outside the database: ``VAR_DIR/record/heads.log``, a line for every seal, added and never changed.

Whoever cuts off the end of the record, puts an older database back or swaps it for another one finds the file saying otherwise. Each line
is signed together with the line before. Copying the file to another machine (or writing down the last line) guards against somebody
who can change the database, the file and the keys at once.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .. import keys
from ..errors import DomainError
from .marks import PURPOSE

SEAL, RESTORED = "seal", "restored"
_LONGEST = 4096


class HeadsDamaged(DomainError):
    """A line of the file is not one that this program wrote there."""


@dataclass(frozen=True)
class Head:
    """One line: the number of the seal, its last link and digest, when. ``kind`` RESTORED: from here an older database holds, and why."""

    number: int
    seq: int
    digest: str
    at: str
    kind: str = SEAL
    reason: str = ""
    key: str = ""
    mac: str = ""

    def signed(self, before: str) -> bytes:
        """What the signature covers: the line, and the signature of the line before."""
        told = [before, self.number, self.seq, self.digest, self.at, self.kind, self.reason, self.key]
        return json.dumps(told, ensure_ascii=True).encode()

    def sign(self, before: str) -> str:
        """The signature; :class:`keys.KeyMissing` where the key is not there."""
        return hmac.digest(keys.find(PURPOSE, self.key).derive("line of heads"), self.signed(before), "sha256").hex()


def path() -> Path:
    """Where the file stands."""
    return Path(settings.VAR_DIR) / "record" / "heads.log"


def _parse(line: bytes) -> Head:
    try:
        head = Head(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise HeadsDamaged("链头文件有一行读不出来，请联系运维人员从备份核对 record/heads.log。") from error
    return head


def last() -> Head | None:
    """The last whole line; None where there is no file or no line. A line cut short by a power failure was never promised."""
    try:
        with path().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LONGEST))
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    return _parse(lines[-1]) if lines else None


def append(number: int, seq: int, digest: bytes, *, kind: str = SEAL, reason: str = "") -> bool:
    """Add a line and wait until it is on the disk. False where a later seal is there already (two sealers at once)."""
    place = path()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not place.exists()
    with place.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _drop_torn(file)
        before = last()
        if kind == SEAL and before is not None and before.seq >= seq:
            return False
        at = timezone.now().isoformat(timespec="seconds")
        head = Head(number, seq, digest.hex(), at, kind, reason[:300], keys.current(PURPOSE).id)
        line = {**head.__dict__, "mac": head.sign(before.mac if before else "")}
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        folder = os.open(place.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return True


def _drop_torn(file) -> None:
    """Take off the piece of a line that a power failure left at the end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST))
    torn = file.read().rpartition(b"\n")[2]
    if torn:
        file.truncate(size - len(torn))
    file.seek(0, os.SEEK_END)


def lines() -> Iterator[Head]:
    """Every line in order, each checked to be the program's own and to follow the one before.

    :class:`HeadsDamaged` at the first that is not; nothing where there is no file.
    """
    try:
        file = path().open("rb")
    except FileNotFoundError:
        return
    with file:
        before = ""
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            head = _parse(line)
            if not hmac.compare_digest(head.sign(before).encode(), head.mac.encode()):
                raise HeadsDamaged(f"链头文件第 {number} 行被改动，或者它前面少了行。")
            before = head.mac
            yield head


def in_force() -> tuple[int, list[Head]]:
    """How many lines there are before the ones that hold now, and the restorations told in the file (the last one begins what holds)."""
    begins, restored = 0, []
    for number, head in enumerate(lines()):
        if head.kind == RESTORED:
            begins = number
            restored.append(head)
    return begins, restored
