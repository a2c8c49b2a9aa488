"""Outcomes, the verification clock, education, corrections without a pledge."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import Case, Disposition
from cases.outcomes import BASES, NO_CASE_BASES, CaseFacts, offered, refusals
from cases.selectors import case_facts, gravest
from cases.status import CaseStatus, DecisionState, Outcome, ReviewVerdict
from pledges import services as pledge_services
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Parameter

pytestmark = pytest.mark.django_db
BASIS = NO_CASE_BASES["20-1"]


def propose(office, case, outcome=Outcome.NO_CASE, *, on=DAY, **values):
    data = {"basis": BASES.get(outcome, BASIS), "reason": "已改正到位", **values}
    return services.disposition_propose(case=case, actor=office.officer, on=on, outcome=outcome, **data)


def corrected(office, **kwargs) -> Case:
    return office.educated(office.rechecked(**kwargs))


class TestDisposition:
    def test_closed_without_a_case_being_filed(self, office):
        case = corrected(office)
        row = propose(office, case)
        assert Case.objects.get(pk=case.pk).status == CaseStatus.DECIDING
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        case.refresh_from_db()
        assert (case.status, case.outcome, case.outcome_on) == (CaseStatus.CLOSED, Outcome.NO_CASE, DAY)
        assert case.is_final

    def test_rejected_goes_back_and_may_come_again(self, office, refused):
        case = corrected(office)
        row = propose(office, case)
        with refused(DomainError, field="note"):
            services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=False)
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=False, note="补照片")
        case.refresh_from_db()
        assert case.status == CaseStatus.CORRECTED
        with refused(TransitionRefused, "请处理下一项"):
            services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        propose(office, case)
        assert Disposition.objects.count() == 2

    def test_breach_is_filed_and_then_decided(self, office, refused):
        case = office.rechecked("refused")
        with refused(TransitionRefused, "还没有核实改正到位"):
            propose(office, case)
        row = propose(office, case, Outcome.ESCALATE, reason="拒不改正")
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        case.refresh_from_db()
        assert (case.status, case.filed_on, case.outcome) == (CaseStatus.FILED, DAY, "")
        with refused(TransitionRefused, "请填写决定书文号"):
            propose(office, case, Outcome.PENALTY)
        row = propose(office, case, Outcome.PENALTY, decision_number="演罚〔2026〕1号")
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        case.refresh_from_db()
        assert (case.status, case.decision_number) == (CaseStatus.CLOSED, "演罚〔2026〕1号")

    def test_referral_ends_the_case_here(self, office):
        case = office.assessed(answers={"suspected_crime": True})
        case = services.assessment_confirm(case=case, actor=office.officer, on=DAY)
        row = propose(office, case, Outcome.REFER_POLICE)
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        assert Case.objects.get(pk=case.pk).status == CaseStatus.REFERRED

    def test_the_clock_is_checked_again_on_the_day_of_the_decision(self, office, refused):
        case = corrected(office)
        row = propose(office, case, on=case.clock_due_on)
        late = case.clock_due_on + timedelta(1)
        with refused(TransitionRefused, "已于 2026-06-22 届满"):
            services.disposition_decide(disposition=row, actor=office.leader, on=late, approve=True)
        row.refresh_from_db()
        assert row.state == DecisionState.PENDING

    def test_input(self, office, refused):
        case = corrected(office)
        for values, field in (
            ({"outcome": "pardon", "basis": BASIS}, "outcome"),
            ({"reason": " "}, "reason"),
            ({"basis": " "}, "basis"),
            ({"basis": "自己写的依据"}, "basis"),
        ):
            with refused(DomainError, field=field):
                propose(office, case, **values)
        assert not Disposition.objects.exists()

    def test_who_decides(self, office, refused):
        case = corrected(office)
        row = propose(office, case)
        decide = {"disposition": row, "on": DAY, "approve": True}
        for person in (office.officer, office.head, office.legal, office.supervisor, office.sysadmin):
            with refused(NotAllowed):
                services.disposition_decide(actor=person, **decide)
        with refused(NotVisible):
            services.disposition_decide(actor=make.Office("other").leader, **decide)

    def test_nobody_approves_their_own(self, office, refused):
        from django.contrib.auth.models import Group

        case = corrected(office)
        row = propose(office, case)
        for person in (office.officer, office.second):
            person.user.groups.add(Group.objects.get(name="leader"), Group.objects.get(name="unit_head"))
            person = type(person).objects.get(pk=person.pk)
            with refused(NotAllowed, "自己办理"):
                services.disposition_decide(disposition=row, actor=person, on=DAY, approve=True)
            with refused(NotAllowed, "自己办理"):
                services.disposition_endorse(disposition=row, actor=person)

    def test_two_steps_where_the_bureau_wants_them(self, office, refused):
        Parameter.objects.create(bureau=office.bureau, key="decision.two_steps", value="是")
        row = propose(office, corrected(office))
        with refused(TransitionRefused, "初审"):
            services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
        services.disposition_endorse(disposition=row, actor=office.head, note="同意")
        with refused(TransitionRefused, "已经初审"):
            services.disposition_endorse(disposition=row, actor=office.head)
        with refused(NotAllowed):
            services.disposition_endorse(disposition=row, actor=office.officer)
        services.disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)

    def test_withdrawing(self, office, refused):
        case = corrected(office)
        row = propose(office, case)
        with refused(NotAllowed, "撤回"):
            services.disposition_withdraw(disposition=row, actor=office.head)
        services.disposition_withdraw(disposition=row, actor=office.second)
        assert Case.objects.get(pk=case.pk).status == CaseStatus.CORRECTED
        row = propose(office, Case.objects.get(pk=case.pk))
        services.disposition_withdraw(disposition=row, actor=office.officer)
        with refused(TransitionRefused, "已撤回"):
            services.disposition_withdraw(disposition=row, actor=office.officer)


class TestOutcomeRules:
    BASE = CaseFacts(
        status=CaseStatus.CORRECTED,
        verdicts=frozenset({ReviewVerdict.ELIGIBLE}),
        corrected=True,
        educated=True,
        clock_due_on=DAY,
    )

    def facts(self, **changes):
        return CaseFacts(**{**self.BASE.__dict__, **changes})

    def test_no_case(self):
        assert refusals(Outcome.NO_CASE, self.BASE, on=DAY) == []
        for changes, words in (
            ({"status": CaseStatus.FILED}, "已经立案"),
            ({"pledge_pending": True, "corrected": False}, "承诺还在履行"),
            ({"corrected": False}, "还没有核实"),
            ({"educated": False}, "第三十三条第三款"),
            ({"verdicts": frozenset({ReviewVerdict.ORDINARY_PROCEDURE})}, "要求立案"),
            ({"confiscation": True}, "没收"),
        ):
            assert any(words in r for r in refusals(Outcome.NO_CASE, self.facts(**changes), on=DAY)), words
        assert any("届满" in r for r in refusals(Outcome.NO_CASE, self.BASE, on=DAY + timedelta(1)))

    @pytest.mark.parametrize("outcome", [Outcome.NO_PENALTY, Outcome.EXEMPT, Outcome.LIGHTER, Outcome.PENALTY])
    def test_only_after_filing(self, outcome):
        assert any("立案之后" in r for r in refusals(outcome, self.BASE, on=DAY))
        filed = self.facts(status=CaseStatus.FILED)
        assert refusals(outcome, filed, on=DAY, decision_number="1号") == []
        own_series = outcome == Outcome.NO_PENALTY  # its decision takes a number when it is issued
        assert any("文号" in r for r in refusals(outcome, filed, on=DAY)) != own_series

    def test_no_leniency_for_a_suspected_crime(self):
        facts = self.facts(status=CaseStatus.FILED, verdicts=frozenset({ReviewVerdict.TRANSFER_TO_POLICE}))
        assert any("移送公安" in r for r in refusals(Outcome.NO_PENALTY, facts, on=DAY, decision_number="1"))
        assert refusals(Outcome.REFER_POLICE, facts, on=DAY) == []

    def test_filing_twice(self):
        assert any("已经立案" in r for r in refusals(Outcome.ESCALATE, self.facts(status=CaseStatus.FILED), on=DAY))
        assert refusals(Outcome.ESCALATE, self.BASE, on=DAY) == []

    def test_what_is_offered_first(self):
        assert offered(self.BASE)[0] == Outcome.NO_CASE
        assert offered(self.facts(status=CaseStatus.FILED))[0] == Outcome.NO_PENALTY
        assert offered(self.facts(status=CaseStatus.BREACHED, corrected=False))[0] == Outcome.ESCALATE
        police = frozenset({ReviewVerdict.TRANSFER_TO_POLICE})
        assert offered(self.facts(verdicts=police))[0] == Outcome.REFER_POLICE

    def test_corrected_on_the_spot_needs_no_pledge(self, office):
        case = office.assessed(answers={"correction": "done_on_spot"})
        case = services.assessment_confirm(case=case, actor=office.officer, on=DAY)
        case = office.educated(case)
        assert case_facts(case).corrected
        propose(office, case)

    def test_a_running_pledge_has_to_be_rechecked_first(self, office, refused):
        case = office.educated(office.signed().case)
        with refused(TransitionRefused, "承诺还在履行中"):
            propose(office, case)

    def test_gravest(self):
        assert gravest([]) == ""
        assert gravest(["eligible", "not_eligible"]) == "not_eligible"
        assert gravest(["eligible", "no_pledge_needed"]) == "eligible"


class TestClock:
    def ask(self, office, case, on=DAY, reason="需要检测"):
        return services.clock_extension_request(case=case, actor=office.officer, on=on, reason=reason)

    def test_fifteen_more_working_days_once(self, office, refused):
        case = office.draft()
        row = self.ask(office, case)
        with refused(TransitionRefused, "只能延长一次"):
            self.ask(office, case)
        services.clock_extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)
        case.refresh_from_db()
        assert case.clock_due_on == date(2026, 7, 13)
        with refused(TransitionRefused, "已批准"):
            services.clock_extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)

    def test_refused_and_asked_again(self, office, refused):
        case = office.draft()
        row = self.ask(office, case)
        with refused(DomainError, field="note"):
            services.clock_extension_decide(extension=row, actor=office.leader, on=DAY, approve=False)
        services.clock_extension_decide(extension=row, actor=office.leader, on=DAY, approve=False, note="不必")
        case.refresh_from_db()
        assert case.clock_due_on == date(2026, 6, 22)
        self.ask(office, case)

    def test_not_too_late_not_without_reason_not_when_over(self, office, refused):
        case = office.draft()
        with refused(DomainError, field="reason"):
            self.ask(office, case, reason=" ")
        with refused(TransitionRefused, "届满"):
            self.ask(office, case, on=date(2026, 6, 23))
        self.ask(office, case, on=date(2026, 6, 22))
        gone = office.draft()
        services.case_cancel(case=gone, actor=office.officer, reason="误建")
        with refused(TransitionRefused, "不再计算"):
            self.ask(office, gone)

    def test_rights(self, office, refused):
        row = self.ask(office, office.draft())
        for person in (office.officer, office.head, office.supervisor):
            with refused(NotAllowed):
                services.clock_extension_decide(extension=row, actor=person, on=DAY, approve=True)


class TestEducationAndCorrection:
    def test_education(self, office, refused):
        case = office.draft()
        record = {"case": case, "actor": office.officer, "on": DAY, "content": "讲解"}
        with refused(DomainError, field="content"):
            services.education_record(**{**record, "content": " "})
        with refused(DomainError, field="on"):
            services.education_record(**{**record, "on": DAY - timedelta(1)})
        services.education_record(**record)
        services.case_cancel(case=case, actor=office.officer, reason="误建")
        with refused(TransitionRefused, "不能再补"):
            services.education_record(**record)

    def test_corrected_without_a_pledge(self, office, refused):
        pledge = office.issued()
        pledge_services.pledge_refuse(pledge=pledge, actor=office.officer, on=DAY, reason="不愿签", witness="店员")
        case = Case.objects.get(pk=pledge.case_id)
        assert case.status == CaseStatus.READY
        verify = {
            "case": case,
            "actor": office.officer,
            "co_officer": office.second,
            "on": DAY,
            "checked_on": DAY,
            "note": "执照已挂",
        }
        expired = make.officer(office.station, to=DAY - timedelta(1))
        for change, field in (
            ({"checked_on": DAY + timedelta(1)}, "checked_on"),
            ({"co_officer": None}, "co_officer"),
            ({"co_officer": office.officer}, "co_officer"),
            ({"co_officer": expired}, "co_officer"),
            ({"co_officer": make.officer(office.station, certified=False)}, "co_officer"),
            ({"note": " "}, "note"),
        ):
            with refused(DomainError, field=field):
                services.correction_verify(**{**verify, **change})
        services.correction_verify(**verify)
        case = office.educated(case)
        assert case.status == CaseStatus.CORRECTED
        propose(office, case)
