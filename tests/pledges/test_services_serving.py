"""送达 as it is recorded: each way with its proofs, the return slip, what counts no more, the confirmed address, what is unserved."""

from datetime import date, timedelta

import pytest

from cases import services as case_services
from pledges import services
from pledges.models import Service
from pledges.service.selectors import (
    agents_of,
    deliveries_of,
    paper_of,
    service_address_of,
    services_of,
    unserved,
)
from tests import factories as make
from tests import signing_stage as stage
from tests.factories import DAY
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db
GIVEN = {
    "hand": {"relation": "self", "signed_receipt": True, "recipient": "演示经营者"},
    "left": {"recipient": "演示经营者", "place": "演示路1号", "reason": "拒收", "witness": "演示社区"},
    "electronic": {"recipient": "演示经营者", "electronic_address": "demo@example.test"},
    "post": {"recipient": "演示经营者", "place": "演示路9号", "tracking": "YS1", "reason": "歇业"},
    "notice": {"reason": "下落不明", "channel": "board"},
}


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """Papers besides the letter get their address from another topic."""
    monkeypatch.setattr("pledges.papers.selectors.reverse", lambda name, args: f"/{name}/{args[0]}/")


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.issued()
    return office_of_file


@pytest.fixture
def pledge(office):
    return office.pledge


def serve(office, pledge, method="hand", *, on=DAY, sent_on=DAY, actor=None, document=None, **values):
    given = services.ServiceInput(method, sent_on, **{**GIVEN.get(method, {}), **values})
    return services.service_record(
        case=pledge.case, document=document or pledge.letter.document, actor=actor or office.officer, on=on, given=given
    )


class TestRecord:
    def test_by_hand(self, office, pledge):
        assert [paper.document for paper in unserved(pledge.case)] == [pledge.letter.document]
        row = serve(office, pledge, note="演示")
        assert (row.served_on, row.thread, str(row)) == (DAY, pledge.thread, f"直接送达 {DAY}")
        assert row.is_served(DAY) and not row.is_served(DAY - timedelta(1))
        assert unserved(pledge.case) == []
        told = audit.describe(Event.objects.get(verb="service_record"))
        assert told == f"登记送达 {pledge.letter.document.number_text}：直接送达，2026年6月1日 演****"

    def test_by_an_agent_who_may_receive(self, office, pledge, refused):
        agent = stage.agent(office, pledge, may_receive=False)
        with refused(DomainError, "代为签收", field="relation"):
            serve(office, pledge, relation="agent", agent=agent, recipient="")
        with refused(DomainError, "哪一名", field="relation"):
            serve(office, pledge, relation="agent")
        able = stage.agent(office, pledge, name="演示律师")
        row = serve(office, pledge, relation="agent", agent=able, recipient="")
        assert (row.recipient, row.agent) == ("演示律师", able)
        assert agents_of(pledge.case) == [agent, able]

    def test_electronically_only_to_the_confirmed_address(self, office, pledge, refused):
        shown = [stage.proof(office, pledge)]
        with refused(DomainError, "没有在送达地址确认书上同意"):
            serve(office, pledge, "electronic", proofs=shown)
        stage.address(office, pledge)
        with refused(DomainError, "没有在送达地址确认书上同意"):
            serve(office, pledge, "electronic", proofs=shown)
        stage.address(office, pledge, **stage.CONSENT)
        with refused(DomainError, "截屏", field="files"):
            serve(office, pledge, "electronic")
        row = serve(office, pledge, "electronic", proofs=shown)
        assert list(row.proofs.all()) == shown

    def test_by_notice_it_takes_thirty_days(self, office, pledge):
        row = serve(office, pledge, "notice", proofs=[stage.proof(office, pledge)])
        assert row.served_on == date(2026, 7, 1) and row.recipient == ""
        assert not row.is_served(DAY + timedelta(29)) and row.is_served(DAY + timedelta(30))

    def test_everything_missing_is_told_at_once(self, office, pledge, refused):
        with refused(DomainError) as refusal:
            serve(office, pledge, "left", place="", reason="", witness="")
        assert [field for field, _ in refusal.value.data["faults"]] == ["place", "reason", "witness"]

    def test_refusals(self, office, pledge, refused):
        other = office.issued()
        for wrong in (stage.proof(office, other), stage.proof(office, pledge, "authority")):
            with refused(DomainError, field="files"):
                serve(office, pledge, proofs=[wrong])
        with refused(TransitionRefused, "不属于本案"):
            serve(office, pledge, document=other.letter.document)
        with refused(NotAllowed):
            serve(office, pledge, actor=office.leader)
        with refused(NotVisible):
            serve(office, pledge, actor=office.stranger)
        serve(office, pledge)
        with refused(TransitionRefused, "已经登记过送达"):
            serve(office, pledge)
        voided = services.letter_void(pledge=other, actor=office.officer, on=DAY, reason="写错")
        with refused(TransitionRefused, "已经作废"):
            serve(office, voided)
        assert unserved(other.case) == []
        other.case = case_services.case_cancel(case=office.draft(), actor=office.officer, reason="误登记")
        with refused(TransitionRefused, "登记已撤销"):
            serve(office, other)


