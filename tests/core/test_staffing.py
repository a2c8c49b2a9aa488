"""People: what is entered, what it says of a day, who may act, and how a page tells it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from cases import services as case_services
from cases.forms.people import certified_officers
from cases.models import Case
from pledges import services as pledge_services
from tests import factories as make
from tests.factories import DAY
from tests.staffing_stage import YEAR, certificate, exam, insurance, lend, switch_on, training
from xinglongtai.core import roles
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Certificate, Event, Loan, Officer, Parameter, Training, User
from xinglongtai.core.staffing import able, acting, may_act, services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    """Other tests' bureaus have the same numbers."""
    acting.forget()
    yield
    acting.forget()


class TestCertificates:
    def test_old_days_are_answered_by_the_certificate_of_the_day(self, office):
        """Renewed: the old one still answers for its days. A gap stays a gap. An older one can be added later."""
        officer = office.officer
        officer.certificate_from, officer.certificate_to = DAY - 3 * YEAR, DAY - timedelta(31)
        officer.save()
        assert not officer.certified_on(DAY)
        officer = certificate(office)
        assert (officer.certificate_no, officer.certified_on(DAY)) == ("新001", True)
        old, gap = DAY - YEAR, DAY - timedelta(20)
        assert officer.certified_on(old) and not officer.certified_on(gap)
        assert set(Officer.objects.certified(old).filter(pk=officer.pk)) == {officer}
        assert not Officer.objects.certified(gap).filter(pk=officer.pk).exists()
        long_ago = {"valid_from": DAY - 8 * YEAR, "valid_to": DAY - 5 * YEAR}
        assert not officer.certified_on(DAY - 6 * YEAR)
        certificate(office, number="旧000", **long_ago)
        officer.refresh_from_db()
        assert officer.certificate_no == "新001" and officer.certified_on(DAY - 6 * YEAR)
        assert [event.verb for event in Event.objects.filter(thread=services.thread_of(officer))] == [
            "certificate_past",
            "certificate_renew",
        ]
        row = Certificate.objects.get(number="旧000")
        services.record_set_aside(row=row, actor=office.sysadmin, reason="别人的证")
        assert not Officer.objects.get(pk=officer.pk).certified_on(DAY - 6 * YEAR)
        officer.is_active = False
        assert not officer.certified_on(DAY)

    def test_the_first_one(self, office):
        officer = make.officer(office.station, certified=False)
        assert certificate(office, officer).certified_on(DAY) and not Certificate.objects.exists()

    @pytest.mark.parametrize(
        ("values", "words", "field"),
        [
            ({"valid_from": DAY + timedelta(1)}, "还没有生效", "valid_from"),
            ({"valid_from": DAY, "valid_to": DAY - timedelta(1)}, "不能早于", "valid_to"),
            ({"number": "second"}, "别人名下", "number"),
            ({"number": "former of the second"}, "别人名下", "number"),
            (
                {"number": "own", "valid_from": date(2020, 1, 1), "valid_to": date(2028, 12, 31)},
                "现行的执法证",
                "number",
            ),
        ],
    )
    def test_refused(self, office, refused, values, words, field):
        numbers = {"own": office.officer.certificate_no, "second": office.second.certificate_no}
        Certificate.objects.create(
            officer=office.second, number="former of the second", valid_from=DAY - YEAR, valid_to=DAY
        )
        values["number"] = numbers.get(values.get("number", ""), values.get("number", "新001"))
        with refused(DomainError, words, field=field):
            certificate(office, **values)

    def test_twice_the_same_past(self, office, refused):
        past = {"valid_from": date(2012, 1, 1), "valid_to": date(2015, 1, 1)}
        certificate(office, **past)
        with refused(DomainError, "已经登记过"):
            certificate(office, **past)

    def test_the_back_office_keeps_what_a_renewal_replaces(self, office, client):
        roles.seed()  # accounts with a back-office role are admitted
        client.force_login(User.objects.get(pk=office.sysadmin.user_id))
        officer = office.officer
        data = {"name": officer.name, "unit": officer.unit_id, "user": officer.user_id, "is_active": "on", "phone": ""}
        data |= {"certificate_no": officer.certificate_no, "certificate_from": "2020-01-01"}
        url = reverse("admin:core_officer_change", args=[officer.pk])
        first = client.post(url, data | {"certificate_to": "2029-12-31"})  # a correction is no renewal
        assert first.status_code == 302, first.context["errors"]
        assert not Certificate.objects.exists()
        client.post(url, data | {"certificate_from": "2025-01-01", "certificate_to": "2030-12-31"})
        assert Certificate.objects.get().valid_to == date(2029, 12, 31)
        assert Officer.objects.get(pk=officer.pk).certified_on(date(2022, 1, 1))


