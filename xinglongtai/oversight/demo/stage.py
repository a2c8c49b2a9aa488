"""The stage of one bureau and one story's hands on it: every act is a verb of the product, with a few minutes between two."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases import services as case_verbs
from cases.models import Case, Evidence
from cases.outcomes import BASES, NO_CASE_BASES
from cases.selectors import current_sheets
from cases.status import CheckResult, CheckSource, EvidenceKind, Outcome, Source
from pledges import services as pledge_verbs
from pledges.models import Pledge
from xinglongtai.core.models import Officer
from xinglongtai.core.workdays import WorkCalendar, add_working_days

from .answers import answers_for
from .casting import Casting, Part
from .people import Staff, Team
from .pictures import photograph
from .travel import Clock

PHOTO_EVERY = 2  #: every second inspection brings photographs


@dataclass
class Stage:
    """What the stories of one bureau share."""

    staff: Staff
    casting: Casting
    clock: Clock
    calendar: WorkCalendar
    base: date  #: the demo's today
    pictures: itertools.count = field(default_factory=lambda: itertools.count(1))
    turns: itertools.count = field(default_factory=itertools.count)

    def workday(self, day: date) -> date:
        """``day``, or the last working day before it."""
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return day

    def ago(self, days: int) -> date:
        """The working day about so many calendar days before the demo's today."""
        return self.workday(self.base - timedelta(days=days))

    def after(self, day: date, working_days: int) -> date:
        """So many working days after ``day``, never after the demo's today."""
        return min(add_working_days(day, working_days, self.calendar).due_on, self.base)