class TestPost:
    def received(self, office, row, **values):
        data = {"on": DAY + timedelta(5), "received_on": DAY + timedelta(3), "returned": False, "proofs": []}
        return services.service_received(service=row, actor=office.officer, **{**data, **values})

    def test_the_slip_brings_the_day(self, office, pledge, refused):
        row = serve(office, pledge, "post")
        assert row.served_on is None and not row.is_served(DAY)
        slip = [stage.proof(office, pledge)]
        for values, field in (
            ({}, "files"),
            ({"proofs": slip, "received_on": DAY + timedelta(6)}, "received_on"),
            ({"proofs": slip, "returned": True}, "returned"),
        ):
            with refused(DomainError, field=field):
                self.received(office, row, **values)
        with refused(StaleRow):
            self.received(office, row, proofs=slip, version=7)
        done = self.received(office, row, proofs=slip, version=1)
        assert (done.served_on, done.version) == (DAY + timedelta(3), 2)
        with refused(TransitionRefused, "只有还没有登记回执"):
            self.received(office, row, proofs=slip)
        assert "收件" in audit.describe(Event.objects.get(verb="service_received"))

    def test_what_came_back_from_the_confirmed_address_is_served(self, office, pledge):
        stage.address(office, pledge)
        row = serve(office, pledge, "post", reason="")
        done = self.received(office, row, proofs=[stage.proof(office, pledge)], returned=True)
        assert done.returned and done.served_on == DAY + timedelta(3)
        assert "第八十三条" in audit.describe(Event.objects.get(verb="service_returned"))


class TestSetAside:
    def test_a_wrong_record_stays_and_counts_no_more(self, office, pledge, refused):
        row = serve(office, pledge)

        def aside(**values):
            return services.service_set_aside(**{"service": row, "actor": office.officer, "reason": "登错", **values})

        with refused(DomainError, field="reason"):
            aside(reason=" ")
        with refused(NotAllowed):
            aside(actor=make.officer(office.station))
        aside(version=1)
        with refused(TransitionRefused, "不作数"):
            aside()
        assert unserved(pledge.case)
        again = serve(office, pledge, "left")
        assert services_of(pledge.case) == [Service.objects.get(pk=row.pk), again]
        assert not Service.objects.get(pk=row.pk).is_served(DAY)


class TestAddress:
    def test_the_newest_confirmation_is_in_force(self, office, pledge):
        first = stage.address(office, pledge, on=DAY)
        assert (str(first), first.thread) == ("演示路9号（演示代收人）", pledge.thread)
        second = stage.address(office, pledge, on=DAY + timedelta(2), address="新路1号", **stage.CONSENT)
        assert service_address_of(pledge.case) == second
        assert service_address_of(pledge.case, DAY + timedelta(1)) == first
        assert service_address_of(office.draft()) is None

    def test_refusals(self, office, pledge, refused):
        for values, field in (
            ({"address": " "}, "address"),
            ({"recipient": ""}, "recipient"),
            ({"confirmed_by": ""}, "confirmed_by"),
            ({"phone": "1"}, "phone"),
            ({"confirmed_on": DAY + timedelta(1)}, "confirmed_on"),
            ({**stage.CONSENT, "electronic_way": "pigeon"}, "electronic_way"),
            ({**stage.CONSENT, "electronic_address": " "}, "electronic_address"),
            ({"scan": stage.proof(office, office.issued())}, "files"),
        ):
            with refused(DomainError, field=field):
                stage.address(office, pledge, **values)
        row = stage.address(office, pledge, scan=stage.proof(office, pledge), electronic_way="sms")
        assert row.evidence and row.electronic_way == ""
        case = case_services.case_cancel(case=office.draft(), actor=office.officer, reason="误登记")
        with refused(TransitionRefused, "不再登记"):
            stage.address(office, type("P", (), {"case": case})())


class TestReading:
    def test_a_letter_nobody_would_sign_need_not_be_served(self, office, pledge):
        services.pledge_refuse(pledge=pledge, actor=office.officer, on=DAY, reason="不签", witness="演示社区")
        assert unserved(pledge.case) == []
        assert deliveries_of(pledge.case) == []

    def test_an_order_must_reach_the_party_and_a_decision_in_seven_working_days(self, office):
        pledge = office.signed()
        order = stage.order(office, pledge)
        assert [paper.document for paper in unserved(pledge.case)] == [order.document]
        letter, paper = deliveries_of(pledge.case)
        assert (letter.needed, paper.needed, paper.serve_by) == (False, True, None)
        told = serve(office, pledge, document=order.document)
        assert told.paper_name == "责令改正通知书" and Service.objects.first().paper_name.endswith("号")
        services.service_set_aside(service=told, actor=office.officer, reason="登错")
        order.kind = "no_penalty_decision"
        order.save()
        assert deliveries_of(pledge.case)[1].serve_by == date(2026, 6, 10)
        order.kind = "scene_record"
        order.save()
        assert len(deliveries_of(pledge.case)) == 1
        assert paper_of(pledge.case, 0) is None
