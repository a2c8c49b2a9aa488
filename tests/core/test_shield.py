"""Headers of answers, requests refused before a view, redirects that stay here, and the checks of a configuration."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from pledges.partypage import keys
from xinglongtai.core.shield import checks, pages
from xinglongtai.core.shield.answers import AnswerHeaders
from xinglongtai.core.shield.policies import DATA, FIELD, OFFICE, PARTY, PUBLIC, csp
from xinglongtai.core.shield.requests import SoundRequests

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "https:evil.example",
    "http://testserver@evil.example/",
)


def stamped(response, **headers):
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return AnswerHeaders(lambda request: response)(RequestFactory().get("/"))


class TestAnswers:
    @pytest.mark.parametrize("policy", [OFFICE, PUBLIC, FIELD, PARTY, DATA])
    def test_no_policy_of_a_page_allows_anything_inline_or_from_elsewhere(self, policy):
        text = csp(policy)
        assert text.startswith("default-src 'none'") and "unsafe" not in text and "*" not in text and "http" not in text
        assert "base-uri 'none'" in text and "object-src 'none'" in text and "frame-ancestors 'none'" in text

    def test_public_pages_have_no_script_and_no_connection(self):
        assert "script-src" not in csp(PUBLIC) and "connect-src" not in csp(PUBLIC) and "frame-src" not in csp(PUBLIC)

    def test_a_page_is_kept_by_nobody_unless_its_view_says_so(self):
        assert stamped(HttpResponse("x"))["Cache-Control"] == "private, no-store"
        assert stamped(HttpResponse("x"), Cache_Control="public, max-age=300")["Cache-Control"] == "public, max-age=300"

    @pytest.mark.parametrize("kind", ["image/svg+xml", "text/csv", "application/json", "text/plain; charset=utf-8"])
    def test_what_is_no_page_is_locked_up(self, kind):
        assert "sandbox" in stamped(HttpResponse("x", content_type=kind))["Content-Security-Policy"]

    def test_a_preview_may_be_framed_by_us_alone(self):
        paper = HttpResponse("x", content_type="application/pdf")
        assert "frame-ancestors 'self'" in stamped(paper, X_Frame_Options="SAMEORIGIN")["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in stamped(HttpResponse("x"))["Content-Security-Policy"]

    def test_a_view_with_a_policy_of_its_own_keeps_it(self):
        assert stamped(HttpResponse("x"), Content_Security_Policy="sandbox")["Content-Security-Policy"] == "sandbox"

    def test_every_kind_of_page_has_its_policy(self, office, client):
        client.force_login(office.officer.user)
        page = client.get(reverse("pledges:desk"))
        assert page["Content-Security-Policy"] == csp(OFFICE) and "no-store" in page["Cache-Control"]
        assert "camera=()" in page["Permissions-Policy"] and "geolocation=()" in page["Permissions-Policy"]
        assert page["Cross-Origin-Opener-Policy"] == page["Referrer-Policy"] == "same-origin"
        assert client.get(reverse("catalog:public"), follow=True)["Content-Security-Policy"] == csp(PUBLIC)
        assert client.get(reverse("cases:field"))["Content-Security-Policy"] == csp(FIELD)
        party = client.get(reverse("pledges:party_page", args=["A" * 22]))
        assert party["Content-Security-Policy"] == csp(PARTY) and "geolocation=(self)" in party["Permissions-Policy"]

    def test_the_login_page_says_nothing_to_caches(self, client, db):
        assert "no-store" in client.get(reverse("login"))["Cache-Control"]


class TestRequests:
    def test_an_unknown_host_gets_plain_words(self, client, caplog):
        answer = client.get("/", headers={"host": "evil.example"})
        assert answer.status_code == 400 and "正式地址" in answer.text and "evil.example" not in answer.text
        assert "no-store" in answer["Cache-Control"] and "Traceback" not in caplog.text

    def test_a_body_beyond_every_form_is_refused_unread(self, settings):
        settings.REQUEST_MAX_SIZE = 10
        request = RequestFactory().post("/", b"x" * 11, content_type="text/plain")
        answer = SoundRequests(lambda request: HttpResponse("read"))(request)
        assert answer.status_code == 413 and "分几次上传" in answer.content.decode() and answer["Connection"] == "close"
        assert request._stream.read() == b"x" * 11

    @pytest.mark.parametrize("given", [{"a": "x" * 200}, {"a": ["1"] * 20}])
    def test_too_much_typed_or_too_many_fields_is_413(self, settings, client, office, given):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100, 10
        client.force_login(office.officer.user)
        answer = client.post(reverse("pledges:desk"), given)
        assert answer.status_code == 413 and "一次提交的内容太大" in answer.text and not answer.cookies

    def test_a_body_that_is_no_form_is_400(self, client, office):
        client.force_login(office.officer.user)
        answer = client.post(reverse("pledges:desk"), b"--x", content_type="multipart/form-data; boundary=")
        assert answer.status_code == 400 and "无法识别" in answer.text

    def test_json_nested_beyond_reason_is_an_answer(self, client, office):
        client.force_login(office.officer.user)
        deep = "[" * 200_000 + "]" * 200_000
        answer = client.post(reverse("cases:field_entries"), deep, content_type="application/json")
        assert answer.status_code == 422 and json.loads(answer.content)["errors"]

    def test_the_page_needs_no_context(self):
        page = render_to_string("refused_request.html")
        assert "接下来可以" in page and "<h1>" in page and "style=" not in page
        assert pages.bad_request(None).status_code == 400


class TestRedirects:
    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_the_login_leads_to_pages_of_ours_only(self, office, client, wanted):
        user = office.officer.user
        user.set_password("Zheli-shi-mima-1")
        user.save()
        given = {"username": user.username, "password": "Zheli-shi-mima-1", "next": wanted}
        answer = client.post(reverse("login"), given)
        assert answer.status_code == 302 and "evil" not in answer["Location"] and "script" not in answer["Location"]

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_so_do_the_logout_and_the_door_of_the_back_office(self, office, client, wanted):
        client.force_login(office.officer.user)
        assert "evil" not in client.post(reverse("logout"), {"next": wanted})["Location"]
        door = client.get("/admin/login/", {"next": wanted})
        assert door["Location"].startswith("/login/?next=")

    @pytest.mark.parametrize("wanted", ELSEWHERE)
    def test_so_does_the_page_one_came_from(self, office, client, wanted):
        answer = client.post(reverse("pledges:desk"), headers={"Referer": wanted})
        assert answer["Location"].startswith("/login/?next=%2F") or answer["Location"] == "/login/?next=/"
        assert "evil" not in answer["Location"]

    def test_a_path_of_two_slashes_is_no_way_out(self, client, db):
        """«//host/» in the Referer's path would be an address elsewhere if a browser were sent there."""
        answer = client.post(reverse("pledges:desk"), headers={"Referer": "http://testserver//evil.example/"})
        final = client.get(answer["Location"])
        assert final.status_code == 200 and final.request["PATH_INFO"] == "/login/"


