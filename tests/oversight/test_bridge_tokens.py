"""Tokens: asked for by an administrator, opened by another person, fetched once, revoked at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.factories import DAY
from tests.rights.bridge import ask, live
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, Notice, Parameter
from xinglongtai.core.roles import Role
from xinglongtai.oversight.bridge import keys, services_tokens
from xinglongtai.oversight.bridge.models import ApiToken
from xinglongtai.oversight.bridge.status import Scope

pytestmark = pytest.mark.django_db


def decide(token, actor, approve=True, **more):
    return services_tokens.token_decide(token=token, actor=actor, on=DAY, approve=approve, **more)


def test_from_the_request_to_the_secret(office):
    token = ask(office, DAY, networks="10.1.2.0/24，10.1.2.9\n2001:db8::1; 10.1.2.9".replace(";", "；"))
    assert (token.state, token.networks) == ("requested", "10.1.2.0/24\n10.1.2.9/32\n2001:db8::1/128")
    assert Notice.objects.get(officer=office.leader).url == f"/oversight/tokens/{token.pk}/"
    with pytest.raises(TransitionRefused, match="待批准"):
        services_tokens.token_fetch(token=token, actor=office.sysadmin, on=DAY)
    token = decide(token, office.leader, note="同意")
    assert (token.state, token.decided_by, token.decided_on) == ("approved", office.leader, DAY)
    assert Notice.objects.filter(officer=office.sysadmin, text__contains="待领取").exists()
    token, secret = services_tokens.token_fetch(token=token, actor=office.sysadmin, on=DAY)
    token.refresh_from_db()
    assert token.works(DAY) and token.works(token.expires_on) and not token.works(token.expires_on + timedelta(1))
    assert len(secret) > 43 and secret.startswith(token.prefix) and len(token.prefix) == 10
    stored = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list()[0])
    assert secret not in stored and keys.hash_of(secret) in stored
    assert not Event.objects.filter(data__icontains=secret).exists()
    with pytest.raises(TransitionRefused, match="只在领取时显示一次"):
        services_tokens.token_fetch(token=token, actor=office.sysadmin, on=DAY)
    assert [event.verb for event in audit.timeline(token.thread)] == ["token_fetch", "token_approve", "token_request"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"scopes": []}, "scopes", "至少选择"),
        ({"scopes": ["identities"]}, "scopes", "至少选择"),
        ({"scopes": ["catalog:read", "identities"]}, "scopes", "随案件或承诺"),
        ({"expires_on": DAY - timedelta(1)}, "expires_on", "有效期"),
        ({"expires_on": DAY + timedelta(366)}, "expires_on", "2027-06-01"),
        ({"networks": "10.1.2.300"}, "networks", "10.1.2.300"),
    ],
)
def test_what_cannot_be_asked_for(office, values, field, words):
    with pytest.raises(DomainError, match=words) as refusal:
        ask(office, DAY, **values)
    assert refusal.value.field == field


def test_who_may_what(office):
    """The public list needs no leader; nobody opens what they asked for; a refusal needs a reason; another bureau sees nothing."""
    public = ask(office, DAY, [Scope.CATALOG])
    assert public.state == "approved" and not Notice.objects.filter(officer=office.leader).exists()
    with pytest.raises(TransitionRefused, match="不需要批准"):
        decide(public, office.leader)
    with pytest.raises(NotAllowed):
        services_tokens.token_request(
            actor=office.leader, on=DAY, scopes=["cases:read"], expires_on=DAY, data={}, networks=""
        )
    token = ask(office, DAY)
    with pytest.raises(NotAllowed):
        decide(token, office.sysadmin)
    with pytest.raises(NotAllowed):
        services_tokens.token_fetch(token=token, actor=office.leader, on=DAY)
    with pytest.raises(NotVisible):
        decide(token, make.Office("far").leader)
    with pytest.raises(StaleRow):
        decide(token, office.leader, version=0)
    with pytest.raises(DomainError, match="理由"):
        decide(token, office.leader, approve=False)
    refused = decide(token, office.leader, approve=False, note="用途不清")
    assert refused.state == "rejected"
    with pytest.raises(TransitionRefused, match="不能领取"):
        services_tokens.token_fetch(token=refused, actor=office.sysadmin, on=DAY)
    with pytest.raises(TransitionRefused, match="不需要停用"):
        services_tokens.token_revoke(token=refused, actor=office.sysadmin, reason="不用了")


def test_one_person_with_both_rights_is_still_two_people(office):
    both = make.officer(office.bureau.unit, Role.LEADER, certified=False)
    both.user.groups.add(office.sysadmin.user.groups.get())
    office.sysadmin = both
    token = ask(office, DAY)
    assert not Notice.objects.filter(officer=both).exists()
    with pytest.raises(NotAllowed, match="自己申请"):
        decide(token, both)
    ApiToken.objects.filter(pk=token.pk).update(state="approved")  # whoever writes past the verbs still gets no secret
    with pytest.raises(TransitionRefused, match="须经局负责人批准"):
        services_tokens.token_fetch(token=token, actor=both, on=DAY)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ApiToken.objects.filter(pk=token.pk).update(decided_by=both)


def test_revoked_by_either_and_never_fetched_late(office):
    for person in (office.sysadmin, office.leader):
        token, _ = live(office, DAY)
        with pytest.raises(DomainError, match="停用原因"):
            services_tokens.token_revoke(token=token, actor=person, reason=" ")
        token = services_tokens.token_revoke(token=token, actor=person, reason="泄露")
        assert (token.state, token.revoked_by, token.works(DAY)) == ("revoked", person, False)
    with pytest.raises(NotAllowed):
        services_tokens.token_revoke(token=token, actor=office.legal, reason="泄露")
    late = decide(ask(office, DAY), office.leader)
    with pytest.raises(TransitionRefused, match="已过有效期"):
        services_tokens.token_fetch(token=late, actor=office.sysadmin, on=late.expires_on + timedelta(1))
    Parameter.objects.create(bureau=office.bureau, key="bridge.token_days", value="10")
    with pytest.raises(DomainError, match="2026-06-11"):
        ask(office, DAY, expires_on=date(2026, 6, 12))


def test_addresses():
    anywhere, some = ApiToken(networks=""), ApiToken(networks="10.1.2.0/24\n2001:db8::/32")
    assert (
        anywhere.admits("")
        and some.admits("10.1.2.7")
        and some.admits("::ffff:10.1.2.7")
        and some.admits("2001:db8::9")
    )
    assert not some.admits("10.1.3.7") and not some.admits("") and not some.admits("::1")


def test_pages(office, client):
    """Ask, approve, fetch, revoke through the pages; the secret stands in one answer only, which nobody keeps."""
    day = timezone.localdate()
    client.force_login(office.sysadmin.user)
    sent = dict.fromkeys(("system", "owner", "contact", "contact_way", "purpose"), "演示")
    wrong = client.post(reverse("oversight:token_new"), {**sent, "scopes": ["identities"], "expires_on": day})
    assert wrong.status_code == 422 and "请至少选择清单、案件、承诺中的一项" in wrong.content.decode()
    made = client.post(reverse("oversight:token_new"), {**sent, "scopes": ["cases:read"], "expires_on": day})
    token = ApiToken.objects.get()
    here = reverse("oversight:token", args=[token.pk])
    assert made["Location"] == here
    fetch = reverse("oversight:token_fetch", args=[token.pk])
    assert client.post(fetch, {"version": token.version})["Location"] == here  # refused: nobody has approved yet
    assert "申请人不能批准自己的申请" in client.get(here).content.decode()
    client.force_login(office.leader.user)
    decide_url = reverse("oversight:token_decide", args=[token.pk])
    assert client.get(decide_url).status_code == 200
    assert client.post(decide_url, {"decision": "reject", "version": 1}).status_code == 422
    assert client.post(decide_url, {"decision": "approve", "version": 1})["Location"] == here
    client.force_login(office.sysadmin.user)
    token.refresh_from_db()
    shown = client.post(fetch, {"version": token.version})
    secret = shown.context["secret"]
    assert secret in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert secret not in client.get(here).content.decode()
    revoke = reverse("oversight:token_revoke", args=[token.pk])
    token.refresh_from_db()
    client.post(revoke, {"version": token.version})
    assert ApiToken.objects.get().state == "live"
    client.post(revoke, {"version": token.version, "reason": "结束"})
    assert ApiToken.objects.get().state == "revoked"
    found = client.get(reverse("oversight:tokens"), {"state": "revoked", "words": "演示"}).content.decode()
    assert "状态：已停用；对接系统：演示" in found and here in found
