"""登记检查: opening, changing, violations, giving up."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import services
from cases.looking import reason
from cases.models import Case, Party, Violation
from cases.status import CaseStatus, PartyKind
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.core.roles import Role
from xinglongtai.oversight.demo.identities import id_number_of, registration_of, uscc_of

pytestmark = pytest.mark.django_db


def new_party(office, **data):
    base = {"kind": PartyKind.INDIVIDUAL, "name": "演示小店"}
    return services.party_create(actor=office.officer, data={**base, **data})


class TestParty:
    def test_numbers_are_cleaned_and_searchable(self, office):
        party = new_party(
            office,
            name="兴隆台区（演示）𠮷祥 小店",
            uscc=uscc_of(901, kind="2").lower(),
            registration_no=registration_of(2),
            id_number=id_number_of(2),
            phone="１９９００００００１２",
        )
        assert party.uscc == uscc_of(901, kind="2")
        assert party.name_key == "兴隆台区演示𠮷祥小店"
        seen = Party.objects.visible_to(office.officer)
        for words in ("𠮷祥小", "演示𠮷", party.uscc[:9], party.registration_no, "19900000012"):
            assert list(seen.matching(words)) == [party]
        assert list(seen.matching("  ")) == [party]
        assert Event.objects.get(verb="party_create").data == {"name": party.name}

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"name": " "}, "name"),
            ({"kind": "alien"}, "kind"),
            ({"uscc": "123"}, "uscc"),
            ({"registration_no": "123"}, "registration_no"),
            ({"id_number": "123"}, "id_number"),
            ({"phone": "123"}, "phone"),
            ({"kind": PartyKind.PERSON, "uscc": uscc_of(902)}, "uscc"),
        ],
    )
    def test_bad_particulars_are_refused_at_their_field(self, office, refused, data, field):
        with refused(DomainError, field=field):
            new_party(office, **data)
        assert not Party.objects.exists()

    def test_the_same_code_twice_points_to_the_first(self, office, refused):
        new_party(office, uscc=uscc_of(903))
        with refused(DomainError, "已经登记过", field="uscc"):
            new_party(office, name="另一家演示店", uscc=uscc_of(903))
        assert Party.objects.count() == 1

    def test_update_names_the_changed_fields_and_refuses_a_stale_form(self, office, refused):
        party = new_party(office)
        services.party_update(party=party, actor=office.officer, data={"phone": "19900000077"}, version=1)
        assert Event.objects.get(verb="party_update").data == {"fields": ["联系电话"]}
        with refused(StaleRow, "已被更新"):
            services.party_update(party=party, actor=office.officer, data={"phone": "19900000078"}, version=1)

    def test_another_bureau_does_not_see_it(self, office, refused):
        other = make.Office("other")
        party = new_party(office)
        with refused(NotVisible):
            services.party_update(party=party, actor=other.officer, data={})
        for outsider in (office.sysadmin, None, make.officer(office.station, role=None)):
            assert not Party.objects.visible_to(outsider).exists()

    def test_leaders_do_not_register_parties(self, office, refused):
        with refused(NotAllowed):
            services.party_create(actor=office.leader, data={"kind": PartyKind.COMPANY, "name": "演示公司"})


class TestOpening:
    def test_defaults_and_clock(self, office):
        case = office.draft()
        assert (case.status, case.discovered_on, case.inspected_on, case.step) == (CaseStatus.DRAFT, DAY, DAY, 2)
        assert case.place == case.party.address
        # fifteen working days from Monday 1 June 2026, without calendar rows counted Monday to Friday
        assert case.clock_due_on == date(2026, 6, 22)
        assert case.thread == f"case:{case.pk}"

    def test_without_data(self, office):
        party = make.party(office.bureau, office.officer)
        case = services.case_open(party=party, actor=office.officer, on=DAY)
        assert case.co_handler is None

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"inspected_on": DAY + timedelta(1)}, "inspected_on"),
            ({"discovered_on": DAY, "inspected_on": DAY - timedelta(1)}, "discovered_on"),
        ],
    )
    def test_dates_in_the_wrong_order(self, office, refused, data, field):
        with refused(DomainError, field=field):
            office.draft(**data)
        assert not Case.objects.exists()

    def test_second_officer(self, office, refused):
        other = make.Office("other")
        expired = make.officer(office.station, to=DAY - timedelta(1))
        for officer, words in (
            (office.officer, "不能是同一人"),
            (expired, "执法证"),
            (make.officer(office.station, certified=False), "执法证"),
            (other.second, "本机关"),
        ):
            with refused(DomainError, words, field="co_handler"):
                office.draft(co_handler=officer)
        last_day = make.officer(office.station, to=DAY)
        assert office.draft(co_handler=last_day).co_handler == last_day

    def test_who_may_open(self, office, refused):
        party = make.party(office.bureau, office.officer)
        for person in (office.legal, office.leader, office.supervisor, office.sysadmin):
            with refused(NotAllowed):
                services.case_open(party=party, actor=person, on=DAY)
        with refused(NotVisible):
            services.case_open(party=party, actor=make.Office("other").officer, on=DAY)


class TestUpdating:
    def test_changed_fields_are_on_record(self, office):
        case = office.draft()
        third = make.officer(office.station)
        services.case_update(
            case=case,
            actor=office.officer,
            on=DAY,
            data={"place": "演示市场3号", "co_handler": third, "facts": {"note": 1}, "step": 3},
            version=case.version,
        )
        case.refresh_from_db()
        assert (case.place, case.co_handler, case.step, case.version) == ("演示市场3号", third, 3, 2)
        fields = Event.objects.get(verb="case_update").data["fields"]
        assert fields == ["检查地点", "协办人", "当事人与案件情况"]

    def test_nothing_changed_leaves_no_event(self, office):
        case = office.draft()
        services.case_update(case=case, actor=office.officer, on=DAY, data={})
        assert not Event.objects.filter(verb="case_update").exists()

    def test_stale_form_names_who_changed_it(self, office, refused):
        case = office.draft()
        services.case_update(case=case, actor=office.second, on=DAY, data={"place": "甲"}, version=1)
        with refused(StaleRow, office.second.name):
            services.case_update(case=case, actor=office.officer, on=DAY, data={"place": "乙"}, version=1)
        case.refresh_from_db()
        assert case.place == "甲"

    def test_only_the_handlers_and_their_head(self, office, refused):
        case = office.draft()
        colleague = make.officer(office.station)
        with refused(NotAllowed, "主办"):
            services.case_update(case=case, actor=colleague, on=DAY, data={})
        with refused(NotVisible):
            services.case_update(case=case, actor=office.stranger, on=DAY, data={})
        with refused(NotAllowed):
            services.case_update(case=case, actor=office.leader, on=DAY, data={})
        services.case_update(case=case, actor=office.head, on=DAY, data={"place": "丙"})

    def test_not_after_registration(self, office, refused):
        case = office.ready()
        with refused(TransitionRefused, "退回修改"):
            services.case_update(case=case, actor=office.officer, on=DAY, data={})


class TestViolations:
    def add(self, office, case, on=DAY, **data):
        base = {"item_version": office.item, "description": "执照没有挂出来"}
        return services.violation_add(case=case, actor=office.officer, on=on, data={**base, **data})

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"description": "  "}, "description"),
            ({"act_on": DAY + timedelta(1)}, "act_on"),
            ({"act_on": DAY, "act_ended_on": DAY - timedelta(1)}, "act_ended_on"),
            ({"item_version": None}, "off_list_reason"),
        ],
    )
    def test_bad_input_at_its_field(self, office, refused, data, field):
        case = office.draft()
        with refused(DomainError, field=field):
            self.add(office, case, **data)
        assert not Violation.objects.exists()

    def test_off_list_needs_its_reason(self, office):
        case = office.draft()
        row = self.add(office, case, item_version=None, off_list_reason="行为轻微，清单未列", off_list_law="某法某条")
        assert row.is_off_list
        assert "清单外" in Event.objects.get(verb="violation_add").data["item"]

    def test_the_same_twice(self, office, refused):
        case = office.draft()
        self.add(office, case)
        with refused(DomainError, "已经记录过"):
            self.add(office, case)
        self.add(office, case, description="另一处没有挂执照")
        assert case.violations.count() == 2

    def test_item_out_of_force_or_of_another_bureau(self, office, refused):
        case = office.draft()
        ended = make.item(office.bureau, "R9", office.legal, effective_to=DAY - timedelta(1))
        with refused(DomainError, "不在施行期内", field="item_version"):
            self.add(office, case, item_version=ended)
        foreign = make.Office("other").item
        with refused(DomainError, "不在本机关清单内", field="item_version"):
            self.add(office, case, item_version=foreign)

    def test_update_makes_the_sheet_old(self, office):
        case = office.assessed()
        violation = case.violations.get()
        services.violation_update(violation=violation, actor=office.officer, on=DAY, data={"description": "改过的说法"})
        violation.refresh_from_db()
        assert violation.description == "改过的说法"
        assert not violation.assessments.filter(is_current=True).exists()

    def test_remove(self, office):
        case = office.assessed()
        services.violation_remove(violation=case.violations.get(), actor=office.officer)
        assert not case.violations.exists()
        assert Event.objects.filter(verb="violation_remove").exists()

    def test_a_reviewed_violation_stays(self, office, refused):
        case = office.assessed(answers={"no_intent": ""})
        services.review_request(case=case, actor=office.officer, note="请审")
        services.review_decide(on=DAY, review=case.reviews.get(), actor=office.legal, decision="return", note="请补充")
        with refused(TransitionRefused, "法制审核记录"):
            services.violation_remove(violation=case.violations.get(), actor=office.officer)


class TestLeaving:
    def test_reopen_and_cancel_want_a_reason(self, office, refused):
        case = office.ready()
        with refused(DomainError, field="reason"):
            services.case_reopen(case=case, actor=office.officer, reason=" ")
        services.case_reopen(case=case, actor=office.officer, reason="地点写错")
        with refused(DomainError, field="reason"):
            services.case_cancel(case=case, actor=office.officer, reason="")
        case = services.case_cancel(case=case, actor=office.officer, reason="重复登记")
        assert (case.status, case.cancel_reason) == (CaseStatus.CANCELLED, "重复登记")
        with refused(TransitionRefused, "已撤销"):
            services.case_reopen(case=case, actor=office.officer, reason="反悔")


class TestHandover:
    def test_the_unit_follows_and_the_new_handler_is_told(self, office):
        case = office.issued().case
        services.case_handover(case=case, actor=office.officer, to=office.stranger, note="住所在二所辖区")
        case.refresh_from_db()
        assert (case.handler, case.unit) == (office.stranger, office.other_station)
        assert office.stranger.notices.get().url == f"/cases/{case.pk}/"
        assert list(Case.objects.visible_to(office.stranger)) == [case]
        assert list(Case.objects.visible_to(office.second)) == [case]
        assert not Case.objects.visible_to(office.officer).exists()

    def test_handing_to_the_second_officer_changes_places(self, office):
        case = office.draft()
        services.case_handover(case=case, actor=office.supervisor, to=office.second, note="改派")
        case.refresh_from_db()
        assert (case.handler, case.co_handler) == (office.second, office.officer)

    def test_refusals(self, office, refused):
        case = office.draft()
        with refused(NotAllowed, "移交"):
            services.case_handover(case=case, actor=office.second, to=office.stranger, note="x")
        with refused(DomainError, "已经是主办人", field="to"):
            services.case_handover(case=case, actor=office.officer, to=office.officer, note="x")
        for target in (make.Office("other").officer, office.leader):
            with refused(DomainError, "只能移交", field="to"):
                services.case_handover(case=case, actor=office.officer, to=target, note="x")
        with refused(DomainError, field="note"):
            services.case_handover(case=case, actor=office.officer, to=office.stranger, note=" ")
        services.case_cancel(case=case, actor=office.officer, reason="误建")
        with refused(TransitionRefused):
            services.case_handover(case=case, actor=office.officer, to=office.stranger, note="x")
        with refused(TransitionRefused):
            services.case_assign_co_handler(case=case, actor=office.officer, to=office.stranger)

    def test_another_second_officer(self, office, refused):
        case = services.case_open(party=make.party(office.bureau, office.officer), actor=office.officer, on=DAY)
        with refused(DomainError, "同一人", field="to"):
            services.case_assign_co_handler(case=case, actor=office.officer, to=office.officer)
        with refused(DomainError, "执法证在", field="to"):
            services.case_assign_co_handler(case=case, actor=office.officer, to=office.leader)
        with refused(DomainError, "不是本机关", field="to"):
            services.case_assign_co_handler(case=case, actor=office.officer, to=make.Office("far").officer)
        services.case_assign_co_handler(case=case, actor=office.officer, to=office.second)
        services.case_assign_co_handler(case=case, actor=office.officer, to=office.stranger)
        old = [e.data["old"] for e in Event.objects.filter(verb="case_co_handler").order_by("pk")]
        assert old == ["（未定）", office.second.name]


def test_a_person_without_unit_role_sees_nothing(office):
    office.draft()
    nobody = make.officer(office.station, role=None)
    gone = make.officer(office.station, Role.OFFICER)
    gone.user.is_active = False
    gone.user.save()
    for person in (nobody, gone, None, office.sysadmin):
        assert not Case.objects.visible_to(person).exists()
    for person in (office.head, office.legal, office.leader, office.supervisor):
        assert Case.objects.visible_to(person).count() == 1


def test_each_look_at_the_numbers_is_an_event(office):
    party = office.draft().party
    why, now = reason("contact"), timezone.now()
    services.identity_viewed(party=party, actor=office.officer, now=now, reason=why)
    assert Event.objects.get(verb="identity_view").thread == f"party:{party.pk}"
    with pytest.raises(NotAllowed):
        services.identity_viewed(party=party, actor=office.supervisor, now=now, reason=why)
    assert Event.objects.filter(verb="identity_view").count() == 1
