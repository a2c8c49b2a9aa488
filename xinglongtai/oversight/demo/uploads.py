"""Evidence of every type, in the demo: one open case of each bureau that has one gets a phone's photographs, a recording, a clip."""

from datetime import date, timedelta

from django.utils import timezone

from cases import services as case_verbs
from cases.models import Case
from cases.status import CaseStatus, EvidenceKind

from .recordings import clip, phone_photo, tone

#: Somewhere in the district; the demo's shops are nowhere.
PLACE = (41.11972, 122.07048)


def play(everybody, stages: dict, on: date) -> None:
    """Add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
    for staff in everybody[:1]:
        stage = stages[staff.bureau.code]
        case = Case.objects.filter(bureau=staff.bureau, status=CaseStatus.PLEDGED).order_by("-pk").first()
        if case is None:
            continue
        stage.clock.go_to(on)
        now = timezone.now()
        lately, earlier = now - timedelta(minutes=9), now - timedelta(hours=5)
        for upload, kind, caption in (
            (phone_photo("手机原图", 801, lately, PLACE), EvidenceKind.PHOTO, "门头（演示，手机原图）"),
            (phone_photo("早些时候", 802, earlier, PLACE), EvidenceKind.PHOTO, "货架（演示，拍摄较早）"),
            (tone(), EvidenceKind.RECORDING, "询问录音（演示）"),
            (clip("现场录像"), EvidenceKind.RECORDING, "现场录像（演示）"),
        ):
            stage.clock.tick(1)
            case_verbs.evidence_add(case=case, actor=case.handler, upload=upload, kind=kind, caption=caption)
