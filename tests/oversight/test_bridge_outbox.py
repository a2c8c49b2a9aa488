"""Changes told to other systems: which, to whom, how often, where to; what is late is told too, and nothing twice."""

import hashlib
import hmac
import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cases.outcomes import NO_CASE_BASES
from cases.services import disposition_decide, disposition_propose
from pledges import services as pledge_services
from tests import factories as make
from tests.rights.bridge import live
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, Notice, Parameter
from xinglongtai.oversight.bridge import (
    changes,
    keys,
    sending,
    services_hooks,
    services_outbox,
    services_tokens,
    targets,
)
from xinglongtai.oversight.bridge.models import Delivery, Webhook
from xinglongtai.oversight.bridge.status import Change, Scope

pytestmark = pytest.mark.django_db
INSIDE = "https://10.9.8.7/in"


@pytest.fixture
def day():
    return timezone.localdate()


def subscribe(office, day, *, scopes=(Scope.CASES, Scope.PLEDGES), types=None, url=INSIDE) -> Webhook:
    token, _ = live(office, day, scopes)
    types = types or [change.value for change in Change if change.scope in scopes]
    return services_hooks.hook_open(token=token, actor=office.sysadmin, on=day, url=url, types=types)[0]


def queue(hook, at=None) -> list[str]:
    services_outbox.changes_queue(hook=hook, at=at or timezone.now())
    return list(hook.deliveries.order_by("pk").values_list("kind", flat=True))


def test_a_case_told_from_its_registration_to_its_end(office, day):
    earlier = office.draft(on=day)
    hook = subscribe(office, day)
    make.Office("far").issued(on=day)  # another bureau's
    case = office.educated(office.rechecked(on=day), on=day)
    row = disposition_propose(
        case=case, actor=office.officer, on=day, outcome="no_case",
        basis=NO_CASE_BASES["20-1"], reason="已改正到位",
    )  # fmt: skip
    disposition_decide(disposition=row, actor=office.leader, on=day, approve=True)
    assert queue(hook) == [
        "case.registered", "case.assessed", "pledge.issued", "pledge.signed", "pledge.submitted",
        "pledge.fulfilled", "case.corrected", "case.deciding", "case.closed",
    ]  # fmt: skip
    told = hook.deliveries.get(kind="pledge.signed")
    pledge = case.pledges.get()
    assert told.payload == {
        "type": "pledge.signed",
        "occurred_at": told.event.at.isoformat(),
        "bureau": "xlt",
        "case": {"id": case.pk, "status": "closed"},
        "pledges": [{"id": pledge.pk, "status": "fulfilled"}],
    }
    assert all(row.payload["case"]["id"] != earlier.pk for row in hook.deliveries.all())
    assert len(queue(hook)) == 9 and len(queue(hook, timezone.now() + timedelta(days=2))) == 9


@pytest.mark.parametrize(
    ("result", "expected"),
    [("overdue", "pledge.breached"), ("partly", "pledge.resumed"), ("unverifiable", None)],
)
def test_what_a_recheck_means(office, day, result, expected):
    hook = subscribe(office, day, types=["pledge.breached", "pledge.resumed", "pledge.fulfilled"])
    pledge = office.submitted(on=day - timedelta(3), due_on=day + timedelta(2 if result == "partly" else -2))
    pledge_services.recheck_record(
        pledge=pledge, actor=office.officer, co_officer=office.second, on=day, checked_on=day, result=result, note="看"
    )
    assert queue(hook) == ([expected] if expected else [])


def test_outcomes_have_their_own_words():
    assert changes._of_disposition("escalate") == Change.CASE_FILED
    assert changes._of_disposition("refer_police") == Change.CASE_REFERRED
    assert changes._of_disposition("no_penalty") == Change.CASE_CLOSED
    assert changes.case_id(Event(thread="case:x")) is None and changes.case_id(Event(thread="party:3")) is None


def test_an_act_that_appears_late_with_a_smaller_number_is_told(office, day):
    """On PostgreSQL a long transaction's act becomes visible after later ones were told: the floor waits for it."""
    case = office.draft(on=day)
    hook = subscribe(office, day)
    free = Event.objects.order_by("-pk").first().pk + 1
    late = {"verb": "case_reopen", "target_type": "cases.case", "target_id": str(case.pk), "thread": case.thread}
    Event(pk=free + 1, **{**late, "verb": "case_cancel"}).save(force_insert=True)
    now = timezone.now()
    assert queue(hook, now) == ["case.cancelled"]
    Event(pk=free, **late).save(force_insert=True)
    assert queue(hook, now + timedelta(minutes=59)) == ["case.cancelled", "case.reopened"]
    hook.refresh_from_db()
    assert hook.floor < free
    assert len(queue(hook, now + timedelta(hours=2))) == 2
    hook.refresh_from_db()
    assert hook.floor == free + 1


