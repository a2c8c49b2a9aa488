"""工作台: what needs a person today, in the order in which it presses. Reads only, a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from cases.models import Assessment, Case, Education, Violation
from cases.next_step import CasePosition, Powers
from cases.next_step import next_step as case_step
from cases.selectors import gravest
from cases.status import CLOCK_RUNNING, CaseStatus
from xinglongtai.core import parameters
from xinglongtai.core.display import distance, person
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import Role, allowed, held
from xinglongtai.core.seen import seen_by
from xinglongtai.core.staffing import may_act
from xinglongtai.core.statements import padded, spread, statement

from .deadlines import PledgeFacts, Standing, deadline_state
from .models import Pledge
from .next_step import pledge_step
from .panel import open_urges
from .status import RUNNING, PledgeStatus

#: Lines shown in a section before «全部».
MOST = 20
_HANDLER = Powers(own=True, handles=True)


@dataclass(frozen=True)
class Line:
    """One line of work: party, violation, day, one button."""

    title: str
    url: str
    detail: str = ""
    action: str = ""
    action_url: str = ""
    due: date | None = None
    settled: str = ""
    meta: str = ""
    chip: str = ""
    chip_tone: str = "neutral"


@dataclass
class Section:
    """A heading of the work list with its lines; ``all_url`` opens the whole list.

    ``total`` says how many there are where ``lines`` holds only the first :data:`MOST`.
    """

    title: str
    tone: str = "neutral"
    all_url: str = ""
    lines: list[Line] = field(default_factory=list)
    total: int | None = None

    @property
    def count(self) -> int:
        return len(self.lines) if self.total is None else self.total

    @property
    def shown(self) -> list[Line]:
        return self.lines[:MOST]


@seen_by
def _open(officer, *, everybody):
    """What is open within reach, or of the officer's own cases: key, and what says how it stands."""
    rows = Pledge.objects.visible_to(officer).open()
    rows = rows if everybody else rows.of(officer)
    return rows.order_by("due_on", "pk").values_list("pk", "status", "due_on", "submitted_on", "answered_until")


@statement
def _pledges(*keys):
    return (
        Pledge.objects.filter(pk__in=keys).select_related("case__party", "case__unit", "case__handler__unit").order_by()
    )


@statement
def _cases(*keys):
    educated = Exists(Education.objects.filter(case=OuterRef("pk")))
    rows = Case.objects.filter(pk__in=keys).select_related("party", "unit", "handler__unit").order_by()
    return rows.annotate(educated=educated)


@statement
def _violations(*cases):
    return Violation.objects.filter(case__in=cases).order_by("pk")


@statement
def _sheets(*cases):
    rows = Assessment.objects.filter(violation__case__in=cases, is_current=True).order_by()
    return rows.defer("facts", "rule", "law_versions", "sheet")


@seen_by
def _waiting(officer, *, everybody):
    rows = Case.objects.visible_to(officer).filter(status__in=_PROPOSE | {CaseStatus.READY, CaseStatus.DRAFT})
    rows = rows if everybody else rows.of(officer)
    return rows.order_by("clock_due_on", "pk").values_list("pk", "status")


def _case_words(case) -> str:
    return "、".join(row.description for row in case.violations.all())


def _whose(case, actor) -> str:
    """The handler's name where the line is somebody else's."""
    return "" if case.handled_by(actor) else person(case.handler)


def pledge_lines(pledges, actor, on) -> list[Line]:
    """A line for each of ``pledges`` (with people and violations)."""
    lines = []
    for row in pledges:
        _, label, url, _ = pledge_step(row, on)
        lines.append(
            Line(
                title=row.case.party.name,
                url=address("cases:detail", row.case_id),
                detail=_case_words(row.case),
                action=label,
                action_url=url,
                due=row.due_on,
                settled="材料已交" if row.status == PledgeStatus.SUBMITTED else "",
                meta=" · ".join(part for part in (_whose(row.case, actor), _promise_words(row, on)) if part),
            )
        )
    return lines


