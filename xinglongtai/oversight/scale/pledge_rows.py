"""Rows of pledges that one life leaves; their letters, which bear numbers, are written in the order of issuing (``acts``)."""

import base64
import json
from datetime import date
from functools import cache

from cases.status import DecisionState
from pledges import letter as letters
from pledges.models import (
    Extension,
    Letter,
    PartyLink,
    Pledge,
    Recheck,
    Refusal,
    Service,
    Signature,
    Submission,
    Urge,
)
from pledges.partypage import keys
from pledges.service.kinds import Relation, SignatureWay, SignerRole
from pledges.status import Delivery, PledgeMode
from xinglongtai.core.models import IssuedDocument
from xinglongtai.core.vault.parts import CLOSED
from xinglongtai.core.vault.text import close

from .case_rows import ENDED, HANDED, ISSUED, ISSUED_AGAIN, SEEN, SIGNED, CaseRows
from .chance import stream
from .laws import Entry
from .lives import NEVER, Life, Promise
from .nation import BUREAU, SUPERVISOR
from .party_rows import PartyRows
from .tables import NULL, Sink, Table

#: Pledges issued within so many working days have a QR code; older letters are from before there was a page for the party.
LINKED_FOR = 250
DELIVERIES = (Delivery.HAND, Delivery.HAND, Delivery.ELECTRONIC, Delivery.POST)
VOID_WORDS = "演示：改正期限填写有误。"
REFUSED_WORDS = "演示：当事人要求先咨询，暂不签署。"


def issued_act(life: Life, promise: Promise) -> int:
    """Which act of the life the issuing was: a letter issued again comes after the void one."""
    return ISSUED if promise is life.promises[0] else ISSUED_AGAIN


