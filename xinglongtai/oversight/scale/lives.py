"""How one case goes: every step with the working day on which it comes, told by the case's number alone. Knows no tables.

Each life is told to its end; what lies after the nation's today has not happened. Thus the last weeks hold cases in every state.
"""

from cases.status import CaseStatus, Outcome
from pledges.status import PledgeStatus, RecheckResult

from .chance import slots, stream
from .days import Days
from .laws import FILE, KINDS, PROMISE, SPOT, Entry, Laws
from .nation import Nation
from .size import Size

_S, _O, _P = CaseStatus, Outcome, PledgeStatus
#: A day that never comes.
NEVER = 1 << 30
#: No life is longer, in working days: so far back a year's acts may belong to an older case.
LONGEST = 120
#: Overdue pledges nobody went after lie within so many working days before today.
FORGOTTEN_FOR = 300
CANCELLED, REFERRED, FILED, AT_ONCE, REFUSED, REPLACED, BREACHED, KEPT = range(8)
#: Of a thousand cases so many go so.
_SHARES = ((CANCELLED, 40), (REFERRED, 20), (FILED, 120), (AT_ONCE, 150), (REFUSED, 14), (REPLACED, 12), (BREACHED, 44))
_STORIES = [story for story, share in _SHARES for _ in range(share)]
_STORIES += [KEPT] * (1000 - len(_STORIES))
_WITH_PLEDGE = frozenset({REFUSED, REPLACED, BREACHED, KEPT})
_PENALTIES = (_O.PENALTY, _O.PENALTY, _O.LIGHTER, _O.MITIGATED, _O.NO_PENALTY)
_BROKEN = (RecheckResult.OVERDUE, RecheckResult.OVERDUE, RecheckResult.REFUSED, RecheckResult.FAILED)
_KIND_SLOTS = slots([weight for _, weight in KINDS], 256)
KIND_OF_BYTE = [KINDS[place][0].value for place in _KIND_SLOTS]
#: Places in the list by chance: the earlier items are found oftener.
_CHOOSING = 256


class Promise:
    """One pledge of a life, by days. ``NEVER`` for what does not come."""

    __slots__ = (
        "id", "issued", "agreed", "due", "signed", "handed", "rechecked", "result", "voided", "refused", "at_once",
        "asked", "answered", "granted", "urged", "urge_answered", "promised", "number",
    )  # fmt: skip

    def __init__(self, id: int, issued: int, due: int):
        self.id, self.issued, self.agreed, self.due = id, issued, due, due
        self.signed = self.handed = self.rechecked = self.voided = self.refused = NEVER
        self.asked = self.answered = self.urged = self.urge_answered = self.promised = NEVER
        self.result, self.at_once, self.granted, self.number = "", due == issued, False, ""

    def stands(self, now: int) -> str:
        """Its status on ``now``."""
        if self.voided <= now:
            return _P.VOIDED.value
        if self.refused <= now:
            return _P.REFUSED.value
        if self.rechecked <= now:
            return (_P.FULFILLED if self.result == RecheckResult.CORRECTED else _P.BREACHED).value
        if self.handed <= now:
            return _P.SUBMITTED.value
        return (_P.SIGNED if self.signed <= now else _P.ISSUED).value

    def due_on(self, now: int) -> int:
        """The day in force: the agreed one, or the longer one that was granted."""
        return self.due if self.granted and self.answered <= now else self.agreed


class Ending:
    """One proposal and its decision."""

    __slots__ = ("id", "outcome", "came_from", "proposed", "endorsed", "decided")

    def __init__(self, id: int, outcome: str, came_from: str, proposed: int, endorsed: int, decided: int):
        self.id, self.outcome, self.came_from = id, outcome, came_from
        self.proposed, self.endorsed, self.decided = proposed, endorsed, decided


