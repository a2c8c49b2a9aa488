"""Situations for 一致性检查: papers whose snapshot says something, promises that were handled otherwise than usual."""

from cases import services as case_services
from cases.models import Case
from pledges.models import Paper
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import documents
from xinglongtai.core.documents import freeze


def issue_paper(office, case, kind: str, *, on=DAY, number=None, void: bool = False, **facts) -> Paper:
    """A paper of ``kind`` on record, unrendered, that says ``facts`` (as the gate's contract names them)."""
    from django.db import transaction

    with transaction.atomic():
        document = freeze(
            kind=kind,
            bureau=case.bureau,
            actor=office.officer,
            number=number,
            year=on.year,
            layout="paper",
            template_version="v1",
            snapshot={"facts": facts},
        )
        paper = Paper.objects.create(case=case, kind=kind, document=document, on=on)
        if void:
            documents.void(document, office.officer, "演示")
    return paper


def whole(office, *, on=DAY) -> Case:
    """A case in which nothing is missing: signed with scan, rechecked with photo, educated."""
    from pledges import services

    pledge = office.issued(on=on)
    case, who = pledge.case, office.officer
    scan = case_services.evidence_add(case=case, actor=who, upload=make.photo("签字.jpg"), kind="signed_scan")
    photo = case_services.evidence_add(
        case=case, actor=who, upload=make.photo("改后.jpg", (9, 9, 9)), kind="corrected_photo"
    )
    signed = {"on": on, "signed_on": on, "signatory": "演示经营者", "delivery": "hand", "scan": scan}
    pledge = services.pledge_sign(pledge=pledge, actor=who, **signed)
    seen = {"on": on, "checked_on": on, "result": "corrected", "note": "已改正", "photos": [photo]}
    services.recheck_record(pledge=pledge, actor=who, co_officer=office.second, **seen)
    return office.educated(Case.objects.get(pk=case.pk), on=on)


def proposal(office, case, *, on=DAY, **more):
    """不予立案 proposed for ``case``."""
    from cases.outcomes import NO_CASE_BASES

    given = {"outcome": "no_case", "basis": NO_CASE_BASES["20-1"], "reason": "已改正", **more}
    return case_services.disposition_propose(case=case, actor=office.officer, on=on, **given)