class Scene:
    """One case from its officer's hands. ``case``, ``pledge``, … are the rows as last seen."""

    def __init__(self, stage: Stage):
        self.stage = stage
        turn = next(stage.turns)
        teams = stage.staff.teams
        self.team: Team = teams[turn % len(teams)]
        pair = (self.team.first, self.team.second)
        self.officer, self.second = pair if turn // len(teams) % 2 == 0 else pair[::-1]
        self.turn = turn
        self.part: Part | None = None
        self.case: Case | None = None
        self.pledge: Pledge | None = None

    @property
    def on(self) -> date:
        return self.stage.clock.today

    @property
    def staff(self) -> Staff:
        return self.stage.staff

    @property
    def violation(self):
        return self.case.violations.order_by("pk").first()

    def act(self, verb, *, by: Officer | None = None, **values):
        """Perform ``verb`` a few minutes later, as ``by`` or the case's own officer."""
        self.stage.clock.tick()
        return verb(actor=by or self.officer, **values)

    def again(self) -> None:
        """Read case and pledge again."""
        self.case = Case.objects.get(pk=self.case.pk)
        if self.pledge:
            self.pledge = Pledge.objects.get(pk=self.pledge.pk)

    # 登记

    def open(self, part: Part, *, clue_days: int = 0, source: str = "", **data) -> None:
        """Register the inspection. ``clue_days``: calendar days since the clue came in."""
        self.part = part
        values = {
            "co_handler": self.second,
            "source": source or list(Source)[self.turn % len(Source)],
            "discovered_on": self.on - timedelta(days=clue_days),
            **data,
        }
        if values["source"] != Source.DAILY:
            values.setdefault("source_ref", f"演示线索{self.turn + 1:03d}")
        self.case = self.act(case_verbs.case_open, party=part.party, on=self.on, data=values)

    def describe(self, **data) -> None:
        """Write down the violation and, now and then, photograph it."""
        version = self.part.version
        act_on = self.case.discovered_on - timedelta(days=2)
        values = {"item_version": version, "act_on": act_on, "fact_detail": "演示数据：现场检查情况。", **data}
        if version:
            values.setdefault("description", version.violation.split("(")[0].split("（")[0][:120])
        row = self.act(case_verbs.violation_add, case=self.case, on=self.on, data=values)
        if self.turn % PHOTO_EVERY == 0:
            self.photo("现场照片", violation=row)

    def photo(self, title: str, kind: str = EvidenceKind.PHOTO, **values) -> Evidence:
        """A generated photograph added to the case."""
        upload = photograph(title, next(self.stage.pictures))
        return self.act(
            case_verbs.evidence_add, case=self.case, upload=upload, kind=kind, caption=f"{title}（演示）", **values
        )

    def look_up(self, result: str = CheckResult.NONE, note: str = "") -> None:
        """Both look-ups by hand."""
        for source in (CheckSource.GSXT, CheckSource.CASE_SYSTEM):
            self.act(case_verbs.history_check_record, violation=self.violation, source=source, result=result, note=note)

    def assess(self, overrides: dict | None = None, **answers) -> str:
        """Fill in the sheet; ``answers`` change the good ones (None leaves a question open). Returns the verdict."""
        given = {**answers_for(self.part.rule, self.part.party.kind), **answers}
        sheet = self.act(
            case_verbs.assessment_make, violation=self.violation, on=self.on, answers=given, overrides=overrides
        )
        self.again()
        return sheet.effective_verdict

    def confirm(self) -> None:
        """The sheet decides where the case goes."""
        self.case = self.act(case_verbs.assessment_confirm, case=self.case, on=self.on)

    def registered(self, part: Part, *, overrides: dict | None = None, clue_days: int = 0, answers=None, **data) -> str:
        """The three screens in one go; returns the verdict, not yet confirmed."""
        self.open(part, clue_days=clue_days, **data)
        self.describe()
        self.look_up()
        return self.assess(overrides, **(answers or {}))

    # 法制审核

    def ask_legal(self, note: str = "演示：情节轻微，建议适用承诺。") -> None:
        self.act(case_verbs.review_request, case=self.case, note=note)

    def legal(self, decision: str, note: str = "演示：同意适用。") -> None:
        for review in self.case.reviews.filter(state="pending"):
            values = {"review": review, "on": self.on, "decision": decision, "note": note}
            self.act(case_verbs.review_decide, by=self.staff.legal, **values)
        self.again()

    # 承诺

    def issue(self, due_on: date | None = None) -> None:
        """Issue the letter: until ``due_on``, or to be done at once."""
        mode = "by_date" if due_on else "immediate"
        number = f"演责改〔{self.on.year}〕{self.turn + 1}号" if self.turn % 3 == 0 else ""
        self.pledge = self.act(
            pledge_verbs.pledge_issue, case=self.case, on=self.on, mode=mode, due_on=due_on, order_number=number
        )
        self.again()

    def sign(self) -> None:
        scan = self.photo("签字扫描件", EvidenceKind.SIGNED) if self.turn % 5 == 0 else None
        self.pledge = self.act(
            pledge_verbs.pledge_sign,
            pledge=self.pledge,
            on=self.on,
            signed_on=self.on,
            signatory=self.part.party.operator or self.part.party.name,
            delivery=("hand", "hand", "electronic", "post")[self.turn % 4],
            scan=scan,
        )

    def hand_in(self, statement: str = "演示：已按要求整改，附照片。") -> None:
        files = [self.photo("整改后照片", EvidenceKind.CORRECTED)] if self.turn % PHOTO_EVERY == 0 else []
        self.act(pledge_verbs.materials_receive, pledge=self.pledge, on=self.on, statement=statement, files=files)
        self.again()

    def recheck(self, result: str, note: str = "演示：现场复查情况。") -> None:
        photos = [self.photo("复查照片", EvidenceKind.CORRECTED)] if self.turn % PHOTO_EVERY == 1 else []
        self.act(
            pledge_verbs.recheck_record,
            pledge=self.pledge,
            co_officer=self.second,
            on=self.on,
            checked_on=self.on,
            result=result,
            note=note,
            photos=photos,
        )
        self.again()

    def ask_more_time(self, days: int):
        new_due = self.pledge.due_on + timedelta(days=days)
        reason = "演示：设备到货推迟，申请延期。"
        return self.act(
            pledge_verbs.extension_request, pledge=self.pledge, on=self.on, new_due_on=new_due, reason=reason
        )

    def more_time(self, extension, approve: bool) -> None:
        self.act(
            pledge_verbs.extension_decide,
            by=self.staff.leader,
            extension=extension,
            on=self.on,
            approve=approve,
            note="" if approve else "演示：理由不充分。",
        )
        self.again()

    def urge(self, note: str = "演示：请尽快复查并报告。"):
        return self.act(pledge_verbs.pledge_urge, by=self.staff.supervisor, pledge=self.pledge, on=self.on, note=note)

    # 处理

    def educate(self) -> None:
        self.act(
            case_verbs.education_record, case=self.case, on=self.on, content="演示：讲解有关法律要求，当事人表示知悉。"
        )

    def corrected_without_pledge(self) -> None:
        self.act(
            case_verbs.correction_verify,
            case=self.case,
            co_officer=self.second,
            on=self.on,
            checked_on=self.on,
            note="演示：现场查看，已改正到位。",
        )
        self.again()

    def propose(self, outcome: str, basis: str = ""):
        own_series = outcome == Outcome.NO_PENALTY  # its decision takes a number when it is issued
        number = f"演市监罚〔{self.on.year}〕{self.turn + 1}号" if self.case.filed_on and not own_series else ""
        given = basis or (self._no_case_basis() if outcome == Outcome.NO_CASE else BASES[outcome])
        return self.act(
            case_verbs.disposition_propose,
            case=self.case,
            on=self.on,
            outcome=outcome,
            basis=given,
            reason="演示：事实、证据、改正情况和裁量考虑。",
            decision_number=number,
        )

    def _no_case_basis(self) -> str:
        kinds = {(sheet.rule or {}).get("leniency_kind") for sheet in current_sheets(self.case)}
        return NO_CASE_BASES["20-2" if "first_offence" in kinds else "20-1"]

    def endorse(self, proposal):
        return self.act(
            case_verbs.disposition_endorse, by=self.team.head, disposition=proposal, on=self.on, note="演示：拟同意。"
        )

    def decide(self, proposal, approve: bool = True) -> None:
        self.act(
            case_verbs.disposition_decide,
            by=self.staff.leader,
            disposition=proposal,
            on=self.on,
            approve=approve,
            note="" if approve else "演示：请补充证据后再报。",
        )
        self.again()

    def end(self, outcome: str) -> None:
        """Propose, endorse, approve."""
        self.decide(self.endorse(self.propose(outcome)))
