"""一致性检查 on rows: what the verbs refuse and record, what pages show, and how many queries it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import closing
from cases import services as case_services
from cases.models import Case, FirstOffenceCheck, Party
from cases.status import CaseStatus
from pledges import services
from pledges.consistency import facts as f
from pledges.consistency.links import _WAYS, shown
from pledges.consistency.reading import draft_paper, facts_of, read_day, said_facts
from pledges.consistency.report import report_on
from pledges.consistency.services import closing_check, found_in, require_consistent
from pledges.models import Pledge
from tests.factories import DAY
from tests.gate_stage import issue_paper, proposal, whole
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Certificate, Event, Officer
from xinglongtai.core.numbering import Number

pytestmark = pytest.mark.django_db
FULL_NAME = "兴隆台区演示别名小店"


def codes(case, moment=f.CLOSE, on=DAY, **more) -> list[str]:
    return [row.code for row in found_in(Case.objects.get(pk=case.pk), on=on, moment=moment, **more)]


def rename(case, **values):
    """The party's row as it is after a correction of its particulars."""
    Party.objects.filter(pk=case.party_id).update(**values)
    return Case.objects.get(pk=case.pk)


class TestVerbs:
    def test_a_whole_case_is_quiet_and_ends(self, office):
        case = whole(office)
        assert codes(case, outcome="no_case") == []
        row = proposal(office, case)
        done = case_services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        assert done.case.status == CaseStatus.CLOSED
        event = Event.objects.get(verb="disposition_propose")
        assert event.data["passed"] == []

    def test_what_may_be_passed_is_named_in_the_event_without_anything_personal(self, office):
        case = rename(office.educated(office.rechecked()), address="演示路100号")
        row = proposal(office, case)
        passed = Event.objects.get(verb="disposition_propose").data["passed"]
        number = Pledge.objects.get().letter.document.number_text
        assert passed == [f"承诺书{number}·地址", "承诺书·签字扫描件", "复查记录·照片"]
        case_services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        assert Event.objects.get(verb="disposition_approve").data["passed"] == passed
        assert "演示路" not in str(passed)

    def test_proposing_is_refused_with_every_hard_sentence(self, office, refused):
        case = rename(whole(office), uscc="91211103MA0000000X", name=FULL_NAME)
        with refused(TransitionRefused, "卷内记载不一致", field="outcome") as caught:
            proposal(office, case)
        assert len(caught.value.data["reasons"]) == 2
        assert "当事人名称" in str(caught.value) and "证件号码" in str(caught.value)
        assert Case.objects.get(pk=case.pk).status == CaseStatus.CORRECTED

    def test_deciding_is_refused_but_not_approving_stays_possible(self, office, refused):
        row = proposal(office, whole(office))
        rename(row.case, uscc="91211103MA0000000X")
        with refused(TransitionRefused, "证件号码"):
            case_services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        given = {"disposition": row, "actor": office.leader, "on": DAY, "approve": False, "note": "请核对"}
        assert case_services.disposition_decide(**given).state == "rejected"

    def test_issuing_is_refused_when_the_order_was_voided(self, office, refused):
        case = office.ready()
        number = Number(n=1, text="演责改1号", year=DAY.year, kind="correction_order")
        issue_paper(office, case, "correction_order", number=number, due_on="2026-06-20", void=True)
        given = {"case": case, "actor": office.officer, "on": DAY, "mode": "by_date", "due_on": DAY + timedelta(7)}
        with refused(TransitionRefused, "已经作废"):
            services.pledge_issue(**given, order_number="演责改1号")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.READY
        services.pledge_issue(**given, order_number="演责改2号")
        assert Event.objects.get(verb="letter_issue").data["passed"] == []

    def test_other_verbs_ask_the_same(self, office, refused):
        case = whole(office)
        assert require_consistent(case, moment=f.ISSUE, on=DAY) == []
        with refused(TransitionRefused, "执法证", field="kind"):
            Officer.objects.filter(pk=office.second.pk).update(certificate_to=DAY - timedelta(1))
            fresh = Case.objects.get(pk=case.pk)
            require_consistent(fresh, moment=f.ISSUE, on=DAY, field="kind")

    def test_a_check_is_registered_once(self, office):
        before = list(closing._CHECKS)
        closing.register(closing_check)
        assert before == closing._CHECKS and closing_check in before