def test_a_great_many_are_queued_in_portions(office, day, monkeypatch):
    hook = subscribe(office, day, types=["case.registered"])
    for _ in range(3):
        office.draft(on=day)
    monkeypatch.setattr(services_outbox, "BATCH", 2)
    later = timezone.now() + timedelta(hours=2)
    assert len(queue(hook, later)) == 2 and len(queue(hook, later)) == 3 and len(queue(hook, later)) == 3


def test_who_may_subscribe_to_what(office, day):
    token, _ = live(office, day, [Scope.CASES])
    known = {"token": token, "actor": office.sysadmin, "on": day, "url": INSIDE}
    with pytest.raises(DomainError, match="签发承诺书"):
        services_hooks.hook_open(**known, types=["case.closed", "pledge.issued"])
    with pytest.raises(DomainError, match="至少选择"):
        services_hooks.hook_open(**known, types=["nonsense"])
    with pytest.raises(NotAllowed):
        services_hooks.hook_open(**{**known, "actor": office.leader}, types=["case.closed"])
    with pytest.raises(NotVisible):
        services_hooks.hook_open(**{**known, "actor": make.Office("far").sysadmin}, types=["case.closed"])
    hook, key = services_hooks.hook_open(**known, types=["case.closed"])
    assert key == keys.signing_key(hook.salt) and key not in str(Webhook.objects.values_list()[0])
    with pytest.raises(DomainError, match="同一地址"):
        services_hooks.hook_open(**known, types=["case.closed"])
    services_tokens.token_revoke(token=token, actor=office.leader, reason="泄露")
    with pytest.raises(TransitionRefused, match="使用中"):
        services_hooks.hook_open(**{**known, "url": INSIDE + "2"}, types=["case.closed"])
    assert not services_outbox.live_hooks(timezone.now())


def test_pause_key_end(office, day):
    hook = subscribe(office, day, types=["case.registered"])
    known = {"hook": hook, "actor": office.sysadmin}
    with pytest.raises(TransitionRefused, match="推送中"):
        services_hooks.hook_switch(**known, active=True)
    services_hooks.hook_switch(**known, active=False)
    office.draft(on=day)
    assert not services_outbox.live_hooks(timezone.now())
    services_hooks.hook_switch(**known, active=True)
    assert queue(hook) == ["case.registered"]  # what happened meanwhile
    with pytest.raises(StaleRow):
        services_hooks.hook_renew_key(**known, version=1)
    again, key = services_hooks.hook_renew_key(**known)
    assert key != keys.signing_key(hook.salt) and key == keys.signing_key(again.salt)
    with pytest.raises(DomainError, match="停用原因"):
        services_hooks.hook_end(**known, reason="")
    services_hooks.hook_end(**known, reason="下线")
    with pytest.raises(TransitionRefused, match="已停用"):
        services_hooks.hook_end(**known, reason="下线")
    with pytest.raises(TransitionRefused, match="已停用"):
        services_hooks.delivery_again(delivery=hook.deliveries.get(), actor=office.sysadmin, at=timezone.now())
    assert not services_outbox.due(timezone.now()).exists()


