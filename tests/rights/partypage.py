"""Rights of this topic: the pages behind the QR code are for everybody, their content after the digits; the rest is the officers'."""

import uuid

from django.utils import timezone

from pledges import services
from pledges.status import WishKind
from tests import factories as make
from tests.partypage_stage import link_of, remote_pledge, secret_of
from tests.rights.main import HANDLE_CASE, PUBLIC, TRACK

TABLE: dict = {
    "pledges:party_page": (PUBLIC, "party_secret"),
    "pledges:party_leave": (PUBLIC, "party_secret"),
    "pledges:party_sign": (PUBLIC, "party_secret"),
    "pledges:party_materials": (PUBLIC, "party_secret"),
    "pledges:party_time": (PUBLIC, "party_secret"),
    "pledges:party_objection": (PUBLIC, "party_secret"),
    "pledges:party_photo": (PUBLIC, "party_secret"),
    "pledges:party_link": (HANDLE_CASE, "linked"),
    "pledges:party_link_renew": (HANDLE_CASE, "linked"),
    "pledges:party_wish": (HANDLE_CASE, "party_wish"),
    "pledges:remote_recheck": (TRACK, "remote_proof"),
    "pledges:remote_return": (HANDLE_CASE, "remote_proof"),
}


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    pledge = remote_pledge(office, on=day)
    link, now = link_of(pledge), timezone.now()
    proof = services.remote_word_give(link=link, at=now)
    photo = services.party_file_keep(link=link, upload=make.photo(), kind="corrected_photo")
    sent = {"photos": [photo], "form": uuid.uuid4()}
    services.remote_proof_send(link=link, proof=proof.pk, at=timezone.now(), on=day, **sent)
    wish = services.party_wish_send(link=link, on=day, kind=WishKind.OBJECTION, text="有意见", form=uuid.uuid4())
    return {"party_secret": secret_of(pledge), "linked": pledge, "party_wish": wish, "remote_proof": proof}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return [rows[key]] if key == "party_secret" else None