class TestRecords:
    def test_training_for_many_tells_each_why(self, office):
        training(office)
        data = {"on": DAY, "title": "处罚法培训", "hours": Decimal(8), "organizer": "", "note": ""}
        everybody = [office.officer, office.second]
        rows = services.training_add_many(officers=everybody, actor=office.sysadmin, on=DAY, data=data)
        assert [row.reason for row in rows] == ["这个人当天的这项培训已经登记过了。", ""]
        assert Training.objects.count() == 2

    def test_refused(self, office, refused):
        tomorrow = DAY + timedelta(1)
        for act, values, words in [
            (training, {"on": tomorrow}, "不能晚于今天"),
            (training, {"hours": Decimal(0)}, "学时应大于 0"),
            (exam, {"on": tomorrow}, "不能晚于今天"),
            (exam, {"valid_to": DAY - 2 * YEAR}, "不能早于考试日期"),
            (insurance, {"valid_to": DAY - timedelta(1)}, "不能早于保险期间起"),
            (lend, {"lent_on": tomorrow}, "不能晚于今天"),
            (lend, {"due_on": DAY - timedelta(1)}, "应还日期不能早于借出日期"),
        ]:
            with refused(DomainError, words):
                act(office, **values)

    def test_a_thing_is_lent_once_at_a_time(self, office, refused):
        loan = lend(office)
        with refused(DomainError, "还没有归还"):
            lend(office, office.second)
        give_back = {"loan": loan, "actor": office.sysadmin, "on": DAY, "returned_on": DAY}
        for values, words in [
            ({"returned_on": DAY - timedelta(1)}, "不能早于借出"),
            ({"returned_on": DAY + timedelta(1)}, "不能晚于今天"),
            ({"condition": "lost"}, "请写明情况"),
        ]:
            with refused(DomainError, words):
                services.loan_return(**{**give_back, "condition": "good"} | values)
        services.loan_return(**give_back, condition="damaged", note="屏幕碎")
        with refused(TransitionRefused, "已经归还"):
            services.loan_return(**give_back, condition="good")
        assert lend(office, office.second).officer == office.second
        assert Loan.objects.get(pk=loan.pk).note == "屏幕碎"

    def test_two_at_once_are_settled_by_the_database(self, office, refused, monkeypatch):
        lend(office)
        monkeypatch.setattr(Loan, "full_clean", lambda self: None)  # as if the other one came between check and save
        with refused(DomainError, "刚刚由别人登记"):
            lend(office, office.second)

    def test_set_aside_once_with_a_reason(self, office, refused):
        row = insurance(office)
        with refused(DomainError, "原因", field="reason"):
            services.record_set_aside(row=row, actor=office.sysadmin, reason=" ")
        services.record_set_aside(row=row, actor=office.sysadmin, reason="保单号写错")
        with refused(TransitionRefused, "已经撤下"):
            services.record_set_aside(row=row, actor=office.sysadmin, reason="再撤")
        insurance(office)  # the right one may be entered now
        assert not any("P1" in str(event.data) for event in Event.objects.all())

    def test_rights_and_sight(self, office, refused):
        data = {"on": DAY, "title": "x", "hours": Decimal(1), "organizer": "", "note": ""}
        for actor in (office.officer, office.head, office.leader):
            with refused(NotAllowed, "权限"):
                services.training_add(officer=office.officer, actor=actor, on=DAY, data=data)
            with refused(NotAllowed, "权限"):
                services.training_add_many(officers=[office.officer], actor=actor, on=DAY, data=data)
        far = make.Office("far")
        with refused(NotVisible, "没有找到"):
            services.training_add(officer=far.officer, actor=office.sysadmin, on=DAY, data=data)


