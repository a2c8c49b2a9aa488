"""What the verbs of publication share: the right, the row under a lock, a lawful step."""

from cases.models import Case
from cases.status import PartyKind
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..models import Publication, PublicationRow
from ..selectors import content_of
from ..status import TRANSITIONS, RowState, State, Why

LONGEST = 500
RIGHT = ("oversight.publish_outcome", "办理公示报送")


def case_of(case: Case, actor: Officer) -> Case:
    """The case under a lock, if ``actor`` sees it."""
    guard.require(actor, *RIGHT)
    return guard.visible_row(Case.objects.visible_to(actor).select_related("party", "bureau"), case.pk)


def row_of(publication: Publication, actor: Officer, version: int | None) -> Publication:
    """The publication under a lock, its case first, so that two acts on one case wait for each other."""
    guard.require(actor, *RIGHT)
    guard.visible_row(Case.objects.visible_to(actor), publication.case_id)
    rows = Publication.objects.visible_to(actor).select_related("case__party", "decided_by")
    row = guard.visible_row(rows, publication.pk)
    guard.require_version(row, version, row.decided_by, what="这条公示")
    return row


def open_row(case_id: int) -> PublicationRow | None:
    """The line of a pack that is made and not yet sent, if the case stands in one."""
    found = PublicationRow.objects.select_related("pack").filter(publication__case_id=case_id, state=RowState.IN)
    return found.first()


def require_unpacked(case_id: int) -> None:
    """TransitionRefused while the case stands in a pack that was not sent: its words are frozen there."""
    if row := open_row(case_id):
        raise TransitionRefused(f"已装入尚未报送的报送包 {row.pack.number}。请先作废该包，再作更改。")


def reason_of(reason: str) -> str:
    """The stripped reason; DomainError without one, or when it is too long."""
    if not reason.strip():
        raise DomainError("请写明理由。", field="reason")
    if len(reason.strip()) > LONGEST:
        raise DomainError(f"理由不超过{LONGEST}字。", field="reason")
    return reason.strip()


def step(row: Publication, state: str, why: str, reason: str, actor: Officer | None, on) -> Publication:
    """Bring ``row`` to ``state``; TransitionRefused where the table of transitions has no such step."""
    if state not in TRANSITIONS[State(row.state)]:
        raise TransitionRefused(f"这条公示现在是“{row.get_state_display()}”，不能这样办理。请刷新页面。")
    row.state, row.why, row.reason = state, why, reason
    row.decided_by, row.decided_on = actor, on
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    return row


def told(verb: str, row: Publication, actor: Officer | None, **data) -> None:
    """The event on the timeline of the case's publication."""
    audit.record(verb=verb, actor=actor, target=row, thread=row.thread, system=row.get_target_display(), **data)


def rule_of(row: Publication) -> str:
    """Which rule keeps ``row`` from being sent: Why.PERSON, Why.WARNING, or ""."""
    if row.case.party.kind == PartyKind.PERSON:
        return Why.PERSON
    content = content_of(row.case)
    return Why.WARNING if content and content.only_warning else ""
