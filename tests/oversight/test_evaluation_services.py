"""实施评估: deciding on an item, freezing a year, withdrawing a report; a frozen year says the same later."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Item
from pledges.services import recheck_record
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import audit, documents
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, IssuedDocument, NumberSeries, Parameter
from xinglongtai.core.roles import Role
from xinglongtai.oversight.evaluation import paper, services, table
from xinglongtai.oversight.evaluation.yearly import year_report
from xinglongtai.oversight.models import EvaluationReport, ItemEvaluation

pytestmark = pytest.mark.django_db
NEXT = date(2027, 1, 10)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """One promise was kept; in another bureau (``tight``) two of two were broken."""
    office = office_of_file
    with django_db_blocker.unblock():
        office.kept, office.tight = office.rechecked(), make.Office("tight")
        breached(office.tight, 2)
    return office


@pytest.fixture
def tight(office):
    return office.tight


def decide(office, decision="keep", reason="情况平稳", *, on=NEXT, year=2026, **values):
    return services.evaluation_decide(
        item=office.item.item, year=year, actor=office.legal, on=on, decision=decision, reason=reason, **values
    )


def freeze(office, *, on=NEXT, year=2026, **values):
    return services.evaluation_freeze(year=year, actor=office.legal, on=on, **values)


def breached(office, times: int) -> None:
    for _ in range(times):
        pledge = office.signed(due_on=DAY + timedelta(1))
        day = DAY + timedelta(2)
        recheck_record(
            pledge=pledge,
            actor=office.officer,
            co_officer=office.second,
            on=day,
            checked_on=day,
            result="overdue",
            note="没有改",
        )


def small_samples_of_two(office) -> None:
    Parameter.objects.create(bureau=office.bureau, key="evaluation.small_sample", value="2")


def test_a_decision_keeps_the_figures_and_the_suggestion_it_was_made_on(office):
    row = decide(office, "relax", " 条件偏严 ")
    assert (row.decision, row.reason, row.suggestion, row.decided_on) == ("relax", "条件偏严", "none", NEXT)
    assert row.figures["numbers"]["used"] == 1
    event = Event.objects.get(verb="evaluation_decide")
    assert event.thread == row.report.thread == f"evaluation:{office.bureau.pk}:2026"
    assert audit.describe(event) == "2026年度实施评估：R3 决定“放宽”（规则建议“不提建议”）：条件偏严"
    office.rechecked()
    row.refresh_from_db()
    assert row.figures["numbers"]["used"] == 1
    assert (str(row), str(row.report)) == ("R3 放宽", "2026年度实施评估报告")


def test_a_decision_can_be_changed_until_the_year_is_frozen(office, refused):
    decide(office)
    changed = decide(office, "tighten", "改变看法", version=1)
    assert (ItemEvaluation.objects.count(), changed.version) == (1, 2)
    assert Event.objects.filter(verb="evaluation_decide").last().data["before"] in {"保持", ""}
    with refused(StaleRow):
        decide(office, version=1)
    freeze(office)
    with refused(TransitionRefused, "已经定稿"):
        decide(office)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"decision": "often"}, "decision", "收紧、保持或放宽"),
        ({"reason": "  "}, "reason", "请写明理由"),
        ({"year": 2019}, "year", "2020 年至 2027 年"),
        ({"year": 2028}, "year", "2020 年至 2027 年"),
    ],
)
def test_what_a_decision_needs(office, refused, values, field, words):
    with refused(DomainError, words, field):
        decide(office, **values)
    assert not EvaluationReport.objects.exists()


def test_only_the_bureau_s_own_legal_staff_decide(office, refused):
    foreign = make.Office("far")
    for person in (office.officer, office.leader, office.supervisor):
        with refused(NotAllowed):
            services.evaluation_decide(
                item=office.item.item, year=2026, actor=person, on=NEXT, decision="keep", reason="平稳"
            )
        with refused(NotAllowed):
            services.evaluation_freeze(year=2026, actor=person, on=NEXT)
    with refused(NotVisible):
        services.evaluation_decide(
            item=office.item.item, year=2026, actor=foreign.legal, on=NEXT, decision="keep", reason="平稳"
        )
    assert Item.objects.count() == 3


def test_a_year_is_frozen_only_when_it_is_over(office, refused):
    with refused(TransitionRefused, "2027年1月1日起"):
        freeze(office, on=date(2026, 12, 31))
    assert not NumberSeries.objects.filter(kind="evaluation").exists()
    assert freeze(office, on=date(2027, 1, 1)).frozen


def test_what_the_rule_would_change_must_be_decided_first(tight, refused):
    office = tight
    small_samples_of_two(office)
    with refused(TransitionRefused, "R3"):
        freeze(office)
    row = decide(office, "tighten", "失诺多")
    assert row.suggestion == "tighten" and "失诺 2/2" in row.suggestion_reason
    report = freeze(office, version=row.report.version)
    assert report.document.number_text == "演tight市监评估〔2027〕1号"
    assert audit.describe(Event.objects.get(verb="evaluation_freeze")).endswith("演tight市监评估〔2027〕1号")


def test_freezing_on_an_old_page_or_twice_is_refused(office, refused):
    report = decide(office).report
    with refused(StaleRow):
        freeze(office, version=report.version + 1)
    freeze(office)
    with refused(TransitionRefused, "已经定稿"):
        freeze(office)


def everything(office, on) -> tuple:
    made = year_report(office.bureau, 2026, on)
    header, lines = table.sheet(made.rows, [*table.COLUMNS, *table.DECISION_COLUMNS])
    return header, list(lines), paper.build(made), made.on


def test_a_frozen_year_says_the_same_though_cases_and_parameters_moved_on(tight):
    office = tight
    small_samples_of_two(office)
    running = office.signed()
    decide(office, "tighten", "失诺多")
    report = freeze(office)
    before, bytes_before = everything(office, NEXT), documents.read_bytes(report.document)
    recheck_record(
        pledge=running,
        actor=office.officer,
        co_officer=office.second,
        on=NEXT,
        checked_on=NEXT,
        result="corrected",
        note="已改",
    )
    Parameter.objects.filter(key="evaluation.small_sample").update(value="50")
    assert everything(office, NEXT + timedelta(400)) == before
    assert documents.read_bytes(EvaluationReport.objects.get().document) == bytes_before
    assert bytes_before.startswith(b"%PDF-")
    assert IssuedDocument.objects.get(kind="evaluation").snapshot == before[2]


def test_a_withdrawn_report_keeps_its_number_and_can_be_frozen_anew(office, refused):
    with refused(TransitionRefused, "还没有定稿"):
        services.evaluation_withdraw(year=2026, actor=office.legal, on=NEXT, reason="有误")
    first = freeze(office).document
    with refused(DomainError, "原因", "reason"):
        services.evaluation_withdraw(year=2026, actor=office.legal, on=NEXT, reason=" ")
    with refused(StaleRow):
        services.evaluation_withdraw(year=2026, actor=office.legal, on=NEXT, reason="有误", version=1)
    report = services.evaluation_withdraw(year=2026, actor=office.legal, on=NEXT, reason="漏了一项")
    assert not report.frozen and report.figures == {}
    first.refresh_from_db()
    assert first.is_voided and first.void_reason == "漏了一项"
    decide(office, "keep", "补上")
    second = freeze(office).document
    assert (first.n, second.n) == (1, 2)
    assert "演xlt市监评估〔2027〕1号" in audit.describe(Event.objects.get(verb="evaluation_withdraw"))


def test_the_report_names_no_party_and_no_person(office):
    case = office.kept
    decide(office, "keep", "平稳")
    words = str(paper.build(year_report(office.bureau, 2026, NEXT)))
    for name in (case.party.name, case.party.uscc, case.party.phone, office.legal.name, office.officer.name):
        assert name not in words
    assert "R3" in words and "平稳" in words


def test_what_the_paper_says(db):
    office = make.Office("bare")
    small_samples_of_two(office)
    empty = paper.build(year_report(office.bureau, 2026, NEXT))
    assert empty["overview"] == "清单事项1项，本年度没有使用。"
    assert (empty["rows"], empty["unused"], empty["partial"]) == ([], "R3", "")
    office.rechecked()
    decide(office, "keep", "平稳")
    breached(office, 2)
    words = paper.build(year_report(office.bureau, 2026, NEXT))
    assert words["decisions"][0]["then"] == "作出决定时规则建议“不提建议”。"
    assert "按期改正率33.3%（1/3，95%区间" in words["overview"]
    assert "12个月内再犯率尚无可计算的数据" in words["overview"]
    assert words["compared"] == "2025年没有数据，不作比较。"
    following = paper.build(year_report(office.bureau, 2027, NEXT + timedelta(300)))
    assert following["partial"] == "本年度尚未结束。"
    assert following["compared"].startswith("与2026年同期相比：使用由3次变为0次")
    Parameter.objects.filter(key="evaluation.small_sample").update(value="5")
    assert "1/3（样本少）" in paper.build(year_report(office.bureau, 2026, NEXT))["overview"]


def test_undecided_suggestions_are_told(tight):
    office = tight
    small_samples_of_two(office)
    words = paper.build(year_report(office.bureau, 2026, NEXT))
    assert words["undecided"][0]["suggestion"] == "收紧"


def test_the_database_knows_no_frozen_report_without_paper(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationReport.objects.create(bureau=office.bureau, year=2026, state="frozen", frozen_on=NEXT)


def test_legal_may_decide_leaders_and_supervisors_read():
    from xinglongtai.core.roles import ROLE_PERMISSIONS

    readers = {role for role, names in ROLE_PERMISSIONS.items() if "oversight.view_evaluation" in names}
    deciders = {role for role, names in ROLE_PERMISSIONS.items() if "oversight.decide_evaluation" in names}
    assert readers == {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}
    assert deciders == {Role.LEGAL}
