"""The stage on which rights are tried: an office, another bureau, and one row in each situation."""

from datetime import timedelta

from django.utils import timezone

from cases import services as case_services
from cases.outcomes import NO_CASE_BASES
from catalog.services import item_version_new
from catalog.status import LoadState
from pledges import services as pledge_services
from tests import factories as make
from xinglongtai.core.models import Job, JobState


def build(areas) -> tuple[make.Office, make.Office, dict]:
    """The office, the other bureau, and situation → row, with the rows of every topic in ``areas``."""
    office, foreign = make.Office("xlt"), make.Office("far")
    office.colleague = make.officer(office.station)
    office.foreign_officer, office.foreign_leader = foreign.officer, foreign.leader
    day = timezone.localdate()
    draft = office.assessed(on=day)
    photo = case_services.evidence_add(case=draft, actor=office.officer, upload=make.photo())
    measure = case_services.measure_record(
        party=draft.party,
        actor=office.officer,
        on=day,
        data={"kind": "guidance", "topic": "演示事项", "explained": "演示内容"},
    )
    signed = office.signed(on=day)
    supervised = office.signed(on=day - timedelta(6), due_on=day - timedelta(3))
    extended = office.signed(on=day)
    food = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
    reviewed = office.assessed(on=day, version=food)
    corrected = office.rechecked(on=day)
    decided = office.educated(office.rechecked(on=day), on=day)
    rows = {
        "law": make.law_change(office, on=day),
        "job": Job.objects.create(bureau=office.bureau, kind="x", owner=office.officer, state=JobState.DONE),
        "draft": draft,
        "violation": draft.violations.get(),
        "photo": photo,
        "catalog_item": office.item.item,
        "catalog_version": office.item,
        "party": draft.party,
        "measure": measure,
        "ready": office.ready(on=day),
        "issued": office.issued(on=day),
        "signed": signed,
        "overdue": supervised,
        "corrected": corrected,
        "urge": pledge_services.pledge_urge(pledge=supervised, actor=office.supervisor, on=day, note="请抓紧"),
        "clock": case_services.clock_extension_request(
            case=office.draft(on=day), actor=office.officer, on=day, reason="检测需时"
        ),
        "extension": pledge_services.extension_request(
            pledge=extended, actor=office.officer, on=day, new_due_on=extended.due_on + timedelta(3), reason="需时"
        ),
        "review": case_services.review_request(case=reviewed, actor=office.officer, note="请审")[0],
        "list_draft": item_version_new(item=food.item, actor=office.legal),
        "disposition": case_services.disposition_propose(
            case=decided,
            actor=office.officer,
            on=day,
            outcome="no_case",
            basis=NO_CASE_BASES["20-1"],
            reason="已改正到位",
        ),
    }
    for area in areas:
        rows |= area.rows(office, day, rows)
    return office, foreign, rows