class Life:
    """One case from registering to its end. Days are places in :class:`~.days.Days`."""

    __slots__ = (
        "n", "bits", "day", "district", "handler", "second", "head", "party", "kind", "manner", "entries", "clue",
        "confirmed", "asked_legal", "legal_said", "ready", "promises", "corrected", "breached", "verified", "endings",
        "cancelled", "story", "long_clock", "party_name", "operator",
    )  # fmt: skip

    def path(self):
        """(day, status) in the order in which the statuses come."""
        yield self.day, _S.DRAFT
        if self.cancelled < NEVER:
            yield self.cancelled, _S.CANCELLED
            return
        if self.asked_legal < NEVER:
            yield self.asked_legal, _S.REVIEW
        yield self.ready, _S.READY if self.manner == PROMISE else _S.ASSESSED
        for promise in self.promises:
            yield promise.issued, _S.PLEDGED
            if min(promise.voided, promise.refused) < NEVER:
                yield min(promise.voided, promise.refused), _S.READY
        if self.corrected < NEVER:
            yield self.corrected, _S.CORRECTED
        if self.breached < NEVER:
            yield self.breached, _S.BREACHED
        for ending in self.endings:
            yield ending.proposed, _S.DECIDING
            yield ending.decided, _RESULT.get(ending.outcome, _S.CLOSED)

    def stands(self, now: int) -> tuple[str, int, int]:
        """Status on ``now``, since when, and how many steps it took."""
        steps, status, since = 0, _S.DRAFT, self.day
        for day, reached in self.path():
            if day > now:
                break
            status, since, steps = reached, day, steps + 1
        return status.value, since, steps


_RESULT = {_O.ESCALATE: _S.FILED, _O.REFER_POLICE: _S.REFERRED, _O.REFER_OTHER: _S.REFERRED}


