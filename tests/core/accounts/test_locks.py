"""Failed logins: who is locked by what, what everybody is told, what is kept of it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import RequestFactory
from django.utils import timezone

from xinglongtai.core.accounts import keeping, locks
from xinglongtai.core.client_address import client_address
from xinglongtai.core.models import Event, User

pytestmark = pytest.mark.django_db
RIGHT = "Lantian-7-qiaoliang"
WRONG = "Falsch-1-falsch"


@pytest.fixture
def limits(settings):
    settings.LOGIN_FAILURES_USER, settings.LOGIN_FAILURES_ADDRESS = 3, 6
    return settings


@pytest.fixture
def person(office):
    user = office.officer.user
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(client, name, password=WRONG, address="203.0.113.5"):
    return client.post("/login/", {"username": name, "password": password}, REMOTE_ADDR=address)


def entered(answer) -> bool:
    return answer.status_code == 302


def test_an_account_is_locked_from_everywhere_and_another_is_not(limits, office, person, client):
    for number in range(3):
        assert not entered(sign_in(client, person.username, address=f"203.0.113.{number}"))
    assert not entered(sign_in(client, person.username, RIGHT, address="198.51.100.1"))
    other = office.colleague if hasattr(office, "colleague") else office.head
    other.user.set_password(RIGHT)
    other.user.save()
    assert entered(sign_in(client, other.user.username, RIGHT, address="203.0.113.1"))
    assert Event.objects.get(verb="account_locked").data["name"] == person.username


def test_an_address_is_locked_after_many_whoever_is_tried(limits, person, client):
    for number in range(6):
        sign_in(client, f"nobody{number}")
    assert not entered(sign_in(client, person.username, RIGHT))
    assert entered(sign_in(client, person.username, RIGHT, address="198.51.100.1"))
    assert Event.objects.get(verb="address_locked").data["address"] == "203.0.113.5"
    assert [lock.name for lock in locks.locked_addresses(timezone.now())] == ["203.0.113.5"]


def test_one_login_does_not_forgive_the_address(limits, office, person, client):
    for number in range(5):
        sign_in(client, f"nobody{number}")
    assert entered(sign_in(client, person.username, RIGHT))
    client.logout()
    sign_in(client, "nobody9")
    assert not entered(sign_in(client, person.username, RIGHT))


def test_a_lock_ends_by_itself_and_tries_do_not_prolong_it(limits, person, client):
    for _ in range(5):
        sign_in(client, person.username)
    assert not entered(sign_in(client, person.username, RIGHT))
    assert User.objects.get(pk=person.pk).failed_logins == 6
    past = timezone.now() - timedelta(minutes=limits.LOGIN_LOCK_MINUTES, seconds=1)
    assert AccessAttempt.objects.get().failures_since_start == 3
    AccessAttempt.objects.update(attempt_time=past)
    assert entered(sign_in(client, person.username, RIGHT))


def test_everybody_is_told_the_same_after_the_same_work(limits, office, person, client, monkeypatch):
    inactive = office.head.user
    inactive.set_password(RIGHT)
    inactive.is_active = False
    inactive.save()
    locked = office.legal.user
    for _ in range(3):
        sign_in(client, locked.username, address="198.51.100.9")
    worked = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: worked.append(1) or encode(self, *given))
    told = set()
    for name, password in [
        ("gibt-es-nicht", WRONG),
        (person.username, WRONG),
        (inactive.username, RIGHT),
        (locked.username, WRONG),
    ]:
        worked.clear()
        answer = sign_in(client, name, password)
        told.add((answer.status_code, tuple(answer.context["form"].non_field_errors()), len(worked)))
    assert told == {(200, (locks.REFUSED,), 1)}


def test_what_is_no_user_name_is_not_kept_in_clear(person, client, caplog):
    typed = "mein-Passwort-77"
    sign_in(client, typed)
    sign_in(client, person.username)
    names = set(AccessAttempt.objects.values_list("username", flat=True))
    assert person.username in names and len(names) == 2
    kept = str(list(AccessAttempt.objects.values())) + str(list(Event.objects.values("data"))) + caplog.text
    assert typed not in kept and WRONG not in kept
    sign_in(client, typed)
    assert AccessAttempt.objects.exclude(username=person.username).get().failures_since_start == 2


def test_unlocking_needs_the_keeper_and_a_reason(limits, office, person, client, refused):
    for _ in range(3):
        sign_in(client, person.username)
    keeper = office.security.user
    from xinglongtai.core.errors import DomainError, NotAllowed

    with refused(NotAllowed):
        keeping.account_unlock(account=person, by=office.sysadmin.user, reason="忘了密码")
    with refused(DomainError, "原因", field="reason"):
        keeping.account_unlock(account=person, by=keeper, reason=" ")
    assert person.username in locks.locked_accounts(timezone.now())
    keeping.account_unlock(account=person, by=keeper, reason="本人当面核实")
    assert entered(sign_in(client, person.username, RIGHT))
    assert Event.objects.get(verb="account_unlock").data["reason"] == "本人当面核实"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (1, "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        (1, "127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "127.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (0, "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (1, "10.0.0.7", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", "<script>", "127.0.0.1"),
        (1, "", "", ""),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxies(settings, proxies, peer, forwarded, address):
    settings.TRUSTED_PROXIES, settings.PROXY_ADDRESSES = proxies, ["10.0.0.7"]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
