"""Where deliveries may go. The address is resolved once, checked, and the connection is made to what was checked.

Never to this machine or its link (SSRF): loopback, link-local (cloud metadata), multicast, reserved ranges. Redirects are not
followed, proxies are not asked.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

#: Seconds for each step of a delivery, and for the whole.
STEP, WHOLE = 10, 30
_TUNNELS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Forbidden(Exception):
    """The address may not be used; the message is Chinese and says why."""


@dataclass(frozen=True)
class Target:
    """An address that was checked: where to connect, and what to say there."""

    secure: bool
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def _refuse_unfit(ip, secure: bool) -> None:
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 6 and any(ip in network for network in _TUNNELS):
        raise Forbidden("接收地址不能是隧道地址。")
    if ip.is_loopback:
        if not settings.WEBHOOK_LOOPBACK:
            raise Forbidden("接收地址不能指向本机。")
        return
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        raise Forbidden("接收地址不能是链路本地、组播或保留地址。")
    if not secure and ip.is_global:
        raise Forbidden("公网上的接收地址须用 https。")


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Forbidden("找不到接收地址的主机，请核对网址，或请网络管理员检查域名解析。") from None
    return list(dict.fromkeys(entry[4][0] for entry in found))


def check(url: str) -> Target:
    """The target of ``url``; :class:`Forbidden` where nothing may be sent to. Every address of the host must be fit."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("接收地址写法不对，请写成 https://主机/路径。") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden("接收地址须以 https:// 开头。")
    if parts.username or parts.password or parts.fragment:
        raise Forbidden("接收地址中不能写账号、密码和 # 后的内容。")
    secure = parts.scheme == "https"
    if not secure and not settings.WEBHOOK_PLAIN_HTTP:
        raise Forbidden("接收地址须用 https。内网确需用 http 的，请部署人员打开设置 WEBHOOK_PLAIN_HTTP。")
    port = port or (443 if secure else 80)
    addresses = _resolved(parts.hostname, port)
    for address in addresses:
        _refuse_unfit(ipaddress.ip_address(address.partition("%")[0]), secure)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port, path, tuple(addresses))


def _connected(target: Target) -> socket.socket:
    trouble: OSError = OSError("no address")
    for address in target.addresses:
        try:
            return socket.create_connection((address, target.port), STEP)
        except OSError as problem:
            trouble = problem
    raise trouble


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send ``body`` and give the answer's status. ``OSError`` or ``HTTPException`` where there is no answer in time."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=STEP)
    plain = _connected(target)
    watch = threading.Timer(WHOLE, _cut, [plain])
    watch.daemon = True
    watch.start()
    try:
        secured = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.secure else plain
        )
        connection.sock = secured
        connection.default_port = 443 if target.secure else 80
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()
        plain.close()


def _cut(plain: socket.socket) -> None:
    """The other side has had its time."""
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)
