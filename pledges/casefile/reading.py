"""Originals read with their hash compared to the one taken at receipt. What differs is named, never hidden."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.models import Evidence
from xinglongtai.core.vault.container import Damaged

_CHUNK = 1 << 20


@dataclass
class Findings:
    """What was found wrong while reading, each once, in the order of reading."""

    problems: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        if words not in self.problems:
            self.problems.append(words)


class Gone(OSError):
    """The stored original is not there."""


def chunks(row: Evidence, no: int, findings: Findings) -> Iterator[bytes]:
    """The original of ``row`` piece by piece; a wrong hash is noted when the last piece is out. :class:`Gone` when it is missing."""
    digest = hashlib.sha256()
    try:
        handle = row.file.open("rb")
    except OSError:
        findings.add(f"证据第{no}号的原件缺失，请系统管理员从备份恢复。")
        raise Gone(row.pk) from None
    with handle:
        try:
            while piece := handle.read(_CHUNK):
                digest.update(piece)
                yield piece
        except Damaged:  # the rest cannot be opened: the hash will differ
            pass
    if digest.hexdigest() != row.sha256:
        findings.add(f"证据第{no}号的原件与收到时的校验值不一致。")


def whole(row: Evidence, no: int, findings: Findings) -> bytes:
    """The original of ``row`` at once, for what is shown on paper."""
    return b"".join(chunks(row, no, findings))


def verify(row: Evidence, no: int, findings: Findings) -> None:
    """Read ``row`` for its hash alone."""
    for _ in chunks(row, no, findings):
        pass
