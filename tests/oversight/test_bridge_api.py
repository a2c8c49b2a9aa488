"""The read API: who is let in, what is shown, what is masked, and that reading leaves its record."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.services import party_update
from pledges.models import Pledge
from pledges.services import pledge_sign
from tests import factories as make
from tests.rights.bridge import live
from xinglongtai.core import audit
from xinglongtai.core.display import mask_id
from xinglongtai.core.models import Event, Parameter
from xinglongtai.oversight.bridge import changes, services_gate, services_tokens
from xinglongtai.oversight.bridge.models import ApiToken, ApiUsage
from xinglongtai.oversight.bridge.status import Scope
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db
ALL = [Scope.CATALOG, Scope.CASES, Scope.PLEDGES]
PERSON = {"kind": "natural_person", "name": "演示张三", "id_number": id_number_of(1), "operator": "演示张三"}


class Caller:
    """Another system with its token."""

    def __init__(self, office, scopes=ALL, **more):
        self.token, self.secret = live(office, timezone.localdate(), scopes, **more)
        self.client = Client()

    def __call__(self, path, code=200, method="get", **given):
        headers = {"Authorization": f"Bearer {self.secret}"}
        response = getattr(self.client, method)(f"/api/v1/{path}", given or None, headers=headers)
        assert response.status_code == code, response.content.decode()
        assert not response.cookies and "no-store" in response["Cache-Control"]
        if code != 200:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["status"] == code
        return response.json()


@pytest.fixture
def day():
    return timezone.localdate()


def test_cases_and_pledges(office, day):
    """What is shown of a case and its pledge; another bureau's rows do not exist."""
    pledge = office.submitted(on=day)
    foreign = make.Office("far")
    other = foreign.issued(on=day)
    call = Caller(office)
    listed = call("cases")
    assert [row["id"] for row in listed["items"]] == [pledge.case_id] and listed["next_after"] is None
    row = call(f"cases/{pledge.case_id}")
    assert row == listed["items"][0]
    assert (row["status"], row["status_label"], row["pledge_ids"]) == ("pledged", "承诺履行中", [pledge.pk])
    assert row["violations"][0]["item_number"] == "R3" and row["outcome"] is None
    assert row["unit"] == {"id": office.station.pk, "name": "演示一所"}
    told = call(f"pledges/{pledge.pk}")
    assert told == call("pledges")["items"][0]
    assert (told["letter_number"], told["status"], told["overdue"]) == (pledge.letter.number, "submitted", False)
    for path in (f"cases/{other.case_id}", f"pledges/{other.pk}", f"catalog/items/{foreign.item.pk}", "cases/999999"):
        assert "不属于本机关" in call(path, 404)["detail"]
    text = json.dumps([row, told], ensure_ascii=False)
    assert not any(officer.name in text for officer in (office.officer, office.second))
    assert "已悬挂执照" not in text  # the party's statement


def test_personal_data_is_masked_without_the_scope_and_recorded_with_it(office, day):
    party = make.party(office.bureau, office.officer, uscc="", **PERSON)
    case, pledge = office.draft(on=day, party_=party), office.issued(on=day)
    plain, full = Caller(office), Caller(office, [*ALL, Scope.IDENTITIES])
    before = Event.objects.count()
    for answer in (plain(f"cases/{case.pk}"), full("cases")["items"][0]):
        shown = answer["party"]
        assert shown["masked"] and (shown["name"], shown["operator"], shown["address"]) == ("演***", "演***", "")
        assert shown["id_number"] == mask_id(party.id_number) and shown["phone"].startswith("199****")
    shop = plain(f"pledges/{pledge.pk}")["party"]
    assert (shop["name"], shop["operator"]) == (pledge.case.party.name, "演****")
    assert Event.objects.count() == before  # nothing personal was told
    shown = full(f"cases/{case.pk}")["party"]
    assert (shown["name"], shown["id_number"], shown["phone"]) == (party.name, party.id_number, party.phone)
    assert full(f"pledges/{pledge.pk}")["party"]["phone"] == pledge.case.party.phone
    events = list(Event.objects.order_by("pk")[before:])
    assert [(event.verb, event.thread, event.actor) for event in events] == [
        ("token_identities", case.thread, None),
        ("token_identities", pledge.thread, None),
    ]
    assert audit.describe(events[0]).startswith("对接系统“演示”") and party.name not in str(events[0].data)


