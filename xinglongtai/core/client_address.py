"""Where a request comes from, as far as it can be known behind a web server of our own."""

from django.http import HttpRequest

#: The web server on this machine ("" is its Unix socket): what it says of its caller is believed, nobody else's word is.
OWN_PROXY = ("", "127.0.0.1", "::1")


def client_address(request: HttpRequest) -> str:
    """The network address of the reader; "" where nothing says it.

    Behind our own web server the last entry of X-Forwarded-For: earlier ones anybody may write.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if address in OWN_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded or address
    return address


def is_local(request: HttpRequest) -> bool:
    """Whether the reader sits on this very machine (a person at the console, a watcher), not somewhere behind the web server."""
    return client_address(request) in OWN_PROXY