def _promise_words(pledge, on) -> str:
    """«承诺6月5日前办结» while the answer to a 督办 holds."""
    day = pledge.answered_until
    if day is None or day < on or pledge.status not in RUNNING or pledge.due_on >= on:
        return ""
    return f"承诺{day.month}月{day.day}日前办结"


def pledge_sections(opened: list[tuple], actor, on: date) -> list[Section]:
    """逾期, 已承诺办结日期, 今天到期, 即将到期, 待复查, 待签字 of the open pledges ``opened``."""
    soon = parameters.value(actor.bureau, "pledge.soon_days")
    near = on + timedelta(days=soon)
    found: dict[str, list[int]] = {
        "overdue": [],
        "promised": [],
        "today": [],
        "soon": [],
        "recheck": [],
        "unsigned": [],
    }
    for pk, status, due_on, submitted_on, answered_until in opened:
        if status in RUNNING and due_on > near:
            continue
        facts = PledgeFacts(status, due_on, submitted_on=submitted_on, answered_until=answered_until)
        found[_pile(facts, on, soon)].append(pk)
    rows = _pledges(*padded(_first_of(found)))
    _with_violations({row.case_id: row.case for row in rows})
    shown = {row.pk: row for row in rows}
    lists = address("pledges:list")
    titles = {
        "overdue": ("逾期", "danger"),
        "promised": ("逾期，已答复督办并承诺办结日期", "warn"),
        "today": ("今天到期", "warn"),
        "soon": (f"{_CHINESE.get(soon, soon)}天内到期", "warn"),
        "recheck": ("待复查", "info"),
        "unsigned": ("待签字", "info"),
    }
    return [
        Section(
            title,
            tone,
            f"{lists}?due={key}",
            pledge_lines([shown[pk] for pk in found[key][:MOST]], actor, on),
            len(found[key]),
        )
        for key, (title, tone) in titles.items()
    ]


def _first_of(piles: dict[str, list[int]]) -> list[int]:
    """The keys of the rows that are shown: only these are read whole, however many there are."""
    return [pk for pile in piles.values() for pk in pile[:MOST]]


_CHINESE = dict(enumerate("零一二三四五六七八九十"))


_PILES = {
    Standing.OVERDUE: "overdue",
    Standing.PROMISED: "promised",
    Standing.DUE_TODAY: "today",
    Standing.DUE_SOON: "soon",
    Standing.AWAITING_RECHECK: "recheck",
    Standing.UNSIGNED: "unsigned",
}


def _pile(facts: PledgeFacts, on, soon) -> str:
    """The heading a pledge stands under; the pure rule of ``pledges.deadlines`` decides."""
    return _PILES[deadline_state(facts, on, due_soon=soon).standing]


_PROPOSE = {CaseStatus.CORRECTED, CaseStatus.BREACHED, CaseStatus.ASSESSED, CaseStatus.FILED}


def _with_violations(cases: dict[int, Case]) -> None:
    if cases:
        spread(list(cases.values()), "violations", _violations(*padded(cases)), "case_id")


def case_sections(actor, on: date, everybody: bool) -> list[Section]:
    """待提出处理意见, 待签发承诺, 草稿."""
    piles: dict[str, list[int]] = {"propose": [], "ready": [], "draft": []}
    for pk, status in _waiting(actor, everybody=everybody):
        piles["propose" if status in _PROPOSE else status].append(pk)
    shown = _whole_cases(_first_of(piles))
    lines = {key: [_case_line(shown[pk], actor, on) for pk in pile[:MOST]] for key, pile in piles.items()}
    lists = address("cases:list")
    return [
        Section(title, tone, f"{lists}?status={status}", lines[key], len(piles[key]))
        for key, title, tone, status in (
            ("propose", "待提出处理意见", "info", "open"),
            ("ready", "待签发承诺书", "info", "ready"),
            ("draft", "草稿", "neutral", "draft"),
        )
    ]