def test_catalog(office, day):
    draft = make.item(office.bureau, "R9", office.legal, retired=True, effective_to=day - timedelta(1))
    call = Caller(office, [Scope.CATALOG])
    both = call("catalog/items")["items"]
    assert {(row["number"], row["status"]) for row in both} == {("R3", "published"), ("R9", "retired")}
    assert [row["number"] for row in call("catalog/items", status="retired")["items"]] == ["R9"]
    assert [row["number"] for row in call("catalog/items", in_force_on=day.isoformat())["items"]] == ["R3"]
    assert call(f"catalog/items/{draft.pk}")["effective_to"] == (day - timedelta(1)).isoformat()
    assert "清单" not in call("cases", 403)["detail"] and "不能读取案件" in call("cases", 403)["detail"]
    assert call("token")["scopes"] == ["catalog:read"]
    later = (timezone.now() + timedelta(hours=1)).isoformat()
    assert call("catalog/items", changed_since=later)["items"] == []


def test_pages_by_number_and_filters(office, day):
    cases = [office.draft(on=day - timedelta(n)) for n in range(5)]
    call, seen, after = Caller(office), [], 0
    while after is not None:
        page = call("cases", limit=2, after=after)
        seen += [row["id"] for row in page["items"]]
        after = page["next_after"]
    assert seen == [case.pk for case in cases]
    early = call(
        "cases", inspected_from=(day - timedelta(3)).isoformat(), inspected_to=(day - timedelta(2)).isoformat()
    )
    assert {row["id"] for row in early["items"]} == {cases[2].pk, cases[3].pk}
    pledge = office.issued(on=day)
    assert [row["id"] for row in call("cases", status="pledged")["items"]] == [pledge.case_id]
    assert call("pledges", status="signed")["items"] == []
    assert len(call("pledges", status="issued", issued_from=day.isoformat(), issued_to=day.isoformat())["items"]) == 1


def test_changed_since_hears_of_everything_shown_and_not_of_reading(office, day):
    """Rows last changed long ago come back when something shown of them changes; a look with identities is no change."""
    quiet, pledge = office.draft(on=day), office.issued(on=day)
    call = Caller(office, [*ALL, Scope.IDENTITIES])
    moment = timezone.now()
    old = moment - timedelta(days=3)
    Case.objects.filter(pk__in=[quiet.pk, pledge.case_id]).update(updated_at=old)
    call(f"cases/{pledge.case_id}")
    assert call("cases", changed_since=moment.isoformat())["items"] == []
    assert call("pledges", changed_since=moment.isoformat())["items"] == []
    pledge_sign(pledge=pledge, actor=office.officer, on=day, signed_on=day, signatory="演示", delivery="hand")
    assert [row["id"] for row in call("pledges", changed_since=moment.isoformat())["items"]] == [pledge.pk]
    changed = call("cases", changed_since=moment.replace(tzinfo=None).isoformat() + "+00:00")["items"]
    assert [row["id"] for row in changed] == [pledge.case_id]
    assert datetime.fromisoformat(changed[0]["changed_at"]) >= moment
    party_update(party=quiet.party, actor=office.officer, data={"phone": "19900009999"})
    assert {row["id"] for row in call("cases", changed_since=moment.isoformat())["items"]} == {quiet.pk, pledge.case_id}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"limit": "0"}, "limit：不能小于 1"),
        ({"limit": "101"}, "limit：不能大于 100"),
        ({"after": "x"}, "after：须为整数"),
        ({"after": "9" * 400}, "after："),
        ({"status": "open"}, "status：只能是"),
        ({"inspected_from": "2026-13-01"}, "须为日期"),
        ({"changed_since": "2026-99-99"}, "须为时间"),
        ({"changed_since": "-2.2e-16"}, "须写成"),
        ({"changed_since": "0"}, "须写成"),
        ({"inspected_to": "-1"}, "须写成"),
        ({"status": "\x00"}, "status"),
    ],
)
def test_bad_questions(office, query, words):
    call = Caller(office)
    answer = call("cases", 422, **query)
    assert words in answer["detail"] and answer["errors"][0]["field"] == next(iter(query))


def test_a_slip_in_a_parameter_reads_nothing_and_far_days_are_harmless(office, day):
    case, call = office.draft(on=day), Caller(office)
    assert "change_since" in call("cases", 422, change_since="2026-01-01T00:00:00Z")["detail"]
    assert "x" in call(f"cases/{case.pk}", 422, x="1")["detail"]
    assert "只能写一次" in call("cases", 422, limit=["1", "2"])["detail"]
    far = {"inspected_from": "0001-01-01", "inspected_to": "9999-12-31", "changed_since": "0001-01-01T00:00:00+18:36"}
    assert [row["id"] for row in call("cases", **far)["items"]] == [case.pk]
    assert call("cases", changed_since="9999-12-31T23:59:59-14:00")["items"] == []


