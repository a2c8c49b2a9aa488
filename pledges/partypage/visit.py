"""Who is at the party's page: the link behind the secret, and whether the digits were given within the last half hour."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from xinglongtai.core import parameters
from xinglongtai.core.client_address import client_address as address_of

from .. import services
from ..models import PartyLink, Pledge
from ..service.devices import plain_device
from ..services.party_visits import Answer, is_open
from . import keys

SAID = {
    Answer.WRONG: "没有核对上。请填写登记在案的手机号（或固定电话）后四位；连续输错会暂时锁定。号码换了的，请拨打本局电话更新。",
    Answer.LOCKED: "试错的次数太多，已暂时锁定。请过一会儿再试，或者直接拨打本局电话。",
    Answer.NO_PHONE: "本局还没有登记您的联系电话，所以无法核对。请拨打本局电话，由执法人员登记后再扫码。",
    Answer.CLOSED: "这个二维码已停用，请向执法人员要新的二维码。",
}
STATUS = {Answer.WRONG: 422, Answer.LOCKED: 429, Answer.NO_PHONE: 422, Answer.CLOSED: 410}


@dataclass
class Visit:
    """One request at the page of ``link``. ``open``: the digits were given; only then is anything of the case shown.

    ``device``: the reader's, in plain words.
    """

    link: PartyLink
    secret: str
    open: bool
    at: datetime
    on: date
    address: str
    secure: bool
    ended: bool = False
    device: str = ""

    @classmethod
    def of(cls, request: HttpRequest, secret: str) -> "Visit | None":
        """The visit, or ``None`` for a secret nobody gave out."""
        rows = PartyLink.objects.select_related(
            "pledge__case__party", "pledge__case__handler", "pledge__bureau", "pledge__letter__document"
        )
        link = rows.filter(key_hash__in=keys.link_hashes(secret)).first()
        if link is None:
            return None
        visit = cls(link, secret, False, timezone.now(), timezone.localdate(), address_of(request), request.is_secure())
        visit.device = plain_device(request.headers.get("User-Agent", ""))
        cookie = request.COOKIES.get(keys.COOKIE, "")
        visit.open = bool(cookie) and is_open(link) and keys.is_visit(cookie, link.pk, visit._mark, visit.minutes)
        visit.ended = bool(cookie) and not visit.open
        return visit

    @property
    def pledge(self) -> Pledge:
        return self.link.pledge

    @property
    def bureau(self):
        return self.pledge.bureau

    @property
    def minutes(self) -> int:
        return parameters.value(self.bureau, "party.visit_minutes")

    @property
    def _mark(self) -> str:
        return keys.phone_mark(self.pledge.case.party.phone)

    @property
    def may_open(self) -> bool:
        """Whether it makes sense to ask for the digits."""
        return is_open(self.link)

    def url(self, name: str = "party_page") -> str:
        """An address of this page."""
        return reverse(f"pledges:{name}", args=[self.secret])

    def enter(self, digits: str) -> Answer:
        """Try the digits; the visit is open where they are right."""
        answer = services.party_try(link=self.link, digits=digits, address=self.address, at=self.at)
        self.open = answer is Answer.RIGHT
        return answer

    def keep(self, response: HttpResponse) -> HttpResponse:
        """``response`` with the cookie of an open visit, counted from now: half an hour without a click ends it."""
        if self.open:
            response.set_cookie(
                keys.COOKIE,
                keys.sign_visit(self.link.pk, self._mark),
                max_age=self.minutes * 60,
                path=self.url(),
                secure=self.secure,
                httponly=True,
                samesite="Lax",
            )
        return response

    def forget(self, response: HttpResponse) -> HttpResponse:
        """``response`` that ends the visit."""
        response.delete_cookie(keys.COOKIE, path=self.url(), samesite="Lax")
        return response