def _whole_cases(keys: list[int]) -> dict[int, Case]:
    """Cases with everything their lines show, by primary key."""
    found = {row.pk: row for row in _cases(*padded(keys))}
    _with_violations(found)
    violations = [violation for row in found.values() for violation in row.violations.all()]
    if violations:
        spread(violations, "assessments", _sheets(*padded(found)), "violation_id", "current")
    return found


def _case_line(row, actor, on) -> Line:
    if row.status == CaseStatus.READY:
        label, url = "签发承诺书", address("pledges:promise", row.pk)
    else:
        verdict = gravest(sheet.effective_verdict for v in row.violations.all() for sheet in v.current)
        step = case_step(row, CasePosition(verdict=verdict, educated=row.educated), _HANDLER, actor)
        label, url = step.label, step.url
    return Line(
        title=row.party.name,
        url=address("cases:detail", row.pk),
        detail=_case_words(row) or "还没有记录违法行为",
        action=label,
        action_url=url,
        meta=" · ".join(part for part in (_whose(row, actor), _clock_words(row, on)) if part),
        chip="" if row.status == CaseStatus.DRAFT else row.get_status_display(),
        chip_tone=row.tone,
    )


def _clock_words(case, on) -> str:
    """«核查期限还有2天» when the clock runs out soon."""
    if case.status not in CLOCK_RUNNING or case.clock_due_on is None:
        return ""
    words, tone = distance(case.clock_due_on, on)
    return "" if tone == "neutral" else f"核查期限{words}"


def urge_section(opened: list[tuple], on: date) -> Section:
    """督办 that wait for an answer, with the day until which it is due; red once one of them is late."""
    # By the keys of the open pledges: joined in one query, every 督办 of the country that waits is read to find those of one unit.
    rows = list(open_urges([pk for pk, *_ in opened]))
    lines = [
        Line(
            title=row.pledge.case.party.name,
            url=address("cases:detail", row.pledge.case_id),
            detail=row.note,
            action="答复",
            action_url=address("pledges:urge_answer", row.pk),
            meta=f"（答复期限） {person(row.by)} {row.on.month}月{row.on.day}日督办",
            due=row.answer_by,
            chip="答复已逾期" if row.late_on(on) else "",
            chip_tone="danger",
        )
        for row in rows[:MOST]
    ]
    late = any(row.late_on(on) for row in rows)
    return Section("督办待答复", "danger" if late else "warn", "", lines, len(rows))


def sections_for(actor, on: date) -> list[Section]:
    """The work of a person who handles cases; empty sections are left out."""
    if not allowed(actor, "cases.handle_case"):
        return []
    everybody = Role.UNIT_HEAD in held(actor)
    opened = _open(actor, everybody=everybody)
    case = case_sections(actor, on, everybody)
    found = [urge_section(opened, on), *pledge_sections(opened, actor, on), *case]
    return [section for section in found if section.lines]


def certificate_warnings(actor, on: date) -> list[str]:
    """What to say about one's own 执法证 (missing, expired, expiring within thirty days) and what else keeps one from acting."""
    if not allowed(actor, "cases.handle_case"):
        return []
    return _own_certificate(actor, on) + (may_act(actor, on) if actor.certified_on(on) else [])


def _own_certificate(actor, on: date) -> list[str]:
    until = actor.certificate_to
    if not actor.certificate_no or until is None:
        return ["您的执法证还没有登记，不能作为执法人员检查和签发。请联系系统管理员登记。"]
    if until < on:
        return [
            f"您的执法证已于{until.year}年{until.month}月{until.day}日到期，不能检查和签发。请尽快换证并联系系统管理员更新。"
        ]
    left = (until - on).days
    if left <= CERTIFICATE_NOTICE_DAYS:
        return [f"您的执法证还有{left}天到期（{until.year}年{until.month}月{until.day}日），请办理换证。"]
    return []


CERTIFICATE_NOTICE_DAYS = 30
