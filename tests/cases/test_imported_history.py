"""What imported records mean for a new case: kinds that are sure, kinds that are not, promises kept and broken (DOMAIN §3, 3 and 4)."""

from datetime import date

import pytest

from cases import services
from cases.history import imported_priors
from cases.models import PriorRecord
from cases.status import CheckResult, ItemMatch, ReviewVerdict
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(office):
    return make.party(office.bureau, office.officer, address="演示路77号")


def record(office, party, **values):
    given = {"party_name": party.name, "uscc": party.uscc, "item": office.item.item, "violation": "没挂执照"}
    given |= {"act_on": date(2025, 9, 1), "source": "2025年台账", "pledge_number": "演承〔2025〕1号", **values}
    row = PriorRecord(**given)
    return services.prior_take(new=[row], changed=[], actor=office.legal, file_name="台账.xlsx")[0]


def sheet_of(office, party, **answers):
    case = office.with_violation(party_=party)
    return services.assessment_make(
        violation=case.violations.get(), actor=office.officer, on=DAY, answers={**GOOD_ANSWERS, **answers}
    )


def line(sheet, key):
    return next(entry for entry in sheet.sheet["lines"] if entry["key"] == key)


def test_a_kept_imported_pledge_makes_the_next_one_a_repeat(office, party):
    row = record(office, party, corrected=True)
    sheet = sheet_of(office, party)
    assert line(sheet, "repeat_after_fix")["outcome"] == "not_met"
    assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE
    found = sheet.violation.history_checks.get(source="imported").found[0]
    assert (found["outcome"], found["record_id"]) == ("pledge_fulfilled", row.pk)


def test_corrected_after_an_order_is_a_repeat_too_and_outside_the_window_a_person_decides(office, party):
    row = record(office, party, corrected=True, pledge_number="")
    violation = office.with_violation(party_=party).violations.get()
    assert imported_priors(violation, date(2024, 1, 1))[0].outcome == "corrected"
    PriorRecord.objects.filter(pk=row.pk).update(act_on=date(2024, 5, 31))
    assert sheet_of(office, party).verdict == ReviewVerdict.ELIGIBLE  # outside the window, and no longer searched


def test_a_kept_pledge_of_the_same_name_only_is_for_a_person(office, party):
    record(office, party, corrected=True, uscc="")
    sheet = sheet_of(office, party)
    assert line(sheet, "repeat_after_fix")["outcome"] == "unknown"
    assert sheet.verdict != ReviewVerdict.ORDINARY_PROCEDURE
    assert sheet_of(office, party, repeat_after_fix=False).verdict == ReviewVerdict.ELIGIBLE


def test_another_item_surely_found_is_no_repeat(office, party):
    other = make.item(office.bureau, "P2", office.legal, violation="未明码标价")
    record(office, party, corrected=True, item=other.item, item_match=ItemMatch.WORDS)
    assert sheet_of(office, party).verdict == ReviewVerdict.ELIGIBLE


@pytest.mark.parametrize("values", [{"item": None}, {"item_match": ItemMatch.LIKELY}])
def test_a_kind_that_is_not_sure_bars_nothing_and_excuses_nothing(office, party, values):
    record(office, party, corrected=True, **values)
    sheet = sheet_of(office, party)
    assert sheet.violation.history_checks.get(source="imported").result == CheckResult.UNVERIFIED
    assert line(sheet, "repeat_after_fix")["outcome"] == "unknown"
    assert sheet.verdict not in (ReviewVerdict.ELIGIBLE, ReviewVerdict.ORDINARY_PROCEDURE)


def test_a_record_of_an_item_is_not_of_an_act_outside_the_list(office, party):
    record(office, party)
    case = office.draft(party_=party)
    words = {"description": "清单外的行为", "off_list_reason": "轻微", "off_list_law": "《某法》第一条"}
    violation = services.violation_add(case=case, actor=office.officer, on=DAY, data=words)
    assert imported_priors(violation, date(2024, 6, 1))[0].same_type is False


def test_the_same_words_are_the_same_kind_however_the_item_was_found(office, party):
    record(office, party, corrected=True, item=None, violation=office.item.violation)
    assert line(sheet_of(office, party), "repeat_after_fix")["outcome"] == "not_met"


def test_a_broken_imported_pledge_bars_every_item(office, party):
    other = make.item(office.bureau, "P2", office.legal, violation="未明码标价")
    record(office, party, breached=True, item=other.item)
    sheet = sheet_of(office, party)
    assert line(sheet, "broken_pledge")["outcome"] == "not_met"
    assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE


def test_the_same_premises_are_a_hint(office, party):
    record(office, party, party_name="从前的店", uscc="", address="演示路 77号", breached=True)
    found = imported_priors(office.with_violation(party_=party).violations.get(), date(2024, 6, 1))
    assert [prior.match for prior in found] == ["premises"]
    assert line(sheet_of(office, party), "broken_pledge")["outcome"] == "unknown"


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"outcome": "不予行政处罚"}, "not_penalised"),
        ({"outcome": "警告", "document_number": "演罚1号"}, "penalised"),
        ({"outcome": ""}, "open"),
        ({"outcome": "", "pledge_number": ""}, "penalised"),
    ],
)
def test_outcomes_of_imported_records(office, party, values, outcome):
    record(office, party, **values)
    violation = office.with_violation(party_=party).violations.get()
    assert imported_priors(violation, date(2024, 6, 1))[0].outcome == outcome


def test_kept_and_broken_exclude_each_other(office, party):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        record(office, party, corrected=True, breached=True)
