"""What makes no password, and how long a former one is remembered."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from xinglongtai.core.accounts import passwords
from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.models import AccountSession, Event, FormerPassword, Parameter, User

pytestmark = pytest.mark.django_db
GOOD = ["Lantian-7-qiaoliang", "Hong_deng92lu", "Shu-yuan-2031-x"]


def refused(password, user=None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1!xyzq", "password_too_short"),
        ("abcdefgh2931", "password_classes"),
        ("Qwer1234!@#$", "password_habit"),
        ("Aa123456@88", "password_habit"),
        ("1qaz@WSX3edc", "password_habit"),
        ("Admin@20262026", "password_habit"),
        ("@dmin-2026-11", "password_habit"),
        ("Scjgj@211103", "password_habit"),
    ],
)
def test_habits_are_refused(password, code):
    assert code in refused(password)


def test_a_persons_name_is_no_password(office):
    officer = office.officer
    officer.name = "欧阳志远"
    officer.save()
    user = User.objects.get(pk=officer.user_id)
    for password in ("Ouyangzhiyuan1!", "Oyzy@20260601", "Ouyang!@#1234", f"{user.username.title()}@2026-11-26"):
        assert "password_habit" in refused(password, user), password
    assert not refused(GOOD[0], user)


def test_the_demo_password_holds():
    assert not refused(DEMO_PASSWORD, User(username="demo_officer"))


def test_the_last_five_are_not_taken_again(office):
    user = office.officer.user
    for number in range(6):
        user.set_password(f"{GOOD[0]}{number}")
        user.save()
    assert "password_used" in refused(f"{GOOD[0]}5", user)
    assert "password_used" in refused(f"{GOOD[0]}1", user)
    assert not refused(f"{GOOD[0]}0", user)
    assert FormerPassword.objects.filter(user=user).count() == 5
    assert GOOD[0] not in "".join(FormerPassword.objects.values_list("encoded", flat=True))


def test_a_given_password_is_changed_before_anything_else(office, client):
    user = office.officer.user
    user.set_password(GOOD[0])
    user.must_change = User.MustChange.GIVEN
    user.save()
    client.post("/login/", {"username": user.username, "password": GOOD[0]})
    page = client.get(reverse("cases:list"))
    assert page.url.startswith(reverse("password_change"))
    assert client.get(reverse("cases:list"), headers={"HX-Request": "1"})["HX-Refresh"] == "true"
    assert client.post(reverse("cases:intake_start"), {}).url.startswith(reverse("password_change"))
    assert "密码是管理员设定的" in client.get(page.url).text
    elsewhere = client.__class__()
    elsewhere.force_login(user)
    form = {"old_password": GOOD[0], "new_password1": GOOD[0], "new_password2": GOOD[0]}
    assert "最近 5 次用过的" in client.post(page.url, form).text
    form |= {"new_password1": GOOD[1], "new_password2": GOOD[1]}
    assert client.post(page.url, form).url == reverse("password_change_done")
    assert client.get(reverse("cases:list")).status_code == 200
    assert "/login/" in elsewhere.get(reverse("cases:list")).url
    assert AccountSession.objects.filter(user=user).count() == 1
    event = Event.objects.get(verb="account_password_own")
    assert GOOD[1] not in str(event.data)


def test_guessing_at_the_old_password_ends_the_login(office, client, settings):
    settings.LOGIN_FAILURES_USER = 2
    client.force_login(office.officer.user)
    form = {"old_password": "falsch", "new_password1": GOOD[0], "new_password2": GOOD[0]}
    assert client.post(reverse("password_change"), form).status_code == 200
    assert client.post(reverse("password_change"), form).url == reverse("login")
    assert "/login/" in client.get(reverse("core:me")).url
    assert "原密码输错太多次" in client.get(reverse("login")).text


def test_age_is_asked_only_where_the_bureau_says_so(office):
    user, now = office.officer.user, timezone.now()
    user.set_password(GOOD[0])
    user.save()
    later = now + timedelta(days=91)
    assert not passwords.is_too_old(user, later)
    Parameter.objects.create(bureau=office.bureau, key="accounts.password_max_days", value="90", source="演发1号")
    assert not passwords.is_too_old(user, now + timedelta(days=89))
    passwords.ask_for_newer(user=user, now=later)
    assert User.objects.get(pk=user.pk).must_change == User.MustChange.OLD