class Lives:
    """All lives of a nation: ``lives.of(n)``."""

    def __init__(self, size: Size, nation: Nation, days: Days, laws: Laws):
        self.nation, self.days, self.laws = nation, days, laws
        self._bits = stream(size.seed, "case")
        self._party_bits = stream(size.seed, "party")
        self._choosing = {}

    def kind_of(self, party: int) -> str:
        """What kind of party that is."""
        return KIND_OF_BYTE[(party * 2654435761 >> 8) & 255]

    def of(self, n: int, day: int) -> Life:
        """Case ``n``, registered on ``day``."""
        bits = self._bits(n)
        life, nation = Life(), self.nation
        life.n, life.bits, life.day = n, bits, day
        life.district = nation.slots[bits[0] << 8 | bits[1]]
        life.head = nation.staff_of(life.district)
        turned = bits[2] & 1
        life.handler, life.second = life.head + 1 + turned, life.head + 2 - turned
        first, count = nation.parties_of(life.district)
        # Parties become known in the course of the years; the earlier ones are visited oftener.
        known = max(1, count * (day - self.days.first + 400) // (self.days.now - self.days.first + 400))
        draw = bits[3] << 8 | bits[4]
        life.party = first + (known * draw * (draw + 65536) >> 33)
        life.kind = self.kind_of(life.party)
        life.clue = bits[5] % 4 if bits[5] > 160 else 0
        self._tell(life)
        return life

    def _tell(self, life: Life) -> None:
        bits, day = life.bits, life.day
        story = life.story = _STORIES[(bits[6] << 8 | bits[7]) % 1000]
        life.manner = PROMISE if story in _WITH_PLEDGE or story == CANCELLED else SPOT if story == AT_ONCE else FILE
        reviewed = story in _WITH_PLEDGE and bits[8] < 16
        life.entries = self._entries(life, reviewed)
        life.confirmed = day if bits[9] < 215 else day + 1 + bits[9] % 4
        life.asked_legal = life.legal_said = life.cancelled = life.corrected = life.breached = life.verified = NEVER
        life.promises, life.endings, life.long_clock = [], [], False
        life.ready = life.confirmed
        if story == CANCELLED:
            life.cancelled = day + bits[10] % 6
            return
        if reviewed:
            life.asked_legal = life.confirmed
            life.legal_said = life.ready = life.confirmed + 1 + bits[10] % 5
        if story in _WITH_PLEDGE:
            self._promise(life)
        else:
            self._end_without(life)

    def _entries(self, life: Life, reviewed: bool) -> list[Entry]:
        found = [self._entry(life.kind, reviewed, life.bits[11])]
        if life.bits[12] < 25 and not reviewed:
            other = self._entry(life.kind, False, life.bits[13])
            if other is not found[0]:
                found.append(other)
        return found

    def _entry(self, kind: str, reviewed: bool, byte: int) -> Entry:
        if reviewed and byte < 40:
            return self.laws.off_list
        dealt = self._choosing.get((kind, reviewed))
        if dealt is None:
            entries = self.laws.choices(kind, reviewed)
            places = slots([1 / (place + 3) for place in range(len(entries))], _CHOOSING)
            dealt = self._choosing[kind, reviewed] = [entries[place] for place in places]
        return dealt[byte]

    def _promise(self, life: Life) -> None:
        bits, story = life.bits, life.story
        issued = life.ready + (0 if bits[14] < 180 else 1 + bits[14] % 4)
        most = min(entry.days_max for entry in life.entries)
        length = 0 if bits[15] < 80 else 1 + bits[15] % most
        promise = Promise(2 * life.n - 1, issued, issued + length)
        life.promises.append(promise)
        if story == REFUSED:
            promise.refused = issued + bits[16] % 2
            life.verified = life.corrected = promise.refused + 1 + bits[17] % 6
            self._end(life, _O.NO_CASE, _S.CORRECTED, life.corrected)
            return
        if story == REPLACED:
            promise.voided = issued + bits[16] % 2
            promise = Promise(2 * life.n, promise.voided, promise.voided + max(1, length))
            life.promises.append(promise)
        self._keep(life, promise)

    def _keep(self, life: Life, promise: Promise) -> None:
        bits, now = life.bits, self.days.now
        old = promise.issued < now - FORGOTTEN_FOR
        if bits[19] < 8 and not old:  # nobody brought the letter back
            return
        promise.signed = min(promise.due, promise.issued + (0 if bits[18] < 200 else 1 + bits[18] % 2))
        if bits[20] < 12 and not promise.at_once:
            promise.asked, promise.answered = promise.signed, promise.signed + 1 + bits[20] % 3
            promise.granted = bits[20] < 9
            promise.due += 5 if promise.granted else 0
        if bits[21] < 26 and not old and life.story == KEPT:  # forgotten: overdue from then on
            self._urge(promise, bits)
            return
        broken = life.story == BREACHED
        if not broken and bits[22] < 150 and not promise.at_once:
            late = bits[22] % 5 + 1 if bits[22] < 12 else 0
            promise.handed = min(promise.signed + 1 + bits[23] % 6, promise.due) + late
        begins = promise.due + 1 if broken else promise.handed if promise.handed < NEVER else promise.due
        promise.rechecked = max(begins, promise.signed) + (0 if promise.at_once and not broken else bits[24] % 4)
        if bits[25] < 4:
            self._urge(promise, bits)
        if broken:
            promise.result = _BROKEN[bits[26] % 4].value
            life.breached = promise.rechecked
            filed = self._end(life, _O.ESCALATE, _S.BREACHED, life.breached)
            self._end(life, _PENALTIES[bits[27] % 4], _S.FILED, filed + 5 + bits[28] % 40)
        else:
            promise.result = RecheckResult.CORRECTED.value
            life.corrected = promise.rechecked
            self._end(life, _O.NO_CASE, _S.CORRECTED, life.corrected)

    def _urge(self, promise: Promise, bits: bytes) -> None:
        if bits[29] < 90:
            promise.urged = promise.due + 2 + bits[29] % 20
            if bits[29] < 50:
                promise.urge_answered = promise.urged + 1 + bits[29] % 4
                if bits[29] < 25:
                    promise.promised = promise.urge_answered + 3 + bits[29] % 10

    def _end_without(self, life: Life) -> None:
        bits, story = life.bits, life.story
        if story == AT_ONCE:
            self._end(life, _O.NO_CASE, _S.ASSESSED, life.ready)
        elif story == REFERRED:
            outcome = (_O.REFER_OTHER, _O.NOT_ESTABLISHED, _O.REFER_POLICE)[bits[27] % 3]
            self._end(life, outcome, _S.ASSESSED, life.ready)
        else:
            filed = self._end(life, _O.ESCALATE, _S.ASSESSED, life.ready)
            life.long_clock = bits[28] < 12
            self._end(life, _PENALTIES[bits[27] % 5], _S.FILED, filed + 5 + bits[28] % 40)

    def _end(self, life: Life, outcome: str, came_from: str, begins: int) -> int:
        """A proposal some days after ``begins``; the day of its decision."""
        bits, place = life.bits, len(life.endings)
        proposed = begins + bits[30 + place] % 4
        endorsed = proposed + (bits[32 + place] < 90)
        decided = endorsed + bits[34 + place] % 4
        row = Ending(2 * life.n - 1 + place, outcome.value, came_from.value, proposed, endorsed, decided)
        life.endings.append(row)
        return decided
