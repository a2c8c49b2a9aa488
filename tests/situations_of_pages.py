"""One case in each state, for tests of pages."""

from datetime import timedelta

from cases import services
from cases.outcomes import NO_CASE_BASES

PEOPLE = ["officer", "second", "head", "legal", "leader", "supervisor"]


def proposed(office, day):
    """A corrected case with 不予立案 proposed."""
    case = office.educated(office.rechecked(on=day), on=day)
    services.disposition_propose(
        case=case, actor=office.officer, on=day, outcome="no_case", basis=NO_CASE_BASES["20-1"], reason="已改正"
    )
    case.refresh_from_db()
    return case


def situations(office, day) -> dict:
    """State → case."""
    before = day - timedelta(days=3)
    return {
        "draft": office.with_violation(on=day),
        "ready": office.ready(on=day),
        "issued": office.issued(on=day).case,
        "signed": office.signed(on=day).case,
        "overdue": office.signed(on=before, due_on=day - timedelta(days=1)).case,
        "submitted": office.submitted(on=day).case,
        "corrected": office.rechecked(on=day),
        "breached": office.rechecked("failed", on=day),
        "deciding": proposed(office, day),
    }
