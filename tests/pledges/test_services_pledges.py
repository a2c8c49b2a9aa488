"""From the signature to the end of the pledge: every verb, every refusal."""

from datetime import date, timedelta

import pytest

from cases import services as case_services
from cases.models import Case
from cases.status import CaseStatus
from pledges import services
from pledges.models import Pledge
from pledges.status import PledgeStatus, RecheckResult
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db
WEEK = DAY + timedelta(7)


class TestSigning:
    def sign(self, office, pledge, **values):
        data = {"on": DAY, "signed_on": DAY, "signatory": "演示经营者", "delivery": "hand", **values}
        return services.pledge_sign(pledge=pledge, actor=office.officer, **data)

    def test_with_scan(self, office):
        pledge = office.issued()
        scan = case_services.evidence_add(
            case=pledge.case, actor=office.officer, upload=make.photo(), kind="signed_scan"
        )
        signed = self.sign(office, pledge, scan=scan)
        assert (signed.status, signed.signed_scan) == (PledgeStatus.SIGNED, scan)
        assert Event.objects.get(verb="pledge_sign").data["scan"] == scan.sha256

    def test_input(self, office, refused):
        pledge = office.issued()
        foreign = case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
        for values, field in (
            ({"signatory": " "}, "signatory"),
            ({"signed_on": DAY - timedelta(1)}, "signed_on"),
            ({"signed_on": DAY + timedelta(1)}, "signed_on"),
            ({"on": DAY + timedelta(20), "signed_on": DAY + timedelta(10)}, "signed_on"),
            ({"delivery": "pigeon"}, "delivery"),
            ({"scan": foreign}, "scan"),
        ):
            with refused(DomainError, field=field):
                self.sign(office, pledge, **values)
        self.sign(office, pledge)
        with refused(TransitionRefused, "履行中"):
            self.sign(office, pledge)

    def test_refusing_to_sign_leaves_every_lawful_way_open(self, office, refused):
        pledge = office.issued()
        with refused(DomainError, field="reason"):
            services.pledge_refuse(pledge=pledge, actor=office.officer, on=DAY, reason="")
        services.pledge_refuse(pledge=pledge, actor=office.officer, on=DAY, reason="不愿签署", witness="演示社区")
        assert Case.objects.get(pk=pledge.case_id).status == CaseStatus.READY


class TestExtension:
    def ask(self, office, pledge, **values):
        data = {"on": DAY, "new_due_on": WEEK + timedelta(7), "reason": "登记机关办理需时", **values}
        return services.extension_request(pledge=pledge, actor=office.officer, **data)

    def test_approved_moves_the_deadline_once(self, office, refused):
        pledge = office.signed()
        row = self.ask(office, pledge)
        with refused(TransitionRefused, "只能延期一次"):
            self.ask(office, pledge)
        services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)
        pledge.refresh_from_db()
        assert (pledge.due_on, pledge.agreed_on) == (WEEK + timedelta(7), WEEK)
        with refused(TransitionRefused, "已批准"):
            services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)
        assert str(row).endswith("（待审批）")

    def test_rejected_with_a_reason(self, office, refused):
        pledge = office.signed()
        row = self.ask(office, pledge)
        with refused(DomainError, field="note"):
            services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=False)
        services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=False, note="理由不足")
        pledge.refresh_from_db()
        assert pledge.due_on == WEEK
        self.ask(office, pledge)

    def test_input(self, office, refused):
        pledge = office.signed()
        for values, field in (
            ({"reason": " "}, "reason"),
            ({"new_due_on": WEEK}, "new_due_on"),
            ({"new_due_on": WEEK + timedelta(60)}, "new_due_on"),
        ):
            with refused(DomainError, field=field):
                self.ask(office, pledge, **values)
        with refused(TransitionRefused, "期限已过"):
            self.ask(office, pledge, on=WEEK + timedelta(1))
        self.ask(office, pledge, on=WEEK)
        with refused(TransitionRefused, "待签字"):
            self.ask(office, office.issued())

    def test_who_decides(self, office, refused):
        pledge = office.signed()
        row = self.ask(office, pledge)
        for person in (office.officer, office.head, office.supervisor):
            with refused(NotAllowed):
                services.extension_decide(extension=row, actor=person, on=DAY, approve=True)
        Case.objects.filter(pk=pledge.case_id).update(co_handler=office.leader)
        with refused(NotAllowed, "自己办理"):
            services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)

    def test_overtaken_by_the_materials(self, office, refused):
        pledge = office.signed()
        row = self.ask(office, pledge)
        services.materials_receive(pledge=pledge, actor=office.officer, on=DAY, statement="已改")
        with refused(TransitionRefused, "不需要再延期"):
            services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)


