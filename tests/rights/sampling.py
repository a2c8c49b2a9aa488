"""Rights of sampling (案卷评查): drawings and work for those above, results for unit heads, findings for those whose cases they are on."""

from datetime import timedelta

from tests import sampling_stage as stage
from xinglongtai.oversight.sampling import services_standard
from xinglongtai.oversight.sampling.models import Suspicion

from .main import ANYBODY, GONE, IN, NO, rule

_VIEW = rule(NO, legal=IN, leader=IN, supervisor=IN, head=IN, foreign_leader=IN)
_DRAW = rule(NO, legal=IN, supervisor=IN)
_WORK = {**_VIEW, "head": GONE, "foreign_leader": GONE}
_DRAWS_THIS = {**_WORK, "leader": NO}
_EDIT = rule(NO, legal=IN)
_SUSPECT = rule(NO, legal=IN, leader=IN, supervisor=IN, foreign_leader=IN)
_FINDING = rule(GONE, officer=IN, head=IN, legal=IN, leader=IN, supervisor=IN)

TABLE: dict = {
    "oversight:sampling": (_VIEW, None),
    "oversight:sampling_draw": (_DRAW, None),
    "oversight:sampling_drawing": (_WORK, "sampling_drawing"),
    "oversight:sampling_roll": (_WORK, "sampling_drawing"),
    "oversight:sampling_verify": (_WORK, "sampling_drawing"),
    "oversight:sampling_cancel": (_DRAWS_THIS, "sampling_drawing"),
    "oversight:sampling_reviews": (_VIEW, None),
    "oversight:sampling_review": (_WORK, "sampling_review"),
    "oversight:sampling_pass_on": (_DRAWS_THIS, "sampling_review"),
    "oversight:sampling_opinions": (ANYBODY, None),
    "oversight:sampling_findings": (_VIEW, None),
    "oversight:sampling_finding": (_FINDING, "sampling_finding"),
    "oversight:sampling_results": (_VIEW, None),
    "oversight:sampling_results_export": (_VIEW, None),
    "oversight:sampling_standards": (_VIEW, None),
    "oversight:sampling_standard": ({**_VIEW, "foreign_leader": GONE}, "sampling_standard"),
    "oversight:sampling_standard_new": (_EDIT, None),
    "oversight:sampling_enforce": (_EDIT, "sampling_standard"),
    "oversight:sampling_line_new": (_EDIT, "sampling_standard"),
    "oversight:sampling_line": (_EDIT, "sampling_line"),
    "oversight:sampling_line_move": (_EDIT, "sampling_line"),
    "oversight:sampling_line_remove": (_EDIT, "sampling_line"),
    "oversight:sampling_suspicions": (_SUSPECT, None),
    "oversight:sampling_suspicions_run": (_SUSPECT, None),
    "oversight:sampling_suspicion": ({**_SUSPECT, "foreign_leader": GONE}, "sampling_suspicion"),
}


def rows(office, day, known: dict) -> dict:
    """A drawing of two files, one reviewed with a finding, one waiting; a draft of the scoring sheet; a suspicion."""
    stage.standard(office, on=day)
    alone = day - timedelta(900)  # a period in which nothing else was closed
    cases = stage.rows(office, 2, outcome_on=alone, discovered_on=alone, inspected_on=alone)
    drawing = stage.drawn(office, on=day, since=alone, until=alone)
    done, waiting = drawing.reviews.order_by("position")
    draft = services_standard.standard_draft(actor=office.legal, on=day)
    suspicion = Suspicion.objects.create(
        bureau=office.bureau, rule="same_photo", key="x", summary="同一张照片", digest="x", found_on=day, seen_on=day
    )
    suspicion.cases.set(cases)
    suspicion.concerned.set([office.officer, office.second])
    return {
        "sampling_drawing": drawing,
        "sampling_review": waiting,
        "sampling_finding": stage.submitted(done, office, on=day).findings.get(),
        "sampling_standard": draft,
        "sampling_line": draft.lines.first(),
        "sampling_suspicion": suspicion,
    }


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return None
