"""Situations of 案卷评查: closed files, a scoring sheet in force, a drawing, a submitted review with findings."""

from datetime import date, timedelta

from cases import services as case_services
from cases.models import Case, Evidence
from cases.outcomes import NO_CASE_BASES
from tests import factories as make
from tests.factories import DAY, Office
from xinglongtai.oversight.sampling import services_draw, services_review, services_standard
from xinglongtai.oversight.sampling.models import Drawing, FileReview, Finding, Standard
from xinglongtai.oversight.sampling.services_review import Answer
from xinglongtai.oversight.sampling.status import DrawKind

#: When the files were closed, drawn and reviewed.
CLOSED, DRAWN = DAY + timedelta(2), date(2026, 7, 1)


def closed(office: Office, *, on: date = DAY, **kwargs) -> Case:
    """A file from the first day to its end: recheck, education, 不予立案 approved by the leader."""
    case = office.educated(office.rechecked(on=on, **kwargs), on=on)
    row = case_services.disposition_propose(
        case=case, actor=office.officer, on=on, outcome="no_case", basis=NO_CASE_BASES["20-1"], reason="已改正到位"
    )
    case_services.disposition_endorse(disposition=row, actor=office.head)
    case_services.disposition_decide(disposition=row, actor=office.leader, on=on + timedelta(2), approve=True)
    return Case.objects.get(pk=case.pk)


def rows(office: Office, count: int, **values) -> list[Case]:
    """Closed cases as bare rows, for what only looks at the row: quick to make."""
    who = make.party(office.bureau, office.officer)
    given = {"bureau": office.bureau, "unit": office.station, "handler": office.officer, "co_handler": office.second}
    given |= {"status": "closed", "outcome": "no_case", "outcome_on": CLOSED, "discovered_on": DAY, "inspected_on": DAY}
    return Case.objects.bulk_create([Case(party=who, **{**given, **values}) for _ in range(count)])


def photographed(office: Office, count: int = 1, **values) -> list[Case]:
    """Closed cases as rows, decided by the leader, all with the very same photograph of the scene."""
    found = rows(office, count, late_entry_reason="演示", **values)
    for case in found:
        picture(case, office, "a" * 64)
        case.dispositions.create(
            outcome="no_case",
            state="approved",
            from_status="corrected",
            proposed_on=DAY,
            proposed_by=office.officer,
            decided_by=office.leader,
        )
    return found


def picture(case: Case, office: Office, sha256: str, **values) -> Evidence:
    """A photograph as a row: the case is closed."""
    given = {"kind": "photo", "file": "x.jpg", "original_name": "x.jpg", "content_type": "image/jpeg", "size": 1}
    return Evidence.objects.create(case=case, sha256=sha256, uploaded_by=office.officer, **{**given, **values})


def standard(office: Office, *, on: date = DAY) -> Standard:
    """The sheet that comes with the product, in force."""
    draft = services_standard.standard_draft(actor=office.legal, on=on)
    return services_standard.standard_enforce(standard=draft, actor=office.legal, on=on, note="采用起始标准")


def drawn(office: Office, **values) -> Drawing:
    """Files of the first half of the year, ten at most, all of them the supervisor's."""
    given = {
        "actor": office.supervisor,
        "on": DRAWN,
        "kind": DrawKind.RANDOM,
        "since": date(2026, 1, 1),
        "until": date(2026, 6, 30),
        "size": 10,
        "reviewers": [office.supervisor],
        **values,
    }
    return services_draw.drawing_draw(**given)


def answers(review: FileReview, *, faults: int = 0, **values) -> dict[int, Answer]:
    """Full points on every line the system does not hold against the file; ``faults`` lines lose a point and go back."""
    found, left = {}, faults
    for line in review.drawing.standard.lines.all():
        if line.veto:
            found[line.pk] = Answer(given=0, note="已核对")
        elif left:
            left -= 1
            found[line.pk] = Answer(given=line.points - 1, note="记载不准确", raises=True)
        else:
            found[line.pk] = Answer(given=line.points, note="已核对")
    return found | values


def submitted(review: FileReview, office: Office, *, on: date = DRAWN, faults: int = 1) -> FileReview:
    """Reviewed by the supervisor."""
    return services_review.review_submit(
        review=review, actor=office.supervisor, on=on, answers=answers(review, faults=faults), comment="总体规范"
    )


def found(office: Office, *, on: date = DRAWN) -> Finding:
    """A finding that waits for its handler."""
    standard(office)
    rows(office, 1)
    return submitted(drawn(office, on=on).reviews.first(), office, on=on).findings.get()
