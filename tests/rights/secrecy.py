"""What another bureau's people are told of a row: exactly what they are told of a row that does not exist."""

import re

from django.urls import NoReverseMatch, resolve, reverse

#: Whoever opens an address at home → the same role in another bureau.
ABROAD = {
    "officer": "f_officer",
    "head": "f_head",
    "legal": "f_legal",
    "leader": "f_leader",
    "supervisor": "f_supervisor",
    "sysadmin": "f_sysadmin",
    "security": "f_security",
    "auditor": "f_auditor",
}
#: A key that no row has.
NO_SUCH = 99_000_000
#: Arguments that count something else than rows.
_NO_ROW = frozenset({"year"})
#: What differs between any two answers: the form's token, the request's number; keys of rows in addresses, which were in the question.
_ONCE = re.compile(r'\b[0-9A-Za-z]{64}\b|\b[0-9a-f]{32}\b|nonce="[^"]+"|(?<=/)\d+(?=[/"?])')


def without_row(place: str) -> str | None:
    """The same address with keys of rows that are not there; None where it names no row."""
    match = resolve(place.partition("?")[0])
    keys = [name for name, value in match.kwargs.items() if isinstance(value, int) and name not in _NO_ROW]
    if not keys:
        return None
    try:
        return reverse(match.view_name, kwargs=match.kwargs | dict.fromkeys(keys, NO_SUCH))
    except NoReverseMatch:
        return None


def told(response, place: str) -> tuple:
    """Status, where to, and body of an answer, without what is different every time and without the address itself."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = _ONCE.sub("", body.decode("utf-8", "replace")).replace(place, "")
    onward = response.headers.get("Location", "").replace(place, "")
    return response.status_code, onward, text
