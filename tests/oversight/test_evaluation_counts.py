"""实施评估: which rows belong to each figure, and that counting costs the same with one case and with thirty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import services as case_services
from cases.models import Case
from cases.outcomes import BASES
from pledges import services as pledge_services
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.models import Parameter
from xinglongtai.oversight.evaluation import selectors, table
from xinglongtai.oversight.evaluation.measures import total
from xinglongtai.oversight.evaluation.periods import Period, free, parts, year_of
from xinglongtai.oversight.evaluation.selectors import BY_UNIT, SETS, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """Beside the office of the tests another bureau, with one promise kept."""
    with django_db_blocker.unblock():
        office_of_file.used = make.Office("used")
        office_of_file.used.kept = office_of_file.used.rechecked()
    return office_of_file


@pytest.fixture
def used(office):
    return office.used


YEAR_END = date(2026, 12, 31)


def scope(office, on=YEAR_END, period: Period | None = None, **only) -> Scope:
    return Scope(office.bureau, period or year_of(2026), on, **only)


def counted(office, on=YEAR_END, period=None, **only) -> dict:
    """Non-zero counts; each must be what the list behind it holds (one violation a case unless told otherwise)."""
    asked = scope(office, on, period, **only)
    found = total(selectors.tally(asked).values())
    for key in SETS:
        assert selectors.cases_behind(office.legal, asked, key).count() == found[key], key
    return {key: n for key, n in found.numbers.items() if n}


def test_nothing_is_counted_of_an_empty_list(office):
    assert counted(office) == {}


def test_what_is_being_registered_or_was_cancelled_is_no_use(office):
    office.assessed()
    case = office.assessed()
    case_services.case_cancel(case=case, actor=office.officer, reason="重复登记")
    assert counted(office) == {}


def test_a_sheet_made_again_counts_once(office):
    case = office.assessed()
    case_services.assessment_make(violation=case.violations.get(), actor=office.officer, on=DAY, answers=GOOD_ANSWERS)
    case_services.assessment_confirm(case=case, actor=office.officer, on=DAY)
    assert counted(office) == {"used": 1}


def test_letters_issued_signed_refused_and_voided(office):
    office.issued()
    office.signed()
    refused = office.issued()
    pledge_services.pledge_refuse(pledge=refused, actor=office.officer, on=DAY, reason="不愿签", witness="演示社区")
    voided = office.issued()
    pledge_services.letter_void(pledge=voided, actor=office.officer, on=DAY, reason="有误")
    assert counted(office, on=DAY) == {"used": 4, "issued": 3, "signed": 1}


def test_in_time_goes_by_the_day_the_materials_came(office):
    """Handed in on the last day and rechecked later: in time. Handed in a day late: not."""
    due = DAY + timedelta(7)
    office.rechecked(due_on=due, handed_on=due, checked_on=due + timedelta(3))
    late = office.signed(due_on=due)
    pledge_services.materials_receive(
        pledge=late, actor=office.officer, on=due + timedelta(1), statement="迟交一天", received_on=due + timedelta(1)
    )
    late.refresh_from_db()
    pledge_services.recheck_record(
        pledge=late,
        actor=office.officer,
        co_officer=office.second,
        on=due + timedelta(1),
        checked_on=due + timedelta(1),
        result="corrected",
        note="已改",
    )
    found = counted(office)
    assert {key: found[key] for key in ("judged", "settled", "fulfilled", "on_time")} == {
        "judged": 2,
        "settled": 2,
        "fulfilled": 2,
        "on_time": 1,
    }
    assert total(selectors.tally(scope(office)).values()).days == {7: 1, 8: 1}


def test_due_today_and_awaiting_recheck_are_not_judged(office):
    due = DAY + timedelta(7)
    office.signed(due_on=due)
    office.submitted(due_on=due)
    assert "judged" not in counted(office, on=due)
    assert counted(office, on=due + timedelta(1))["judged"] == 1


def test_breach_and_escalation(office):
    pledge = office.signed(due_on=DAY + timedelta(7))
    day = DAY + timedelta(8)
    pledge_services.recheck_record(
        pledge=pledge,
        actor=office.officer,
        co_officer=office.second,
        on=day,
        checked_on=day,
        result="overdue",
        note="没有改",
    )
    case = Case.objects.get(pk=pledge.case_id)
    proposal = case_services.disposition_propose(
        case=case, actor=office.officer, on=day, outcome="escalate", basis=BASES["escalate"], reason="逾期未改"
    )
    assert "filed" not in counted(office)
    case_services.disposition_decide(disposition=proposal, actor=office.leader, on=day, approve=True)
    assert counted(office) == {
        "used": 1,
        "issued": 1,
        "signed": 1,
        "settled": 1,
        "breached": 1,
        "judged": 1,
        "filed": 1,
    }


def test_referral(office):
    case = office.assessed(answers={"suspected_crime": True})
    case = case_services.assessment_confirm(case=case, actor=office.officer, on=DAY)
    proposal = case_services.disposition_propose(
        case=case, actor=office.officer, on=DAY, outcome="refer_police", basis=BASES["refer_police"], reason="涉嫌犯罪"
    )
    case_services.disposition_decide(disposition=proposal, actor=office.leader, on=DAY, approve=True)
    assert counted(office) == {"used": 1, "referred": 1}


def _overridden(office, decision: str | None):
    case = office.with_violation()
    case_services.assessment_make(
        violation=case.violations.get(),
        actor=office.officer,
        on=DAY,
        answers={**GOOD_ANSWERS, "costly_fix": True},
        overrides={"costly_fix": "费用不足百元"},
    )
    case.refresh_from_db()
    review = case_services.review_request(case=case, actor=office.officer, note="请审")[0]
    if decision:
        case_services.review_decide(review=review, actor=office.legal, decision=decision, note="已审", on=DAY)


def test_disagreements_and_what_legal_said(office):
    for decision in ("approve", "reject", "return", None):
        _overridden(office, decision)
    found = counted(office)
    assert {key: n for key, n in found.items() if key.startswith("over")} == {
        "overrides": 4,
        "overrides_decided": 2,
        "overrides_approved": 1,
    }


def _again(office, party, on, version=None):
    """The party is found once more; the sheet is confirmed, no second pledge."""
    case = office.assessed(party_=party, on=on, version=version)
    return case_services.assessment_confirm(case=case, actor=office.officer, on=on)


AFTER = DAY + timedelta(365)


def test_only_corrections_watched_long_enough_are_in_the_denominator(used):
    office = used
    before_the_day, the_day = AFTER - timedelta(1), AFTER
    year = year_of(2027)
    assert "seen12" not in counted(office, on=before_the_day, period=year)
    assert selectors.still_watched(scope(office, on=before_the_day)).count() == 1
    assert counted(office, on=the_day, period=year)["seen12"] == 1
    assert selectors.still_watched(scope(office, on=the_day)).count() == 0
    assert selectors.cases_behind(office.legal, scope(office, on=before_the_day), "watched").count() == 1
    two_years = counted(office, on=date(2028, 12, 31), period=year_of(2028))
    assert two_years == {"seen24": 1}


@pytest.mark.parametrize(("days", "found"), [(0, 0), (1, 1), (365, 1), (366, 0)])
def test_a_re_offence_lies_after_the_correction_and_within_the_watch(used, days, found):
    office, case = used, used.kept
    _again(office, case.party, DAY + timedelta(days))
    numbers = counted(office, on=date(2027, 12, 31), period=year_of(2027))
    assert (numbers["seen12"], numbers.get("again12", 0)) == (1, found)


def test_the_same_article_counts_like_the_same_item(office):
    same = make.item(office.bureau, "R4", office.legal)
    other = make.item(office.bureau, "C1", office.legal, violated_article="第三十七条")
    for version in (same, other):
        case = office.rechecked()
        _again(office, case.party, DAY + timedelta(30), version=version)
    numbers = counted(office, on=date(2027, 12, 31), period=year_of(2027))
    assert (numbers["seen12"], numbers["again12"]) == (2, 1)


def test_articles_that_were_never_written_down_are_not_the_same(office):
    bare = [make.item(office.bureau, number, office.legal, violated_article="") for number in ("X1", "X2")]
    case = office.rechecked(version=bare[0])
    _again(office, case.party, DAY + timedelta(30), version=bare[1])
    assert "again12" not in counted(office, on=date(2027, 12, 31), period=year_of(2027))


def test_another_party_a_draft_and_a_cancelled_case_are_no_re_offence(used):
    office, case = used, used.kept
    _again(office, make.party(office.bureau, office.officer), DAY + timedelta(20))
    office.assessed(party_=case.party, on=DAY + timedelta(30))
    gone = office.assessed(party_=case.party, on=DAY + timedelta(40))
    case_services.case_cancel(case=gone, actor=office.officer, reason="重复登记")
    unfounded = office.assessed(party_=case.party, on=DAY + timedelta(50), answers={"violation_established": False})
    unfounded = case_services.assessment_confirm(case=unfounded, actor=office.officer, on=DAY + timedelta(50))
    proposal = case_services.disposition_propose(
        case=unfounded,
        actor=office.officer,
        on=DAY + timedelta(50),
        outcome="not_established",
        basis=BASES["not_established"],
        reason="事实不成立",
    )
    case_services.disposition_decide(disposition=proposal, actor=office.leader, on=DAY + timedelta(50), approve=True)
    numbers = counted(office, on=date(2027, 12, 31), period=year_of(2027))
    assert (numbers["seen12"], numbers.get("again12", 0)) == (1, 0)


def test_a_letter_with_two_violations_counts_for_each_item_once(office):
    other = make.item(office.bureau, "C1", office.legal, violated_article="第三十七条")
    case = office.with_violation()
    case_services.violation_add(
        case=case, actor=office.officer, on=DAY, data={"item_version": other, "description": other.violation}
    )
    for violation in case.violations.all():
        case_services.assessment_make(violation=violation, actor=office.officer, on=DAY, answers=GOOD_ANSWERS)
    case.refresh_from_db()
    case = case_services.assessment_confirm(case=case, actor=office.officer, on=DAY)
    pledge = pledge_services.pledge_issue(case=case, actor=office.officer, on=DAY, mode="immediate", due_on=None)
    pledge = pledge_services.pledge_sign(
        pledge=pledge, actor=office.officer, on=DAY, signed_on=DAY, signatory="演示经营者", delivery="hand"
    )
    pledge_services.recheck_record(
        pledge=pledge,
        actor=office.officer,
        co_officer=office.second,
        on=DAY,
        checked_on=DAY,
        result="corrected",
        note="当场改正",
    )
    found = selectors.tally(scope(office))
    assert set(found) == {office.item.pk, other.pk}
    for counts in found.values():
        assert (counts["used"], counts["issued"], counts["on_time"], counts.days) == (1, 1, 1, {0: 1})
    later = selectors.tally(scope(office, on=AFTER, period=year_of(2027)))
    assert [counts["seen12"] for counts in later.values()] == [1, 1]
    for key in ("used", "issued", "fulfilled"):
        assert selectors.cases_behind(office.legal, scope(office), key).count() == 1


def test_by_version_unit_and_part_the_same_rows(used):
    office = used
    case = office.rechecked(on=DAY + timedelta(35))
    asked = scope(office)
    by_version = selectors.tally(asked)
    assert list(by_version) == [office.item.pk]
    by_unit = selectors.tally(asked, BY_UNIT)
    assert list(by_unit) == [office.station.pk]
    months = parts(asked.period)
    by_month = selectors.tally(asked, months)
    assert {months[n].label: counts["used"] for n, counts in by_month.items()} == {"2026年6月": 1, "2026年7月": 1}
    assert total(by_version.values()) == total(by_unit.values()) == total(by_month.values())
    later = scope(office, on=date(2027, 12, 31), period=year_of(2027))
    months = parts(later.period)
    assert {months[n].label: c["seen12"] for n, c in selectors.tally(later, months).items()} == {
        "2027年6月": 1,
        "2027年7月": 1,
    }
    assert case.unit == office.station


def test_period_unit_item_version_and_bureau_narrow(office):
    foreign, office = office, office.used
    foreign.rechecked()
    other = make.item(office.bureau, "C1", office.legal)
    office.rechecked(version=other)
    assert counted(office)["used"] == 2
    assert counted(office, period=free(DAY + timedelta(1), YEAR_END)) == {}
    assert counted(office, period=free(DAY, DAY))["fulfilled"] == 2
    assert counted(office, unit_path=office.station.path)["used"] == 2
    assert counted(office, unit_path=office.other_station.path) == {}
    assert counted(office, item_id=other.item_id)["used"] == 1
    assert counted(office, version_id=office.item.pk)["used"] == 1
    assert selectors.still_watched(scope(office, item_id=other.item_id)).count() == 1


def test_figures_of_versions_fold_into_items(used):
    office = used
    versions = selectors.listed_versions(office.bureau)
    counts = table.by_item(selectors.tally(scope(office)), versions)
    labels, in_force = table.labels_of(versions, year_of(2026))
    assert in_force == {office.item.item_id} == set(counts)
    _, before_the_list = table.labels_of(versions, year_of(2021))
    assert before_the_list == set()
    row = next(table.rows(labels.values(), counts, selectors.thresholds(office.bureau)))
    header, lines = table.sheet([row], [*table.COLUMNS, *table.DECISION_COLUMNS])
    line = dict(zip(header, next(lines), strict=True))
    assert (line["事项编号"], line["使用"], line["按期改正率（%）"], line["12个月内再犯率（%）"]) == (
        "R3",
        1,
        "样本少",
        None,
    )
    assert (line["改正用时中位（天）"], line["规则建议"], line["决定"]) == (0, "不提建议", "")


def test_parameters_move_the_mark(used):
    office = used
    Parameter.objects.create(bureau=office.bureau, key="evaluation.small_sample", value="2")
    assert selectors.thresholds(office.bureau).small_sample == 2
    office.rechecked()
    counts = {office.item.item_id: total(selectors.tally(scope(office)).values())}
    labels, _ = table.labels_of(selectors.listed_versions(office.bureau), year_of(2026))
    row = next(table.rows(labels.values(), counts, selectors.thresholds(office.bureau)))
    header, lines = table.sheet([row])
    assert dict(zip(header, next(lines), strict=True))["按期改正率（%）"] == 100.0
    empty = next(table.rows(labels.values(), {}, selectors.thresholds(office.bureau)))
    assert dict(zip(header, next(table.sheet([empty])[1]), strict=True))["改正用时中位（天）"] is None


def queries(run) -> int:
    with CaptureQueriesContext(connection) as caught:
        run()
    return len(caught)


def test_counting_costs_the_same_with_one_case_and_with_many(used):
    office = used
    months = parts(year_of(2026))

    def everything():
        for by in ("version", BY_UNIT, months):
            selectors.tally(scope(office), by)

    one = queries(everything)
    for number, cases in (("C1", 2), ("C2", 1)):
        version = make.item(office.bureau, number, office.legal)
        for _ in range(cases):
            office.rechecked(version=version)
    assert queries(everything) == one == 3 * 6
