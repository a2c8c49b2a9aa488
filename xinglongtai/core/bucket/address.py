"""``FILES_URL``: where the store is. ``s3://bucket/prefix?endpoint=https://host:9000&region=cn-north-1&style=path&ca=/etc/ssl/own.pem``.

The keys never stand in it: they are ``FILES_ACCESS_KEY`` and ``FILES_SECRET_KEY``, or the two lines of the file ``FILES_KEYS_FILE``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

_STYLES = frozenset({"auto", "path", "virtual"})
_KNOWN = frozenset({"endpoint", "region", "style", "ca", "guard"})


@dataclass(frozen=True)
class Address:
    """A bucket and the way to it. ``style``: how requests name the bucket. ``guard``: ask the store itself never to overwrite."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    style: str = "path"
    ca: str = ""
    guard: bool = True
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    def __str__(self):
        return f"s3://{self.bucket}/{self.prefix}（{self.endpoint or 'AWS'}）"

    def folder(self, name: str) -> str:
        """The beginning of the names of everything in the folder ``name``."""
        return f"{self.prefix}/{name}" if self.prefix else name


def from_environment(environ: Mapping[str, str]) -> Address | None:
    """The address in ``FILES_URL``; ``None`` without one. ImproperlyConfigured says what is wrong with it."""
    url = environ.get("FILES_URL", "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as fault:
        raise ImproperlyConfigured("FILES_URL 读不懂，应为 s3://存储桶/前缀?endpoint=https://…") from fault
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured("FILES_URL 应以 s3://存储桶 开头")
    if "@" in parts.netloc or ":" in parts.netloc:
        raise ImproperlyConfigured(
            "FILES_URL 里不写密钥，用 FILES_ACCESS_KEY 和 FILES_SECRET_KEY，或者 FILES_KEYS_FILE"
        )
    if unknown := set(asked) - _KNOWN:
        raise ImproperlyConfigured(f"FILES_URL 里有不认识的参数：{'、'.join(sorted(unknown))}")
    endpoint, style = asked.get("endpoint", ""), asked.get("style", "path" if asked.get("endpoint") else "auto")
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise ImproperlyConfigured("FILES_URL 的 endpoint 应以 https:// 或 http:// 开头")
    if style not in _STYLES:
        raise ImproperlyConfigured("FILES_URL 的 style 只能是 path、virtual 或 auto")
    access, secret = _keys(environ)
    return Address(
        bucket=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=endpoint,
        region=asked.get("region", ""),
        style=style,
        ca=asked.get("ca", ""),
        guard=asked.get("guard", "1") != "0",
        access_key=access,
        secret_key=secret,
    )


def _keys(environ: Mapping[str, str]) -> tuple[str, str]:
    if path := environ.get("FILES_KEYS_FILE", ""):
        try:
            lines = Path(path).read_text("utf-8").split()
        except (OSError, UnicodeError) as fault:
            raise ImproperlyConfigured(f"FILES_KEYS_FILE 读不出来：{path}") from fault
        if len(lines) != 2:
            raise ImproperlyConfigured("FILES_KEYS_FILE 应为两行：访问密钥的编号，访问密钥")
        return lines[0], lines[1]
    access, secret = environ.get("FILES_ACCESS_KEY", ""), environ.get("FILES_SECRET_KEY", "")
    if not (access and secret):
        raise ImproperlyConfigured("设了 FILES_URL，还要设 FILES_ACCESS_KEY 和 FILES_SECRET_KEY，或者 FILES_KEYS_FILE")
    return access, secret
