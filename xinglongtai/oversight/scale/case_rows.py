"""Rows of the room of cases that one life leaves."""

import hashlib

from cases.models import (
    Assessment,
    Case,
    ClockExtension,
    Correction,
    Disposition,
    Education,
    Evidence,
    FirstOffenceCheck,
    Review,
    Violation,
)
from cases.outcomes import BASES, NEEDS_NUMBER, NO_CASE_BASES
from cases.status import (
    CaseStatus,
    CheckSource,
    DecisionState,
    EvidenceKind,
    Outcome,
    ReviewReason,
    ReviewVerdict,
    Source,
)

from .laws import LEAN, RUNNING, WHOLE, Entry
from .lives import NEVER, REFERRED, Life, Lives
from .nation import BUREAU
from .tables import NULL, Sink, Table, json_of

#: Acts of one case on one day stand so many seconds apart; an act has its place in that order.
APART = 180
OPENED, CHECKED, JUDGED, ASKED, SAID, TAUGHT, ISSUED, ENDED, ISSUED_AGAIN, SIGNED, HANDED, SEEN, PROPOSED = range(13)
ENDORSED, DECIDED, PROPOSED_AGAIN, ENDORSED_AGAIN, DECIDED_AGAIN = range(PROPOSED + 1, PROPOSED + 6)
#: The look-ups of cases within so many working days are kept as rows, and whole sheets.
LOOKED_UP_FOR = 250
#: Working days of the clock (程序规定 18); its one extension brings as many again.
CLOCK = 15
TAUGHT_WORDS = "演示：讲解有关法律要求，当事人表示知悉。"
REASON_WORDS = "演示：事实、证据、改正情况和裁量考虑。"
_SOURCES = [source.value for source in Source]
_SHOWN = {
    "photo": (EvidenceKind.PHOTO.value, "现场照片（演示）"),
    "corrected": (EvidenceKind.CORRECTED.value, "整改后照片（演示）"),
    "signed": (EvidenceKind.SIGNED.value, "签字扫描件（演示）"),
}


def second_of(life: Life, act: int) -> int:
    """When on its day an act of this life comes, in seconds after opening."""
    return (life.bits[40] << 8 | life.bits[41]) % 25_000 + APART * act


def basis_of(outcome: str, entry: Entry) -> str:
    """The article a proposal names."""
    if outcome == Outcome.NO_CASE:
        return NO_CASE_BASES["20-2" if entry.first_offence else "20-1"]
    return BASES[Outcome(outcome)]


def number_of_decision(life: Life, outcome: str, year: str) -> str:
    """The number of a decision written elsewhere, "" where there is none."""
    return f"演市监罚〔{year}〕{life.n}号" if outcome in NEEDS_NUMBER else ""