class TestWhoMayAct:
    def test_the_usual_case_reads_nothing(self, office, django_assert_num_queries):
        assert may_act(office.officer, DAY) == []
        with django_assert_num_queries(0):
            assert may_act(office.officer, DAY) == []
            assert may_act(office.second, DAY) == []

    def test_what_the_certificate_says(self, office):
        officer = office.officer
        assert "未登记" in may_act(make.officer(office.station, certified=False), DAY)[0]
        assert "有效期至 2028-12-31" in may_act(officer, date(2029, 1, 1))[0]
        assert "以前的证没有登记" in may_act(officer, date(2019, 1, 1))[0]
        officer.is_active = False
        assert "不在岗" in may_act(officer, DAY)[0]

    @pytest.mark.parametrize(
        ("keys", "words", "mend"),
        [
            (("require_exam",), "没有有效的执法考试", lambda office: exam(office)),
            (("require_insurance",), "人身意外伤害险", lambda office: insurance(office)),
            (
                ("require_training",),
                "培训学时",
                lambda office: training(office, on=DAY - YEAR, hours=Decimal(40)),
            ),
        ],
    )
    def test_a_switched_on_requirement_blocks_everywhere(self, office, refused, keys, words, mend):
        """Checking, choosing, issuing, rechecking; and nowhere once the lacking record is entered."""
        ready, pledge = office.ready(), office.submitted()
        switch_on(office, *keys, training_hours=40)
        recheck = {"pledge": pledge, "actor": office.officer, "co_officer": office.second, "on": DAY}
        recheck |= {"checked_on": DAY, "result": "corrected", "note": "现场查看"}
        issue = {"case": ready, "actor": office.officer, "on": DAY, "mode": "by_date", "due_on": DAY + timedelta(7)}
        assert words in may_act(office.officer, DAY)[0] and "请" in may_act(office.officer, DAY)[0]
        assert not certified_officers(office.bureau, on=DAY).exists()
        for act in (
            lambda: pledge_services.pledge_issue(**issue),
            lambda: pledge_services.recheck_record(**recheck),
            lambda: office.draft(),
        ):
            with refused(DomainError, words):
                act()
        mend(office)
        assert may_act(office.officer, DAY) == []
        assert set(able(Officer.objects.filter(unit=office.station), DAY, office.bureau)) == {office.officer}
        with refused(DomainError, office.second.name):
            pledge_services.pledge_issue(**issue)
        Parameter.objects.all().delete()
        acting.forget()
        assert pledge_services.pledge_issue(**issue).case.status

    def test_hours_count_for_the_year_before_and_newcomers_are_excused(self, office):
        switch_on(office, "require_training", training_hours=10)
        training(office, hours=Decimal(12))  # this year
        assert may_act(office.officer, DAY)
        fresh = make.officer(office.station)
        Officer.objects.filter(pk=fresh.pk).update(certificate_from=DAY - timedelta(30))
        fresh.refresh_from_db()
        assert may_act(fresh, DAY) == []
        Certificate.objects.create(officer=fresh, number="x", valid_from=DAY - 4 * YEAR, valid_to=DAY - 2 * YEAR)
        assert may_act(fresh, DAY)
        Parameter.objects.filter(key="staffing.training_hours").delete()
        assert may_act(fresh, DAY) == []  # a demand without a number asks for nothing

    def test_an_exam_that_lapsed_or_failed_does_not_do(self, office):
        switch_on(office, "require_exam")
        exam(office, valid_to=DAY - timedelta(1))
        exam(office, title="补考", result="failed")
        assert may_act(office.officer, DAY)
        assert may_act(office.officer, DAY - timedelta(2)) == []

    def test_the_second_officer_of_an_old_case_is_answered_for_its_day(self, office):
        """Inspected under the old certificate, chosen after the renewal: today's certificate alone would refuse."""
        case = office.draft()
        new = make.officer(office.station)
        Officer.objects.filter(pk=new.pk).update(certificate_to=DAY + timedelta(3))
        later = DAY + timedelta(10)
        data = {"number": "新002", "valid_from": later, "valid_to": later + YEAR}
        services.certificate_add(officer=new, actor=office.sysadmin, on=later, data=data)
        case_services.case_assign_co_handler(case=case, actor=office.officer, to=Officer.objects.get(pk=new.pk))
        assert Case.objects.get(pk=case.pk).co_handler_id == new.pk
