"""Several officers work at once and go on trying, as people do; meanwhile something is taken away from them."""

import threading
import time
from collections import Counter
from collections.abc import Iterator

from django.db import connections

from ..deeds import EVIDENCE, LETTER
from ..report import Trial
from ..stage import Stage, photograph
from .world import World, settled, tell

#: Somebody who is told «稍后重试» tries again after so many seconds, and gives up after so many.
PAUSE, PATIENCE = 0.5, 120


class Crowd:
    """Officers, each with a session, a case after the other and a photograph after each; every answer is counted."""

    def __init__(self, stage: Stage, people: int, deeds: int):
        self.stage, self.told, self.failed = stage, Counter(), []
        self.over = threading.Event()
        self.work = [[stage.ready().pk for _ in range(deeds)] for _ in range(people)]
        self.threads = []
        for n, cases in enumerate(self.work):
            person = stage.another()
            stage.people[f"crowd-{n}-{id(self)}"] = person
            self.threads.append(threading.Thread(target=self._one, args=(person, cases), daemon=True))
        connections.close_all()

    def start(self) -> "Crowd":
        """Everybody begins."""
        for thread in self.threads:
            thread.start()
        return self

    @property
    def busy(self) -> bool:
        """Whether somebody still works."""
        return any(thread.is_alive() for thread in self.threads)

    def wait(self, seconds: float = 300) -> None:
        """Until all is done."""
        until = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.1, until - time.monotonic()))
        if self.busy:
            self.failed.append("somebody still waits for an answer")

    def _one(self, person, cases: list[int]) -> None:
        for case in cases:
            self._until_done(person, LETTER, {"case": case, "person": person}, lambda case=case: self._issued(case))
            file = {"case": case, "file": photograph(60), "person": person}
            self._until_done(person, EVIDENCE, file, None)

    def _issued(self, case: int) -> bool:
        try:
            return LETTER.done({"case": case})
        finally:
            connections.close_all()

    def _until_done(self, person, deed, subject, done) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = deed.send(self.stage, subject, "")
            except LookupError as error:  # a page without the form
                self.failed.append(f"{deed.name}: {error}")
                return
            self.told[answer.status or "cut"] += 1
            if answer.status == 403:  # nothing that breaks down may cost a person their rights or their form's token
                self.failed.append(f"{deed.name}: 403 {answer.words()[:200]}")
            if answer.taken:  # told that it is done: for a letter that means that there is one
                if done and not settled(done):
                    self.failed.append(f"{deed.name}: acknowledged ({answer.location}) and not there")
                return
            time.sleep(PAUSE)
        self.failed.append(f"{deed.name}: not done after {PATIENCE} s, last {answer.status} {answer.words()[:80]}")


def run(world: World) -> Iterator[Trial]:
    """kill -9 of the master and all workers at moments nobody chose, then start again."""
    server = world.server(workers=2)
    stage = world.stage(server)
    rounds = 3 if world.quick else 10
    crowd = Crowd(stage, people=4, deeds=3 * rounds).start()
    trial = Trial("kill -9 of the server under load", "")
    for turn in range(rounds):
        time.sleep(0.7 + 0.37 * turn)
        server.kill()
        trial.faults += 1
        trial.broken += stage.invariants.broken()
        server.start()
    crowd.wait()
    connections.close_all()
    trial.broken += crowd.failed + stage.breaches()
    yield tell(trial, letters=4 * 3 * rounds, answers=dict(crowd.told))