def test_who_is_turned_away(office, day, client):
    """No token, a made-up one, a session: 401. Revoked and expired: 401 and counted. A wrong address: 403."""
    client.force_login(office.officer.user)
    for headers in (
        {},
        {"Authorization": "Bearer xlt_" + "x" * 43},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer \udcff"},
    ):
        response = client.get("/api/v1/cases", headers=headers)
        assert response.status_code == 401 and response["WWW-Authenticate"].startswith("Bearer")
        assert response["Content-Type"] == "application/problem+json"
    call = Caller(office, networks="10.0.0.0/8")
    assert "网络地址" in call("cases", 403)["detail"]
    ApiToken.objects.filter(pk=call.token.pk).update(networks="127.0.0.1/32")
    call("cases")
    call("cases", 405, method="post")
    ApiToken.objects.filter(pk=call.token.pk).update(expires_on=day - timedelta(1))
    assert "已过有效期" in call("cases", 401)["detail"]
    services_tokens.token_revoke(token=call.token, actor=office.leader, reason="泄露")
    assert "已停用" in call("cases", 401)["detail"]
    used = {(row.endpoint, row.code): row.count for row in ApiUsage.objects.filter(token=call.token)}
    assert used == {("cases", 403): 1, ("cases", 200): 1, ("cases", 401): 2}
    assert client.get("/api/v1/nothing/here").json()["detail"].startswith("没有这个接口")
    assert ApiToken.objects.get(pk=call.token.pk).last_used_at


def test_the_limit_of_a_minute(office):
    Parameter.objects.create(bureau=office.bureau, key="bridge.calls_a_minute", value="3")
    call, at = Caller(office), datetime(2026, 6, 1, 3, 0, 50, tzinfo=UTC)
    token = call.token
    token.expires_on = at.date() + timedelta(1)
    for _ in range(3):
        services_gate.admit(token, scope="", address="", at=at)
    with pytest.raises(services_gate.Refused) as refusal:
        services_gate.admit(token, scope="", address="", at=at)
    assert (refusal.value.code, refusal.value.again) == (429, 10)
    services_gate.admit(token, scope="", address="", at=at + timedelta(seconds=10))
    minute = int(timezone.now().timestamp()) // 60
    ApiToken.objects.filter(pk=token.pk).update(window=minute + 0, window_count=99)
    response = call.client.get("/api/v1/token", headers={"Authorization": f"Bearer {call.secret}"})
    if int(timezone.now().timestamp()) // 60 == minute:  # not when the minute turned just now
        assert response.status_code == 429 and 0 < int(response["Retry-After"]) <= 60


def test_a_minute_and_an_hour_opened_by_another_process(office, monkeypatch):
    """Between «is it this minute's row» and «open the minute» somebody else opened it: both calls count."""
    token, at = Caller(office).token, datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
    minute = int(at.timestamp()) // 60
    rows = type(ApiToken.objects.all())
    plain = rows.update

    def meanwhile(self, **values):
        done = plain(self, **values)
        if "window" not in values and not done:
            plain(ApiToken.objects.filter(pk=token.pk), window=minute, window_count=1)
        return done

    monkeypatch.setattr(rows, "update", meanwhile)
    services_gate.admit(token, scope="", address="", at=at)
    assert ApiToken.objects.get(pk=token.pk).window_count == 2
    monkeypatch.undo()
    plain_usage = type(ApiUsage.objects.all()).update
    first = []

    def usage_meanwhile(self, **values):
        done = plain_usage(self, **values)
        if not done and not first:
            first.append(ApiUsage.objects.create(token=token, hour=at, endpoint="cases", code=200, count=1))
        return done

    monkeypatch.setattr(type(ApiUsage.objects.all()), "update", usage_meanwhile)
    services_gate.usage_count(token, endpoint="cases", code=200, at=at + timedelta(minutes=5))
    assert ApiUsage.objects.get(token=token).count == 2


def test_queries_do_not_grow(office, day, django_assert_num_queries):
    call = Caller(office)
    office.issued(on=day)
    call("cases"), call("pledges")
    for _ in range(2):
        for path, exactly in (("cases", 9), ("pledges", 8)):
            with django_assert_num_queries(exactly):
                call(path)
        office.issued(on=day)


def test_the_description(client):
    """OpenAPI and the readable page stand open, cookie-free and without scripts; every address is in both."""
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.") and len(document["paths"]) == 7
    for methods in document["paths"].values():
        assert list(methods) == ["get"]
        answers = methods["get"]["responses"]
        assert list(answers["401"]["content"]) == ["application/problem+json"]
        assert methods["get"]["security"] == [{"TokenAuth": []}]
    page = client.get("/api/v1/")
    text = page.content.decode()
    assert all(path in text for path in document["paths"]) and "<script" not in text and "style=" not in text
    assert page["Content-Security-Policy"].startswith("default-src 'none'") and not page.cookies


def test_the_words_for_since():
    assert timedelta(hours=1) == changes.LOOK_BACK  # the page tells other systems to overlap by one hour
    assert Pledge._meta.get_field("case").related_model is Case
