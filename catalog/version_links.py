"""Doors from an item version's page to the rooms above, which hang them up themselves (``AppConfig.ready``).

The catalog does not know who uses it: a room above registers a label and the name of its address, and the page shows the link to
whoever holds the permission.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class VersionLink:
    """One door: ``url_name`` takes the version's id, ``fits`` says for which versions it is shown."""

    label: str
    url_name: str
    permission: str
    fits: Callable


_LINKS: list[VersionLink] = []


def register(label: str, url_name: str, *, permission: str, fits: Callable = lambda version: True) -> None:
    """Hang up a door. Registering the same address again replaces it."""
    _LINKS[:] = [link for link in _LINKS if link.url_name != url_name]
    _LINKS.append(VersionLink(label, url_name, permission, fits))


def links_for(version, user) -> list[tuple[str, str]]:
    """(label, address) of every door that fits ``version`` and is open to ``user``."""
    return [
        (link.label, reverse(link.url_name, args=[version.pk]))
        for link in _LINKS
        if link.fits(version) and user.has_perm(link.permission)
    ]