class CaseRows:
    """Writes what a life leaves in the room of cases as of the nation's today. ``files``: what every evidence row points to."""

    def __init__(self, lives: Lives, files: dict[str, dict]):
        self.lives, self.days, self.nation = lives, lives.days, lives.nation
        self.case = Table(
            Case, "id", "unit_id", "party_id", "handler_id", "co_handler_id", "status", "step", "source", "source_ref",
            "discovered_on", "inspected_on", "clock_due_on", "outcome", "outcome_on", "filed_on", "decision_number",
            "cancel_reason", "created_at", "updated_at", "updated_by_id", "version",
            bureau_id=BUREAU, place="演示街道演示路",
        )  # fmt: skip
        self.violation = Table(
            Violation, "id", "case_id", "item_version_id", "description", "act_on", "off_list_reason", "off_list_law",
            "answers", "created_at", fact_detail="演示数据：现场检查情况。",
        )  # fmt: skip
        self.assessment = Table(
            Assessment, "id", "violation_id", "made_on", "facts", "rule", "law_versions", "sheet", "verdict",
            "decided_verdict", "made_by_id", "made_at",
        )  # fmt: skip
        self.check = Table(
            FirstOffenceCheck,
            "id",
            "violation_id",
            "source",
            "window_from",
            "checked_by_id",
            "checked_at",
            result="none",
        )
        self.review = Table(
            Review, "id", "case_id", "assessment_id", "reasons", "requested_by_id", "requested_at", "state",
            "decided_by_id", "decided_at", "decision_note", request_note="演示：情节轻微，建议适用承诺。",
        )  # fmt: skip
        self.education = Table(Education, "id", "case_id", "on", "recorded_by_id", "recorded_at", content=TAUGHT_WORDS)
        self.disposition = Table(
            Disposition, "id", "case_id", "outcome", "basis", "decision_number", "from_status", "proposed_on",
            "proposed_by_id", "endorsed_by_id", "endorsed_on", "endorse_note", "state", "decided_by_id", "decided_on",
            reason=REASON_WORDS,
        )  # fmt: skip
        self.clock = Table(
            ClockExtension, "id", "case_id", "requested_on", "requested_by_id", "state", "decided_by_id", "decided_on",
            reason="演示：须待检定机构出具证明。",
        )  # fmt: skip
        self.correction = Table(
            Correction, "id", "case_id", "on", "officer_id", "co_officer_id", "recorded_at",
            note="演示：现场查看，已改正到位。",
        )  # fmt: skip
        self.evidence = {
            key: Table(
                Evidence,
                "id",
                "case_id",
                "violation_id",
                "sha256",
                "uploaded_by_id",
                "uploaded_at",
                "original_name",
                kind=kind,
                caption=caption,
                **files[key],
            )  # fmt: skip
            for key, (kind, caption) in _SHOWN.items()
        }

    def tables(self) -> list[Table]:
        """Every table this writes to."""
        one = (self.case, self.violation, self.assessment, self.check, self.review, self.education, self.disposition)
        return [*one, self.clock, self.correction, self.evidence["photo"]]

    def at(self, life: Life, day: int, act: int) -> str:
        return self.days.moment(day, second_of(life, act))

    def write(self, life: Life, sink: Sink) -> None:
        now = self.days.now
        status, since, steps = life.stands(now)
        self._case(life, sink, status, since, steps)
        self._judged(life, sink, status)
        self._decided(life, sink, now)
        self._shown(life, sink, now)
        iso = self.days.iso
        if life.confirmed <= now and life.cancelled == NEVER and life.story != REFERRED:
            at = self.at(life, life.confirmed, TAUGHT)
            sink.add(self.education, (life.n, life.n, iso[life.confirmed], life.handler, at))
        if life.verified <= now:
            at = self.at(life, life.verified, SEEN)
            sink.add(self.correction, (life.n, life.n, iso[life.verified], life.handler, life.second, at))

    def _case(self, life: Life, sink: Sink, status: str, since: int, steps: int) -> None:
        iso, now = self.days.iso, self.days.now
        outcome = on = filed = number = ""
        for ending in life.endings:
            if ending.decided <= now:
                if ending.outcome == Outcome.ESCALATE:
                    filed = iso[ending.decided]
                else:
                    outcome, on = ending.outcome, iso[ending.decided]
                    number = number_of_decision(life, outcome, on[:4])
        source = _SOURCES[life.bits[43] % len(_SOURCES)] if life.clue else _SOURCES[life.bits[43] % 2]
        reference = f"演示线索{life.n:07d}" if life.clue else ""
        extended = 2 if life.long_clock and life.ready + 1 <= now else 1
        values = (
            life.n, self.nation.district_unit(life.district), life.party, life.handler, life.second, status,
            4 if since > life.day or status != CaseStatus.DRAFT else 3, source, reference, iso[life.day - life.clue],
            iso[life.day], iso[life.day - life.clue + CLOCK * extended], outcome, on or NULL, filed or NULL, number,
            "演示：重复登记。" if status == CaseStatus.CANCELLED else "", self.at(life, life.day, OPENED),
            self.at(life, since, DECIDED_AGAIN), life.handler, steps + 2,
        )  # fmt: skip
        sink.add(self.case, values)

    def _judged(self, life: Life, sink: Sink, status: str) -> None:
        iso, now = self.days.iso, self.days.now
        judged = life.confirmed if life.confirmed <= now else life.day
        form = WHOLE if status in _BEFORE else LEAN if status in _ENDED else RUNNING
        has_sheet = life.confirmed <= now or life.bits[42] & 1
        for place, entry in enumerate(life.entries):
            key = 2 * life.n - 1 + place
            sheet = self.lives.laws.sheet(entry.version, life.kind, life.manner, form)
            off_list = ("演示：情节轻微，危害不大。", entry.laws[0]) if entry.version is None else ("", "")
            day, at = iso[life.day], self.at(life, life.day, OPENED)
            discovered = iso[life.day - life.clue]
            version = entry.version or NULL
            values = (key, life.n, version, entry.description, day, *off_list, sheet.answers, at)
            sink.add(self.violation, values)
            if not has_sheet:
                continue
            at = self.at(life, judged, JUDGED)
            said = ReviewVerdict.ELIGIBLE.value if life.legal_said <= now else ""
            values = (
                key,
                key,
                iso[judged],
                *sheet.on(iso[judged], day, discovered),
                sheet.verdict,
                said,
                life.handler,
                at,
            )
            sink.add(self.assessment, values)
            if form != LEAN or life.day > now - LOOKED_UP_FOR:
                since = f"{int(iso[life.day][:4]) - 2}-{iso[life.day][5:7]}-01"
                at = self.at(life, judged, CHECKED)
                for number, source in enumerate(CheckSource.values):
                    sink.add(self.check, (4 * key - 3 + number, key, source, since, life.handler, at))
            if life.asked_legal <= now:
                self._reviewed(life, sink, key, entry)

    def _reviewed(self, life: Life, sink: Sink, key: int, entry: Entry) -> None:
        now = self.days.now
        reason = ReviewReason.OFF_LIST if entry.version is None else ReviewReason.KEY_AREA
        if life.legal_said <= now:
            at = self.at(life, life.legal_said, SAID)
            said = (DecisionState.APPROVED.value, self.nation.legal_of(life.district), at, "演示：同意适用。")
        else:
            said = (DecisionState.PENDING.value, NULL, NULL, "")
        asked = self.at(life, life.asked_legal, ASKED)
        sink.add(self.review, (key, life.n, key, json_of([reason.value]), life.handler, asked, *said))

    def _decided(self, life: Life, sink: Sink, now: int) -> None:
        iso = self.days.iso
        leader = self.nation.leader_of(life.district)
        for ending in life.endings:
            if ending.proposed > now:
                break
            endorsed, decided = ending.endorsed <= now, ending.decided <= now
            state = DecisionState.APPROVED if decided else DecisionState.ENDORSED if endorsed else DecisionState.PENDING
            first = (life.head, iso[ending.endorsed], "演示：拟同意。") if endorsed else (NULL, NULL, "")
            last = (leader, iso[ending.decided]) if decided else (NULL, NULL)
            number = number_of_decision(life, ending.outcome, iso[ending.proposed][:4])
            values = (
                ending.id, life.n, ending.outcome, basis_of(ending.outcome, life.entries[0]), number, ending.came_from,
                iso[ending.proposed], life.handler, *first, state.value, *last,
            )  # fmt: skip
            sink.add(self.disposition, values)
        if life.long_clock and life.ready <= now:
            granted = life.ready + 1 <= now
            last = (DecisionState.APPROVED.value, leader, iso[life.ready + 1])
            if not granted:
                last = (DecisionState.PENDING.value, NULL, NULL)
            sink.add(self.clock, (life.n, life.n, iso[life.ready], life.handler, *last))

    def _shown(self, life: Life, sink: Sink, now: int) -> None:
        bits = life.bits
        photos = (bits[44] > 40) + (bits[44] > 190) + (bits[44] > 245)
        for place in range(photos):
            self._evidence(life, sink, "photo", place, life.day)
        for promise in life.promises[-1:]:
            if promise.signed <= now and bits[45] < 77:
                self._evidence(life, sink, "signed", 3, promise.signed)
            if promise.rechecked <= now and bits[46] < 150:
                self._evidence(life, sink, "corrected", 4, promise.rechecked)

    def _evidence(self, life: Life, sink: Sink, key: str, place: int, day: int) -> None:
        number = 5 * life.n - 4 + place
        sha = hashlib.sha256(b"%d" % number).hexdigest()
        violation = 2 * life.n - 1 if key != "signed" else NULL
        at = self.at(life, day, place)
        values = (number, life.n, violation, sha, life.handler, at, f"演示照片{number:08d}.jpg")
        sink.add(self.evidence[key], values)


_BEFORE = frozenset(
    {CaseStatus.DRAFT.value, CaseStatus.REVIEW.value, CaseStatus.ASSESSED.value, CaseStatus.READY.value}
)
_ENDED = frozenset({CaseStatus.CLOSED.value, CaseStatus.REFERRED.value, CaseStatus.CANCELLED.value})
