"""The office in which the trials play: people, cases as they stand before an act, sheets and photographs, each its own."""

import hashlib
import io
import itertools
import uuid
from dataclasses import dataclass, field

from django.db import connections
from django.utils import timezone
from PIL import Image

from cases.models import Case
from cases.status import Outcome
from tests import factories
from tests.catalog.sheets_of_others import PLAIN, xlsx
from tests.past_sheets import HEADINGS, book
from tests.sameness_stage import end, propose

from .invariants import Invariants
from .person import Answer, Person

_serial = itertools.count(1)


@dataclass
class Stage:
    """Server, people and what is remembered between the acts."""

    server: object
    office: factories.Office
    invariants: Invariants = field(default_factory=Invariants)
    people: dict = field(default_factory=dict)
    #: Answers that were a bare error page, kept until they are told.
    bare: list[Answer] = field(default_factory=list)

    @property
    def today(self):
        return timezone.localdate()

    def person(self, name: str = "officer") -> Person:
        """Somebody of the office at a browser, signed in once."""
        if name not in self.people:
            self.people[name] = Person(self.server, getattr(self.office, name))
        return self.people[name]

    def another(self, name: str = "officer") -> Person:
        """The same account at another desk (or in another tab, with cookies of its own)."""
        return Person(self.server, getattr(self.office, name))

    def breaches(self) -> list[str]:
        """What is broken now: invariants, and pages that were a bare error."""
        found = self.invariants.broken()
        for person in self.people.values():
            found += [f"bare {one.status} page at {one.url}" for one in person.seen if one.bare]
            person.seen.clear()
        connections.close_all()
        return found

    # situations, made by the verbs themselves

    def ready(self) -> Case:
        """待签承诺."""
        return self.office.ready(on=self.today)

    def proposed(self):
        """(case, disposition): filed, and 不予处罚 waits for the leader."""
        on = self.today
        case = self.office.educated(self.office.rechecked(on=on), on=on)
        case = end(self.office, case, Outcome.ESCALATE, on=on)
        return case, propose(self.office, case, Outcome.NO_PENALTY, on=on)

    def proposed_no_case(self):
        """(case, disposition): 不予立案 waits for the leader."""
        on = self.today
        case = self.office.educated(self.office.rechecked(on=on), on=on)
        return case, propose(self.office, case, Outcome.NO_CASE, on=on)


def photograph(kilobytes: int = 40) -> tuple[bytes, str]:
    """A JPEG nobody has sent before, at least so large, and its SHA-256."""
    buffer, n = io.BytesIO(), next(_serial)
    Image.new("RGB", (64, 48), (n % 256, n // 256 % 256, 90)).save(buffer, "JPEG", comment=uuid.uuid4().bytes)
    data = buffer.getvalue()
    noise = hashlib.shake_128(data).digest(min(65_000, 1024 * max(kilobytes, 1)))
    noise = noise.replace(b"\xff", b"\xfe")
    comment = b"\xff\xfe" + (len(noise) + 2).to_bytes(2, "big") + noise
    whole = data[:2] + comment * max(1, kilobytes // 63) + data[2:]
    return whole, hashlib.sha256(whole).hexdigest()


def catalog_sheet(rows: int = 3) -> tuple[bytes, list[str]]:
    """A sheet of somebody's list with violations nobody has heard of, and their words."""
    n = next(_serial)
    words = [f"演示违法行为之{n}之{line}：未按规定公示" for line in range(rows)]
    return xlsx([PLAIN[0], *[[line, text, *PLAIN[1][2:]] for line, text in enumerate(words, 1)]]), words


def past_sheet(rows: int = 3) -> tuple[bytes, list[str]]:
    """A ledger of the past with decisions nobody has entered, and their numbers."""
    n = next(_serial)
    numbers = [f"演罚〔2025〕{n}{line:05d}号" for line in range(rows)]
    lines = [
        [k, f"演示旧店{n}之{k}", "", "未明码标价", number, "2025.3.5", "警告", ""]
        for k, number in enumerate(numbers, 1)
    ]
    return book(rows=lines, headings=HEADINGS), numbers
