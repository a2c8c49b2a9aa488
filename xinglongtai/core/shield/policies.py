"""The words of the security headers. Nothing of ours is inline: no script, no style, no attribute that runs."""

from collections.abc import Mapping

#: As Django 6 writes such a policy in ``SECURE_CSP``: directive → sources.
Policy = Mapping[str, tuple[str, ...]]

SELF, NONE = "'self'", "'none'"
_CLOSED = {"default-src": (NONE,), "base-uri": (NONE,), "object-src": (NONE,)}
#: The office and its back office: our files, pictures made in the page (previews of photographs), PDF previews in a frame of our own.
OFFICE: Policy = {
    **_CLOSED,
    "script-src": (SELF,),
    "style-src": (SELF,),
    "img-src": (SELF, "data:", "blob:"),
    "media-src": (SELF, "blob:"),
    "font-src": (SELF,),
    "connect-src": (SELF,),
    "frame-src": (SELF,),
    "form-action": (SELF,),
}
#: The public list: it has no script and asks for nothing but its two style sheets and the mark.
PUBLIC: Policy = {**_CLOSED, "style-src": (SELF,), "img-src": (SELF, "data:"), "form-action": (SELF,)}
#: 离线登记: a page that lives on a phone, with its worker and its manifest; it sends by script only.
FIELD: Policy = {
    **_CLOSED,
    "script-src": (SELF,),
    "style-src": (SELF,),
    "img-src": (SELF, "data:", "blob:"),
    "connect-src": (SELF,),
    "worker-src": (SELF,),
    "manifest-src": (SELF,),
    "form-action": (SELF,),
}
#: The party's page behind the QR code.
PARTY: Policy = {
    **_CLOSED,
    "script-src": (SELF,),
    "style-src": (SELF,),
    "img-src": (SELF, "data:", "blob:"),
    "form-action": (SELF,),
}
#: Papers we set ourselves. Without a sandbox, in which some browsers show no PDF at all.
PAPER: Policy = _CLOSED
#: Everything that is no page: tables, JSON, text, calendars. Opened by itself it may do nothing at all.
DATA: Policy = {**_CLOSED, "sandbox": ()}

#: What no page of ours asks a phone for; the party's page may ask where it stands.
_UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media gyroscope hid idle-detection magnetometer microphone midi payment "
    "publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking"
).split()


def csp(policy: Policy, *, framed_by: str = NONE) -> str:
    """The header's value. ``framed_by``: who may show the answer in a frame.

    >>> csp(DATA)
    "default-src 'none'; base-uri 'none'; object-src 'none'; sandbox; frame-ancestors 'none'"
    """
    whole = {**policy, "frame-ancestors": (framed_by,)}
    return "; ".join(" ".join((directive, *sources)) for directive, sources in whole.items())


def permissions(*, place: bool = False) -> str:
    """The Permissions-Policy. ``place``: the page may ask for the phone's position."""
    allowed = {"geolocation": "(self)" if place else "()", "clipboard-write": "(self)", "fullscreen": "(self)"}
    return ", ".join(f"{name}={who}" for name, who in (dict.fromkeys(_UNUSED, "()") | allowed).items())
