"""What DOMAIN asks of every outcome and decision, said once more here and by other means than the verbs use."""

from datetime import timedelta

from django.db.models import Q

from cases.models import Assessment, Case, ClockExtension, Disposition, Review
from cases.status import CaseStatus, DecisionState, Outcome, ReviewVerdict
from pledges.models import Extension, Pledge
from pledges.status import BREACHING, PledgeStatus
from xinglongtai.core.models import Event, IssuedDocument

_AFTER_FILING = {Outcome.NO_PENALTY, Outcome.EXEMPT, Outcome.LIGHTER, Outcome.MITIGATED, Outcome.PENALTY}
_GENTLE = {Outcome.NO_CASE, Outcome.NO_PENALTY, Outcome.EXEMPT}


def broken(before: dict, after: dict) -> list[str]:
    """Breaches seen now. Who handles a case is asked on the day a decision was made: only fresh ones are looked at."""
    fresh = [pk for pk, rest in after["disposition"].items() if before["disposition"].get(pk) != rest]
    return [*_documents(before, after), *_clocks(), *_ended(), *_decisions(fresh), *_others_decide(), *_pledges()]


def _documents(before, after) -> list[str]:
    """What was issued stays word for word; it is made void once, by somebody, for a reason."""
    found = []
    for pk, (printed, voided_at) in before["document"].items():
        if pk not in after["document"]:
            found.append(f"document {pk} is gone")
        elif after["document"][pk][0] != printed or (voided_at and after["document"][pk][1] != voided_at):
            found.append(f"document {pk} changed after it was issued")
    bare = IssuedDocument.objects.exclude(voided_at=None).filter(Q(void_reason="") | Q(voided_by=None))
    return found + [f"document {pk} void without a reason" for pk in bare.values_list("pk", flat=True)]


def _clocks() -> list[str]:
    """Fifteen working days from the clue, thirty where that was approved. The trial has no calendar: weekends alone are free."""
    longer = set(ClockExtension.objects.filter(state=DecisionState.APPROVED).values_list("case_id", flat=True))
    found = []
    for pk, day, due in Case.objects.values_list("pk", "discovered_on", "clock_due_on"):
        left = 30 if pk in longer else 15
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        if due != day:
            found.append(f"case {pk}: its clock ends on {due} and not on {day}")
    return found


def _ended() -> list[str]:
    found = []
    for case in Case.objects.exclude(outcome=""):
        if case.outcome in _GENTLE and not Event.objects.filter(verb="education_record", thread=case.thread).exists():
            found.append(f"case {case.pk} ended in {case.outcome} without education")
        if case.outcome in _AFTER_FILING and case.filed_on is None:
            found.append(f"case {case.pk} ended in {case.outcome} without filing")
        if case.outcome == Outcome.NO_CASE and (case.filed_on or case.outcome_on > case.clock_due_on):
            found.append(f"case {case.pk}: no_case after filing or after its clock")
        if case.outcome == Outcome.NO_CASE and Pledge.objects.filter(case=case, status=PledgeStatus.BREACHED).exists():
            found.append(f"case {case.pk}: no_case after a breach")
    for case in Case.objects.filter(status__in=[CaseStatus.CLOSED, CaseStatus.REFERRED], outcome=""):
        found.append(f"case {case.pk} is {case.status} without outcome")
    return found


def _decisions(fresh) -> list[str]:
    found = []
    for row in Disposition.objects.filter(pk__in=fresh).select_related("case", "decided_by", "endorsed_by"):
        for person in (row.decided_by, row.endorsed_by):
            if person and (row.case.handled_by(person) or person.pk == row.proposed_by_id):
                found.append(f"disposition {row.pk} decided by a handler or its proposer")
        if row.decided_by_id and row.decided_by_id == row.endorsed_by_id:
            found.append(f"disposition {row.pk}: both steps by one person")
    return found


def _others_decide() -> list[str]:
    found = []
    for model in (ClockExtension, Extension):
        for row in model.objects.exclude(decided_by=None):
            if row.decided_by_id == row.requested_by_id:
                found.append(f"{model.__name__} {row.pk} decided by who asked")
    for row in Review.objects.filter(state=DecisionState.APPROVED):
        if row.decided_by_id == row.requested_by_id:
            found.append(f"review {row.pk} decided by who asked")
    return found


def _pledges() -> list[str]:
    found = []
    for pledge in Pledge.objects.prefetch_related("rechecks", "extensions"):
        results = [row.result for row in pledge.rechecks.all()]
        if pledge.status == PledgeStatus.FULFILLED and "corrected" not in results:
            found.append(f"pledge {pledge.pk} fulfilled without a recheck")
        if pledge.status == PledgeStatus.BREACHED and not BREACHING & set(results):
            found.append(f"pledge {pledge.pk} broken without a recheck")
        approved = [row for row in pledge.extensions.all() if row.state == DecisionState.APPROVED]
        if len(approved) > 1 or (pledge.due_on != pledge.agreed_on and not approved):
            found.append(f"pledge {pledge.pk}: the deadline moved without one approved extension")
    ready = Case.objects.filter(status=CaseStatus.READY).values_list("pk", flat=True)
    for sheet in Assessment.objects.filter(violation__case__in=list(ready), is_current=True):
        if sheet.effective_verdict not in {ReviewVerdict.ELIGIBLE, ReviewVerdict.NO_PLEDGE_NEEDED}:
            found.append(f"case {sheet.violation.case_id} is ready with a sheet that says {sheet.effective_verdict}")
    return found
