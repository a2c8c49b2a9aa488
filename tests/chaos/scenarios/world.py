"""The throw-away installation of one database."""

import time
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connections

from catalog.models import Statute, StatuteVersion
from tests.factories import Office

from ..cluster import Cluster
from ..report import Trial
from ..server import Server
from ..stage import Stage


class World:
    """One installation: built once, used by every scenario; servers of a scenario are ended by :meth:`end`."""

    def __init__(self, folder: Path, database: str, cluster: Cluster | None, port: int, *, every: int, quick: bool):
        self.folder, self.database, self.cluster, self.port = folder, database, cluster, port
        self.every, self.quick = every, quick
        self.var = folder / "var"
        self.servers: list[Server] = []
        self.office: Office | None = None
        self.invariants = None

    def build(self) -> None:
        """Tables, roles, calendar, one office."""
        call_command("migrate", verbosity=0)
        call_command("load_calendar", stdout=StringIO())
        self.office = Office()
        call_command("seed_roles", stdout=StringIO())  # after the people: it opens the back office to legal staff
        law = Statute.objects.create(title="中华人民共和国广告法", short_title="广告法", kind="law")
        StatuteVersion.objects.create(statute=law, version_date=date(2021, 4, 29), effective_from=date(2021, 4, 29))
        connections.close_all()

    def server(self, port: int = 0, **given) -> Server:
        """A server that runs until the scenario ends."""
        preload = given.pop("preload", True)
        one = Server(port or self.port, **given)
        self.servers.append(one)
        return one.start(preload=preload)

    def stage(self, server: Server) -> Stage:
        """The office before ``server``; what was acknowledged is remembered over all scenarios."""
        stage = Stage(server, self.office)
        if self.invariants:
            stage.invariants = self.invariants
        self.invariants = stage.invariants
        return stage

    def end(self) -> None:
        """Stop the scenario's servers."""
        for server in self.servers:
            server.stop()
        self.servers.clear()
        connections.close_all()


def settled(look: Callable[[], object], seconds: float = 30):
    """What ``look`` says once the database answers again."""
    until = time.monotonic() + seconds
    while True:
        try:
            return look()
        except OperationalError:
            connections.close_all()
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def tell(trial: Trial, **facts) -> Trial:
    """Put counted facts into words: «cut 12, told 503 3»."""
    trial.happened = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items() if value != "")
    return trial
