"""What screen ③ shows: for every violation its questions, look-ups and sheet; for the case the verdict and what follows."""

from dataclasses import dataclass
from datetime import date

from catalog.eligibility import Question, Sheet, questions_for
from catalog.selectors import item_rule
from xinglongtai.core.calendar import load_around
from xinglongtai.core.errors import DomainError
from xinglongtai.core.workdays import chinese_date, working_days_between

from .models import Case, FirstOffenceCheck, Violation
from .preview import sheet_preview
from .questionnaire import SHARED, UNKNOWN, Paper, answers_from, asked, shown_value
from .selectors import gravest
from .status import CheckSource, ReviewVerdict

BY_HAND = (CheckSource.GSXT, CheckSource.CASE_SYSTEM)
TONES = {
    ReviewVerdict.ELIGIBLE: "good",
    ReviewVerdict.NO_PLEDGE_NEEDED: "good",
    ReviewVerdict.NEEDS_LEGAL_REVIEW: "warn",
    ReviewVerdict.NOT_ELIGIBLE: "danger",
    ReviewVerdict.ORDINARY_PROCEDURE: "danger",
    ReviewVerdict.TRANSFER_TO_POLICE: "danger",
}


@dataclass
class Block:
    """One violation on the page. ``sheet`` is None where an answer cannot be read; then ``error`` says which."""

    violation: Violation
    questions: list[Question]
    paper: Paper
    first_needed: bool
    lookups: list[dict]
    shared: Paper | None
    overrides: dict[str, str]
    sheet: Sheet | None = None
    error: str = ""

    @property
    def verdict(self) -> str:
        return self.sheet.verdict if self.sheet else ""

    @property
    def open(self) -> bool:
        """Whether the verdict only says that answers are still missing."""
        return self.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW and bool(self.missing)

    @property
    def verdict_label(self) -> str:
        if self.error:
            return "答复有误"
        return "还没有结论" if self.open else ReviewVerdict(self.verdict).label

    @property
    def tone(self) -> str:
        return "neutral" if self.open else TONES.get(self.verdict, "warn")

    @property
    def missing(self) -> list[dict]:
        """Questions still open that decide something, each with its place. «不清楚» is an answer: a person then decides."""
        controls = {
            c.question.key: c for c in (*(self.shared.controls() if self.shared else ()), *self.paper.controls())
        }
        rows = []
        for question in self.sheet.questions if self.sheet else ():
            control = controls.get(question.key)
            if question.key == "first_offence":
                if question.required:
                    anchor = f"history-{self.violation.pk}"
                    rows.append({"label": "首违核查：到其他系统查询并记录结果", "anchor": anchor})
            elif question.required and (control is None or control.value != UNKNOWN):
                anchor = control.dom_id if control else f"sheet-{self.violation.pk}"
                rows.append({"label": question.label, "anchor": anchor})
        return rows

    @property
    def lines(self) -> list[dict]:
        """Every line of the sheet with the override typed for it; those that keep from «eligible» first."""
        rows = [
            {
                "line": line,
                "reason": self.overrides.get(line.key, ""),
                "name": f"o{self.violation.pk}-{line.key}",
                "dom_id": f"o-{self.violation.pk}-{number}",
            }
            for number, line in enumerate(self.sheet.lines if self.sheet else ())
        ]
        return sorted(rows, key=lambda row: not row["line"].blocking)

    @property
    def failing(self) -> list[dict]:
        return [row for row in self.lines if row["line"].blocking or row["reason"]]

    @property
    def passing(self) -> list[dict]:
        return [row for row in self.lines if not (row["line"].blocking or row["reason"])]


@dataclass
class AssessPage:
    """The whole of screen ③. ``shared`` holds the questions answered once for all when there are several violations."""

    case: Case
    blocks: list[Block]
    shared: Paper | None
    clock: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        return gravest(block.verdict for block in self.blocks if block.verdict)

    @property
    def open(self) -> bool:
        return not self.verdict or (self.to_review and bool(self.missing))

    @property
    def verdict_label(self) -> str:
        return "还没有结论" if self.open else ReviewVerdict(self.verdict).label

    @property
    def tone(self) -> str:
        return "neutral" if self.open else TONES[self.verdict]

    @property
    def missing(self) -> list[dict]:
        """What still has to be answered in the whole case, each place once."""
        rows = {row["anchor"]: row for block in self.blocks for row in block.missing}
        return list(rows.values())

    @property
    def errors(self) -> list[str]:
        return [block.error for block in self.blocks if block.error]

    @property
    def to_review(self) -> bool:
        return self.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW

    @property
    def to_promise(self) -> bool:
        return self.verdict == ReviewVerdict.ELIGIBLE


