"""The record of a year: what was done, in the order of the moments, signed as the product signs; and the letters, numbered in that order.

A case leaves about seven acts here, where the product would keep twenty: those that timelines, statistics and looks ask for.
"""

from collections import defaultdict
from collections.abc import Iterator

from cases.status import Outcome, ReviewReason, ReviewVerdict
from pledges.status import PledgeMode, RecheckResult
from xinglongtai.core.models import Event
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.record.marks import Past

from . import case_rows as act
from .case_rows import CaseRows, basis_of, second_of
from .lives import LONGEST, NEVER, REFERRED, Life, Promise
from .nation import SUPERVISOR
from .pledge_rows import DELIVERIES, REFUSED_WORDS, VOID_WORDS, PledgeRows, issued_act
from .tables import Sink, Table, json_of

#: No life leaves more acts.
MOST = 30
#: Lives between two visits to the database.
TOGETHER = 2_000
_MODES = {True: PledgeMode.IMMEDIATE.label, False: PledgeMode.BY_DATE.label}
_OUTCOMES = {outcome.value: outcome.label for outcome in Outcome}
_RESULTS = {result.value: result.label for result in RecheckResult}
_VERDICTS = {verdict.value: verdict.label for verdict in ReviewVerdict}
_DELIVERIES = [delivery.label for delivery in DELIVERIES]
#: (day, place among the acts, verb, who, kind of object, its number, facts); the facts of a letter wait for its number.
Act = tuple[int, int, str, int, str, int, dict | Promise]


