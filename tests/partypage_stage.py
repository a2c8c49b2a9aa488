"""Situations of the party's page: a letter's secret, a party that is let in, an item that allows a recheck without a visit."""

from datetime import timedelta
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pledges.models import PartyLink, Pledge
from pledges.partypage import keys
from tests import factories as make
from tests.factories import Office
from xinglongtai.core.models import Parameter


def secret_of(pledge: Pledge) -> str:
    """The secret that the letter of ``pledge`` carries."""
    return keys.secret_of(pledge.letter.document.snapshot["lookup_url"])


def link_of(pledge: Pledge) -> PartyLink:
    """The live link of ``pledge``."""
    return PartyLink.objects.get(pledge=pledge, revoked_at=None)


def digits_of(pledge: Pledge) -> str:
    """What the party types to get in."""
    return keys.last_four(pledge.case.party.phone)


def page_url(pledge: Pledge, what: str = "") -> str:
    """An address of the party's page."""
    return f"/p/{secret_of(pledge)}/{what and what + '/'}"


def party(pledge: Pledge) -> Client:
    """A browser of the party that was let in."""
    browser = Client()
    answer = browser.post(page_url(pledge), {"digits": digits_of(pledge)})
    assert answer.status_code == 303, answer.content.decode()
    return browser


def ticket_of(response) -> str:
    """The ticket in the form of a page."""
    return response.content.decode().split('name="ticket" value="', 1)[1].split('"', 1)[0]


def later(**span):
    """A block in which everybody's clock is so much later."""
    moment = timezone.now() + timedelta(**span)
    return mock.patch("django.utils.timezone.now", return_value=moment)


def remote_item(office: Office, number: str = "R7", **values):
    """A published item that may be rechecked from photos."""
    return make.item(office.bureau, number, office.legal, remote_recheck=True, **values)


def allow_remote(office: Office) -> None:
    """The bureau opens 免到场复查."""
    Parameter.objects.create(bureau=office.bureau, key="recheck.remote", value="是", source="测试")


def remote_pledge(office: Office, *, on=None, **kwargs) -> Pledge:
    """A signed pledge whose violation may be rechecked from photos."""
    allow_remote(office)
    on = on or timezone.localdate()
    return office.signed(on=on, version=remote_item(office), **kwargs)


def executable(name: str = "照片.jpg") -> SimpleUploadedFile:
    """A program under the name of a photo."""
    return SimpleUploadedFile(name, b"MZ\x90\x00" + b"\x00" * 400, content_type="image/jpeg")


def drawing(name: str = "图.svg") -> SimpleUploadedFile:
    """An SVG with a script."""
    text = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    return SimpleUploadedFile(name, text, content_type="image/svg+xml")
