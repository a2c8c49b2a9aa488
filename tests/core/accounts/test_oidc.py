"""Login by an identity provider: existing accounts only, every bent token refused, never an error page."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as product
from django.urls import reverse

from tests.core.accounts.provider import CLIENT, SECRET, Provider
from xinglongtai.core.accounts import oidc, provider, second_factor
from xinglongtai.core.models import Event, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    running = Provider()
    yield running
    running.close()


@pytest.fixture
def idp(server, settings):
    server.bend, server.told, server.signs_with = {}, {}, server.key
    given = {
        "OIDC_ISSUER": server.issuer,
        "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{server.issuer}/authorize",
        "OIDC_OP_TOKEN_ENDPOINT": f"{server.issuer}/token",
        "OIDC_OP_JWKS_ENDPOINT": f"{server.issuer}/keys",
        "OIDC_OP_USER_ENDPOINT": f"{server.issuer}/me",
        "OIDC_RP_CLIENT_ID": CLIENT,
        "OIDC_RP_CLIENT_SECRET": SECRET,
    }
    for name, value in provider.from_environment(given).items():
        setattr(settings, name, value)
    settings.OIDC_ENABLED = True
    settings.AUTHENTICATION_BACKENDS = [
        *product.AUTHENTICATION_BACKENDS,
        "xinglongtai.core.accounts.oidc.ProviderBackend",
    ]
    return server


def sign_in(client, idp, wanted="", **person):
    begun = client.get(reverse("oidc_begin"), {"next": wanted} if wanted else {})
    code, state = idp.authorize(begun.url, **person)
    return client.get(reverse("oidc_callback"), {"code": code, "state": state})


def inside(client) -> bool:
    return client.get(reverse("core:me")).status_code == 200


def test_an_account_is_found_by_the_claim_and_comes_to_the_page(office, idp, client):
    user = office.officer.user
    assert sign_in(client, idp, "/cases/", preferred_username=user.username).url == "/cases/"
    assert client.get("/cases/").status_code == 200
    assert Event.objects.get(verb="account_login").data["how"] == "统一身份认证"


def test_a_page_elsewhere_is_not_gone_to(office, idp, client):
    answer = sign_in(client, idp, "https://evil.example/", preferred_username=office.officer.user.username)
    assert answer.url == "/"


def test_no_account_is_made_and_none_that_may_not(office, idp, client):
    count = User.objects.count()
    inactive = office.head.user
    inactive.is_active = False
    inactive.save()
    root = User.objects.create_superuser("root")
    strange = {"preferred_username": [office.officer.user.username]}
    for person in ({"preferred_username": name} for name in ("niemand", inactive.username, root.username)):
        assert sign_in(client, idp, **person).url == "/login/"
    for person in (strange, {}, {"preferred_username": office.officer.user.username.upper()}):
        assert sign_in(client, idp, **person).url == "/login/"
    assert not inside(client)
    assert User.objects.count() == count + 1
    assert oidc.FAILED in client.get("/login/").text


@pytest.mark.parametrize(
    "bend",
    [
        {"aud": "somebody else"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nonce": "of another login"},
        {"nonce": None},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_this_login_is_refused(office, idp, client, bend):
    idp.bend = bend
    assert sign_in(client, idp, preferred_username=office.officer.user.username).url == reverse("login")
    assert not inside(client)


def test_a_token_signed_by_another_is_refused(office, idp, client):
    idp.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert sign_in(client, idp, preferred_username=office.officer.user.username).url == reverse("login")
    assert not inside(client)


def test_a_way_back_without_its_way_out_is_refused(office, idp, client):
    person = {"preferred_username": office.officer.user.username}
    begun = client.get(reverse("oidc_begin"))
    code, state = idp.authorize(begun.url, **person)
    for sent in ({"code": code, "state": "other"}, {"code": "made-up", "state": state}, {"error": "access_denied"}, {}):
        assert client.get(reverse("oidc_callback"), sent).url.startswith("/login/"), sent
    assert not inside(client)
    client.force_login(office.head.user)
    assert client.get(reverse("oidc_callback"), {"error": "access_denied"}).url == "/"
    assert inside(client)


def test_a_provider_that_is_gone_is_said(office, idp, client, settings):
    begun = client.get(reverse("oidc_begin"))
    code, state = idp.authorize(begun.url, preferred_username=office.officer.user.username)
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"
    assert client.get(reverse("oidc_callback"), {"code": code, "state": state}).url == "/login/"


def test_what_the_token_does_not_say_is_asked_of_the_same_person(office, idp, client):
    name = office.officer.user.username
    idp.told = {"sub": "2", "preferred_username": name}
    assert sign_in(client, idp).url == reverse("login")
    idp.told = {"sub": "1", "preferred_username": name}
    assert sign_in(client, idp).url == "/"
    assert inside(client)


def test_an_address_must_be_verified_and_be_one_accounts(office, idp, client, settings):
    settings.OIDC_MATCH = settings.OIDC_CLAIM = "email"
    user = office.officer.user
    assert sign_in(client, idp, email=user.email).url == "/login/"
    assert sign_in(client, idp, email=user.email, email_verified=True).url == "/"
    client.logout()
    User.objects.filter(pk=office.head.user_id).update(email=user.email)
    assert sign_in(client, idp, email=user.email, email_verified=True).url == "/login/"


def test_the_providers_second_factor_counts_only_where_that_is_set(office, idp, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person = {"preferred_username": office.legal.user.username, "amr": ["pwd", "otp"]}
    sign_in(client, idp, **person)
    assert client.get("/cases/").url.startswith(reverse("core:factor"))
    client.logout()
    settings.OIDC_SECOND_FACTOR = ["otp"]
    sign_in(client, idp, **{**person, "amr": ["pwd"]})
    assert client.get("/cases/").url.startswith(reverse("core:factor"))
    client.logout()
    sign_in(client, idp, **person)
    assert client.get("/cases/").status_code == 200
    assert second_factor.required_for(office.legal.user)


def test_passwords_can_be_switched_off_and_without_a_provider_there_is_no_page(office, idp, client, settings):
    user = office.officer.user
    user.set_password("Lantian-7-qiaoliang")
    user.save()
    settings.LOCAL_LOGIN = False
    page = client.get("/login/").text
    assert 'name="password"' not in page and "统一身份认证" in page
    client.post("/login/", {"username": user.username, "password": "Lantian-7-qiaoliang"})
    assert not inside(client)
    settings.OIDC_ENABLED = False
    assert client.get(reverse("oidc_begin")).status_code == 404
    assert client.get(reverse("oidc_callback")).status_code == 404


def test_settings_that_make_no_sense_are_told_at_the_start():
    with pytest.raises(ValueError, match="OIDC_ISSUER"):
        provider.from_environment({})
    whole = dict.fromkeys(provider._NEEDED, "x")
    with pytest.raises(ValueError, match="OIDC_MATCH"):
        provider.from_environment({**whole, "OIDC_MATCH": "pk"})
    with pytest.raises(ValueError, match="public key"):
        provider.from_environment({**whole, "OIDC_RP_SIGN_ALGO": "HS256"})
