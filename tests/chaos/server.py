"""The product behind gunicorn, as its own processes, on the data this run was given."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """One gunicorn. ``stop`` ends it by its own process group; nothing else is touched."""

    def __init__(self, port: int, *, workers: int = 1, chaos: bool = True, root: Path = ROOT, **env):
        self.port, self.workers, self.chaos, self.root = port, workers, chaos, root
        self.url = f"http://127.0.0.1:{port}"
        self.env = (
            os.environ
            | {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": self.url, "DEBUG": "0", "PYTHONPATH": str(root)}
            | env
        )
        self.var = Path(self.env["VAR_DIR"])
        self.process: subprocess.Popen | None = None

    def start(self, *, preload: bool = True) -> "Server":
        """Start and wait until it answers."""
        app = "tests.chaos.wsgi:application" if self.chaos else "xinglongtai.wsgi:application"
        command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(self.workers), "--threads", "4", "--timeout", "120", "--log-level", "warning"]
        command += ["--preload"] if preload else []
        log = (self.var / f"server-{self.port}.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=self.root, env=self.env, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self.wait()
        return self

    def wait(self, seconds: float = 60) -> None:
        """Until the public list answers; RuntimeError when it does not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server went away; see {self.var}/server-{self.port}.log")
            try:
                if requests.get(f"{self.url}/robots.txt", timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """kill -9 of all its processes at once."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it as an administrator would."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def passed(self) -> int:
        """Places the last counted request went by."""
        return requests.get(f"{self.url}/__chaos__/", timeout=30).json()["passed"]

    def worker(self) -> int:
        """Process id of the worker that answers."""
        return requests.get(f"{self.url}/__chaos__/", timeout=30).json()["pid"]

    def killed_at(self) -> str:
        """Where the last ordered death was, taken away; "" where there was none."""
        mark = self.var / "chaos-killed"
        try:
            return mark.read_text()
        except OSError:
            return ""
        finally:
            mark.unlink(missing_ok=True)

    def order(self, **orders) -> None:
        """What goes wrong from now on in every worker, for instance ``press="hangs"``."""
        (self.var / "chaos-orders.json").write_text(json.dumps(orders))

    def command(self, *args: str, timeout: float = 300, **env) -> subprocess.CompletedProcess:
        """A management command of the product, as cron would run it."""
        line = [sys.executable, "manage.py", *args]
        return subprocess.run(
            line, cwd=self.root, env=self.env | env, capture_output=True, text=True, timeout=timeout, check=False
        )
