"""What the page of one case and the lines of the export show: reads only."""

from dataclasses import dataclass
from datetime import date

from cases.models import Case
from cases.status import PartyKind
from xinglongtai.core import audit
from xinglongtai.core.calendar import load
from xinglongtai.core.display import person
from xinglongtai.core.models import Officer
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import allowed

from . import checklist
from .layouts import cells_of, layout_of
from .models import OutcomeContent, Publication, PublicationRow
from .selectors import Entry, content_of, entry, facts_of, is_lenient, is_penalty, limits_of
from .status import RowState, State

HEADER = [
    "当事人名称",
    "统一社会信用代码",
    "处理结果",
    "决定文号",
    "决定日期",
    "报送系统",
    "公示状态",
    "理由",
    "期限",
    "期限情况",
    "资料欠缺",
    "报送日",
    "回执编号",
    "承办单位",
]


def line(one: Entry) -> list:
    """One row of the export."""
    row, case = one.row, one.row.case
    content = content_of(case)
    return [
        case.party.name,
        case.party.uscc,
        case.get_outcome_display(),
        (content.number if content else "") or case.decision_number,
        row.day,
        row.get_target_display(),
        row.state_words,
        row.reason,
        one.due_on,
        one.left_words,
        "；".join(one.faults),
        row.sent_on,
        row.receipt,
        str(case.unit),
    ]


@dataclass(frozen=True)
class Standing:
    """One system: its entry, the pack it stands in, what went out before, and what may be done now."""

    entry: Entry
    open_row: PublicationRow | None
    rows: list[PublicationRow]
    changed: bool
    acts: list[tuple[str, str]]

    @property
    def row(self) -> Publication:
        return self.entry.row


@dataclass(frozen=True)
class CasePage:
    """Everything the page shows of one case."""

    case: Case
    content: OutcomeContent | None
    lenient: bool
    penalty: bool
    is_person: bool
    lines: list[tuple[checklist.Line, str]]
    standings: list[Standing]
    may_act: bool
    events: list[dict]

    @property
    def lacking(self) -> int:
        return sum(not line.met for line, _ in self.lines)

    @property
    def undecided(self) -> bool:
        """A lenient case that nobody decided to publish: the rule."""
        return self.lenient and not self.standings


def case_page(case: Case, actor: Officer, on: date) -> CasePage:
    """What ``actor`` sees of ``case`` on ``on``."""
    calendar, limits = load(), limits_of(case.bureau)
    may = allowed(actor, "oversight.publish_outcome")
    rows = Publication.objects.filter(case=case).with_case().order_by("-target")
    standings = [_standing(entry(row, on, limits, calendar), may) for row in rows]
    shown = checklist.lines(facts_of(case), on) if standings else []
    events = audit.timeline(f"publication:{case.pk}", 50)
    return CasePage(
        case=case,
        content=content_of(case),
        lenient=is_lenient(case),
        penalty=is_penalty(case),
        is_person=case.party.kind == PartyKind.PERSON,
        lines=[(one, _mend_url(one, case, actor, may)) for one in shown],
        standings=standings,
        may_act=may,
        events=[{"at": e.at, "who": person(e.actor) or "系统", "text": audit.describe(e)} for e in events],
    )


def _mend_url(one: checklist.Line, case: Case, actor: Officer, may: bool) -> str:
    """Where this lack is mended: the party's form for those who may, else its page; the content for legal staff."""
    if one.met:
        return ""
    if one.mend == checklist.PARTY:
        name = "cases:party_edit" if allowed(actor, "cases.record_measure") else "cases:party"
        return address(name, case.party_id)
    return address("oversight:publication_content", case.pk) if may else ""


def _standing(one: Entry, may: bool) -> Standing:
    rows = list(one.row.rows.select_related("pack").defer("pack__xlsx", "pack__csv").order_by("-pk"))
    packed = next((row for row in rows if row.state == RowState.IN), None)
    sent = next((row for row in rows if row.state == RowState.SENT), None)
    return Standing(one, packed, rows, _changed(one.row, sent), _acts(one.row, sent) if may and not packed else [])


def _changed(row: Publication, sent: PublicationRow | None) -> bool:
    """Whether the content differs by now from what was sent, in the columns that went out and still stand in the layout."""
    if row.state != State.SENT or sent is None or content_of(row.case) is None:
        return False
    columns = layout_of(row.bureau, row.target, row.lenient).columns
    now = dict(zip([column["heading"] for column in columns], cells_of(row, columns), strict=True))
    then = dict(zip(sent.pack.headings, sent.cells, strict=True))
    return any(now[heading] != then[heading] for heading in now.keys() & then.keys())


def _acts(row: Publication, sent: PublicationRow | None) -> list[tuple[str, str]]:
    """(label, address) of what legal staff may do with a row that stands in no open pack."""
    skip = ("决定不公示", address("oversight:publication_skip", row.pk))
    again = ("决定报送", address("oversight:publication_reopen", row.pk))
    if row.state == State.PENDING:
        return [skip]
    if row.state != State.SENT:
        return [] if row.case.party.kind == PartyKind.PERSON else [again]
    found = [("登记退回", address("oversight:publication_row_return", sent.pk))] if sent else []
    return [
        *found,
        ("更正公示", address("oversight:publication_correct", row.pk)),
        ("撤回公示", address("oversight:publication_withdraw", row.pk)),
    ]
