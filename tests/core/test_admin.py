"""The system administrator's pages: who gets in, what may be changed, what stays closed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.models import Party
from tests.factories import DAY, Office
from xinglongtai.core import parameters, roles
from xinglongtai.core.models import CalendarDay, Event, NumberSeries, Officer, Parameter, Unit, User
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "Yanshi-wenhao-2026"


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        roles.seed()  # accounts with a back-office role are admitted
    return office_of_file


@pytest.fixture
def sysadmin(office, client):
    client.force_login(User.objects.get(pk=office.sysadmin.user_id))
    return client


def url(name, *args):
    return reverse(f"admin:core_{name}", args=args)


KEEPERS = {
    "unit": {"sysadmin", "security"},
    "bureau": {"sysadmin"},
    "user": {"sysadmin", "security"},
    "officer": {"sysadmin", "security"},
    "parameter": {"sysadmin"},
    "calendarday": {"sysadmin"},
    "numberseries": {"sysadmin"},
    "lostnumber": {"sysadmin"},
    "restoration": {"sysadmin"},
}


@pytest.fixture
def auditor(office, client):
    from django.test import Client

    other = Client()
    other.force_login(User.objects.get(pk=office.auditor.user_id))
    return other


@pytest.mark.parametrize(
    "person", ["officer", "head", "legal", "leader", "supervisor", "sysadmin", "security", "auditor"]
)
def test_only_its_keepers_read_a_table_of_the_system(office, client, person):
    client.force_login(User.objects.get(pk=getattr(office, person).user_id))
    for model, keepers in KEEPERS.items():
        status = 200 if person in keepers else 403
        assert client.get(url(f"{model}_changelist"), follow=True).status_code == status, model


def test_the_index_is_for_the_back_office(office, client):
    for person, status in (("officer", 403), ("head", 403), ("leader", 403), ("supervisor", 403), ("legal", 200)):
        client.force_login(User.objects.get(pk=getattr(office, person).user_id))
        assert client.get(reverse("admin:index"), follow=True).status_code == status, person


def test_an_address_nobody_has_is_not_found(sysadmin):
    for place in ("/admin/nothing/", "/admin/core/nothing/"):
        assert sysadmin.get(place).status_code == 404, place


def test_the_keepers_find_no_case_party_or_pledge(office, sysadmin, auditor):
    office.signed()
    page = sysadmin.get(reverse("admin:index"))
    shown = {model["object_name"] for app in page.context["app_list"] for model in app["models"]}
    assert not shown & {"Case", "Party", "Pledge", "PriorRecord", "Letter", "Item"}
    assert auditor.get(reverse("admin:index")).context["app_list"] == []
    seen = auditor.get(reverse("core:record")).text
    assert "登记检查" in seen and Party.objects.get().name not in seen


def test_missing_calendar_is_said_on_the_first_page(sysadmin, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 11, 23))
    assert "2027年放假安排未录入" in sysadmin.get(reverse("admin:index")).text


def test_units_are_placed_in_the_tree(office, sysadmin):
    data = {"parent": office.station.pk, "name": "第三中队", "short_name": ""}
    assert sysadmin.post(url("unit_add"), data).status_code == 302
    new = Unit.objects.get(name="第三中队")
    assert new.path == f"{office.station.path}{new.pk:05d}/"
    assert new.bureau == office.bureau
    assert Event.objects.get(verb="system_add").data["name"] == "第三中队"
    below = {"parent": new.pk, "name": office.station.name, "short_name": ""}
    assert "它自己或它的下级" in sysadmin.post(url("unit_change", office.station.pk), below).text
    root = {"parent": new.pk, "name": "局", "short_name": ""}
    assert "机关本身是最上级" in sysadmin.post(url("unit_change", office.bureau.unit_id), root).text
    assert "请选择上级单位" in sysadmin.post(url("unit_add"), {"name": "孤零零", "short_name": ""}).text


def test_days_of_the_calendar_leave_events(office, sysadmin):
    """Deadlines hang on them."""
    data = {"day": "2031-10-01", "kind": "holiday", "name": "国庆节"}
    assert sysadmin.post(url("calendarday_add"), data).status_code == 302
    row = CalendarDay.objects.get(day=date(2031, 10, 1))
    sysadmin.post(url("calendarday_change", row.pk), {**data, "name": "国庆"})
    sysadmin.post(url("calendarday_delete", row.pk), {"post": "yes"})
    verbs = Event.objects.filter(target_type="core.calendarday").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["system_add", "system_change", "system_delete"]


def test_who_only_reads_accounts_is_not_led_to_a_password(office, client):
    page = url("user_change", office.officer.user_id)
    for person, led in (("sysadmin", True), ("security", False)):
        client.force_login(User.objects.get(pk=getattr(office, person).user_id))
        text = client.get(page).text
        assert (f"/admin/core/user/{office.officer.user_id}/password/" in text or '"../password/"' in text) is led, (
            person
        )


def test_letterhead_is_edited_new_bureaus_are_not(office, sysadmin):
    data = {
        "full_name": office.bureau.full_name,
        "code": "xlt",
        "region_code": "211103",
        "document_prefix": "盘兴市监",
        "address": "演示路1号",
        "phone": "",
    }
    assert sysadmin.post(url("bureau_change", office.bureau.pk), data).status_code == 302
    office.bureau.refresh_from_db()
    assert office.bureau.document_prefix == "盘兴市监"
    assert sysadmin.get(url("bureau_add")).status_code == 403


def test_the_installations_superuser_adds_a_bureau(office, client):
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    data = {"full_name": "演示县市场监督管理局", "code": "xian", "region_code": "211122", "document_prefix": "演县市监"}
    assert client.post(url("bureau_add"), data).status_code == 302
    root = Unit.objects.get(name="演示县市场监督管理局")
    assert root.bureau.code == "xian"
    assert client.get(url("parameter_changelist")).status_code == 200
    assert Event.objects.get(verb="system_add").actor is None


def group(role):
    from django.contrib.auth.models import Group

    return Group.objects.get(name=role.value).pk


def test_accounts_are_made_without_roles_whatever_is_sent(office, sysadmin):
    data = {
        "username": "newlegal",
        "email": "",
        "groups": [group(Role.LEGAL)],
        "password1": PASSWORD,
        "password2": PASSWORD,
        "is_superuser": "on",
        "is_staff": "on",
    }
    assert sysadmin.post(url("user_add"), data).status_code == 302
    user = User.objects.get(username="newlegal")
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (False, False, True)
    assert user.must_change == User.MustChange.GIVEN
    assert not user.groups.exists()
    assert Event.objects.get(verb="account_add").data["name"] == "newlegal"
    changed = {"username": "newlegal", "email": "a@example.test", "is_active": "on", "groups": [group(Role.OFFICER)]}
    assert sysadmin.post(url("user_change", user.pk), {**changed, "is_superuser": "on"}).status_code == 302
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.email) == (False, False, "a@example.test")
    assert not user.groups.exists()
    assert Event.objects.get(verb="account_edit").data["fields"] == ["电子邮箱"]


def test_passwords_are_set_and_the_setting_is_recorded(office, sysadmin):
    page = reverse("admin:auth_user_password_change", args=[office.officer.user_id])
    data = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert sysadmin.post(page, {**data, "password2": "x"}).status_code == 200
    assert sysadmin.post(page, data).status_code == 302
    assert User.objects.get(pk=office.officer.user_id).check_password(PASSWORD)
    assert PASSWORD not in str(Event.objects.get(verb="account_password").data)
    assert User.objects.get(pk=office.officer.user_id).must_change == User.MustChange.GIVEN
    own = reverse("admin:auth_user_password_change", args=[office.sysadmin.user_id])
    assert sysadmin.post(own, data).url == reverse("password_change")
    assert sysadmin.get(reverse("admin:password_change")).url == reverse("password_change")


def test_nobody_changes_their_own_roles(office, sysadmin):
    me = office.sysadmin.user
    data = {"username": me.username, "email": "", "groups": [group(Role.LEGAL), group(Role.SYSADMIN)]}
    sysadmin.post(url("user_change", me.pk), data)
    assert list(me.groups.values_list("name", flat=True)) == ["sysadmin"]
    assert User.objects.get(pk=me.pk).is_active


def test_superusers_and_other_bureaus_are_out_of_sight(office, sysadmin):
    root = User.objects.create_superuser("root", password=PASSWORD)
    other = Office("other")
    loose = User.objects.create_user("loose", password=PASSWORD)
    seen = {u.pk for u in sysadmin.get(url("user_changelist")).context["cl"].queryset}
    assert loose.pk in seen
    assert not seen & {root.pk, other.officer.user_id}
    assert sysadmin.get(url("user_change", root.pk)).status_code == 302
    assert sysadmin.get(url("officer_change", other.officer.pk)).status_code == 302
    page = sysadmin.get(url("user_changelist"), {"role": "legal"})
    assert [u.pk for u in page.context["cl"].queryset] == [office.legal.user_id, office.legal_2.user_id]


def test_officers_and_their_certificates(office, sysadmin):
    data = {
        "name": "新同志",
        "unit": office.station.pk,
        "user": "",
        "phone": "",
        "certificate_no": "YS999999",
        "certificate_from": "2026-01-01",
        "certificate_to": "2030-01-01",
        "is_active": "on",
    }
    assert sysadmin.post(url("officer_add"), data).status_code == 302
    assert Officer.objects.get(name="新同志").certified_on(DAY)
    twice = sysadmin.post(url("officer_add"), data)
    assert twice.status_code == 200
    assert twice.context["errors"]
    Officer.objects.filter(pk=office.officer.pk).update(certificate_to=date(2020, 6, 1))
    listed = url("officer_changelist")
    for key, person in (("expired", office.officer), ("none", office.legal)):
        rows = sysadmin.get(listed, {"certificate": key}).context["cl"].queryset
        assert person.pk in {row.pk for row in rows}
    assert sysadmin.get(listed, {"certificate": "soon"}).context["cl"].result_count == 0
    assert "已过期" in sysadmin.get(listed).text


def test_parameters_show_label_default_and_source(sysadmin):
    page = sysadmin.get(url("parameter_changelist")).text
    assert "承诺改正默认期限（工作日）" in page
    assert "市场监督管理行政处罚程序规定第十八条" in page
    assert "可设 1 至 60" in sysadmin.get(url("parameter_add"), {"key": "pledge.default_days"}).text


def test_parameters_are_checked_and_their_change_is_recorded(office, sysadmin, auditor):
    add = url("parameter_add")
    good = {"key": "pledge.default_days", "value": "7", "source": "局发〔2026〕1号"}
    assert "须为整数" in sysadmin.post(add, {**good, "value": "七"}).text
    assert "不能大于 60" in sysadmin.post(add, {**good, "value": "61"}).text
    assert "六角括号" in sysadmin.post(add, {**good, "key": "numbering.pledge", "value": "{n}"}).text
    assert sysadmin.post(add, {**good, "key": "made.up"}).status_code == 200
    assert sysadmin.post(add, good).status_code == 302
    assert parameters.value(office.bureau, "pledge.default_days") == 7
    assert "已经设置过" in sysadmin.post(add, good).text
    row = Parameter.objects.get()
    assert sysadmin.post(url("parameter_change", row.pk), {"value": "8", "source": ""}).status_code == 302
    assert sysadmin.post(url("parameter_delete", row.pk), {"post": "yes"}).status_code == 302
    told = [(e.data["old"], e.data["new"]) for e in Event.objects.filter(verb="parameter_change").order_by("pk")]
    assert told == [("5（默认）", "7"), ("7", "8"), ("8", "默认值")]
    assert "修改参数 承诺改正默认期限（工作日）：7 → 8" in auditor.get(reverse("core:record")).text


def test_switches_are_typed_in_words(office, sysadmin):
    switch = {"key": "decision.two_steps", "value": "也许", "source": ""}
    assert "请填“是”或“否”" in sysadmin.post(url("parameter_add"), switch).text
    sysadmin.post(url("parameter_add"), {**switch, "value": "是"})
    assert parameters.value(office.bureau, "decision.two_steps") is True
    with pytest.raises(ValidationError):
        parameters.check_value("made.up", "1")


def test_series_are_read_only(office, sysadmin):
    office.signed()
    series = NumberSeries.objects.get()
    assert "承诺书" in sysadmin.get(url("numberseries_changelist")).text
    assert sysadmin.post(url("numberseries_change", series.pk), {"last": 9}).status_code == 403
    assert sysadmin.get(url("numberseries_add")).status_code == 403
    assert sysadmin.post(url("numberseries_delete", series.pk), {"post": "yes"}).status_code == 403
    for model, row in (("user", office.officer.user), ("officer", office.officer), ("unit", office.station)):
        assert sysadmin.post(url(f"{model}_delete", row.pk), {"post": "yes"}).status_code == 403


def test_seeding_admits_the_back_office_and_says_so(office):
    User.objects.filter(pk=office.legal.user_id).update(is_staff=False)
    assert roles.seed() == ["1 个账号可以进入后台"]
    assert roles.seed() == []
