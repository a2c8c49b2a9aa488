"""Recording what a decision says, from the paper that is written elsewhere."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from cases.models import Case
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from ..checklist import personal_numbers
from ..models import OutcomeContent, Publication
from ..selectors import content_of, is_lenient, is_penalty
from ..status import ONLY_WARNING, PenaltyKind, State, Why
from .access import case_of, require_unpacked, rule_of, step, told

_TEXTS = ("number", "violation", "basis", "content", "authority")
_FACTS = ("decided_on", "elsewhere", "informed", "screened", "fine", "gains")


@transaction.atomic
def content_record(*, case: Case, actor: Officer, on: date, data: dict, version: int | None = None) -> OutcomeContent:
    """Record or change the content; what is not known yet may stay blank and then stands on the checklist.

    ``data`` has the model's field names. A penalty that is only a warning leads to 不公示 (公示规定 2 II); when it is no longer only
    that, rows that this rule had stopped wait again. ``version`` 0: the form was opened when nothing was recorded.
    """
    case = case_of(case, actor)
    lenient = is_lenient(case)
    if not (lenient or is_penalty(case)):
        raise TransitionRefused("案件还没有以处罚或从宽结果办结，没有可以公示的内容。")
    if lenient and not case.publications.exists():
        raise TransitionRefused("从宽结果默认不公示。确需公示的，请先作出公示决定。")
    require_unpacked(case.pk)
    row = content_of(case) or OutcomeContent(case=case, version=0)
    guard.require_version(row, version, row.recorded_by if row.pk else None, what="公示内容")
    _fill(row, data, lenient, on)
    row.recorded_by = actor
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="publication_content",
        actor=actor,
        target=row,
        thread=row.thread,
        kinds=row.kind_words or case.get_outcome_display(),
        number=f"，{row.number}" if row.number else "",
    )
    _follow(case, on)
    return row


def _fill(row: OutcomeContent, data: dict, lenient: bool, on: date) -> None:
    for name in _TEXTS:
        setattr(row, name, (data.get(name) or "").strip())
    for name in _FACTS:
        setattr(row, name, data.get(name))
    row.informed, row.screened = bool(row.informed), bool(row.screened)
    row.kinds = [kind for kind in PenaltyKind.values if kind in (data.get("kinds") or ())]
    if lenient and (row.kinds or row.fine or row.gains):
        raise DomainError("从宽结果不是行政处罚，不能登记处罚种类和金额。")
    if row.decided_on and row.decided_on > on:
        raise DomainError("决定日期晚于今天，请核对。", field="decided_on")
    for name, kind in (("fine", PenaltyKind.FINE), ("gains", PenaltyKind.GAINS)):
        amount: Decimal | None = getattr(row, name)
        if amount and kind not in row.kinds:
            raise DomainError(f"填了金额，但没有勾选“{kind.label}”。", field=name)
    if numbers := personal_numbers(row.violation, row.basis, row.content):
        raise DomainError(f"文字里有{numbers}，公示前请删去（公示规定第六条）。", field="content")


def _follow(case: Case, on: date) -> None:
    """The rule on warnings, applied to the rows that wait or that it stopped before."""
    rows = Publication.objects.select_for_update(of=("self",)).filter(case_id=case.pk, lenient=False)
    for row in rows.select_related("case__party", "case__published_content").order_by("pk"):
        rule = rule_of(row)
        if rule == Why.WARNING and row.state == State.PENDING and row.why != Why.DECIDED and not row.first_sent_on:
            step(row, State.SKIPPED, Why.WARNING, ONLY_WARNING, None, on)
            told("publication_rule_skip", row, None, reason=row.reason)
        elif rule == "" and row.state == State.SKIPPED and row.why == Why.WARNING:
            step(row, State.PENDING, Why.CLOSED, "", None, on)
            told("publication_rule_back", row, None)
