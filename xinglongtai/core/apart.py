"""Other people's bytes are decoded in a process of their own: what runs away or breaks there takes nothing of ours with it.

A helper (this file as a program, started at the first need and ended with its master) loads the decoders once and forks for every job.
The fork has so much memory and so many seconds, writes no file, holds no key, no database and no setting; it is told and answers in
JSON and plain bytes, nothing that could run here.

    facts, content = run("cases.originals.decoding:picture", blob, {"form": "JPEG"})
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

#: What a job may take: memory beyond what the helper has anyway, seconds of work. On a busy machine work takes longer than it should:
#: by the clock a job has so many times its seconds.
MEGABYTES, SECONDS, PATIENCE = 900, 20, 3
#: Jobs of one process side by side; more wait.
_AT_ONCE = threading.BoundedSemaphore(2)
_HEAD = struct.Struct(">II")
_LONGEST = 512 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]


class Exceeded(Exception):
    """The job ran out of memory or time, or brought its process down."""


class Failed(Exception):
    """The decoder raised an error that the job did not foresee; its name."""


def run(work: str, blob: bytes, given: dict | None = None, *, seconds: int = SECONDS, megabytes: int = MEGABYTES):
    """What the function ``work`` («module:name») answers to ``(blob, given)``: (dict, bytes).

    ``given`` and the dict hold what JSON can. Raises :class:`Exceeded` and :class:`Failed`.
    """
    order = {"work": work, "seconds": seconds, "megabytes": megabytes, "given": given or {}}
    with _AT_ONCE, _line() as line:
        line.settimeout(seconds * PATIENCE + 10)  # the fork ends itself before
        try:
            _send(line, order, blob)
            facts, content = _receive(line)
        except (OSError, EOFError):
            raise Exceeded(work) from None
    if "failed" in facts:
        raise Exceeded(work) if facts["failed"] == "MemoryError" else Failed(str(facts["failed"])[:100])
    return facts, content


# --- the master's side ---------------------------------------------------------------------------------------


class _Helper:
    """The process that forks; one for each of ours."""

    def __init__(self):
        self.owner = os.getpid()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = (
                subprocess.Popen(  # closed to everything of ours: no environment, no input, no descriptors but one
                    [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                    start_new_session=True,
                )
            )

    def line(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"j"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self) -> None:
        self.control.close()
        self.process.poll()


_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from xinglongtai.core.apart import serve; serve(int(sys.argv[2]))"
)
_helper: _Helper | None = None
_LOCK = threading.Lock()


def _line() -> socket.socket:
    """A line to a fork of its own. A helper that is gone, or belongs to the process we were forked from, is replaced once."""
    global _helper
    with _LOCK:
        if _helper is not None and _helper.owner == os.getpid() and _helper.process.poll() is None:
            with contextlib.suppress(OSError):
                return _helper.line()
        if _helper is not None:
            _helper.close()
        _helper = _Helper()
        return _helper.line()


def _send(line: socket.socket, facts: dict, blob: bytes) -> None:
    head = json.dumps(facts).encode()
    line.sendall(_HEAD.pack(len(head), len(blob)) + head)
    line.sendall(blob)


def _receive(line: socket.socket) -> tuple[dict, bytes]:
    size, more = _HEAD.unpack(_exactly(line, _HEAD.size))
    if size + more > _LONGEST:
        raise EOFError
    facts = json.loads(_exactly(line, size))
    if not isinstance(facts, dict):
        raise EOFError
    return facts, _exactly(line, more)


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = line.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


# --- the helper's side ---------------------------------------------------------------------------------------

#: Loaded before the first fork.
DECODERS = ("cases.originals.decoding",)


def serve(descriptor: int) -> None:
    """Fork for every line that is handed over, until the master is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in DECODERS:
        importlib.import_module(name)
    control = socket.socket(fileno=descriptor)
    while True:
        word, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not word:
            return
        if os.fork() == 0:
            control.close()
            _job(socket.socket(fileno=descriptors[0]))
            os._exit(0)
        for one in descriptors:
            os.close(one)


def _job(line: socket.socket) -> None:
    try:
        order, blob = _receive(line)
        _confine(order["seconds"], order["megabytes"])
        module, _, name = order["work"].partition(":")
        facts, content = getattr(importlib.import_module(module), name)(blob, order["given"])
    except BaseException as problem:  # whatever it is, the master is told its name and nothing else
        facts, content = {"failed": type(problem).__name__}, b""
    with contextlib.suppress(OSError):
        _send(line, facts, content)


def _confine(seconds: int, megabytes: int) -> None:
    with open("/proc/self/statm") as handle:
        has = int(handle.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: has + megabytes * 1024 * 1024,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))
    signal.alarm(seconds * PATIENCE)  # nobody catches it: also a decoder that sleeps or never returns ends
    os.nice(5)
