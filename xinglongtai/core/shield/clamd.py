"""clamd's own protocol, the three commands we need: PING, VERSION and INSTREAM (clamd(8)). One connection a command, nothing kept.

A file goes over as pieces, each behind its length in four bytes, ended by a length of nought; the daemon answers one line.
"""

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class Unavailable(Exception):
    """The scanner gave no verdict: not there, too slow, or it refused the file (too large for its StreamMaxLength)."""


@dataclass(frozen=True)
class Scanner:
    """Where clamd listens: a Unix socket (``path``), or ``host`` and ``port``. ``seconds``: patience for one step."""

    path: str = ""
    host: str = ""
    port: int = 3310
    seconds: float = 30

    def __str__(self):
        return self.path or f"{self.host}:{self.port}"

    def ping(self) -> bool:
        """Whether it answers. Raises :class:`Unavailable`."""
        return self._ask("PING") == "PONG"

    def version(self) -> str:
        """«ClamAV 1.4.3/27800/Thu Nov 26 08:00:00 2026»: program, number and day of its signatures. Raises :class:`Unavailable`."""
        return self._ask("VERSION")

    def scan(self, handle: BinaryIO) -> str:
        """The name of what was found in the bytes behind ``handle`` from its beginning, "" for nothing. Raises :class:`Unavailable`."""
        handle.seek(0)
        answer = self._ask("INSTREAM", handle)
        if answer == "stream: OK":
            return ""
        if match := _FOUND.match(answer):
            return match[1][:120]
        raise Unavailable(answer[:200] or "no answer")

    def _ask(self, command: str, handle: BinaryIO | None = None) -> str:
        try:
            with self._connected() as line:
                try:
                    line.sendall(f"z{command}\0".encode())
                    if handle is not None:
                        while piece := handle.read(_PIECE):
                            line.sendall(struct.pack(">I", len(piece)) + piece)
                        line.sendall(struct.pack(">I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it stops listening where a file is too large, and says so
                return self._answer(line)
        except OSError as problem:
            raise Unavailable(f"{type(problem).__name__}: {problem}"[:200]) from None

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.seconds)
        try:
            line.connect(self.path)
        except OSError:
            line.close()
            raise
        return line

    def _answer(self, line: socket.socket) -> str:
        data = b""
        while len(data) < _LONGEST_ANSWER and b"\0" not in data and (piece := line.recv(1024)):
            data += piece
        return data.partition(b"\0")[0].decode("utf-8", "replace").strip()


def from_environment(given) -> Scanner | None:
    """The scanner that CLAMD_SOCKET, or CLAMD_HOST and CLAMD_PORT, name; ``None`` where there is none."""
    seconds = float(given.get("CLAMD_TIMEOUT") or 30)
    if given.get("CLAMD_SOCKET"):
        return Scanner(path=given["CLAMD_SOCKET"], seconds=seconds)
    if given.get("CLAMD_HOST"):
        return Scanner(host=given["CLAMD_HOST"], port=int(given.get("CLAMD_PORT") or 3310), seconds=seconds)
    return None
