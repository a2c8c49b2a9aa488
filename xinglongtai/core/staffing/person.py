"""What the page of one person shows: five cards, each with its rows in words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..display import cn_date
from ..models import Exam, Loan, Officer
from .people import Mark, Ruler, until


@dataclass(frozen=True)
class Line:
    """One record: what it is, a line of particulars, its state, and what may be done with it."""

    title: str
    words: str
    mark: Mark | None = None
    pk: int | None = None
    note: str = ""
    gone: str = ""
    open_loan: bool = False


@dataclass(frozen=True)
class Card:
    """One kind of records with its heading, its button and an empty sentence."""

    key: str
    title: str
    add: str
    empty: str
    lines: list[Line] = field(default_factory=list)
    note: str = ""


def plain(number) -> str:
    """A number without idle zeros: 40, 7.5."""
    return f"{float(number):g}"


def _span(begins: date, ends: date) -> str:
    return f"{cn_date(begins)}至{cn_date(ends)}"


def _gone(row) -> str:
    return f"已撤下：{row.set_aside_reason}" if row.set_aside_reason else ""


def cards_of(officer: Officer, ruler: Ruler) -> list[Card]:
    """The five cards of a row of ``people``, newest records first: five queries."""
    return [
        _certificates(officer, ruler),
        _trainings(officer, ruler),
        _exams(officer, ruler),
        _insurances(officer, ruler),
        _loans(officer, ruler),
    ]


def _certificates(officer: Officer, ruler: Ruler) -> Card:
    lines = []
    if officer.certificate_no and officer.certificate_from and officer.certificate_to:
        mark = until(officer.certificate_to, ruler, wanted=True)
        span = _span(officer.certificate_from, officer.certificate_to)
        lines.append(Line(f"现行执法证 {officer.certificate_no}", span, Mark(mark.label, mark.tone)))
    for row in officer.certificates.all():
        lines.append(
            Line(f"以前的执法证 {row.number}", _span(row.valid_from, row.valid_to), None, row.pk, row.note, _gone(row))
        )
    return Card("certificate", "执法证", "登记换证或以前的证", "没有登记执法证，不能检查和签发。", lines)


def _trainings(officer: Officer, ruler: Ruler) -> Card:
    rows = list(officer.trainings.all())
    years: dict[int, Decimal] = {}
    for row in rows:
        if not row.set_aside_reason:
            years[row.on.year] = years.get(row.on.year, Decimal(0)) + row.hours
    wanted = f"，要求 {ruler.hours} 学时" if ruler.hours and officer.acts else ""
    note = f"今年 {plain(years.get(ruler.on.year, 0))} 学时{wanted}"
    older = [
        f"{year}年 {plain(hours)} 学时" for year, hours in sorted(years.items(), reverse=True) if year < ruler.on.year
    ]
    lines = [
        Line(
            row.title,
            "，".join(filter(None, [cn_date(row.on), f"{plain(row.hours)} 学时", row.organizer])),
            None,
            row.pk,
            row.note,
            _gone(row),
        )
        for row in rows
    ]
    return Card("training", "培训", "登记培训", "还没有登记培训。", lines, "；".join([note, *older[:3]]))


def _exams(officer: Officer, ruler: Ruler) -> Card:
    lines = []
    for row in officer.exams.all():
        score = f"{plain(row.score)} 分" if row.score is not None else ""
        ends = f"有效至{cn_date(row.valid_to)}" if row.valid_to else ""
        passed = row.result == Exam.Result.PASSED
        mark = Mark("合格", "good") if passed else Mark("不合格", "warn")
        if passed and row.valid_to and row.valid_to < ruler.on:
            mark = Mark("合格，已过期", "danger")
        words = "，".join(filter(None, [cn_date(row.on), score, ends]))
        lines.append(Line(row.title, words, mark, row.pk, row.note, _gone(row)))
    return Card("exam", "考试", "登记考试", "还没有登记考试。", lines)


def _insurances(officer: Officer, ruler: Ruler) -> Card:
    lines = []
    for row in officer.insurances.all():
        mark = until(row.valid_to, ruler, wanted=True)
        state = Mark("还没有开始", "info") if row.valid_from > ruler.on else Mark(mark.label, mark.tone)
        words = f"保单号 {row.policy_no}，{_span(row.valid_from, row.valid_to)}"
        lines.append(Line(row.insurer, words, state, row.pk, row.note, _gone(row)))
    return Card("insurance", "人身意外伤害险", "登记保险", "没有登记人身意外伤害险。", lines)


def _loans(officer: Officer, ruler: Ruler) -> Card:
    lines = []
    for row in officer.loans.all().select_related("added_by"):
        words = [f"{cn_date(row.lent_on)}借出"]
        if row.added_by:
            words.append(f"{row.added_by.name}经手")
        if row.returned_on:
            words.append(f"{cn_date(row.returned_on)}归还")
            tone = "neutral" if row.condition == Loan.Condition.GOOD else "warn"
            mark = Mark(f"已归还，{row.get_condition_display()}", tone)
        elif row.due_on and row.due_on < ruler.on:
            words.append(f"应于{cn_date(row.due_on)}归还")
            mark = Mark(f"逾期{(ruler.on - row.due_on).days}天未还", "danger")
        else:
            words.append(f"{cn_date(row.due_on)}前归还" if row.due_on else "长期配发")
            mark = Mark("借用中", "info")
        is_out = row.returned_on is None and not row.set_aside_reason
        lines.append(Line(str(row), "，".join(words), mark, row.pk, row.note, _gone(row), is_out))
    return Card("loan", "装备", "登记借出", "没有借用装备。", lines)
