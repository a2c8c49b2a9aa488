"""The ground everything stands on: audit, parameters, roles, units, refusals, notices."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from tests import factories as make
from xinglongtai.core import audit, guard, notices, parameters, roles, units, web
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Bureau, Event, Officer, Parameter, Unit
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db


class TestAudit:
    def test_facts_in_sentence_out(self, office):
        audit.register({"test_verb": "改为{new}，{who}"})
        event = audit.record(
            verb="test_verb",
            actor=office.officer,
            target=office.bureau,
            thread="case:1",
            new=date(2026, 6, 1),
            who=["甲", "乙"],
            nested={"unit": office.station},
        )
        assert event.data == {"new": "2026-06-01", "who": ["甲", "乙"], "nested": {"unit": "演示一所"}}
        assert audit.describe(event) == "改为2026年6月1日，甲、乙"
        assert list(audit.timeline("case:1", 5)) == list(audit.timeline("case:1")) == [event]

    def test_missing_facts_and_unknown_verbs_do_not_break_the_timeline(self, office):
        event = audit.record(verb="never_registered", actor=None, target=office.bureau)
        assert audit.describe(event) == "never_registered"
        audit.register({"test_blank": "说明：{note}"})
        event = audit.record(verb="test_blank", actor=None, target=office.bureau, note=None)
        assert audit.describe(event) == "说明"

    def test_append_only(self, office, refused):
        event = audit.record(verb="x", actor=None, target=office.bureau)
        event.verb = "y"
        for act in (
            event.save,
            event.delete,
            Event.objects.all().delete,
            lambda: Event.objects.update(verb="y"),
        ):
            with refused(TransitionRefused, "只能追加"):
                act()
        assert Event.objects.get(pk=event.pk).verb == "x"

    @pytest.mark.django_db(transaction=True)
    def test_stands_or_falls_with_its_act(self, office, refused):
        with refused(DomainError, "同一事务"):
            audit.record(verb="x", actor=None, target=office.bureau)
        before = Event.objects.count()
        with pytest.raises(RuntimeError), transaction.atomic():
            audit.record(verb="x", actor=None, target=office.bureau)
            raise RuntimeError
        assert Event.objects.count() == before


class TestParameters:
    def test_default_own_value_and_types(self, office):
        assert parameters.value(office.bureau, "pledge.soon_days") == 3
        Parameter.objects.create(bureau=office.bureau, key="pledge.soon_days", value="5")
        assert parameters.value(office.bureau, "pledge.soon_days") == 5
        assert parameters.value(make.Office("other").bureau, "pledge.soon_days") == 3
        Parameter.objects.create(bureau=office.bureau, key="decision.two_steps", value="是")
        assert parameters.value(office.bureau, "decision.two_steps") is True
        assert parameters.value(office.bureau, "numbering.pledge").startswith("{prefix}")

    @pytest.mark.parametrize(
        ("key", "value", "words"),
        [
            ("no.such", "1", "没有名为"),
            ("pledge.soon_days", "三", "须为整数"),
            ("pledge.soon_days", "0", "不能小于"),
            ("pledge.soon_days", "31", "不能大于"),
            ("decision.two_steps", "maybe", "是”或“否"),
        ],
    )
    def test_bad_values_are_refused(self, office, key, value, words):
        row = Parameter(bureau=office.bureau, key=key, value=value)
        with pytest.raises(ValidationError, match=words):
            row.full_clean()

    def test_every_default_fits_its_own_rule_and_names_its_source(self):
        for one in parameters.definitions():
            if one.kind == "int":
                assert one.parse(str(one.default)) == one.default, one.key
            assert one.label and one.source, one.key


class TestRoles:
    def test_seeding_twice_changes_nothing(self, office):
        roles.seed()
        assert roles.seed() == []

    def test_held_roles_are_those_of_an_active_account(self, office):
        assert roles.has(office.legal, Role.LEGAL)
        assert not roles.has(office.legal, Role.OFFICER)
        assert roles.held(None) == frozenset()
        office.legal.user.is_active = False
        assert roles.held(office.legal.user) == frozenset()
        assert not roles.allowed(office.legal, "cases.review_case")
        assert not roles.allowed(None, "cases.review_case")

    def test_the_administrator_reads_no_cases(self):
        assert not [p for p in roles.ROLE_PERMISSIONS[Role.SYSADMIN] if p.startswith(("cases.", "pledges."))]

    def test_legal_staff_do_not_handle_and_supervisors_do_not_edit(self):
        for role in (Role.LEGAL, Role.LEADER, Role.SUPERVISOR):
            assert "cases.handle_case" not in roles.ROLE_PERMISSIONS[role]


class TestUnits:
    def test_paths_follow_a_move(self, office):
        squad = make.unit(office.bureau, "演示小队", parent=office.station)
        assert squad.path == f"{office.bureau.unit.path}{office.station.pk:05d}/{squad.pk:05d}/"
        office.station.parent = office.other_station
        units.place(office.station)
        squad.refresh_from_db()
        assert squad.path.startswith(office.other_station.path)
        assert set(units.subtree(office.other_station)) == {office.other_station, office.station, squad}
        assert squad.bureau == office.bureau

    def test_no_unit_under_itself(self, office):
        squad = make.unit(office.bureau, "演示小队", parent=office.station)
        for parent in (squad, office.station):
            office.station.parent = parent
            with pytest.raises(ValidationError, match="上级单位"):
                units.place(office.station)

    def test_many_roots(self, office):
        other = make.Office("other")
        assert Bureau.objects.count() == Unit.objects.filter(parent=None).count() == 2
        assert other.station.bureau != office.station.bureau
        assert str(Unit(name="全称", short_name="简称")) == "简称"


class TestOfficer:
    @pytest.mark.parametrize(
        ("day", "valid"),
        [
            (date(2020, 1, 1), True),
            (date(2026, 6, 30), True),
            (date(2026, 7, 1), False),
            (date(2019, 12, 31), False),
        ],
    )
    def test_certificate_days_are_inclusive(self, office, day, valid):
        person = make.officer(office.station, to=date(2026, 6, 30))
        assert person.certified_on(day) is valid

    def test_gone_or_never_certified(self, office):
        assert not Officer(name="x", is_active=False).certified_on(date(2026, 6, 1))
        assert not make.officer(office.station, certified=False).certified_on(date(2026, 6, 1))


class TestRefusals:
    def test_on_the_form_at_its_field(self):
        class Form(forms.Form):
            name = forms.CharField(required=False)

        form = Form({"name": "x"})
        web.refuse(form, DomainError("名称不对", field="name"))
        web.refuse(form, DomainError("一\n二", field="elsewhere"))
        web.refuse(form, StaleRow("旧了"))
        assert form.errors["name"] == ["名称不对"]
        assert form.non_field_errors() == ["一", "二", "旧了"]
        assert form.is_stale
        for error in (NotAllowed("x"), NotVisible("x")):
            with pytest.raises(type(error)):
                web.refuse(form, error)

    def test_version(self, refused):
        row = type("Row", (), {"version": 3})()
        guard.require_version(row, 3)
        guard.require_version(row, None)
        with refused(StaleRow, "仍保留"):
            guard.require_version(row, 2)

    def test_require(self, office, refused):
        guard.require(office.leader, "cases.approve_case", "审批")
        with refused(NotAllowed, "您没有审批的权限"):
            guard.require(office.officer, "cases.approve_case", "审批")


def test_a_notice_comes_once(office):
    assert notices.tell(office.officer, key="k", text="长" * 400)
    assert not notices.tell(office.officer, key="k", text="again")
    assert len(office.officer.notices.get().text) == 300
    assert notices.mark_read(office.officer) == 1
    assert notices.mark_read(office.officer) == 0
