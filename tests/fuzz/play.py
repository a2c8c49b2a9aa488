"""One case's life played by whoever and whenever: a verb is called, and what may never happen is looked for."""

import random
import re
from collections import Counter
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cases.models import Case, Disposition
from cases.status import TRANSITIONS
from pledges.models import Pledge
from pledges.status import TRANSITIONS as PLEDGE_TRANSITIONS
from tests.chaos import invariants
from tests.factories import DAY, Office
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Event, IssuedDocument, NumberSeries

from . import rules

_CHINESE = re.compile("[\u4e00-\u9fff]")
PEOPLE = (
    "officer",
    "second",
    "stranger",
    "head",
    "legal",
    "legal_2",
    "leader",
    "supervisor",
    "sysadmin",
    "security",
    "auditor",
)
#: Verbs that keep what is no act (answers half given, who reads what) or find that nothing changed.
SILENT = frozenset({"answers", "claim", "release", "case_update", "look_up", "tell", "papers"})


#: What was printed once, and last when it was made void.
_DOCUMENT = (
    "pk",
    "kind",
    "number_text",
    "template_version",
    "layout",
    "snapshot",
    "issued_at",
    "issued_by",
    "sha256",
    "voided_at",
)


class Broken(AssertionError):
    """What may never happen."""


class Play:
    """A world of one office. ``dice`` decides details; ``today`` goes on and sometimes comes back."""

    def __init__(self, office: Office, tally: Counter | None = None):
        self.office, self.today, self.tally = office, DAY, tally if tally is not None else Counter()
        self.told: list[str] = []
        self.tables = _tables()
        self._seen = None  # the last state and counts of rows: nothing but verbs and a new party changes them

    def act(self, name: str, who: str, call) -> bool:
        """Play one verb: ``call(actor)``. Whether it was done. Broken where it did what no verb may do."""
        before, rows = self._seen if self._seen and name != "open" else (_state(), self._rows())
        self._seen = None
        events = Event.objects.count()
        self.told.append(f"{self.today} {who} {name}")
        try:
            call(getattr(self.office, who))  # no savepoint of ours: a verb that is refused takes its own rows back
        except (DomainError, ValidationError) as refusal:
            self.tally["refused"] += 1
            self._refused(refusal, before, rows)
            return False
        except Exception as error:
            raise Broken(f"{type(error).__name__}: {error} / {self.story}") from error
        self.tally["done"] += 1
        self.tally[f"done: {name}"] += 1
        after = _state()
        if Event.objects.count() <= events and (name not in SILENT or _statuses(after) != _statuses(before)):
            raise Broken(f"no event of {name} / {self.story}")
        self._look(before, after)
        self._seen = after, self._rows()
        return True

    @property
    def story(self) -> str:
        """What was played so far."""
        return " → ".join(self.told[-30:])

    def _rows(self) -> tuple:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f'(SELECT count(*) FROM "{table}")' for table in self.tables))
            return cursor.fetchone()

    def _refused(self, refusal, before, rows) -> None:
        words = refusal.message if isinstance(refusal, DomainError) else "；".join(refusal.messages)
        if not _CHINESE.search(words):
            raise Broken(f"refused without Chinese words: {words!r} / {self.story}")
        now = self._rows()
        if rows != now:
            left = [table for table, was, is_ in zip(self.tables, rows, now, strict=True) if was != is_]
            raise Broken(f"refused and left rows in {left} / {self.story}")
        if _state() != before:
            raise Broken(f"refused and changed something / {self.story}")
        self._seen = before, now

    def _look(self, before, after) -> None:
        found = [
            f"{what} {pk} went from {was} to {after[what][pk][0]}"
            for what, table in (("case", TRANSITIONS), ("pledge", PLEDGE_TRANSITIONS))
            for pk, (was, *_) in before[what].items()
            if not _reachable(table, was, after[what][pk][0])
        ]
        for key, last in before["series"].items():
            if after["series"][key] < last:
                found.append(f"counter {key} went back")
        found += invariants.numbers() + invariants.cases() + invariants.acts() + rules.broken(before, after)
        if found:
            raise Broken("; ".join(found) + f" / {self.story}")

    def day(self, dice: random.Random) -> date:
        """The day of an act: mostly today, sometimes any."""
        if dice.random() < 0.8:
            return self.today
        return self.today + timedelta(days=dice.choice([-400, -30, -7, -1, 1, 3, 8, 15, 22, 30, 90, 400]))


def _reachable(table, old: str, new: str) -> bool:
    """One verb is one step of the table, or none."""
    return old == new or new in table[old]


def _statuses(state: dict) -> dict:
    return {what: {pk: rest[0] for pk, rest in state[what].items()} for what in ("case", "pledge", "disposition")}


def _tables() -> list[str]:
    names = connection.introspection.table_names()
    return [n for n in names if n.split("_")[0] in {"cases", "pledges", "core", "catalog"}]


def _state() -> dict:
    return {
        "case": {
            pk: rest for pk, *rest in Case.objects.values_list("pk", "status", "version", "outcome", "clock_due_on")
        },
        "pledge": {pk: rest for pk, *rest in Pledge.objects.values_list("pk", "status", "version", "due_on")},
        "disposition": {pk: rest for pk, *rest in Disposition.objects.values_list("pk", "state", "decided_by")},
        "document": {pk: (rest[:-1], rest[-1]) for pk, *rest in IssuedDocument.objects.values_list(*_DOCUMENT)},
        "series": {(k, y): n for k, y, n in NumberSeries.objects.values_list("kind", "year", "last")},
    }


def rolled_back(around: transaction.Atomic) -> None:
    """End a sequence: nothing of it stays."""
    transaction.set_rollback(True)
    around.__exit__(None, None, None)
    connection.run_on_commit.clear()
