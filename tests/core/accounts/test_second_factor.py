"""Codes: one step once, sealed secrets, recovery codes, who must have one, what is closed without it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.db import connection
from django.urls import reverse

from xinglongtai.core import keys
from xinglongtai.core.accounts import keeping, recovery, sealing, second_factor
from xinglongtai.core.accounts.second_factor import Said
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import AccountSession, Event, Notice, RecoveryCode, SecondFactor, User

NOW = datetime(2026, 6, 1, 2, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)
RIGHT = "Lantian-7-qiaoliang"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.SECOND_FACTOR_REQUIRED = True


def totp(user) -> pyotp.TOTP:
    row = SecondFactor.objects.get(user=user)
    return pyotp.TOTP(sealing.unseal(row.key_id, row.sealed, of=f"second factor of {user.pk}").decode())


def code(user, at=NOW) -> str:
    return totp(user).at(at)


def set_up(user, at=NOW) -> list[str]:
    second_factor.factor_prepare(user=user, now=at)
    return second_factor.factor_confirm(user=user, typed=code(user, at), now=at)


def check(user, typed, at):
    return second_factor.factor_check(user=user, typed=typed, now=at)


def test_a_step_is_taken_once_and_no_older_one_after_it(office):
    user = office.legal.user
    set_up(user)
    assert check(user, code(user), NOW) is Said.WRONG
    assert check(user, code(user, NOW + STEP), NOW) is Said.RIGHT
    assert check(user, code(user, NOW + STEP), NOW + STEP) is Said.WRONG
    assert check(user, code(user, NOW), NOW + STEP) is Said.WRONG
    assert check(user, code(user, NOW + 5 * STEP), NOW + 3 * STEP) is Said.WRONG
    typed = code(user, NOW + 6 * STEP)
    assert check(user, f" {typed[:3]} {typed[3:]} ", NOW + 6 * STEP) is Said.RIGHT


def test_wrong_codes_make_it_rest_and_that_is_on_record(office):
    user = office.legal.user
    set_up(user)
    later = NOW + 10 * STEP
    said = [check(user, "000000", later) for _ in range(second_factor.MOST_FAILURES)]
    assert said == [Said.WRONG] * 4 + [Said.RESTING]
    assert check(user, code(user, later), later) is Said.RESTING
    after = later + second_factor.REST + STEP
    assert check(user, code(user, after), after) is Said.RIGHT
    assert Event.objects.filter(verb="factor_rest").count() == 1


def test_recovery_codes_are_hashed_and_good_once(office):
    user, codes = office.leader.user, set_up(office.leader.user)
    assert len(set(codes)) == recovery.COUNT
    stored = str(list(RecoveryCode.objects.values()))
    assert not any(recovery.plain(one) in stored for one in codes)
    assert check(office.legal.user, codes[0], NOW) is Said.WRONG
    assert check(user, codes[0].upper().replace("-", " "), NOW) is Said.RIGHT
    assert check(user, codes[0], NOW) is Said.WRONG
    assert recovery.left(user) == recovery.COUNT - 1
    assert Notice.objects.filter(officer=office.leader, topic="account", text__contains="还剩 9 个").exists()
    fresh = second_factor.codes_renew(user=user)
    assert check(user, codes[1], NOW) is Said.WRONG
    assert check(user, fresh[1], NOW) is Said.RIGHT


def test_the_secret_is_sealed_bound_to_its_account_and_sealed_anew_after_a_rotation(office, refused):
    user, other = office.legal.user, office.leader.user
    set_up(user), set_up(other)
    row = SecondFactor.objects.get(user=user)
    assert totp(user).secret not in str(SecondFactor.objects.values())
    assert row.key_id == "k1"
    SecondFactor.objects.filter(user=other).update(sealed=row.sealed)
    with refused(DomainError, "重置"):
        check(other, "123456", NOW + STEP)
    keys.add("accounts")
    assert check(user, code(user, NOW + STEP), NOW + STEP) is Said.RIGHT
    assert SecondFactor.objects.get(user=user).key_id == "k2"
    with refused(TransitionRefused, "不再显示"):
        second_factor.secret_of(SecondFactor.objects.get(user=user))


def test_who_must_have_one(office, settings):
    must = {name for name in vars(office) if name in PEOPLE and second_factor.required_for(getattr(office, name).user)}
    assert must == {"legal", "leader", "supervisor", "sysadmin", "security", "auditor"}
    settings.SECOND_FACTOR_REQUIRED = False
    assert not second_factor.required_for(office.legal.user)


PEOPLE = ("officer", "head", "legal", "leader", "supervisor", "sysadmin", "security", "auditor")


def password(user):
    user.set_password(RIGHT)
    user.save()
    return {"username": user.username, "password": RIGHT}


def test_without_it_pages_and_the_back_office_are_closed(office, client):
    client.post("/login/", password(office.legal.user))
    for wanted in (reverse("cases:list"), reverse("admin:index"), reverse("admin:core_user_changelist")):
        assert client.get(wanted).url.startswith(reverse("core:factor")), wanted
    assert client.post(reverse("cases:intake_start"), {}).url.startswith(reverse("core:factor"))
    assert client.get(reverse("catalog:public"), follow=True).status_code == 200
    assert client.get(reverse("core:factor_qr")).content.startswith(b"<?xml")
    assert totp(office.legal.user).secret[:4] in client.get(reverse("core:factor")).text
    now = datetime.now(UTC)
    assert client.post(reverse("core:factor_confirm"), {"code": "000000"}).status_code == 422
    page = client.post(reverse("core:factor_confirm"), {"code": code(office.legal.user, now)})
    assert len(page.context["codes"]) == recovery.COUNT
    assert client.get(reverse("cases:list")).status_code == 200


def test_a_login_is_whole_only_after_the_code(office, client):
    user = office.officer.user
    codes = set_up(user, datetime.now(UTC) - 9 * STEP)
    client.post("/login/?next=/cases/", {**password(user), "next": "/cases/"})
    page = client.get("/cases/")
    assert page.url == f"{reverse('core:factor_code')}?next=/cases/"
    assert office.officer.name not in client.get(page.url).text
    assert not Event.objects.filter(verb="account_login").exists()
    assert client.get(reverse("password_change")).url.startswith(reverse("core:factor_code"))
    before = client.session.session_key
    assert client.post(page.url, {"code": "12345"}).status_code == 422
    assert client.post(page.url, {"code": codes[3]}).url == "/cases/"
    assert client.get("/cases/").status_code == 200
    assert client.session.session_key != before
    assert AccountSession.objects.get(user=user).session_key == client.session.session_key
    assert Event.objects.get(verb="account_login").actor == office.officer
    away = client.get(f"{reverse('core:factor_code')}?next=https://evil.example/")
    assert away.url == "/"


def test_a_session_from_before_the_demand_is_asked_too(office, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(office.leader.user)
    assert client.get(reverse("cases:list")).status_code == 200
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get(reverse("cases:list")).url.startswith(reverse("core:factor"))


def test_resetting_is_the_keepers_with_a_reason_and_told(office, client, refused):
    user = office.legal.user
    set_up(user)
    client.force_login(user)
    with refused(NotAllowed):
        keeping.factor_reset(account=user, by=office.sysadmin.user, reason="手机丢失")
    with refused(NotAllowed, "自己"):
        keeping.factor_reset(account=office.security.user, by=office.security.user, reason="手机丢失")
    keeping.factor_reset(account=user, by=office.security.user, reason="手机丢失，当面核实")
    assert not SecondFactor.objects.filter(user=user).exists() and not RecoveryCode.objects.filter(user=user).exists()
    assert "/login/" in client.get(reverse("cases:list")).url
    assert Notice.objects.filter(officer=office.legal, topic="account", text__contains="重置").exists()


def test_changing_it_asks_for_a_code(office, client):
    user = office.officer.user
    codes = set_up(user, datetime.now(UTC) - 9 * STEP)
    client.force_login(user)
    client.post(reverse("core:factor_code"), {"code": codes[0]})
    assert client.post(reverse("core:factor_change"), {"code": "x", "act": "drop"}).status_code == 422
    assert SecondFactor.objects.filter(user=user).exists()
    page = client.post(reverse("core:factor_change"), {"code": codes[1], "act": "codes"})
    assert not set(page.context["codes"]) & set(codes)
    client.post(reverse("core:factor_change"), {"code": page.context["codes"][0], "act": "drop"})
    assert not SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()
    assert client.get(reverse("cases:list")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_code_typed_twice_at_the_same_moment_enters_once(office):
    user = office.legal.user
    set_up(user)
    typed, at = code(user, NOW + STEP), NOW + STEP

    def enter(_):
        try:
            return check(User.objects.get(pk=user.pk), typed, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(enter, range(4)))
    assert said.count(Said.RIGHT) == 1
