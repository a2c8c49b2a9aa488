"""What the record says of a life: each act with its day, person, object and facts, as the product's verbs record them."""

from collections.abc import Iterator
from functools import cache
from json.encoder import encode_basestring_ascii

from cases.status import Outcome, PartyKind, ReviewReason, ReviewVerdict
from pledges.status import PledgeMode, RecheckResult
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.record import canonical

from . import case_rows as act
from .case_rows import APART, CaseRows, basis_of
from .laws import LEAN
from .lives import NEVER, Life, Promise
from .nation import SUPERVISOR
from .pledge_rows import DELIVERIES, REFUSED_WORDS, VOID_WORDS, issued_act

#: What an event says, as it is signed and as it stands in the line.
Facts = tuple[str, str]
#: (day, seconds after the first act, verb, who, kind of object, its number, facts). The facts of a letter wait for its number.
Saying = tuple[int, int, str, int, str, int, Facts | Promise]
#: Stands in a frame for what is to come.
GAP = "@"
_OUTCOMES = {outcome.value: outcome.label for outcome in Outcome}
_RESULTS = {result.value: result.label for result in RecheckResult}
_VERDICTS = {verdict.value: verdict.label for verdict in ReviewVerdict}
_DELIVERIES = [delivery.label for delivery in DELIVERIES]


def told(**data) -> Facts:
    """The facts ``data``. What is signed is escaped to ASCII; words of ours need no other escapes."""
    signed = canonical.of_facts(data)
    return signed, signed.encode().decode("unicode_escape")


class Frame:
    """Facts with one gap, for what thousands of acts say alike but for a day or a number. Only plain characters go in."""

    __slots__ = ("_before", "_behind", "_open", "_close")

    def __init__(self, **data):
        signed, shown = told(**data)
        self._before, self._behind = signed.split(GAP)
        self._open, self._close = shown.split(GAP)

    def fill(self, text: str) -> Facts:
        return f"{self._before}{text}{self._behind}", f"{self._open}{text}{self._close}"


@cache
def _proposed(outcome: str, basis: str) -> Facts:
    return told(outcome=_OUTCOMES[outcome], reason=act.REASON_WORDS, basis=basis, passed=[], unlike="")


@cache
def _approved(outcome: str) -> Facts:
    return told(outcome=_OUTCOMES[outcome], note="", behalf="", passed=[])


@cache
def _made(description: str, verdict: str) -> Facts:
    return told(description=description, verdict=_VERDICTS[verdict], failed=[], overrides={})


@cache
def _asked(off_list: bool) -> Facts:
    reason = ReviewReason.OFF_LIST if off_list else ReviewReason.KEY_AREA
    return told(reasons=[reason.label], note="演示：情节轻微，建议适用承诺。")


@cache
def _signed(signatory: str, delivery: int) -> Frame:
    return Frame(signatory=signatory, on=GAP, delivery=_DELIVERIES[delivery], scan=None, agent=None)


@cache
def issued(number: str, at_once: bool, due: str) -> Frame:
    """The facts of a letter but for the place in its year; ``number`` has the gap."""
    mode = PledgeMode.IMMEDIATE if at_once else PledgeMode.BY_DATE
    return Frame(number=number, mode=mode.label, due=due, passed=[])


_CANCELLED = told(reason="演示：重复登记。")
_TAUGHT = told(content=act.TAUGHT_WORDS)
_AGREED = told(note="演示：同意适用。")
_WOULD_NOT = told(reason=REFUSED_WORDS, witness="演*******", proof=None)
_ANSWER = "演示：已电话联系，约定近日复查。"


