"""The pages behind the QR code: who learns what, what is kept when something is refused, and how little they weigh."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.services import party_update
from pledges import services
from pledges.models import PartyLink
from pledges.partypage import keys
from pledges.partypage.visit import address_of
from tests import factories as make
from tests.partypage_stage import (
    digits_of,
    later,
    link_of,
    page_url,
    party,
    remote_pledge,
    ticket_of,
)
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed(on=timezone.localdate())
    return office_of_file


@pytest.fixture
def pledge(office):
    return office.pledge


def text(response) -> str:
    return response.content.decode()


class TestAnybody:
    def test_learns_yes_number_and_date_and_nothing_else(self, client, pledge):
        response = client.get(page_url(pledge))
        said = text(response)
        assert response.status_code == 200
        assert "本局确实签发过这份文书：<b>是</b>" in said
        assert pledge.letter.document.number_text in said
        party_row, violation = pledge.case.party, pledge.case.violations.get()
        for secret in (party_row.name, party_row.phone, digits_of(pledge), party_row.address, violation.description):
            assert secret not in said
        assert "期限" not in said

    def test_needs_no_cookie_and_gets_none(self, client, pledge):
        response = client.get(page_url(pledge))
        assert not response.cookies
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "Cookie" not in response.get("Vary", "")

    @pytest.mark.parametrize("secret", ["0" * 22, "x", "承诺", "a" * 3000, "%00"])
    def test_a_secret_nobody_gave_out(self, client, office, secret):
        before = Event.objects.count()
        response = client.get(f"/p/{secret}/")
        assert response.status_code == 404
        assert "未查到" in text(response) and office.bureau.full_name not in text(response)
        assert client.post(f"/p/{secret}/", {"digits": "1234"}).status_code == 404
        assert client.get(f"/p/{secret}/materials/").status_code == 404
        assert client.post(f"/p/{secret}/leave/").status_code == 404
        assert Event.objects.count() == before

    def test_a_number_opens_nothing(self, client, pledge):
        for guess in (pledge.pk, pledge.letter.document.n, pledge.letter.document.number_text):
            assert client.get(f"/p/{guess}/").status_code == 404

    def test_a_void_letter_says_so(self, client, office, day):
        pledge = office.issued(on=day)
        url = page_url(pledge)
        services.letter_void(pledge=pledge, actor=office.officer, on=day, reason="写错")
        said = text(client.get(url))
        assert "已作废" in said and pledge.letter.document.number_text in said and "后四位" not in said
        assert client.post(url, {"digits": digits_of(pledge)}).status_code == 410

    def test_a_revoked_link_still_proves_the_paper(self, client, office, pledge):
        url, visitor = page_url(pledge), party(pledge)
        services.party_link_revoke(link=link_of(pledge), actor=office.officer, reason="遗失")
        for browser in (client, visitor):
            said = text(browser.get(url))
            assert "<b>是</b>" in said and "已停用" in said and "后四位" not in said

    def test_every_scan_is_an_event(self, client, pledge):
        client.get(page_url(pledge))
        client.head(page_url(pledge))
        assert Event.objects.filter(verb="party_check", actor=None, thread=pledge.thread).count() == 1

    def test_other_methods(self, client, pledge):
        response = client.put(page_url(pledge))
        assert response.status_code == 405 and "二维码" in text(response)


class TestGettingIn:
    def test_with_the_digits(self, pledge):
        browser = Client()
        response = browser.post(page_url(pledge), {"digits": digits_of(pledge)})
        cookie = response.cookies[keys.COOKIE]
        assert (response.status_code, response["Location"]) == (303, page_url(pledge))
        assert cookie["httponly"] and cookie["path"] == page_url(pledge) and cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 30 * 60
        said = text(browser.get(page_url(pledge)))
        assert pledge.case.violations.get().description in said and "还有 7 天" in said
        assert Event.objects.filter(verb="party_view", thread=pledge.thread).count() == 1

    def test_wrong_empty_and_locked(self, client, pledge):
        url = page_url(pledge)
        assert client.post(url, {"digits": ""}).status_code == 422
        wrong = str((int(digits_of(pledge)) + 1) % 10_000).zfill(4)
        said = {text(client.post(url, {"digits": wrong})) for _ in range(5)}
        assert len(said) == 1  # no count, no hint
        response = client.post(url, {"digits": digits_of(pledge)})
        assert response.status_code == 429 and "已暂时锁定" in text(response) and not response.cookies

    def test_no_phone_on_record(self, client, office, pledge):
        party_update(party=pledge.case.party, actor=office.officer, data={"phone": ""})
        response = client.post(page_url(pledge), {"digits": "1234"})
        assert response.status_code == 422 and "还没有登记您的联系电话" in text(response)
        assert office.bureau.phone in text(response)

    def test_the_visit_ends_after_half_an_hour_without_a_click(self, pledge):
        browser = party(pledge)
        with later(minutes=29):
            assert "我的承诺" in text(browser.get(page_url(pledge)))
        browser.cookies[keys.COOKIE] = keys.sign_visit(link_of(pledge).pk, "another phone")
        said = text(browser.get(page_url(pledge)))
        assert "再核对一次" in said and "我的承诺" not in said

    def test_a_visit_opens_no_other_letter(self, office, pledge, day):
        other = office.signed(on=day)
        browser = party(pledge)
        cookie = browser.cookies[keys.COOKIE].value
        stranger = Client()
        stranger.cookies[keys.COOKIE] = cookie
        assert "我的承诺" not in text(stranger.get(page_url(other)))

    def test_the_visit_ends_when_the_phone_changes(self, office, pledge):
        browser = party(pledge)
        party_update(party=pledge.case.party, actor=office.officer, data={"phone": "13900009999"})
        assert "我的承诺" not in text(browser.get(page_url(pledge)))

    def test_leaving(self, pledge):
        browser = party(pledge)
        assert browser.post(page_url(pledge, "leave")).status_code == 303
        assert "我的承诺" not in text(browser.get(page_url(pledge)))
        assert Event.objects.filter(verb="party_leave").count() == 1
        assert browser.get(page_url(pledge, "leave")).status_code == 303

    @pytest.mark.parametrize(
        ("meta", "address"),
        [
            ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "203.0.113.9"),
            ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.9"}, "203.0.113.9"),
            ({"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        ],
    )
    def test_which_address_is_counted(self, rf, meta, address):
        assert address_of(rf.get("/p/x/", **meta)) == address


class TestResults:
    def test_recheck_and_outcome_in_plain_words(self, office, day):
        pledge = office.rechecked(on=day).pledges.get()
        said = text(party(pledge).get(page_url(pledge)))
        assert "改好了，复查通过" in said and "处理结果还没有决定" in said and "第四十五条" in said

    def test_after_a_breach(self, office, day):
        pledge = office.rechecked("failed", on=day).pledges.get()
        said = text(party(pledge).get(page_url(pledge)))
        assert "改了，但还不符合要求" in said and "申辩" in said

    def test_the_page_of_an_unsigned_letter(self, office, day):
        assert "等您签署" in text((browser := party(p := office.issued(on=day))).get(page_url(p))) and browser


class TestWeight:
    def test_light_enough_for_a_slow_phone(self, office):
        pledge = remote_pledge(office)
        page = len(party(pledge).get(page_url(pledge)).content)
        files = ("css/tokens.css", "css/partypage.css", "js/partypage.js", "img/mark.svg")
        weight = page + sum((Path(settings.BASE_DIR) / "static" / name).stat().st_size for name in files)
        assert weight <= 60 * 1024

    def test_queries_do_not_grow(self, office):
        pledge = remote_pledge(office)
        browser = party(pledge)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page_url(pledge)).status_code == 200
            assert not [q for q in queries if "session" in q["sql"] or "core_user" in q["sql"]]
            return len(queries)

        def send(n):
            for i in range(n):
                ticket = ticket_of(browser.get(page_url(pledge, "materials")))
                data = {"ticket": ticket, "statement": f"补充{i}", "files": [make.photo(colour=(i, n, 7))]}
                assert browser.post(page_url(pledge, "materials"), data).status_code == 303

        send(1)
        before = asked()
        send(12)
        assert asked() <= before <= 22

    def test_links_are_not_told_apart_by_queries(self, client, pledge):
        PartyLink.objects.get(pledge=pledge)
        with CaptureQueriesContext(connection) as unknown:
            client.get("/p/nobody/")
        assert len(unknown) == 1
