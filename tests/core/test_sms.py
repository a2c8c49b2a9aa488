"""The SMS platform by HTTP, against a real server in a thread: what is sent, what counts as accepted, what is never said."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command

from xinglongtai.core.models import Outgoing, Parameter
from xinglongtai.core.notices import preferences_save, tell
from xinglongtai.core.sms_gateway import Gateway, SendingFailed, from_environment

PHONE = "13800001234"


class Platform:
    """A platform that answers as told and keeps what came."""

    def __init__(self):
        self.status, self.answer, self.headers, self.came = 200, b'{"result": [{"code": 0}]}', {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                outer.came.append((self.command, self.path, dict(self.headers), body))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(outer.answer)

            do_POST = do_GET = do_PUT = _take

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def platform():
    found = Platform()
    yield found
    found.close()


def test_json_with_headers_and_a_text_that_looks_like_a_form(platform):
    gateway = from_environment(
        {
            "SMS_URL": platform.url,
            "SMS_HEADERS": '{"X-Key": "k1"}',
            "SMS_BODY": '{"to": ["{phone}"], "body": {"content": "{text}"}}',
            "SMS_OK_PATH": "result.0.code",
            "SMS_OK_VALUE": "0",
        }
    )
    gateway.send(PHONE, '督办："请{phone}答复"\n')
    ((method, _, headers, body),) = platform.came
    assert method == "POST" and headers["X-Key"] == "k1" and headers["Content-Type"].startswith("application/json")
    assert json.loads(body) == {"to": [PHONE], "body": {"content": '督办："请{phone}答复"\n'}}


def test_a_form_and_an_address(platform):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    Gateway(platform.url, headers=form, body="mobile={phone}&msg={text}").send(PHONE, "督办&审批=1")
    assert parse_qs(platform.came[0][3]) == {"mobile": [PHONE], "msg": ["督办&审批=1"]}
    Gateway(platform.url + "?m={phone}&t={text}", method="GET", body="").send(PHONE, "督办 1")
    assert platform.came[1][:2] == ("GET", "/send?m=13800001234&t=%E7%9D%A3%E5%8A%9E%201")


@pytest.mark.parametrize(
    ("status", "answer", "words", "again"),
    [
        (500, b"", "状态 500", True),
        (429, b"", "状态 429", True),
        (403, b"", "状态 403", False),
        (302, b"", "状态 302", False),
        (200, b'{"result": [{"code": 7}]}', "未表示成功", True),
        (200, b'{"result": []}', "未表示成功", True),
        (200, b"no json", "未表示成功", True),
    ],
)
def test_what_is_not_accepted(platform, caplog, status, answer, words, again):
    platform.status, platform.answer, platform.headers = status, answer, {"Location": platform.url + "/elsewhere"}
    gateway = Gateway(platform.url, ok_path="result.0.code", ok_value="0")
    with pytest.raises(SendingFailed, match=words) as caught:
        gateway.send(PHONE, "x")
    assert caught.value.again is again
    assert len(platform.came) == 1  # no redirect was followed
    assert PHONE not in caplog.text + str(caught.value) and "138****1234" in caplog.text


def test_nobody_answers_and_a_number_that_is_none(platform, caplog):
    platform.close()
    with pytest.raises(SendingFailed, match="没有应答") as caught:
        Gateway(platform.url + "?{phone}", timeout=1).send(PHONE, "x")
    assert PHONE not in caplog.text + str(caught.value)
    with pytest.raises(SendingFailed, match="11位手机号") as caught:
        Gateway(platform.url).send("0427-2801234", "x")
    assert not caught.value.again


def test_settings_that_do_not_fit():
    assert from_environment({}) is None
    for wrong, words in [
        ({"SMS_URL": "ftp://x"}, "http"),
        ({"SMS_URL": "http://x", "SMS_BODY": "{phone} {text} {name}"}, "name"),
        ({"SMS_URL": "http://x", "SMS_BODY": "{phone}"}, "须有"),
        ({"SMS_URL": "http://x", "SMS_METHOD": "DELETE"}, "SMS_METHOD"),
        ({"SMS_URL": "http://x", "SMS_HEADERS": "[]"}, "JSON"),
        ({"SMS_URL": "http://x", "SMS_TIMEOUT": "soon"}, "数字"),
    ]:
        with pytest.raises(ValueError, match=words):
            from_environment(wrong)


@pytest.mark.django_db
def test_from_the_bell_to_the_phone(office, platform, settings, client):
    """Switched on by the bureau, wanted by the person, reachable: only then; one part long, without names and numbers."""
    settings.SMS_GATEWAY = Gateway(platform.url)
    officer = office.officer
    officer.phone = "138 0000 1234"
    officer.save()
    preferences_save(actor=officer, chosen={"urge": {"sms": True, "mail": False}})
    preferences_save(actor=office.second, chosen={"urge": {"sms": True, "mail": False}})
    tell(officer, key="before", text="案件 6", topic="urge")
    call_command("send_notices")
    assert not platform.came
    Parameter.objects.create(bureau=office.bureau, key="notices.sms", value="是")
    client.force_login(officer.user)
    assert "138****1234" in client.get("/me/notices/").content.decode()
    for person in (officer, office.second):  # the second one has no number
        tell(
            person, key="now", text="承诺书 演xlt市监柔承〔2026〕1号（案件 7）" + "被督办，请尽快答复" * 9, topic="urge"
        )
    call_command("send_notices")
    ((_, _, _, body),) = platform.came
    words = json.loads(body)
    assert (
        words["phone"] == PHONE and len(words["text"]) == 70 and words["text"].startswith("柔性执法承诺·督办：承诺书")
    )
    assert Outgoing.objects.get().state == "sent"