class Acts:
    """Plays one calendar year after the other; years do not know of one another, so two processes may play at once."""

    def __init__(self, cases: CaseRows, pledges: PledgeRows):
        self.cases, self.pledges, self.parties = cases, pledges, pledges.parties
        self.lives, self.days, self.nation = cases.lives, cases.days, cases.nation
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
                if place >= first:
                    self.cases.write(life, sink)
                    self.pledges.write(life, sink)
                for told in self.of(life):
                    if first <= told[0] < after:
                        waiting[told[0]].append((second_of(life, told[1]), n, told[1], life, told))
                if n % TOGETHER == 0:
                    sink.flush()
            if place >= first:
                letters, events = self._write_day(place, waiting.pop(place, []), sink, letters, events, pattern)
        sink.flush()
        return letters

    def _write_day(
        self, place: int, acts: list, sink: Sink, letters: int, events: int, pattern: str
    ) -> tuple[int, int]:
        acts.sort(key=_order)
        for second, n, order, life, (_, _, verb, actor, kind, target, data) in acts:
            if verb == "letter_issue":
                letters += 1
                data.number = pattern.replace("{n}", str(letters))
                self.pledges.issue(life, data, letters, sink)
                data = self._letter(data)
            elif verb == "letter_void":  # one issued in the year before does not say its number
                data = {"number": data.number, "reason": VOID_WORDS}
            events += 1
            thread = f"case:{n}"
            once = f"{(n * 64 + order) * 0x9E3779B97F4A % (1 << 48):012x}"
            values = [verb, actor, kind, str(target), thread, data]
            mark = self._past.mark(values, self.days.milliseconds(place, second), once)
            at = self.days.moment(place, second)
            sink.add(self.table, (events, at, verb, actor, kind, target, thread, json_of(data), mark))
        return letters, events

    def _letter(self, promise: Promise) -> dict:
        due = self.days.iso[promise.agreed]
        return {"number": promise.number, "mode": _MODES[promise.at_once], "due": due, "passed": []}

    def of(self, life: Life) -> Iterator[Act]:
        """What is done in a life, in no order."""
        who, case = life.handler, life.n
        party = self.parties.told_name(life.party, life.district)
        yield life.day, act.OPENED, "case_open", who, "cases.case", case, {"party": party}
        if life.cancelled < NEVER:
            yield life.cancelled, act.ENDED, "case_cancel", who, "cases.case", case, {"reason": "演示：重复登记。"}
            return
        yield from self._judged(life)
        for promise in life.promises:
            yield from self._promised(life, promise)
        if life.verified < NEVER:
            data = {"officers": self._two(life), "note": "演示：现场查看，已改正到位。"}
            yield life.verified, act.SEEN, "correction_verify", who, "cases.correction", case, data
        for place, ending in enumerate(life.endings):
            outcome = _OUTCOMES[ending.outcome]
            basis = basis_of(ending.outcome, life.entries[0])
            data = {"outcome": outcome, "reason": act.REASON_WORDS, "basis": basis, "passed": [], "unlike": ""}
            order = act.PROPOSED_AGAIN if place else act.PROPOSED
            yield ending.proposed, order, "disposition_propose", who, "cases.disposition", ending.id, data
            data = {"outcome": outcome, "note": "", "behalf": "", "passed": []}
            order, leader = order + 2, self.nation.leader_of(life.district)
            yield ending.decided, order, "disposition_approve", leader, "cases.disposition", ending.id, data

    def _judged(self, life: Life) -> Iterator[Act]:
        who = life.handler
        for place, entry in enumerate(life.entries):
            key, verdict = (
                2 * life.n - 1 + place,
                self.lives.laws.sheet(entry.version, life.kind, life.manner, True).verdict,
            )
            data = {"description": entry.description, "verdict": _VERDICTS[verdict], "failed": [], "overrides": {}}
            yield life.confirmed, act.JUDGED, "assessment_make", who, "cases.assessment", key, data
        if life.asked_legal < NEVER:
            key = 2 * life.n - 1
            reason = ReviewReason.OFF_LIST if life.entries[0].version is None else ReviewReason.KEY_AREA
            data = {"reasons": [reason.label], "note": "演示：情节轻微，建议适用承诺。"}
            yield life.asked_legal, act.ASKED, "review_request", who, "cases.review", key, data
            legal = self.nation.legal_of(life.district)
            yield life.legal_said, act.SAID, "review_approve", legal, "cases.review", key, {"note": "演示：同意适用。"}
        if life.story != REFERRED:
            data = {"content": act.TAUGHT_WORDS}
            yield life.confirmed, act.TAUGHT, "education_record", who, "cases.education", life.n, data

    def _promised(self, life: Life, promise: Promise) -> Iterator[Act]:
        who, key, iso = life.handler, promise.id, self.days.iso
        yield promise.issued, issued_act(life, promise), "letter_issue", who, "pledges.pledge", key, promise
        if promise.voided < NEVER:
            yield promise.voided, act.ENDED, "letter_void", who, "pledges.pledge", key, promise
        if promise.refused < NEVER:
            data = {"reason": REFUSED_WORDS, "witness": "演*******", "proof": None}
            yield promise.refused, act.ENDED, "pledge_refuse", who, "pledges.pledge", key, data
        if promise.signed < NEVER:
            signatory = mask_name(self.pledges.signatory(life))
            delivery = _DELIVERIES[life.bits[47] % 4]
            data = {
                "signatory": signatory,
                "on": iso[promise.signed],
                "delivery": delivery,
                "scan": None,
                "agent": None,
            }
            yield promise.signed, act.SIGNED, "pledge_sign", who, "pledges.pledge", key, data
        if promise.asked < NEVER:
            yield from self._more_time(life, promise)
        if promise.urged < NEVER:
            yield from self._urged(life, promise)
        if promise.rechecked < NEVER:
            data = {"result": _RESULTS[promise.result], "officers": self._two(life), "note": "演示：现场复查情况。"}
            data["on"] = iso[min(promise.rechecked, len(iso) - 1)]
            yield promise.rechecked, act.SEEN, "recheck_record", who, "pledges.recheck", key, data

    def _more_time(self, life: Life, promise: Promise) -> Iterator[Act]:
        iso, key = self.days.iso, promise.id
        new = iso[promise.due if promise.granted else promise.agreed + 5]
        data = {"new_due": new, "reason": "演示：设备到货推迟，申请延期。"}
        yield promise.asked, act.HANDED, "extension_request", life.handler, "pledges.extension", key, data
        verb = "extension_approve" if promise.granted else "extension_reject"
        note = "" if promise.granted else "演示：理由不充分。"
        data = {"old_due": iso[promise.agreed], "new_due": new, "note": note, "behalf": ""}
        leader = self.nation.leader_of(life.district)
        yield promise.answered, act.HANDED, verb, leader, "pledges.extension", key, data

    def _urged(self, life: Life, promise: Promise) -> Iterator[Act]:
        iso, key = self.days.iso, promise.id
        data = {"note": "演示：请尽快复查并报告。", "answer_by": iso[min(promise.urged + 3, len(iso) - 1)]}
        yield promise.urged, act.DECIDED_AGAIN, "pledge_urge", SUPERVISOR, "pledges.urge", key, data
        if promise.urge_answered < NEVER:
            data = {"answer": "演示：已电话联系，约定近日复查。"}
            verb = "urge_answer"
            if promise.promised < len(iso):
                verb, data = "urge_promise", {**data, "promised": iso[promise.promised]}
            yield promise.urge_answered, act.HANDED, verb, life.handler, "pledges.urge", key, data

    def _two(self, life: Life) -> list[str]:
        return [self.nation.name_of(life.handler), self.nation.name_of(life.second)]


def _order(row: tuple) -> tuple[int, int, int]:
    return row[:3]