class TestMaterials:
    def test_late_materials_wait_for_recheck_and_are_not_overdue(self, office):
        pledge = office.signed()
        late = WEEK + timedelta(2)
        assert list(Pledge.objects.overdue(on=late)) == [pledge]
        row = services.materials_receive(pledge=pledge, actor=office.officer, on=late, statement="已改")
        assert not Pledge.objects.overdue(on=late).exists()
        assert list(Pledge.objects.awaiting_recheck()) == [pledge]
        assert Event.objects.get(verb="materials_receive").data["late"] is True
        assert str(row)

    def test_input(self, office, refused):
        pledge = office.signed()
        foreign = case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
        receive = {"pledge": pledge, "actor": office.officer, "on": DAY, "statement": "已改"}
        for change, field in (
            ({"statement": " "}, "statement"),
            ({"received_on": DAY + timedelta(1)}, "received_on"),
            ({"received_on": DAY - timedelta(1)}, "received_on"),
            ({"files": [foreign]}, "files"),
        ):
            with refused(DomainError, field=field):
                services.materials_receive(**{**receive, **change})
        own = case_services.evidence_add(case=pledge.case, actor=office.officer, upload=make.photo())
        row = services.materials_receive(**receive, files=[own])
        assert list(row.files.all()) == [own]
        with refused(TransitionRefused):
            services.materials_receive(**receive)


class TestRecheck:
    def check(self, office, pledge, result=RecheckResult.CORRECTED, **values):
        data = {"co_officer": office.second, "on": DAY, "checked_on": DAY, "note": "现场查看", **values}
        return services.recheck_record(pledge=pledge, actor=office.officer, result=result, **data)

    @pytest.mark.parametrize(
        ("result", "day", "pledge_status", "case_status"),
        [
            (RecheckResult.CORRECTED, DAY, PledgeStatus.FULFILLED, CaseStatus.CORRECTED),
            (RecheckResult.REFUSED, DAY, PledgeStatus.BREACHED, CaseStatus.BREACHED),
            (RecheckResult.FAILED, DAY, PledgeStatus.BREACHED, CaseStatus.BREACHED),
            (RecheckResult.OVERDUE, WEEK + timedelta(1), PledgeStatus.BREACHED, CaseStatus.BREACHED),
            (RecheckResult.PARTLY, DAY, PledgeStatus.SIGNED, CaseStatus.PLEDGED),
            (RecheckResult.UNVERIFIABLE, DAY, PledgeStatus.SUBMITTED, CaseStatus.PLEDGED),
        ],
    )
    def test_what_follows(self, office, result, day, pledge_status, case_status):
        pledge = office.submitted()
        row = self.check(office, pledge, result, on=day, checked_on=day)
        pledge.refresh_from_db()
        assert (pledge.status, pledge.case.status) == (pledge_status, case_status)
        assert row.get_result_display() in str(row)

    def test_without_materials(self, office):
        pledge = office.signed()
        self.check(office, pledge, RecheckResult.UNVERIFIABLE)
        pledge.refresh_from_db()
        assert pledge.status == PledgeStatus.SIGNED
        photo = case_services.evidence_add(case=pledge.case, actor=office.officer, upload=make.photo())
        row = self.check(office, pledge, photos=[photo])
        assert list(row.photos.all()) == [photo]

    def test_input(self, office, refused):
        pledge = office.submitted()
        expired = make.officer(office.station, to=DAY - timedelta(1))
        foreign = case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
        for values, field in (
            ({"result": "perhaps"}, "result"),
            ({"note": " "}, "note"),
            ({"co_officer": None}, "co_officer"),
            ({"co_officer": office.officer}, "co_officer"),
            ({"co_officer": expired}, "co_officer"),
            ({"checked_on": DAY + timedelta(1)}, "checked_on"),
            ({"checked_on": DAY - timedelta(1)}, "checked_on"),
            ({"result": RecheckResult.OVERDUE}, "result"),
            ({"photos": [foreign]}, "photos"),
            ({"result": RecheckResult.PARTLY, "on": WEEK + timedelta(1), "checked_on": WEEK + timedelta(1)}, "result"),
        ):
            with refused(DomainError, field=field):
                self.check(office, pledge, **values)
        with refused(TransitionRefused, "待签字"):
            self.check(office, office.issued())

    def test_partly_only_before_the_one_extension(self, office, refused):
        pledge = office.signed()
        row = services.extension_request(
            pledge=pledge, actor=office.officer, on=DAY, new_due_on=WEEK + timedelta(1), reason="需时"
        )
        services.extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)
        with refused(DomainError, "已经延期过一次", field="result"):
            self.check(office, pledge, RecheckResult.PARTLY)