def test_given_up_told_once_and_sent_again(office, day):
    Parameter.objects.create(bureau=office.bureau, key="bridge.delivery_tries", value="2")
    hook = subscribe(office, day, types=["case.registered"])
    office.draft(on=day), office.draft(on=day)
    queue(hook)
    at = timezone.now()
    first, second = hook.deliveries.order_by("pk")
    with pytest.raises(TransitionRefused, match="不需要重投"):
        services_hooks.delivery_again(delivery=first, actor=office.sysadmin, at=at)
    for row in (first, second):
        assert services_outbox.delivery_claim(delivery=row, at=at)
        stale = Delivery.objects.get(pk=row.pk)
        assert not services_outbox.delivery_claim(delivery=stale, at=at)  # another run, while this one sends
        kept = services_outbox.delivery_settle(delivery=row, at=at, answered=500)
        assert (kept.state, kept.trouble, kept.next_at) == ("waiting", "对方应答 500", at + timedelta(minutes=1))
        assert not services_outbox.due(at).filter(pk=row.pk).exists()
        at += timedelta(minutes=1)
        assert services_outbox.due(at).filter(pk=row.pk).exists()
        assert services_outbox.delivery_claim(delivery=row, at=at)
        kept = services_outbox.delivery_settle(delivery=row, at=at, answered=None, trouble="没有连上")
        assert (kept.state, kept.attempts) == ("dead", 2)
        assert not services_outbox.delivery_claim(delivery=kept, at=at)
    notice = Notice.objects.get(officer=office.sysadmin, key__startswith="hook:")
    assert "已放弃：没有连上" in notice.text and notice.url == "/oversight/deliveries/?state=dead"
    with pytest.raises(NotAllowed):
        services_hooks.delivery_again(delivery=first, actor=office.leader, at=at)
    again = services_hooks.delivery_again(delivery=first, actor=office.sysadmin, at=at)
    assert (again.state, again.attempts, again.key) == ("waiting", 0, first.key)
    crashed = Delivery.objects.get(pk=first.pk)
    assert services_outbox.delivery_claim(delivery=crashed, at=at)  # … and the run dies here
    assert not services_outbox.due(at + timedelta(minutes=4)).exists()
    assert services_outbox.due(at + timedelta(minutes=6)).get() == first
    assert services_outbox.wait_after(1) == timedelta(minutes=1) and services_outbox.wait_after(40) == timedelta(
        hours=6
    )


