"""Addresses as a log may keep them: the pattern of the page and row numbers, never secrets, search words or names of files."""

import re

#: What follows /p/ opens the party's page; a calendar feed and the other words of an address are no log's business either.
_SECRETS = re.compile(r"(/(?:p|calendar|feed)/)[^/\s?\"']+")
_QUERY = re.compile(r"(?<=[\w/])\?\S*")


def shown(request) -> str:
    """«/cases/12/» for an address of ours (whole numbers filled in, everything else as its pattern), its first word for any other."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        first = request.path_info.lstrip("/").partition("/")[0]
        return f"/{first}/…" if re.fullmatch(r"[a-z_]{1,20}", first) else "/…"
    route = match.route
    for name, value in match.kwargs.items():
        if isinstance(value, int):
            route = re.sub(rf"<int:{re.escape(name)}>", str(value), route)
    return "/" + route.lstrip("^")


def cleaned(text: str) -> str:
    """``text`` of a message of somebody else's code without secrets and query strings of addresses.

    >>> cleaned("Not Found: /p/abcdef/sign/?x=1")
    'Not Found: /p/…/sign/?…'
    """
    return _QUERY.sub("?…", _SECRETS.sub(r"\1…", text))
