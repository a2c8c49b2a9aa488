"""What the trial starts and stops: the standby, nginx, the worker of the queue."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import OperationalError, connections

from tests.chaos.cluster import Cluster
from tests.chaos.server import ROOT

_NGINX = """worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream web {{ {servers} }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 130m;
        location / {{
            proxy_pass http://web;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_connect_timeout 2s;
            proxy_next_upstream error timeout;
        }}
    }}
}}
"""


class Standby(Cluster):
    """A streaming copy of ``primary``, made as an administrator would make it."""

    def copy(self, primary: Cluster) -> "Standby":
        """pg_basebackup, then its own port."""
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = str(self.folder / "data")
        source = ["-h", str(primary.folder), "-p", str(primary.port)]
        self._run(str(self.bin / "pg_basebackup"), *source, "-D", data, "-R", "-X", "stream", "-c", "fast")
        lines = f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n"
        self._run("bash", "-c", f"cat >> '{data}/postgresql.conf' <<'END'\n{lines}END")
        self.start()
        return self


class Nginx:
    """The web server before both groups. A request that a group refuses, or a GET it does not answer, goes to the other."""

    def __init__(self, folder: Path, port: int, ports: list[int]):
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        folder.mkdir()
        servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=1s;" for one in ports)
        self.file = folder / "nginx.conf"
        self.file.write_text(_NGINX.format(folder=folder, port=port, servers=servers))

    def _run(self, *words: str) -> None:
        subprocess.run(["nginx", "-p", str(self.folder), "-c", str(self.file), *words], check=True)

    def start(self) -> "Nginx":
        self._run()
        return self

    def stop(self) -> None:
        if (self.folder / "nginx.pid").exists():
            self._run("-s", "stop")


class Worker:
    """One process that takes long work out of the queue."""

    def __init__(self, log: Path, **env):
        self.log, self.env, self.process = log, os.environ | env, None

    def start(self) -> "Worker":
        line = [sys.executable, "manage.py", "db_worker", "--interval", "0.2", "--no-startup-delay"]
        with self.log.open("ab") as log:
            given = {"cwd": ROOT, "env": self.env, "stdout": log, "stderr": log, "start_new_session": True}
            self.process = subprocess.Popen(line, **given)
        return self

    def kill(self) -> None:
        """kill -9, as for want of memory."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def until(look, seconds: float = 60):
    """What ``look`` says as soon as it says something; None when the time is over. A database that is away is asked again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except OperationalError:
            connections.close_all()
        time.sleep(0.1)
    return None
