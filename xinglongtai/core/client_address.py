"""Where a request comes from, as far as it can be known behind web servers of our own."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

#: The web server on this machine ("" is its Unix socket): what it says of its caller is believed, nobody else's word is.
OWN_PROXY = ("", "127.0.0.1", "::1")


def client_address(request: HttpRequest) -> str:
    """The network address of the reader; "" where nothing says it.

    Behind ``TRUSTED_PROXIES`` web servers of our own, the entry of X-Forwarded-For that the outermost of them wrote: what stands
    before it anybody may write. With 0 the header is never read. What is no address is passed over.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES and (address in OWN_PROXY or address in settings.PROXY_ADDRESSES):
        told = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        forwarded = told[-settings.TRUSTED_PROXIES :][:1]
        if forwarded and _is_address(forwarded[0]):
            return forwarded[0]
    return address


def is_local(request: HttpRequest) -> bool:
    """Whether the reader sits on this very machine (a person at the console, a watcher), not somewhere behind the web server."""
    return client_address(request) in OWN_PROXY


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