class TestReading:
    def test_education_is_asked_where_the_outcome_needs_it(self, office):
        case = office.rechecked()
        assert "no_education" in codes(case, outcome="no_case")
        assert "no_education" not in codes(case, outcome="escalate")

    def test_corrected_without_a_pledge_and_its_photo(self, office):
        case = office.ready()
        given = {"co_officer": office.second, "on": DAY, "checked_on": DAY, "note": "已改正"}
        case = case_services.correction_verify(case=case, actor=office.officer, **given).case
        assert codes(case) == ["no_photo"]
        from tests.factories import photo

        case_services.evidence_add(case=case, actor=office.officer, upload=photo(), kind="corrected_photo")
        assert codes(case) == []

    def test_a_refused_or_voided_letter_does_not_count(self, office):
        pledge = office.issued()
        services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="有误")
        case = rename(pledge.case, uscc="91211103MA0000000X")
        assert codes(case, f.ISSUE) == []

    def test_handed_over_officers_still_stand_on_the_letter(self, office):
        case = whole(office)
        third = office.stranger
        case_services.case_handover(case=case, actor=office.officer, to=third, note="调离")
        assert codes(case) == []
        issue_paper(office, case, "scene_record", officers=[third.name, "演示生人"])
        assert codes(case) == ["officers_differ"]

    def test_a_name_of_two_people_proves_nothing(self, office):
        case = whole(office)
        case_services.case_handover(case=case, actor=office.officer, to=office.stranger, note="调离")
        Officer.objects.filter(pk=office.officer.pk).update(certificate_to=DAY - timedelta(1))
        assert "certificate" in codes(case)
        Officer.objects.filter(pk=office.head.pk).update(name=office.officer.name)
        assert codes(case) == ["certificate"]  # of the recheck alone: there the person is known

    def test_a_certificate_renewed_since_is_asked_for_the_day_of_the_act(self, office):
        """The letter bears the old number; the new term begins after the inspection. Entered as a former one it answers; unentered it is
        pointed out."""
        case, officer = whole(office), office.second
        old = officer.certificate_no
        later = DAY + timedelta(30)
        Officer.objects.filter(pk=officer.pk).update(certificate_no="换发1", certificate_from=later)
        assert set(codes(Case.objects.get(pk=case.pk))) == {"certificate", "officers_differ"}
        Certificate.objects.create(officer=officer, number=old, valid_from=DAY - timedelta(99), valid_to=later)
        assert codes(Case.objects.get(pk=case.pk)) == []

    def test_a_paper_says_what_it_says(self, office):
        case = whole(office)
        issue_paper(office, case, "scene_record", on=DAY, officers=[office.officer.name, office.second.name])
        issue_paper(office, case, "no_case_approval", party_name=FULL_NAME, items=["R9"], clauses=["广告法第九条"])
        assert codes(case) == ["party_name", "item"]

    def test_a_paper_about_to_be_issued_is_compared_too(self, office, refused):
        case = whole(office)
        draft = draft_paper("correction_order", {"party_code": "92Y", "due_on": "2026-06-08"}, DAY)
        with refused(TransitionRefused, "本次责令改正通知书的“证件号码”"):
            require_consistent(case, moment=f.ISSUE, on=DAY, drafts=[draft])

    def test_facts_of_snapshots(self):
        said = said_facts({"due_on": "2026-06-08", "amounts": {"货值": 5}, "officers": ["甲"]})
        assert said["due_on"] == DAY + timedelta(7) and said["amounts"] == (("货值", "5"),)
        assert said["officers"] == ("甲",) and said["party_code"] == ""
        assert said_facts({"amounts": ["5元"]})["amounts"] == (("金额", "5元"),)
        assert said_facts({})["amounts"] == ()
        assert read_day("2026年6月1日") == read_day("2026-06-01") == DAY
        assert read_day("2026年13月1日") is None and read_day("") is None

    def test_the_sheet_and_what_changed_since(self, office):
        case = office.ready()
        assert codes(case, f.ISSUE) == []
        rename(case, kind="company")
        assert codes(case, f.ISSUE) == ["stale_sheet"]
        rename(case, kind="individual_business")
        row = case.violations.get()
        FirstOffenceCheck.objects.filter(violation=row).update(result="found")
        words = found_in(Case.objects.get(pk=case.pk), on=DAY, moment=f.ISSUE)[0].elsewhere
        assert words == "此后首违核查结果有变化"
        FirstOffenceCheck.objects.filter(violation=row).update(result="none")
        row.answers = {**row.answers, "minor_act": False}
        row.save()
        assert codes(case, f.ISSUE) == ["stale_sheet"]

    def test_no_sheet_and_off_the_list(self, office):
        case = office.draft()
        data = {"description": "演示行为", "off_list_reason": "轻微", "off_list_law": "《演示条例》第五条"}
        case_services.violation_add(case=case, actor=office.officer, on=DAY, data=data)
        facts = facts_of(Case.objects.get(pk=case.pk), on=DAY, moment=f.ISSUE)
        assert facts.violations[0].item == "清单外" and facts.violations[0].clauses == ("《演示条例》第五条",)
        assert codes(case, f.ISSUE) == ["no_sheet"]

    def test_reasons_that_are_out_of_date(self, office):
        case = whole(office)
        case_services.reasoning_save(case=case, actor=office.officer, text="演示理由")
        assert codes(case) == []
        rename(case, kind="company")
        assert codes(case) == ["stale_reasons", "stale_sheet"]