class TestChecks:
    @pytest.mark.parametrize(
        ("debug", "demo", "hosts", "count"),
        [
            (True, True, ["127.0.0.1", "localhost"], 0),
            (True, False, ["127.0.0.1"], 1),
            (True, True, ["127.0.0.1", "pledge.example"], 1),
            (True, False, ["*"], 2),
            (False, False, ["pledge.example"], 0),
        ],
    )
    def test_debug_is_for_demonstrations_on_this_machine(self, settings, debug, demo, hosts, count):
        settings.DEBUG, settings.DEMO_MODE, settings.ALLOWED_HOSTS = debug, demo, hosts
        assert [found.id for found in checks.no_debug_leak(None)] == ["xinglongtai.E001"] * count
        if count:
            with pytest.raises(ImproperlyConfigured, match="DEBUG=1"):
                checks.refuse_debug()
        else:
            checks.refuse_debug()

    def test_middlewares_in_another_order_are_noticed(self, settings):
        assert checks.policies_are_sent(None) == []
        settings.MIDDLEWARE = settings.MIDDLEWARE[2:] + settings.MIDDLEWARE[:2]
        assert [found.id for found in checks.policies_are_sent(None)] == ["xinglongtai.E002"]

    def test_secrets(self, settings):
        good = [chr(97 + n) + "abcdefgh" * 8 for n in range(3)]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = good[0], good[1:]
        assert checks.secrets_are_good(None) == []
        settings.SECRET_KEY_FALLBACKS = [good[0], "short"]
        assert [found.id for found in checks.secrets_are_good(None)] == ["xinglongtai.W001", "xinglongtai.W002"]

    @pytest.mark.parametrize(
        ("site", "hosts", "https", "found"),
        [
            ("https://pledge.example", ["pledge.example"], True, []),
            ("https://a.pledge.example", [".pledge.example"], True, []),
            ("http://pledge.example", ["pledge.example"], True, ["W003"]),
            ("https://pledge.example", ["*"], True, ["W004"]),
            ("https://other.example", ["pledge.example"], True, ["W005"]),
        ],
    )
    def test_addresses(self, settings, site, hosts, https, found):
        settings.SITE_URL, settings.ALLOWED_HOSTS, settings.HTTPS_ONLY, settings.DEMO_MODE = site, hosts, https, False
        assert [line.id.removeprefix("xinglongtai.") for line in checks.addresses_agree(None)] == found


def test_production_sends_cookies_that_nobody_else_can_plant(tmp_path):
    """Read in a process of its own: settings are made of the environment once."""
    wanted = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT"
    program = f"import json; from xinglongtai import settings as s; print(json.dumps([getattr(s, n) for n in '{wanted}'.split()]))"
    given = {"PATH": os.defpath, "VAR_DIR": str(tmp_path), "HTTPS_ONLY": "1", "SECRET_KEY": "x"}
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env=given, cwd=settings.BASE_DIR
    )
    assert json.loads(said.stdout) == ["__Host-sessionid", "__Host-csrftoken", True, True, True, True]


def test_printed_links_open_after_the_key_was_changed(settings):
    before, settings.SECRET_KEY_FALLBACKS = keys.link_hash("abc"), [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" + "abcdefgh" * 8
    assert keys.link_hash("abc") != before and keys.link_hashes("abc") == [keys.link_hash("abc"), before]
