"""The record of a year: what was done, in the order of the moments, signed as the product signs; and the letters, numbered in that order.

A case leaves about seven acts here, where the product would keep twenty: those that timelines, statistics and looks ask for.
"""

from collections import defaultdict

from xinglongtai.core.models import Event
from xinglongtai.core.record.marks import Past

from .case_rows import CaseRows, second_of
from .lives import LONGEST
from .pledge_rows import PledgeRows
from .sayings import GAP, Sayings, issued, told
from .tables import Sink, Table

#: No life leaves more acts.
MOST = 30
#: Lives between two visits to the database.
TOGETHER = 2_000


class Acts:
    """Plays one calendar year after the other; years do not know of one another, so two processes may play at once."""

    def __init__(self, cases: CaseRows, pledges: PledgeRows):
        self.cases, self.pledges, self.parties = cases, pledges, pledges.parties
        self.lives, self.days = cases.lives, cases.days
        self.sayings = Sayings(cases)
        self.table = Table(Event, "id", "at", "verb", "actor_id", "target_type", "target_id", "thread", "data", "mark")
        self._past = Past()

    def play(self, first: int, after: int, sink: Sink, *, event: int, pattern: str) -> int:
        """The year of the days ``first`` up to before ``after``; events get the numbers after ``event``, letters ``pattern``.

        Gives how many letters were issued.
        """
        waiting: dict[int, list] = defaultdict(list)
        letters, events = 0, event
        for place in range(max(self.days.first, first - LONGEST), after):
            for n in range(self.days.before(place) + 1, self.days.upto[place] + 1):
                life = self.lives.of(n, place)
                self.parties.introduce(life)
                if place >= first:
                    self.cases.write(life, sink)
                    self.pledges.write(life, sink)
                start = second_of(life, 0)
                for saying in self.sayings.of(life):
                    if first <= saying[0] < after:
                        waiting[saying[0]].append((start + saying[1], n, life, saying))
                if n % TOGETHER == 0:
                    sink.flush()
            if place >= first:
                letters, events = self._write_day(place, waiting.pop(place, []), sink, letters, events, pattern)
        sink.flush()
        return letters

    def _write_day(
        self, place: int, acts: list, sink: Sink, letters: int, events: int, pattern: str
    ) -> tuple[int, int]:
        acts.sort(key=_moment)
        gap = pattern.replace("{n}", GAP)
        moment, milliseconds, mark = self.days.moment, self.days.milliseconds, self._past.mark
        for second, n, life, (_, _, verb, actor, kind, target, facts) in acts:
            if verb == "letter_issue":
                letters += 1
                facts.number = pattern.replace("{n}", str(letters))
                self.pledges.issue(life, facts, letters, sink)
                facts = issued(gap, facts.at_once, self.days.iso[facts.agreed]).fill(str(letters))
            elif verb == "letter_void":  # one issued in the year before does not say its number
                facts = told(number=facts.number, reason=self.sayings.VOID)
            events += 1
            thread = f"case:{n}"
            # The bytes of canonical.of_content, put together without encoding the same facts again and again.
            content = f'["{verb}",{actor},"{kind}","{target}","{thread}",{facts[0]}]'.encode()
            once = f"{events * 0x9E3779B97F4A % 0x1000000000000:012x}"
            signed = mark(content, milliseconds(place, second), once)
            sink.add(self.table, (events, moment(place, second), verb, actor, kind, target, thread, facts[1], signed))
        return letters, events


def _moment(row: tuple) -> tuple[int, int]:
    return row[:2]
