"""First-offence check: own cases, imported records, look-ups by hand."""

from datetime import date

import pytest

from cases import services
from cases.models import Assessment, Case, FirstOffenceCheck, PriorRecord, Violation
from cases.status import CaseStatus, CheckResult, ReviewVerdict
from catalog.status import LeniencyKind, PenaltyStructure
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db

#: A little harm was done: 轻微不罚 is closed, only 首违不罚 is left.
MINOR_HARM = {**GOOD_ANSWERS, "minor_harm": True, "harm": "minor", "minor_act": ""}
SEARCHED = {"gsxt": CheckResult.NONE, "case_system": CheckResult.NONE}


@pytest.fixture
def first_item(office):
    """An item whose leniency needs a first offence."""
    return make.item(
        office.bureau,
        "C1",
        office.legal,
        violation="未明码标价",
        penalty_structure=PenaltyStructure.DISCRETIONARY,
        leniency_kind=LeniencyKind.FIRST,
        tokens={"first_offence": "两年内无同类违法记录"},
    )


def sheet_of(office, version, *, on=DAY, party=None, searched=SEARCHED, **answers) -> Assessment:
    case = office.with_violation(on=on, version=version, party_=party)
    violation = case.violations.get()
    for source, result in searched.items():
        services.history_check_record(
            violation=violation, actor=office.officer, source=source, result=result, note="已查询"
        )
    return services.assessment_make(violation=violation, actor=office.officer, on=on, answers={**MINOR_HARM, **answers})