def clock_warning(case: Case, on: date) -> str:
    """What the verification clock (程序规定 18) says about the correction periods of this case's items; "" when all fits."""
    due = case.clock_due_on
    if on > due:
        return f"核查期限已于{chinese_date(due)}届满，不能再作出不予立案决定。请先提出转立案，或核对发现线索日期。"
    left = working_days_between(on, due, load_around(on))
    days = [v.item_version.correction_days_max or 0 for v in case.all_violations if v.item_version_id]
    if max(days, default=0) <= left:
        return ""
    return (
        f"核查期限到{chinese_date(due)}，只剩{left}个工作日；事项最长可约定{max(days)}个工作日改正。"
        "约定的改正期限晚于核查期限的，不能不予立案，须先批准延长核查期限或者先立案。"
    )


def several(case: Case) -> bool:
    return len(case.all_violations) > 1


def with_parts(case: Case) -> Case:
    """The case with everything the sheets need, read once."""
    rows = (
        case.violations.select_related("case__party", "case__bureau", "item_version__item")
        .prefetch_related("item_version__conditions__token", "history_checks__evidence", "history_checks__checked_by")
        .order_by("pk")
    )
    case.all_violations = list(rows)
    return case


def questions_of(violation: Violation) -> list[Question]:
    rule = item_rule(violation.item_version) if violation.item_version_id else None
    return list(questions_for(rule, violation.case.party.kind))


def read_answers(case: Case, data) -> dict[int, dict]:
    """Violation → answers, as posted."""
    return {v.pk: answers_from(questions_of(v), f"v{v.pk}", data, shared=several(case)) for v in case.all_violations}


def read_overrides(case: Case, data) -> dict[int, dict[str, str]]:
    """Violation → line → the officer's written reason, as posted."""
    found: dict[int, dict[str, str]] = {}
    for violation in case.all_violations:
        start = f"o{violation.pk}-"
        found[violation.pk] = {
            name.removeprefix(start): str(data.get(name, "")) for name in data if name.startswith(start)
        }
    return found


def build(case: Case, *, on: date, data=None) -> AssessPage:
    """The page from what is stored, or from what was just posted."""
    given = read_answers(case, data) if data is not None else {}
    reasons = read_overrides(case, data) if data is not None else _stored_overrides(case)
    shared = Paper("all") if several(case) else None
    agreed = _agreed(case) if shared and data is None else {}
    blocks = []
    for violation in case.all_violations:
        answers = {**violation.answers, **agreed, **given.get(violation.pk, {})}
        blocks.append(_block(violation, on, answers, reasons.get(violation.pk, {}), shared))
    return AssessPage(
        case, blocks, shared, clock=clock_warning(case, on), note=str(data.get("note", "")) if data is not None else ""
    )


def _agreed(case: Case) -> dict:
    """Answers to the shared questions that all violations have alike; "" where one of them was added since."""
    stored = [violation.answers for violation in case.all_violations]
    return {
        key: stored[0].get(key, "") if all(one.get(key, "") == stored[0].get(key, "") for one in stored) else ""
        for key in SHARED
    }


def _block(violation: Violation, on: date, answers: dict, reasons: dict, shared: Paper | None) -> Block:
    questions = questions_of(violation)
    first = next((q for q in questions if q.key == "first_offence"), None)
    paper = Paper(f"v{violation.pk}")
    placed = {c.question.key for c in shared.controls()} if shared else set()
    for question in asked(questions):
        value = shown_value(question, answers.get(question.key))
        if shared is None or question.key not in SHARED:
            paper.add(question, value)
        elif question.key not in placed:
            shared.add(question, value)
    checks = {check.source: check for check in violation.history_checks.all()}
    block = Block(
        violation=violation,
        questions=questions,
        paper=paper,
        first_needed=bool(first and first.required),
        lookups=[_lookup(violation, source, checks.get(source)) for source in BY_HAND],
        shared=shared,
        overrides=reasons,
    )
    try:
        block.sheet = sheet_preview(violation, on=on, answers=answers, overrides=reasons)
    except DomainError as refusal:
        block.error = refusal.message
    return block


def _lookup(violation: Violation, source: str, check: FirstOffenceCheck | None) -> dict:
    return {
        "source": source,
        "label": CheckSource(source).label,
        "check": check,
        "value": f"{violation.pk}:{source}",
        "dom_id": f"h-{violation.pk}-{source}",
        "name": f"h{violation.pk}-{source}",
    }


def _stored_overrides(case: Case) -> dict[int, dict[str, str]]:
    """Reasons written on the newest sheets."""
    found: dict[int, dict[str, str]] = {}
    for violation in case.all_violations:
        sheet = violation.assessments.order_by("-pk").first()
        lines = sheet.sheet["lines"] if sheet else []
        found[violation.pk] = {line["key"]: line["override_reason"] for line in lines if line.get("override_reason")}
    return found
