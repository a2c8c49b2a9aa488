"""A stand-in for clamd on a loopback port that speaks its protocol: what it is sent it really receives piece by piece."""

import socketserver
import struct
import threading
from contextlib import contextmanager

from xinglongtai.core.shield.clamd import Scanner

#: The harmless string every scanner knows (EICAR), in two parts so that no scanner minds this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
SIGNED = "ClamAV 1.4.6/27800/Wed Nov 25 08:30:00 2026"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        command = self._until_nul()
        if self.server.silent:
            self.server.released.wait(5)
            return
        answers = {b"zPING": "PONG", b"zVERSION": SIGNED}
        answer = answers.get(command) or (self._scanned() if command == b"zINSTREAM" else "UNKNOWN COMMAND")
        self.wfile.write(answer.encode() + b"\0")

    def _until_nul(self) -> bytes:
        data = b""
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            data += byte
        return data

    def _scanned(self) -> str:
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > self.server.limit:
                return "INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(data)
        return "stream: Eicar-Signature FOUND" if EICAR in data else "stream: OK"


class _Daemon(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def clamd(*, limit: int = 10_000_000, silent: bool = False, seconds: float = 5):
    """(scanner, list of what it was sent). ``silent``: it listens and never answers."""
    with _Daemon(("127.0.0.1", 0), _Talk) as daemon:
        daemon.limit, daemon.silent, daemon.seen, daemon.released = limit, silent, [], threading.Event()
        thread = threading.Thread(target=daemon.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield Scanner(host="127.0.0.1", port=daemon.server_address[1], seconds=seconds), daemon.seen
        finally:
            daemon.released.set()
            daemon.shutdown()
            thread.join()