class PledgeRows:
    """Writes what a life leaves in the room of pledges as of the nation's today."""

    def __init__(self, cases: CaseRows, parties: PartyRows, files: dict[str, dict]):
        self.cases, self.parties = cases, parties
        self.days, self.nation = cases.days, cases.nation
        self._link_bits = stream(self.nation.size.seed, "link")
        self._place = IssuedDocument._meta.get_field("snapshot").place
        self._snapshots: dict[bool, str] = {}
        self._people = cache(self._named)
        self.pledge = Table(
            Pledge, "id", "case_id", "mode", "status", "issued_on", "agreed_on", "due_on", "signed_on", "signatory",
            "delivery", "signed_scan_id", "submitted_on", "closed_on", "close_reason", "answered_until", "created_at",
            "version", bureau_id=BUREAU,
        )  # fmt: skip
        self.letter = Table(Letter, "id", "pledge_id", "document_id")
        self.document = Table(
            IssuedDocument, "id", "year", "n", "number_text", "snapshot", "issued_by_id", "issued_at", "voided_at",
            "voided_by_id", "void_reason", bureau_id=BUREAU, kind=letters.KIND, state=IssuedDocument.State.READY,
            template_version=letters.TEMPLATE_VERSION, attempts=1, **files["letter"],
        )  # fmt: skip
        self.link = Table(PartyLink, "id", "pledge_id", "key_hash", "created_at", "created_by_id")
        self.signature = Table(
            Signature, "id", "case_id", "document_id", "name", "signed_on", "signed_at", "recorded_by_id",
            role=SignerRole.PARTY, way=SignatureWay.PAPER,
        )  # fmt: skip
        self.service = Table(
            Service, "id", "case_id", "recorded_by_id", "recorded_at", "document_id", "method", "sent_on", "served_on",
            "recipient", relation=Relation.SELF, signed_receipt=True, place="演示街道演示路",
        )  # fmt: skip
        self.submission = Table(
            Submission,
            "id",
            "pledge_id",
            "on",
            "received_by_id",
            "received_at",
            statement="演示：已按要求整改，附照片。",
        )
        self.recheck = Table(
            Recheck, "id", "pledge_id", "on", "officer_id", "co_officer_id", "result", "recorded_at",
            note="演示：现场复查情况。",
        )  # fmt: skip
        self.extension = Table(
            Extension, "id", "pledge_id", "new_due_on", "requested_on", "requested_by_id", "state", "decided_by_id",
            "decided_on", "decision_note", reason="演示：设备到货推迟，申请延期。",
        )  # fmt: skip
        self.urge = Table(
            Urge, "id", "pledge_id", "on", "answer", "answered_on", "answered_by_id", "answer_by", "promised_on",
            by_id=SUPERVISOR, note="演示：请尽快复查并报告。",
        )  # fmt: skip
        self.refusal = Table(
            Refusal, "id", "pledge_id", "on", "recorded_by_id", "recorded_at",
            reason=REFUSED_WORDS, witness="演示社区工作人员",
        )  # fmt: skip

    def tables(self) -> list[Table]:
        """Every table this writes to."""
        one = (self.pledge, self.letter, self.document, self.link, self.signature, self.service, self.submission)
        return [*one, self.recheck, self.extension, self.urge, self.refusal]

    def write(self, life: Life, sink: Sink) -> None:
        """Everything of the pledges of ``life`` except their letters."""
        now = self.days.now
        for promise in life.promises:
            if promise.issued <= now:
                self._pledge(life, promise, sink, now)

    def _pledge(self, life: Life, promise: Promise, sink: Sink, now: int) -> None:
        iso, at = self.days.iso, self.cases.at
        signed = promise.signed <= now
        name = life.operator if signed else ""
        method = DELIVERIES[life.bits[47] % 4].value if signed else ""
        scan = 5 * life.n - 1 if signed and life.bits[45] < 77 and promise is life.promises[-1] else NULL
        closed, reason = NULL, ""
        if promise.voided <= now:
            closed, reason = iso[promise.voided], VOID_WORDS
        elif promise.refused <= now:
            closed, reason = iso[promise.refused], REFUSED_WORDS
        elif promise.rechecked <= now:
            closed = iso[promise.rechecked]
        promised = iso[promise.promised] if promise.urge_answered <= now and promise.promised < NEVER else NULL
        mode = PledgeMode.IMMEDIATE if promise.at_once else PledgeMode.BY_DATE
        values = (
            promise.id, life.n, mode.value, promise.stands(now), iso[promise.issued], iso[promise.agreed],
            iso[promise.due_on(now)], iso[promise.signed] if signed else NULL, name, method, scan,
            iso[promise.handed] if promise.handed <= now else NULL, closed, reason, promised,
            at(life, promise.issued, issued_act(life, promise)), 3,
        )  # fmt: skip
        sink.add(self.pledge, values)
        if signed:
            self._signed(life, promise, sink, name, method)
        if promise.handed <= now:
            received = at(life, promise.handed, HANDED)
            sink.add(self.submission, (promise.id, promise.id, iso[promise.handed], life.handler, received))
        if promise.rechecked <= now:
            seen = at(life, promise.rechecked, SEEN)
            on = iso[promise.rechecked]
            sink.add(self.recheck, (promise.id, promise.id, on, life.handler, life.second, promise.result, seen))
        if promise.refused <= now:
            told = at(life, promise.refused, ENDED)
            sink.add(self.refusal, (promise.id, promise.id, iso[promise.refused], life.handler, told))
        self._more_time(life, promise, sink, now)
        self._urged(life, promise, sink, now)

    def _signed(self, life: Life, promise: Promise, sink: Sink, name: str, method: str) -> None:
        on, at = self.days.iso[promise.signed], self.cases.at(life, promise.signed, SIGNED)
        sink.add(self.signature, (promise.id, life.n, promise.id, name, on, at, life.handler))
        sink.add(self.service, (promise.id, life.n, life.handler, at, promise.id, method, on, on, name))

    def _more_time(self, life: Life, promise: Promise, sink: Sink, now: int) -> None:
        if promise.asked > now:
            return
        iso = self.days.iso
        longer = promise.due if promise.granted else promise.agreed + 5
        decided = (DecisionState.PENDING.value, NULL, NULL, "")
        if promise.answered <= now:
            state = DecisionState.APPROVED if promise.granted else DecisionState.REJECTED
            note = "" if promise.granted else "演示：理由不充分。"
            decided = (state.value, self.nation.leader_of(life.district), iso[promise.answered], note)
        values = (promise.id, promise.id, iso[longer], iso[promise.asked], life.handler, *decided)
        sink.add(self.extension, values)

    def _urged(self, life: Life, promise: Promise, sink: Sink, now: int) -> None:
        if promise.urged > now:
            return
        iso = self.days.iso
        answer = ("", NULL, NULL, iso[promise.urged + 3], NULL)
        if promise.urge_answered <= now:
            until = iso[promise.promised] if promise.promised < NEVER else NULL
            words = "演示：已电话联系，约定近日复查。"
            answer = (words, iso[promise.urge_answered], life.handler, iso[promise.urged + 3], until)
        sink.add(self.urge, (promise.id, promise.id, iso[promise.urged], *answer))

    # letters

    def issue(self, life: Life, promise: Promise, n: int, sink: Sink) -> None:
        """The letter of ``promise``, the ``n``-th of its year."""
        at = self.cases.at(life, promise.issued, issued_act(life, promise))
        void = (NULL, NULL, "")
        if promise.voided <= self.days.now:
            void = (self.cases.at(life, promise.voided, ENDED), life.handler, VOID_WORDS)
        address = ""
        if promise.issued > self.days.now - LINKED_FOR:
            secret = base64.urlsafe_b64encode(self._link_bits(promise.id)[:16]).decode().rstrip("=")
            sink.add(self.link, (promise.id, promise.id, keys.link_hash(secret), at, life.handler))
            address = keys.page_address(secret)
        snapshot = self._snapshot(life, promise, address)
        year = self.days.iso[promise.issued][:4]
        sink.add(self.document, (promise.id, year, n, promise.number, snapshot, life.handler, at, *void))
        sink.add(self.letter, (promise.id, promise.id, promise.id))

    def _snapshot(self, life: Life, promise: Promise, address: str) -> str:
        due = None if promise.at_once else self.days.date(promise.agreed)
        inspected = self.days.date(life.day)
        parties = self.parties
        officers, certificates = self._people(life.handler, life.second)
        violations, laws, items = _listed(tuple(life.entries))
        person = life.kind in _PERSONS
        values = {
            "pronoun": "我" if person else "我单位",
            "officers": officers,
            "inspected": _chinese(inspected),
            "violations": violations,
            "laws": laws,
            "due": f"{due.month}月{due.day}日" if due else "",
            "due_full": _chinese(due) if due else "",
            "party": life.party_name,
            "code": parties.code(life.party, life.district),
            "address": parties.address(life.party, life.district),
            "phone": f"{parties.phone(life.party)[:-4]}****",
            "certificates": certificates,
            "item": items,
            "link": f'{{"{CLOSED}":"{close(address, self._place)}"}}' if address else '""',
        }
        return self._template(promise.at_once) % values

    def _named(self, one: int, other: int) -> tuple[str, str]:
        names, two = self.nation.name_of, (one, other)
        certificates = "、".join(f"{names(n)}（{self.nation.certificate_of(n)}）" for n in two)
        return "、".join(map(names, two)), certificates

    def _template(self, at_once: bool) -> str:
        """The snapshot that the product itself builds, with gaps where letters differ; what all letters say is left out to be lean."""
        if at_once not in self._snapshots:
            self._snapshots[at_once] = _template(at_once)
        return self._snapshots[at_once]