class Receiver(BaseHTTPRequestHandler):
    """The other system: keeps what it gets, answers as told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PLAIN_HTTP = settings.WEBHOOK_LOOPBACK = True
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_sent_signed_and_repeated(office, day, receiver, settings):
    """The receiver can check every delivery; a redirect is not followed and counts as not delivered; the second try is the same."""
    url = f"http://127.0.0.1:{receiver.server_port}/in?a=1"
    hook = subscribe(office, day, types=["case.registered"], url=url)
    case = office.draft(on=day)
    receiver.answers = [302]
    out = StringIO()
    call_command("send_webhooks", "--dry-run", stdout=out)
    assert "将排队 1 条" in out.getvalue() and not receiver.got and not hook.deliveries.exists()
    now = timezone.now()
    done = sending.run(lambda: now)
    assert (done.queued, done.sent, done.failed) == (1, 0, 1)
    done = sending.run(lambda: now + timedelta(minutes=2))
    assert (done.queued, done.sent, done.failed) == (0, 1, 0)
    sending.run(lambda: now + timedelta(minutes=5))
    assert len(receiver.got) == 2
    (headers, body), (_, again) = receiver.got
    assert body == again
    signed = f"{headers['X-Timestamp']}.".encode() + body
    key = keys.signing_key(hook.salt).encode()
    assert headers["X-Signature"] == "sha256=" + hmac.new(key, signed, hashlib.sha256).hexdigest()
    assert json.loads(body)["case"] == {"id": case.pk, "status": "draft"}
    assert json.loads(body)["delivery"] == headers["X-Delivery"] == str(hook.deliveries.get().key)
    assert case.party.name not in body.decode()
    office.draft(on=day)
    settings.WEBHOOK_LOOPBACK = False  # the address is judged anew at every try
    assert sending.run(lambda: now + timedelta(minutes=6)).failed == 1
    assert "不能指向本机" in hook.deliveries.first().trouble
    settings.WEBHOOK_LOOPBACK = True
    receiver.shutdown(), receiver.server_close()
    later = now + timedelta(hours=1)
    call = sending.run(lambda: later)
    assert call.failed == 1 and "没有连上" in hook.deliveries.first().trouble


def test_a_run_leaves_what_another_took(office, day, monkeypatch):
    hook = subscribe(office, day, types=["case.registered"])
    office.draft(on=day)
    monkeypatch.setattr(services_outbox, "delivery_claim", lambda **_: False)
    call_command("send_webhooks", stdout=(out := StringIO()))
    assert "新排队 1 条，送达 0 条" in out.getvalue() and hook.deliveries.get().attempts == 0


def test_no_answer_in_time(monkeypatch):
    mine, theirs = socket.socketpair()
    monkeypatch.setattr(targets, "_connected", lambda target: mine)
    monkeypatch.setattr(targets, "WHOLE", 0.05)
    target = targets.Target(False, "slow.example", 80, "/", ("10.0.0.1",))
    with pytest.raises(Exception) as trouble:
        targets.post(target, b"{}", {})
    assert isinstance(trouble.value, (OSError, targets.http.client.HTTPException))
    theirs.close()
    monkeypatch.setattr(targets, "post", lambda *_: (_ for _ in ()).throw(TimeoutError()))
    hook = Webhook(url=INSIDE, salt="a")
    assert sending.send(Delivery(hook=hook, kind="case.closed", payload={}), timezone.now()) == (
        None,
        "对方没有在时限内应答",
    )


@pytest.mark.parametrize(
    ("url", "resolved", "words"),
    [
        ("ftp://10.0.0.1/", None, "https://"),
        ("https:///x", None, "https://"),
        ("https://10.0.0.1:99999/", None, "写法不对"),
        ("https://a:b@10.0.0.1/", None, "账号"),
        ("http://10.0.0.1/", None, "须用 https"),
        ("https://127.0.0.1/", None, "本机"),
        ("https://[::1]/", None, "本机"),
        ("https://[::ffff:127.0.0.1]/", None, "本机"),
        ("https://169.254.169.254/latest", None, "链路本地"),
        ("https://0.0.0.0/", None, "保留地址"),
        ("https://224.0.0.1/", None, "组播"),
        ("https://[64:ff9b::7f00:1]/", None, "隧道"),
        ("https://2130706433/", "127.0.0.1", "本机"),
        ("https://inner.example/", "127.0.0.1", "本机"),
        ("https://two.example/", "10.0.0.1 169.254.1.1", "链路本地"),
        ("https://gone.example/", "", "找不到"),
    ],
)
def test_where_nothing_may_be_sent(monkeypatch, url, resolved, words):
    if resolved is not None:

        def lookup(host, port, **_):
            if not resolved:
                raise socket.gaierror()
            return [(0, 0, 0, "", (text, port)) for text in resolved.split()]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(targets.Forbidden, match=words):
        targets.check(url)


def test_where_it_may(monkeypatch, settings):
    found = targets.check("https://10.1.2.3:8443/a?b=c")
    assert (found.addresses, found.port, found.path, found.secure) == (("10.1.2.3",), 8443, "/a?b=c", True)
    settings.WEBHOOK_PLAIN_HTTP = True
    assert targets.check("http://10.1.2.3").port == 80
    with pytest.raises(targets.Forbidden, match="公网"):
        targets.check("http://8.8.8.8/")


def test_pages(office, day, client):
    token, _ = live(office, day)
    client.force_login(office.sysadmin.user)
    new = reverse("oversight:hook_new", args=[token.pk])
    assert client.post(new, {"url": "https://127.0.0.1/", "types": ["case.registered"]}).status_code == 422
    shown = client.post(new, {"url": INSIDE, "types": ["case.registered"]})
    hook = Webhook.objects.get()
    assert keys.signing_key(hook.salt) in shown.content.decode() and "no-store" in shown["Cache-Control"]
    here, act = reverse("oversight:hook", args=[hook.pk]), reverse("oversight:hook_act", args=[hook.pk])
    assert keys.signing_key(hook.salt) not in client.get(here).content.decode()
    client.post(act, {"act": "pause", "version": 1})
    client.post(act, {"act": "resume", "version": 1})  # stale: refused
    assert Webhook.objects.get().state == "paused"
    client.post(act, {"act": "resume", "version": 2})
    assert client.post(act, {"act": "key", "version": 3}).context["key"] == keys.signing_key(Webhook.objects.get().salt)
    office.draft(on=day)
    queue(hook)
    hook.deliveries.update(state="dead", attempts=3)
    row = hook.deliveries.get()
    listed = client.get(reverse("oversight:deliveries"), {"state": "dead", "hook": hook.pk, "kind": "case.registered"})
    assert "登记检查" in listed.content.decode() and "状态：已放弃" in listed.content.decode()
    again = reverse("oversight:delivery_again", args=[row.pk])
    client.post(again), client.post(again)
    assert hook.deliveries.get().state == "waiting"
    client.post(act, {"version": 4, "reason": "下线"})
    assert Webhook.objects.get().state == "ended"
    assert Event.objects.filter(thread=token.thread, verb="hook_end").exists()
