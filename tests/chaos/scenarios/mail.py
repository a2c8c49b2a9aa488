"""The mail server gone, silent, or breaking off half-way; the sending process killed: every message goes out once, none is lost."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from xinglongtai.core.models import Outgoing
from xinglongtai.core.notices import tell as notify
from xinglongtai.core.notices.sending import send_due

from ..report import Trial
from ..server import ROOT
from ..stage import Stage
from .world import World, tell


class _Box(socketserver.ThreadingTCPServer):
    """A mail server that takes so many messages and then behaves as ordered: «takes», «refuses», «breaks», «hangs»."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int):
        super().__init__(("127.0.0.1", port), _Talk)
        self.taken: Counter = Counter()
        self.how, self.before = "takes", 0

    @property
    def well(self) -> bool:
        return self.how == "takes" or sum(self.taken.values()) < self.before


class _Talk(socketserver.StreamRequestHandler):
    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        box, to = self.server, ""
        self._say("220 chaos")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.upper()
            if word.startswith("RCPT"):
                if not box.well and box.how == "refuses":
                    self._say("451 later")
                    continue
                to = line.partition("<")[2].partition(">")[0]
                self._say("250 ok")
            elif word == "DATA":
                if not box.well and box.how == "breaks":
                    return
                while not box.well and box.how == "hangs":
                    time.sleep(0.1)
                self._say("354 go on")
                while (piece := self.rfile.readline()) not in (b".\r\n", b""):
                    pass
                if not piece:  # the sender gave up: nothing was taken
                    return
                box.taken[to] += 1
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")


@contextmanager
def _box(port: int) -> Iterator[_Box]:
    box = _Box(port)
    threading.Thread(target=box.serve_forever, daemon=True).start()
    try:
        yield box
    finally:
        box.shutdown()
        box.server_close()


def run(world: World) -> Iterator[Trial]:
    """send_notices and send_due_digest against each fault, then against a mail server that works."""
    port = world.port + 3
    env = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    server = world.server(EMAIL_PORT=str(port), **env)
    stage = world.stage(server)
    server.command(
        "send_notices", EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"
    )  # of the scenarios before
    for how in ("gone", "refuses", "breaks", "hangs"):
        yield _notices(stage, port, how)
    yield _killed(stage, port)


def _people(stage: Stage) -> list:
    office = stage.office
    return [office.officer, office.second, office.stranger, office.head, office.legal, office.leader]


def _tell_all(stage: Stage, key: str) -> int:
    return sum(notify(person, key=key, text="有一件事等您处理", url="/", topic="approval") for person in _people(stage))


def _finish(trial: Trial, port: int, box: _Box, told: int) -> None:
    """The server works again: what waits goes out as its time comes."""
    box.how = "takes"
    now = timezone.now()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=port):
        for hours in (1, 6, 12, 30):
            send_due(now=now + timedelta(hours=hours))
    sent = sum(box.taken.values())
    if sent < told:
        trial.broken.append(f"{told - sent} messages of {told} never arrived")
    if left := Outgoing.objects.filter(state=Outgoing.State.WAITING).count():
        trial.broken.append(f"{left} messages still wait")
    if failed := Outgoing.objects.filter(state=Outgoing.State.FAILED).count():
        trial.broken.append(f"{failed} messages were given up")


def _notices(stage: Stage, port: int, how: str) -> Trial:
    trial = Trial(f"mail server {how}: send_notices", "", faults=1)
    told = _tell_all(stage, f"chaos-{how}")
    begun = time.monotonic()
    if how == "gone":
        first = stage.server.command("send_notices")
        seconds = time.monotonic() - begun
        with _box(port) as box:
            _finish(trial, port, box, told)
            taken = dict(box.taken)
    else:
        with _box(port) as box:
            box.how, box.before = how, 2
            first = stage.server.command("send_notices")
            seconds = time.monotonic() - begun
            _finish(trial, port, box, told)
            taken = dict(box.taken)
    if first.returncode:
        trial.broken.append(f"send_notices ended with {first.returncode}: {first.stderr[-200:]}")
    if twice := [who for who, times in taken.items() if times > 1]:
        trial.broken.append(f"sent twice: {twice}")
    trial.broken += stage.breaches()
    return tell(
        trial, told=told, first_run=f"{first.stdout.strip()[-60:]} in {seconds:.0f} s", arrived=sum(taken.values())
    )


def _killed(stage: Stage, port: int) -> Trial:
    trial = Trial("send_notices killed while it sends", "", faults=1)
    told = _tell_all(stage, "chaos-killed")
    with _box(port) as box:
        box.how, box.before = "hangs", 3
        process = subprocess.Popen([sys.executable, "manage.py", "send_notices"], cwd=ROOT, env=stage.server.env)
        until = time.monotonic() + 60
        while sum(box.taken.values()) < 3 and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        _finish(trial, port, box, told)
        trial.broken += stage.breaches()
        return tell(trial, told=told, arrived=sum(box.taken.values()))