class TestFirstOffence:
    def test_nothing_found_anywhere(self, office, first_item):
        sheet = sheet_of(office, first_item)
        assert sheet.verdict == ReviewVerdict.ELIGIBLE
        rows = {c.source: c.result for c in sheet.violation.history_checks.all()}
        assert rows == {"own": "none", "imported": "none", "gsxt": "none", "case_system": "none"}

    def test_a_source_not_searched_leaves_it_open(self, office, first_item):
        sheet = sheet_of(office, first_item, searched={"gsxt": CheckResult.NONE})
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        assert "执法办案系统" in next(x for x in sheet.sheet["lines"] if x["key"] == "first_offence")["note"]

    def test_could_not_verify_is_an_answer_for_a_person(self, office, first_item):
        sheet = sheet_of(office, first_item, searched={**SEARCHED, "gsxt": CheckResult.UNVERIFIED})
        assert sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        services.review_request(case=sheet.violation.case, actor=office.officer, note="公示系统当日维护")
        review = sheet.violation.case.reviews.get()
        services.review_decide(on=DAY, review=review, actor=office.legal, decision="approve", note="可以")
        sheet.refresh_from_db()
        assert sheet.decided_verdict == ReviewVerdict.ELIGIBLE
        assert Case.objects.get(pk=review.case_id).status == CaseStatus.READY

    @pytest.mark.parametrize(
        ("earlier_on", "verdict"),
        [
            (date(2024, 6, 1), ReviewVerdict.ORDINARY_PROCEDURE),
            (date(2024, 5, 31), ReviewVerdict.ELIGIBLE),
        ],
    )
    def test_the_window_is_two_years_ends_included(self, office, first_item, earlier_on, verdict):
        party = make.party(office.bureau, office.officer)
        earlier = office.with_violation(on=earlier_on, version=first_item, party_=party)
        violation = earlier.violations.get()
        for source in SEARCHED:
            services.history_check_record(
                violation=violation, actor=office.officer, source=source, result=CheckResult.NONE
            )
        services.assessment_make(violation=violation, actor=office.officer, on=earlier_on, answers=MINOR_HARM)
        services.assessment_confirm(case=earlier, actor=office.officer, on=earlier_on)
        assert sheet_of(office, first_item, party=party).verdict == verdict

    def test_a_draft_is_not_a_record(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        office.with_violation(on=date(2026, 5, 1), version=first_item, party_=party)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.ELIGIBLE

    def test_imported_record_by_code_counts_and_by_name_alone_asks_a_person(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        common = {
            "bureau": office.bureau,
            "party_name": party.name,
            "item": first_item.item,
            "violation": "未明码标价",
            "act_on": date(2025, 9, 1),
            "source": "2025年台账",
        }
        record = PriorRecord.objects.create(**common)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW
        record.uscc = party.uscc
        record.save()
        found = sheet_of(office, first_item, party=party)
        assert found.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        check = found.violation.history_checks.get(source="imported")
        assert check.result == CheckResult.FOUND
        assert check.found[0]["match"] == "uscc"
        assert party.name not in str(check.found)

    def test_a_breached_pledge_bars_every_item(self, office):
        party = make.party(office.bureau, office.officer)
        PriorRecord.objects.create(
            bureau=office.bureau,
            party_name=party.name,
            uscc=party.uscc,
            violation="别的违法行为",
            act_on=date(2025, 9, 1),
            source="2025年台账",
            breached=True,
        )
        assert sheet_of(office, office.item, party=party).verdict == ReviewVerdict.ORDINARY_PROCEDURE

    def test_own_breach_counts(self, office):
        party = make.party(office.bureau, office.officer)
        office.rechecked("refused", on=date(2026, 3, 2), party_=party)
        sheet = sheet_of(office, office.item, party=party)
        assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        own = sheet.violation.history_checks.get(source="own")
        assert own.found[0]["outcome"] == "pledge_breached"

    def test_corrected_before_is_a_repeat(self, office):
        party = make.party(office.bureau, office.officer)
        office.rechecked(on=date(2026, 3, 2), party_=party)
        assert sheet_of(office, office.item, party=party).verdict == ReviewVerdict.ORDINARY_PROCEDURE

    def test_same_premises_other_party_is_for_a_person(self, office, first_item):
        one = make.party(office.bureau, office.officer, address="演示路88号")
        office.rechecked(on=date(2026, 3, 2), party_=one, version=office.item)
        other = make.party(office.bureau, office.officer, address="演示路 88 号")
        sheet = sheet_of(office, office.item, party=other)
        own = sheet.violation.history_checks.get(source="own")
        assert own.result == CheckResult.NONE
        assert own.found[0]["match"] == "premises"

    def test_another_bureau_s_case_counts_without_its_details(self, office, first_item):
        other = make.Office("other")
        twin = make.party(other.bureau, other.officer)
        other.rechecked(on=date(2026, 3, 2), party_=twin)
        party = make.party(office.bureau, office.officer, uscc=twin.uscc)
        sheet = sheet_of(office, office.item, party=party)
        found = sheet.violation.history_checks.get(source="own").found[0]
        assert sheet.verdict == ReviewVerdict.ORDINARY_PROCEDURE
        assert found["case_id"] is None
        assert found["place"] == other.bureau.full_name

    def test_other_kinds_of_violation_do_not_count(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        office.issued(on=date(2026, 3, 2), party_=party)
        assert sheet_of(office, first_item, party=party).verdict == ReviewVerdict.ELIGIBLE

    def test_penalised_and_other_outcomes_are_told_apart(self, office, first_item):
        party = make.party(office.bureau, office.officer)
        expected = {}
        for n, (outcome, code) in enumerate({"lighter": "penalised", "refer_other": "not_penalised"}.items()):
            case = office.ready(on=date(2026, 3, 2 + n), party_=party, answers={"repeat_after_fix": False})
            Case.objects.filter(pk=case.pk).update(outcome=outcome, status=CaseStatus.CLOSED)
            expected[case.pk] = code
        sheet = sheet_of(office, first_item, party=party)
        found = sheet.violation.history_checks.get(source="own").found
        assert {row["case_id"]: row["outcome"] for row in found} == expected


class TestSameType:
    def violation(self, office, **data):
        case = office.draft()
        return services.violation_add(
            case=case, actor=office.officer, on=DAY, data={"description": "演示行为", "off_list_reason": "理由", **data}
        )

    def test_off_list(self, office):
        from cases.history import same_type

        one = self.violation(office, off_list_law="某法第一条")
        two = self.violation(office, description="别的说法", off_list_law="某法第一条")
        three = self.violation(office, description="第三种说法")
        listed = self.violation(office, item_version=office.item)
        assert same_type(one, two)
        assert not same_type(one, three)
        assert same_type(one, listed)
        assert not same_type(two, listed)


class TestLookUps:
    def test_refusals(self, office, refused):
        violation = office.with_violation().violations.get()
        stranger_photo = services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
        record = {"violation": violation, "actor": office.officer, "source": "gsxt", "result": "none"}
        for change, field in (
            ({"source": "own"}, "source"),
            ({"result": "maybe"}, "result"),
            ({"result": "unverified", "note": " "}, "note"),
            ({"evidence": stranger_photo}, "evidence"),
        ):
            with refused(DomainError, field=field):
                services.history_check_record(**{**record, **change})
        assert not FirstOffenceCheck.objects.exists()

    def test_the_newer_look_up_replaces_and_the_timeline_keeps_both(self, office):
        case = office.with_violation()
        violation = case.violations.get()
        shot = services.evidence_add(case=case, actor=office.officer, upload=make.photo(), kind="screenshot")
        for result in ("unverified", "none", "none"):
            services.history_check_record(
                violation=violation, actor=office.officer, source="gsxt", result=result, note="查询", evidence=shot
            )
        assert violation.history_checks.get().result == "none"
        assert Event.objects.filter(verb="history_check").count() == 2

    def test_a_removed_violation_is_not_found(self, office, refused):
        violation = office.with_violation().violations.get()
        stale = Violation.objects.get(pk=violation.pk)
        services.violation_remove(violation=violation, actor=office.officer)
        with refused(NotVisible, "已被移除"):
            services.assessment_make(violation=stale, actor=office.officer, on=DAY)
