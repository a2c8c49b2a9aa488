"""三员分立: who gives what to whom, and that a hand-made POST meets the same guard."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import Office
from xinglongtai.core import diagnosis, roles
from xinglongtai.core.accounts import keeping, people, separation
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow
from xinglongtai.core.models import AccountSession, Event, Notice, User
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db


def names(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def give(by, account, *wanted, seen=None, reason="任职文件 演发1号"):
    return keeping.roles_set(account=account, by=by.user, names=wanted, seen=seen, reason=reason)


@pytest.mark.parametrize(
    ("together", "fits"),
    [
        ((), True),
        (("sysadmin",), True),
        (("security", "auditor"), False),
        (("sysadmin", "security"), False),
        (("auditor", "officer"), False),
        (("sysadmin", "legal"), False),
        (("security", "fremd"), False),
        (("officer", "legal", "unit_head"), True),
    ],
)
def test_a_keeper_is_nothing_else(together, fits):
    assert (separation.conflict(together) == "") is fits


def test_the_security_keeper_gives_and_takes(office, client):
    account = office.officer.user
    client.force_login(account)
    give(office.security, account, "officer", "legal", seen=["officer"])
    assert names(account) == {"officer", "legal"}
    assert User.objects.get(pk=account.pk).is_staff
    assert not AccountSession.objects.filter(user=account).exists()
    assert "/login/" in client.get(reverse("cases:list")).url
    event = Event.objects.get(verb="account_roles")
    assert (event.actor, event.data["old"], event.data["new"]) == (office.security, "执法人员", "执法人员、法制机构")
    assert Notice.objects.filter(officer=office.officer, topic="account").exists()
    give(office.security, account, "officer")
    assert not User.objects.get(pk=account.pk).is_staff


def test_what_is_refused(office, refused):
    account, by = office.officer.user, office.security
    with refused(NotAllowed, "安全管理员"):
        give(office.sysadmin, account, "legal")
    with refused(NotAllowed, "自己"):
        give(by, by.user, "security", "legal")
    with refused(DomainError, "三员分立"):
        give(by, office.auditor.user, "auditor", "sysadmin")
    with refused(DomainError, "不接触案件"):
        give(by, account, "officer", "auditor")
    with refused(DomainError, "没有这样的角色"):
        give(by, account, "officer", "koenig")
    with refused(DomainError, "原因", field="reason"):
        give(by, account, "legal", reason="")
    with refused(StaleRow, "执法人员"):
        give(by, account, "legal", seen=["leader"])
    with refused(NotVisible):
        give(by, Office("far").officer.user, "legal")
    with refused(NotVisible):
        give(by, User.objects.create_superuser("root"), "officer")
    assert names(account) == {"officer"}


def test_a_hand_made_post_meets_the_same_guard(office, client):
    roles.seed()  # accounts with a back-office role are admitted
    page = reverse("core:account", args=[office.officer.user_id])
    sent = {"roles": ["officer", "sysadmin"], "reason": "演示", "seen": "officer"}
    client.force_login(office.sysadmin.user)
    assert client.post(page, sent).status_code == 403
    client.force_login(office.security.user)
    answer = client.post(page, sent)
    assert answer.status_code == 422 and "不接触案件" in answer.text
    assert client.post(page, {**sent, "roles": ["officer", "koenig"]}).status_code == 422
    own = reverse("core:account", args=[office.security.user_id])
    assert client.post(own, {**sent, "roles": ["legal"], "seen": "security"}).status_code == 403
    admin_page = reverse("admin:core_user_change", args=[office.officer.user_id])
    group = Group.objects.get(name="legal").pk
    assert client.post(admin_page, {"username": "u", "groups": [group], "is_active": "on"}).status_code == 403
    assert names(office.officer.user) == {"officer"}
    assert client.post(page, {**sent, "roles": ["officer", "unit_head"]}).status_code == 302
    assert names(office.officer.user) == {"officer", "unit_head"}


def test_pages_of_the_keeper(office, client):
    office.officer.user.groups.add(Group.objects.get(name="auditor"))
    client.force_login(office.security.user)
    shown = client.get(reverse("core:accounts"), {"state": "conflict"})
    assert [line.account.pk for line in shown.context["lines"]] == [office.officer.user_id]
    for state in ("locked", "inactive", "no_roles", "no_factor"):
        assert client.get(reverse("core:accounts"), {"state": state, "role": "legal"}).status_code == 200
    page = client.get(reverse("core:account", args=[office.officer.user_id]))
    assert "违反三员分立" in page.text
    ended = client.post(
        reverse("core:account_sessions_end", args=[office.officer.user_id]), {"reason": ""}, follow=True
    )
    assert "请写明原因" in ended.text
    foreign = Office("far").officer.user_id
    assert client.get(reverse("core:account", args=[foreign])).status_code == 404
    assert client.post(reverse("core:account_unlock", args=[foreign]), {"reason": "演示"}).status_code == 404


def test_switching_an_account_off_ends_its_logins_and_not_ones_own(office, client, refused):
    account = User.objects.get(pk=office.officer.user_id)
    client.force_login(account)
    account.is_active = False
    keeping.account_change(account=account, by=office.sysadmin.user, fields=["is_active"])
    assert "/login/" in client.get(reverse("cases:list")).url
    own = User.objects.get(pk=office.sysadmin.user_id)
    with refused(NotAllowed, "自己"):
        keeping.account_change(account=own, by=own, fields=["is_active"])
    with refused(NotAllowed):
        keeping.account_add(account=User(username="neu"), by=office.security.user)


def test_the_first_keepers_come_from_the_installations_superuser(office, client):
    root = User.objects.create_superuser("root")
    new = User.objects.create_user("anquan")
    keeping.roles_set(account=new, by=root, names=["security"], seen=None, reason="首次设置")
    assert names(new) == {"security"}
    client.force_login(root)
    assert client.get(reverse("core:accounts")).status_code == 200
    assert client.get(reverse("core:account", args=[new.pk])).status_code == 200


def test_accounts_that_break_the_rule_are_named(office):
    assert not people.breaking_separation().exists()
    office.sysadmin.user.groups.add(Group.objects.get(name=Role.SECURITY.value))
    office.auditor.user.groups.add(Group.objects.get(name=Role.OFFICER.value))
    broken = set(people.breaking_separation().values_list("username", flat=True))
    assert broken == {office.sysadmin.user.username, office.auditor.user.username}
    assert len([line for line in roles.seed() if "三员分立" in line]) == 2
    found = dict(diagnosis.examine())["账号和三员分立"]
    assert sum(line.level == diagnosis.Level.FAULT for line in found) == 2


def test_the_console_helps_where_no_keeper_can(office):
    user, told = office.security.user, io.StringIO()
    with pytest.raises(CommandError):
        call_command("account_rescue", user.username, "--switch-off", reason="演示", stdout=told)
    call_command("account_rescue", user.username, "--unlock", "--reset-second-factor", reason="手机丢失", stdout=told)
    assert {e.verb for e in Event.objects.filter(actor=None)} >= {"account_unlock", "factor_reset"}
    root = User.objects.create_superuser("root")
    call_command("account_rescue", "root", "--switch-off", reason="三员已设", stdout=told)
    root.refresh_from_db()
    assert not root.is_active
