"""A PostgreSQL cluster of our own, to be restarted, stopped and starved: initdb and pg_ctl in a throw-away directory."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

USER = "chaos"


def binaries() -> Path | None:
    """Where initdb and pg_ctl are; None where no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """One cluster on one port. Started as the user «postgres» when this runs as root, whom PostgreSQL refuses."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port, self.bin = folder, port, binaries()
        self.url = f"postgres://{USER}@127.0.0.1:{port}/chaos"

    def _run(self, *command: str) -> None:
        line = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def create(self) -> "Cluster":
        """Make, start, and give it an ordinary user with a database, as an installation has."""
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = str(self.folder / "data")
        self._run(str(self.bin / "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with_limits = f"\nport = {self.port}\nlisten_addresses = '127.0.0.1'\nmax_connections = 40\n"
        with_limits += f"unix_socket_directories = '{self.folder}'\n"
        self._run("bash", "-c", f"cat >> '{data}/postgresql.conf' <<'END'{with_limits}END")
        self.start()
        for command in (f"CREATE ROLE {USER} LOGIN CREATEDB", f"CREATE DATABASE chaos OWNER {USER}"):
            self._run("psql", "-h", str(self.folder), "-p", str(self.port), "-d", "postgres", "-c", command)
        return self

    def _control(self, *words: str) -> None:
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run(str(self.bin / "pg_ctl"), "-D", data, "-w", "-l", log, *words)

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self._control("start")

    def stop(self, mode: str = "immediate") -> None:
        """«immediate»: as after a power cut, it recovers from its log at the next start."""
        self._control("stop", "-m", mode)

    def destroy(self) -> None:
        """Stop it and take its directory away."""
        with suppress(subprocess.CalledProcessError):  # a scenario may have left it stopped
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