class Sayings:
    """``of(life)`` tells all acts of a life, also those after the nation's today."""

    VOID = VOID_WORDS

    def __init__(self, cases: CaseRows):
        self.days, self.nation, self._sheet = cases.days, cases.nation, cases.lives.laws.sheet
        self._seen = cache(self._looked)

    def of(self, life: Life) -> Iterator[Saying]:
        """The acts of a life in no order."""
        who, n = life.handler, life.n
        party = mask_name(life.party_name) if life.kind == PartyKind.PERSON else life.party_name
        yield (
            life.day,
            act.OPENED * APART,
            "case_open",
            who,
            "cases.case",
            n,
            (f'{{"party":{encode_basestring_ascii(party)}}}', f'{{"party":"{party}"}}'),
        )
        if life.cancelled < NEVER:
            yield life.cancelled, act.ENDED * APART, "case_cancel", who, "cases.case", n, _CANCELLED
            return
        yield from self._judged(life)
        for promise in life.promises:
            yield from self._promised(life, promise)
        if life.verified < NEVER:
            facts = told(officers=self._two(life), note="演示：现场查看，已改正到位。")
            yield life.verified, act.SEEN * APART, "correction_verify", who, "cases.correction", n, facts
        leader = self.nation.leader_of(life.district)
        order = act.PROPOSED
        for ending in life.endings:
            facts = _proposed(ending.outcome, basis_of(ending.outcome, life.entries[0]))
            yield ending.proposed, order * APART, "disposition_propose", who, "cases.disposition", ending.id, facts
            facts = _approved(ending.outcome)
            second = (order + 2) * APART
            yield ending.decided, second, "disposition_approve", leader, "cases.disposition", ending.id, facts
            order = act.PROPOSED_AGAIN

    def _judged(self, life: Life) -> Iterator[Saying]:
        who, key, entry = life.handler, 2 * life.n - 1, life.entries[0]
        verdict = self._sheet(entry.version, life.kind, life.manner, LEAN).verdict
        facts = _made(entry.description, verdict)
        yield life.confirmed, act.JUDGED * APART, "assessment_make", who, "cases.assessment", key, facts
        if life.asked_legal < NEVER:
            facts = _asked(entry.version is None)
            yield life.asked_legal, act.ASKED * APART, "review_request", who, "cases.review", key, facts
            legal = self.nation.legal_of(life.district)
            yield life.legal_said, act.SAID * APART, "review_approve", legal, "cases.review", key, _AGREED
        if life.promises:
            yield life.confirmed, act.TAUGHT * APART, "education_record", who, "cases.education", life.n, _TAUGHT

    def _promised(self, life: Life, promise: Promise) -> Iterator[Saying]:
        who, key, iso = life.handler, promise.id, self.days.iso
        yield promise.issued, issued_act(life, promise) * APART, "letter_issue", who, "pledges.pledge", key, promise
        if promise.voided < NEVER:
            yield promise.voided, act.ENDED * APART, "letter_void", who, "pledges.pledge", key, promise
        if promise.refused < NEVER:
            yield promise.refused, act.ENDED * APART, "pledge_refuse", who, "pledges.pledge", key, _WOULD_NOT
        if promise.signed < NEVER:
            facts = _signed(mask_name(life.operator), life.bits[47] % 4).fill(iso[promise.signed])
            yield promise.signed, act.SIGNED * APART, "pledge_sign", who, "pledges.pledge", key, facts
        if promise.asked < NEVER:
            yield from self._more_time(life, promise)
        if promise.urged < NEVER:
            yield from self._urged(life, promise)
        if promise.rechecked < NEVER:
            facts = self._seen(life.handler, life.second, promise.result).fill(iso[promise.rechecked])
            yield promise.rechecked, act.SEEN * APART, "recheck_record", who, "pledges.recheck", key, facts

    def _more_time(self, life: Life, promise: Promise) -> Iterator[Saying]:
        iso, key, kind = self.days.iso, promise.id, "pledges.extension"
        new = iso[promise.due if promise.granted else promise.agreed + 5]
        facts = told(new_due=new, reason="演示：设备到货推迟，申请延期。")
        yield promise.asked, act.HANDED * APART, "extension_request", life.handler, kind, key, facts
        verb = "extension_approve" if promise.granted else "extension_reject"
        note = "" if promise.granted else "演示：理由不充分。"
        facts = told(old_due=iso[promise.agreed], new_due=new, note=note, behalf="")
        yield promise.answered, act.HANDED * APART, verb, self.nation.leader_of(life.district), kind, key, facts

    def _urged(self, life: Life, promise: Promise) -> Iterator[Saying]:
        iso, key = self.days.iso, promise.id
        facts = told(note="演示：请尽快复查并报告。", answer_by=iso[promise.urged + 3])
        yield promise.urged, act.DECIDED_AGAIN * APART, "pledge_urge", SUPERVISOR, "pledges.urge", key, facts
        if promise.urge_answered < NEVER:
            verb, facts = "urge_answer", told(answer=_ANSWER)
            if promise.promised < NEVER:
                verb, facts = "urge_promise", told(answer=_ANSWER, promised=iso[promise.promised])
            yield promise.urge_answered, act.HANDED * APART, verb, life.handler, "pledges.urge", key, facts

    def _looked(self, one: int, other: int, result: str) -> Frame:
        officers = [self.nation.name_of(one), self.nation.name_of(other)]
        return Frame(result=_RESULTS[result], officers=officers, note="演示：现场复查情况。", on=GAP)

    def _two(self, life: Life) -> list[str]:
        return [self.nation.name_of(life.handler), self.nation.name_of(life.second)]