@cache
def _listed(entries: tuple[Entry, ...]) -> tuple[str, str, str]:
    """Violations, laws and items of a letter."""
    items = "、".join(f"{one.number}（第{one.version_no}版）" if one.version else "清单外" for one in entries)
    laws = letters.law_titles([law for entry in entries for law in entry.laws])
    return letters.enumerate_violations([entry.description for entry in entries]), laws, items


_PERSONS = frozenset({"individual_business", "natural_person"})


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _template(at_once: bool) -> str:
    inspected, due = date(1901, 1, 2), date(1902, 3, 4)
    built = letters.build(
        bureau_name="演示国市场监督管理局",
        bureau_phone="0427-0000000",
        officers=[letters.LetterOfficer("甲", "1"), letters.LetterOfficer("乙", "2")],
        inspected_on=inspected,
        violations=["违法"],
        laws=["法"],
        mode=letters.IMMEDIATE if at_once else letters.BY_DATE,
        due_on=None if at_once else due,
        party_name="当事人",
        party_is_person=True,
        party_code="码",
        rights_told="陈述申辩",
        privacy_notice="依法保密",
        demo=True,
    ).to_dict()
    gaps = {
        "pronoun": "pronoun", "officers_text": "officers", "inspected_text": "inspected", "violations_text": "violations",
        "laws_text": "laws", "due_text": "due", "due_full": "due_full", "party_name": "party", "party_code": "code",
        "party_address": "address", "party_phone": "phone", "certificates_text": "certificates", "item_text": "item",
    }  # fmt: skip
    told = {key: f"%({gaps[key]})s" if key in gaps else value for key, value in built.items()}
    text = json.dumps({**told, "lookup_url": "@link@"}, ensure_ascii=False, separators=(",", ":"))
    return text.replace('"@link@"', "%(link)s")