class TestUrging:
    def test_asked_and_answered_once(self, office, refused):
        pledge = office.signed()
        with refused(DomainError, field="note"):
            services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note=" ")
        with refused(NotAllowed):
            services.pledge_urge(pledge=pledge, actor=office.head, on=DAY, note="请抓紧")
        row = services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note="请抓紧")
        with refused(DomainError, "同样的意见", field="note"):  # the second click
            services.pledge_urge(pledge=pledge, actor=office.supervisor, on=DAY, note=" 请抓紧 ")
        said = office.officer.notices.get().text
        assert pledge.letter.number in said and "督办" in said and "请抓紧" not in said  # words stay in the house
        with refused(NotAllowed, "请由主办人"):
            services.urge_answer(urge=row, actor=make.officer(office.station), on=DAY, answer="x")
        with refused(DomainError, field="answer"):
            services.urge_answer(urge=row, actor=office.officer, on=DAY, answer="")
        services.urge_answer(urge=row, actor=office.head, on=DAY, answer="明日复查")
        with refused(TransitionRefused, "已经答复"):
            services.urge_answer(urge=row, actor=office.officer, on=DAY, answer="x")
        assert str(row)

    def test_finished_pledges_are_left_alone(self, office, refused):
        case = office.rechecked()
        with refused(TransitionRefused, "不需要督办"):
            services.pledge_urge(pledge=case.pledges.get(), actor=office.supervisor, on=DAY, note="x")


class TestPromise:
    def test_clash_holiday_and_unknown_year_are_said_while_choosing(self, office):
        from django.core.management import call_command

        from pledges.promise import case_clock, promise_warnings

        call_command("load_calendar", years="2026")
        case = office.ready(on=date(2026, 9, 14))
        assert promise_warnings(case, due_on=date(2026, 9, 18)) == []
        assert "国庆" in "".join(promise_warnings(case, due_on=date(2026, 10, 1)))
        late = case_clock(case).due_on + timedelta(1)
        assert "晚于核查期限" in promise_warnings(case, due_on=late)[0]
        assert "2027年" in "".join(promise_warnings(case, due_on=date(2027, 1, 5)))

    def test_the_longer_clock_counts_once_approved(self, office):
        from pledges.promise import case_clock

        case = office.ready()
        before = case_clock(case)
        row = case_services.clock_extension_request(case=case, actor=office.officer, on=DAY, reason="特殊情况")
        case_services.clock_extension_decide(extension=row, actor=office.leader, on=DAY, approve=True)
        after = case_clock(Case.objects.get(pk=case.pk))
        assert (before.due_on, before.extended_due_on) == (date(2026, 6, 22), date(2026, 7, 13))
        assert after.due_on == before.extended_due_on
