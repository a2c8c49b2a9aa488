"""A bureau's SMS platform reached by HTTP: one request a message, described by settings, nothing compiled from anybody's text.

The body is a closed form: ``{phone}`` and ``{text}`` are put in, escaped as its content type asks, and nothing else is understood.
No redirect is followed (the phone would go to an address nobody checked), and no phone number is ever logged or kept in full.
"""

import http.client
import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from .display import mask_phone

logger = logging.getLogger(__name__)
_MOST_ANSWER = 64 * 1024
_PLACE = re.compile(r"\{(\w+)\}")
_METHODS = ("POST", "PUT", "GET")
MOBILE = re.compile(r"1[3-9]\d{9}")


class SendingFailed(Exception):
    """The message was not accepted; the words hold no number. ``again``: whether another try makes sense."""

    def __init__(self, words: str, *, again: bool = True):
        super().__init__(words)
        self.again = again


@dataclass(frozen=True)
class Gateway:
    """One platform. ``body``: the form with its two places. Accepted = status in ``statuses``, and where ``ok_path`` is set
    («result.0.code») the JSON answer holds ``ok_value`` there. ``timeout`` in seconds."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"phone": "{phone}", "text": "{text}"}'
    statuses: tuple[int, ...] = (200,)
    ok_path: str = ""
    ok_value: str = ""
    timeout: float = 8

    @property
    def content_type(self) -> str:
        given = {name.lower(): value for name, value in self.headers.items()}
        return given.get("content-type", "application/json; charset=utf-8")

    def faults(self) -> list[str]:
        """What is wrong with the settings, in Chinese; empty when they can be used."""
        found = []
        if (
            urllib.parse.urlsplit(self.url).scheme not in {"http", "https"}
            or not urllib.parse.urlsplit(self.url).netloc
        ):
            found.append("SMS_URL 须是 http 或 https 地址")
        if self.method not in _METHODS:
            found.append(f"SMS_METHOD 只能是 {'、'.join(_METHODS)}")
        form = self.url + self.body
        if unknown := set(_PLACE.findall(form)) - {"phone", "text"}:
            found.append(f"SMS_BODY 里只能用 {{phone}} 和 {{text}}，不认识 {'、'.join(sorted(unknown))}")
        if not {"phone", "text"} <= set(_PLACE.findall(form)):
            found.append("SMS_BODY 里须有 {phone} 和 {text}")
        return found

    def send(self, phone: str, text: str) -> None:
        """Hand over one message. Raises :class:`SendingFailed`."""
        if not MOBILE.fullmatch(phone):
            raise SendingFailed("没有登记手机号码，或者号码不是11位手机号", again=False)
        request = self._request(phone, text)
        try:
            with _OPENER.open(request, timeout=self.timeout) as answer:
                status, data = answer.status, answer.read(_MOST_ANSWER)
        except urllib.error.HTTPError as problem:
            with problem:
                status, data = problem.code, b""
        except (OSError, ValueError, http.client.HTTPException) as problem:
            logger.warning("sms to %s: %s", mask_phone(phone), type(problem).__name__)
            raise SendingFailed(f"短信平台没有应答（{type(problem).__name__}）") from None
        self._judge(phone, status, data)

    def _request(self, phone: str, text: str) -> urllib.request.Request:
        body = self._filled(self.body, phone, text, self.content_type).encode() if self.method != "GET" else None
        url = self._filled(self.url, phone, text, "application/x-www-form-urlencoded")
        headers = {"Content-Type": self.content_type, **self.headers}
        return urllib.request.Request(url, data=body, method=self.method, headers=headers)

    @staticmethod
    def _filled(form: str, phone: str, text: str, content_type: str) -> str:
        """``form`` with both places filled in one pass, so that a text with «{phone}» in it stays a text."""
        values = {"phone": phone, "text": text}
        if "json" in content_type:
            values = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
        else:
            values = {name: urllib.parse.quote(value, safe="") for name, value in values.items()}
        return _PLACE.sub(lambda match: values.get(match[1], match[0]), form)

    def _judge(self, phone: str, status: int, data: bytes) -> None:
        if status not in self.statuses:
            logger.warning("sms to %s: status %s", mask_phone(phone), status)
            raise SendingFailed(f"短信平台拒绝（状态 {status}）", again=status >= 500 or status in {408, 429})
        if self.ok_path and str(_at(data, self.ok_path)) != self.ok_value:
            logger.warning("sms to %s: the answer does not say that it was accepted", mask_phone(phone))
            raise SendingFailed("短信平台应答未表示成功")


def _at(data: bytes, path: str):
    """What stands at «a.0.b» of a JSON text; None where there is nothing, or no JSON."""
    try:
        found = json.loads(data)
        for part in path.split("."):
            found = found[int(part)] if isinstance(found, list) else found[part]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None  # the redirect's own status is then judged, and is not among those that mean «accepted»


_OPENER = urllib.request.build_opener(_NoRedirect)


def from_environment(given: Mapping[str, str]) -> Gateway | None:
    """The gateway that ``SMS_*`` variables describe; ``None`` without ``SMS_URL``. ``ValueError`` (Chinese) where they do not fit."""
    if not given.get("SMS_URL"):
        return None
    try:
        headers = json.loads(given.get("SMS_HEADERS") or "{}")
        statuses = tuple(int(text) for text in (given.get("SMS_OK_STATUS") or "200").split(","))
        timeout = min(30.0, max(1.0, float(given.get("SMS_TIMEOUT") or 8)))
    except ValueError:
        raise ValueError("SMS_HEADERS 须是 JSON 对象，SMS_OK_STATUS、SMS_TIMEOUT 须是数字。") from None
    if not isinstance(headers, dict):
        raise ValueError("SMS_HEADERS 须是 JSON 对象。")
    gateway = Gateway(
        url=given["SMS_URL"],
        method=(given.get("SMS_METHOD") or "POST").upper(),
        headers={str(name): str(value) for name, value in headers.items()},
        body=given.get("SMS_BODY") or Gateway.body,
        statuses=statuses,
        ok_path=given.get("SMS_OK_PATH", ""),
        ok_value=given.get("SMS_OK_VALUE", ""),
        timeout=timeout,
    )
    if faults := gateway.faults():
        raise ValueError("；".join(faults) + "。")
    return gateway
