"""What a phone keeps to open 离线登记 without network: one page without anybody's data, its files, and their version."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from ..status import PartyKind

STYLES = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/tokens.css",
    "css/app.css",
    "css/components.css",
    "css/field.css",
)
#: The module that starts the page imports the others.
SCRIPTS = tuple(
    f"js/field/{name}.js"
    for name in (
        "main",
        "checks",
        "dialogs",
        "draft",
        "hash",
        "line",
        "list",
        "photos",
        "ready",
        "safety",
        "sender",
        "store",
        "uploads",
        "words",
    )
)
ICONS = ("img/mark.svg", "img/field-192.png", "img/field-512.png")
NAME = "离线登记"


@lru_cache(maxsize=1)
def page() -> bytes:
    """The page, the same for everybody: neither a name nor a token is in it."""
    return render_to_string("cases/field/shell.html", {"styles": STYLES, "kinds": PartyKind.choices}).encode()


def manifest() -> dict:
    """The web app manifest (W3C): what the phone shows on its home screen."""
    start = reverse("cases:field")
    return {
        "name": "离线登记 · 柔性执法告知承诺",
        "short_name": NAME,
        "description": "没有网络时登记检查、拍照，有网络后自动发送。",
        "lang": "zh-Hans",
        "id": start,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1a4f8b",
        "icons": [
            {"src": static(f"img/field-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for side in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }


def kept() -> list[str]:
    """Addresses the service worker keeps; nothing else ever."""
    return [reverse("cases:field"), reverse("cases:field_manifest"), *map(static, (*STYLES, *SCRIPTS, *ICONS))]


@lru_cache(maxsize=1)
def version() -> str:
    """Sixteen characters that change with any byte of what is kept: a new release has a cache of its own."""
    digest = hashlib.sha256(page() + repr(manifest()).encode())
    for name in (*STYLES, *SCRIPTS, *ICONS):
        digest.update(Path(finders.find(name)).read_bytes())
    return digest.hexdigest()[:16]


def worker() -> str:
    """The service worker with the version and the addresses of this release."""
    return render_to_string("cases/field/sw.js", {"version": version(), "kept": json.dumps(kept())})
