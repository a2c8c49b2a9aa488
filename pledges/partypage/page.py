"""What the party's own page shows: a fixed number of queries, however much was sent."""

from django.db.models import Count

from cases.status import FINAL

from ..models import DecisionState
from ..services.signatures import party_ink
from ..status import PledgeStatus, WishKind
from . import offers, words
from .standing import remote_facts, standing_of

_EXTENSION = {
    DecisionState.PENDING: "正在审批",
    DecisionState.APPROVED: "已批准",
    DecisionState.REJECTED: "没有批准",
}


def page_of(visit) -> dict:
    """The context of the page for an open visit."""
    pledge, on = visit.pledge, visit.on
    case = pledge.case
    standing, facts = standing_of(pledge), remote_facts(pledge)
    waits = pledge.status == PledgeStatus.ISSUED
    has_ink = waits and party_ink(pledge) is not None
    wishes = list(pledge.wishes.all())
    proofs = list(pledge.proofs.exclude(received_at=None).order_by("-pk")[:1])
    outcome = case.outcome if case.status in FINAL or case.filed_on else ""
    return {
        "visit": visit,
        "bureau": visit.bureau,
        "pledge": pledge,
        "party": case.party,
        "number": pledge.letter.document.number_text,
        "headline": words.headline(pledge.status, pledge.due_on, on, has_ink),
        "to_sign": waits and not has_ink,
        "no_signing": offers.no_signing(standing, has_ink, on),
        "todo": words.todo(pledge.mode, pledge.due_on),
        "violations": [row.description for row in case.violations.all()],
        "moved": pledge.due_on != pledge.agreed_on,
        "no_materials": offers.no_materials(standing),
        "adds": pledge.status == PledgeStatus.SUBMITTED,
        "no_time": _no_time(standing, wishes, on),
        "photo": not offers.no_photo(standing, facts),
        "retake": proofs[0].return_reason if proofs and proofs[0].returned_at else "",
        "submissions": list(pledge.submissions.annotate(number=Count("files")).order_by("pk")),
        "wishes": wishes,
        "extensions": [
            (row.new_due_on, _EXTENSION[row.state]) for row in pledge.extensions.all() if row.state in _EXTENSION
        ],
        "rechecks": [(row, words.recheck_words(row.result)) for row in pledge.rechecks.all()],
        "outcome": words.outcome_words(outcome),
        "outcome_on": case.outcome_on,
        "rights": words.RIGHTS,
    }


def _no_time(standing, wishes, on) -> str:
    if any(row.kind == WishKind.TIME and row.answered_on is None for row in wishes):
        return "您的延期申请已经收到，正在办理。"
    return offers.no_time(standing, on)
