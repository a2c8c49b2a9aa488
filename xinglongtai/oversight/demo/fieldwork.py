"""Drafts sent from the shop, in the demo: one that came two days late, because the cellar had no network."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from cases import services as case_verbs
from cases.status import EvidenceKind, EvidenceOrigin

from .pictures import photograph

#: Cases this topic adds to the stories.
CASES = 1
KEY = UUID("0e7d6c52-9b1a-4c7e-8f0a-6d2b1f3a4c5e")
DAYS_LATE = 2


def play(everybody, stages: dict, on: date) -> None:
    """Add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
    stage = stages[everybody[0].bureau.code]
    team = stage.staff.teams[0]
    party = next(one for one in reversed(stage.casting.parties) if one.uscc and one.pk not in stage.casting.tainted)
    seen_on = on - timedelta(days=DAYS_LATE)
    stage.clock.go_to(on)
    stage.clock.tick()
    row = case_verbs.field_entry_receive(
        actor=team.first,
        on=on,
        client_key=KEY,
        data={
            "kind": party.kind,
            "name": party.name,
            "uscc": party.uscc,
            "operator": party.operator,
            "phone": party.phone,
            "address": party.address,
            "party": "",
            "seen": "地下一层，墙上没有挂执照",
            "note": "演示：地下室没有信号，经营者在场。",
            "place": "演示商场地下一层",
            "inspected_on": seen_on,
            "inspected_at": time(16, 20),
            "co_handler": team.second,
            "late_entry_reason": "现场无网络",
            "made_at": datetime.combine(seen_on, time(16, 24), tzinfo=timezone.get_current_timezone()),
            "clock_ahead": 0,
            "sha256": "d" * 64,
        },
    )
    case_verbs.evidence_receive(
        case=row.case,
        actor=team.first,
        upload=photograph("离线拍摄", next(stage.pictures)),
        kind=EvidenceKind.PHOTO,
        origin=EvidenceOrigin.OFFLINE,
    )