@pytest.fixture
def day():
    return timezone.localdate()


class TestPages:
    def test_quiet_while_registering_and_while_legal_staff_read(self, office, day, client):
        from catalog.status import LoadState
        from tests.factories import item

        food = item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        reviewed = office.assessed(on=day, version=food)
        case_services.review_request(case=reviewed, actor=office.officer, note="请审")
        client.force_login(office.officer.user)
        for case in (office.draft(on=day), office.with_violation(on=day), reviewed):
            assert "一致性检查" not in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
        reviewed.refresh_from_db()
        assert require_consistent(reviewed, moment=f.PAPER, on=day) == []

    def test_quiet_when_all_agrees(self, office, day, client):
        case = whole(office, on=day)
        client.force_login(office.officer.user)
        assert "一致性检查" not in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
        shown = client.get(reverse("pledges:consistency", args=[case.pk])).content.decode()
        assert "没有发现不一致" in shown and "有效文书 1 份" in shown

    def test_shown_on_the_case_before_proposing_and_to_the_leader(self, office, day, client):
        case = whole(office, on=day)
        row = proposal(office, case, on=day)
        rename(case, uscc="91211103MA0000000X", address="演示路999号")
        client.force_login(office.leader.user)
        decide = client.get(reverse("pledges:decide_disposition", args=[row.pk])).content.decode()
        assert "须先处理" in decide and "证件号码" in decide and "演示路999号" in decide
        case_services.disposition_withdraw(disposition=row, actor=office.officer)
        client.force_login(office.officer.user)
        for name in ("cases:detail", "cases:propose", "pledges:consistency"):
            page = client.get(reverse(name, args=[case.pk])).content.decode()
            assert "证件号码" in page and reverse("cases:party_edit", args=[case.party_id]) in page
        client.force_login(office.supervisor.user)
        page = client.get(reverse("pledges:consistency", args=[case.pk])).content.decode()
        assert reverse("cases:party_edit", args=[case.party_id]) not in page and "请由执法人员核对" in page

    def test_shown_before_the_letter_goes_out(self, office, day, client):
        case = rename(office.ready(on=day), kind="company")
        client.force_login(office.officer.user)
        page = client.get(reverse("pledges:promise", args=[case.pk])).content.decode()
        assert "处理之前不能签发承诺书" in page and reverse("cases:reopen", args=[case.pk]) in page

    def test_over_is_over(self, office, day, client):
        case = whole(office, on=day)
        row = proposal(office, case, on=day)
        case_services.disposition_decide(disposition=row, actor=office.leader, on=day, approve=True)
        rename(case, uscc="91211103MA0000000X")
        client.force_login(office.officer.user)
        assert "一致性检查" not in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
        assert "仅供查阅" in client.get(reverse("pledges:consistency", args=[case.pk])).content.decode()

    def test_a_fixed_number_of_queries(self, office, day, client):
        case = whole(office, on=day)
        client.force_login(office.officer.user)
        names = [office.officer.name, office.second.name]
        address = reverse("pledges:consistency", args=[case.pk])
        issue_paper(office, case, "scene_record", on=day, officers=names)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(3):
            issue_paper(office, case, "recheck_record", on=day, officers=names, party_name=FULL_NAME)
        with CaptureQueriesContext(connection) as many:
            assert FULL_NAME in client.get(address).content.decode()
        assert len(many) == len(few)
        assert len(many) <= 40


def test_every_way_leads_somewhere_or_says_who_can(office, day):
    from cases.next_step import Powers, powers

    pledge = office.issued(on=day)
    rows = [
        f.Disagreement(
            code="x", severity="hard", paper="甲", field="乙", here="丙", elsewhere="丁", mend=mend, target=pledge.pk
        )
        for mend in [*_WAYS, "case", "nothing"]
    ]
    case = pledge.case
    can = shown(rows, case, powers(case, office.officer), [pledge])
    without = [row.row.mend for row in can if not row.url]
    assert without == ["scan", "certificate"] and all(row.advice for row in can if not row.url)
    cannot = shown(rows, case, Powers(), [pledge])
    assert {row.row.mend for row in cannot if not row.url} >= {"party", "void", "education", "evidence", "co_handler"}
    assert all(row.url or row.advice for row in cannot)
    draft = office.assessed(on=day)
    assess = shown([row for row in rows if row.mend == "assess"], draft, powers(draft, office.officer), [])
    assert assess[0].url == reverse("cases:intake_assess", args=[draft.pk])
    ready = office.ready(on=day)
    again = shown([row for row in rows if row.mend == "assess"], ready, powers(ready, office.officer), [])
    assert again[0].url == reverse("cases:reopen", args=[ready.pk])
    assert report_on(case, powers(case, office.officer), on=day).purpose == "签发文书和办结"
