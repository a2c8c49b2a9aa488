"""Rights of 送达, signatures and agents."""

from pledges import services
from pledges.service.selectors import live_service
from pledges.status import Delivery

from .main import HANDLE_CASE, TRACK

TABLE: dict = {
    "pledges:sign_pad": (TRACK, "issued"),
    "pledges:paper_pad": (TRACK, "paper"),
    "pledges:service_add": (TRACK, "paper"),
    "pledges:service_address": (TRACK, "draft"),
    "pledges:service_received": (TRACK, "posted"),
    "pledges:service_set_aside": (HANDLE_CASE, "served"),
    "pledges:agent_add": (TRACK, "draft"),
    "pledges:agent_authority": (TRACK, "agent"),
    "pledges:agent_end": (TRACK, "agent"),
}


def rows(office, day, known: dict) -> dict:
    """Situation → row, made on the stage ``known`` describes."""
    posted = office.issued(on=day)
    given = services.ServiceInput(
        Delivery.POST, day, recipient="演示", place="演示路1号", tracking="YS0001", reason="演示：歇业，找不到人"
    )
    return {
        "paper": known["issued"],
        "served": live_service(known["signed"].letter.document),
        "posted": services.service_record(
            case=posted.case, document=posted.letter.document, actor=office.officer, on=day, given=given
        ),
        "agent": services.agent_add(
            case=known["draft"],
            actor=office.officer,
            name="演示代理人",
            position="店长",
            scope="general",
            powers="签收文书",
            valid_from=day,
        ),
    }


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    if key == "paper":
        pledge = rows["paper"]
        return [pledge.case_id, pledge.letter.document.pk]
    return None
