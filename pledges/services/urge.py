"""督办: a supervisor asks, the handler answers until a day, and may promise when it will be settled."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard, parameters, roles
from xinglongtai.core.calendar import load_span
from xinglongtai.core.display import cn_date
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.notices import tell
from xinglongtai.core.workdays import add_working_days

from ..models import Pledge, Urge
from ..status import OPEN
from .access import letter_of, lock

#: Who is told of a 督办 without an answer: leaders, the people who hold both.
_TOLD = ("oversight.supervise", "cases.approve_case")


def _after(start: date, days: int) -> date:
    """So many working days after ``start``."""
    return add_working_days(start, days, load_span(start, days)).due_on


def latest_promise(pledge: Pledge, on: date) -> date:
    """The last day that an answer given ``on`` may promise (parameter, working days)."""
    return _after(on, parameters.value(pledge.bureau, "urge.promise_days"))


@transaction.atomic
def pledge_urge(*, pledge: Pledge, actor: Officer, on: date, note: str) -> Urge:
    """Ask about a pledge that is not finished; the handler gets a notice and answers on the case page, within the parameter's
    working days. What an earlier answer promised no longer counts: the pledge stands in the overdue review again.

    The same words of the same person on the same day, not answered yet, are a second click: refused, the first stays."""
    guard.require(actor, "oversight.supervise", "督办")
    pledge = lock(pledge, actor)
    if pledge.status not in OPEN:
        raise TransitionRefused(f"承诺已是“{pledge.get_status_display()}”，不需要督办。")
    if not note.strip():
        raise DomainError("请写明督办意见。", field="note")
    if pledge.urges.filter(by=actor, on=on, note=note.strip(), answered_on=None).exists():
        raise DomainError("今天已用同样的意见督办过，办案人还没有答复。要再催办，请改写督办意见。", field="note")
    answer_by = _after(on, parameters.value(pledge.bureau, "urge.answer_days"))
    row = Urge.objects.create(pledge=pledge, on=on, by=actor, note=note.strip(), answer_by=answer_by)
    _rest(pledge, None)
    audit.record(
        verb="pledge_urge", actor=actor, target=row, thread=pledge.thread, note=row.note, answer_by=row.answer_by
    )
    tell(
        pledge.case.handler,
        key=f"urge:{row.pk}",
        text=f"{letter_of(pledge)}被督办，请在{cn_date(answer_by)}前答复",
        url=f"/cases/{pledge.case_id}/",
        topic="urge",
    )
    return row


@transaction.atomic
def urge_answer(*, urge: Urge, actor: Officer, on: date, answer: str, promised_on: date | None = None) -> Urge:
    """Answer a 督办 once, as a handling officer or their unit head.

    ``promised_on``: the day by which the handler promises to have it settled, at most the parameter's working days ahead. Until
    it has passed the pledge is left out of the overdue review; the party's deadline does not move.
    """
    guard.require(actor, "pledges.track_pledge", "答复督办")
    pledge = lock(urge.pledge, actor)
    if not pledge.case.handled_by(actor) and not actor.user.has_perm("cases.assign_case"):
        raise NotAllowed(f"请由主办人{pledge.case.handler.name}答复。")
    row = Urge.objects.select_for_update(of=("self",)).get(pk=urge.pk)
    if row.answered_on:
        raise TransitionRefused("这项督办已经答复。")
    if not answer.strip():
        raise DomainError("请写明办理情况。", field="answer")
    if promised_on is not None:
        _check_promise(pledge, on, promised_on)
    row.answer, row.answered_on, row.answered_by, row.promised_on = answer.strip(), on, actor, promised_on
    row.save()
    if not pledge.urges.filter(pk__gt=row.pk).exists():  # the newest 督办 decides
        _rest(pledge, promised_on)
    facts = {"answer": row.answer, **({"promised": promised_on} if promised_on else {})}
    audit.record(
        verb="urge_promise" if promised_on else "urge_answer", actor=actor, target=row, thread=pledge.thread, **facts
    )
    tell(
        row.by,
        key=f"urge_answer:{row.pk}",
        text=f"{letter_of(pledge)}的督办已有答复",
        url=f"/cases/{pledge.case_id}/",
        topic="urge",
    )
    return row


def _check_promise(pledge: Pledge, on: date, promised_on: date) -> None:
    last = latest_promise(pledge, on)
    if not on <= promised_on <= last:
        raise DomainError(f"承诺办结日期应在今天和{cn_date(last)}之间。", field="promised_on")


def _rest(pledge: Pledge, until: date | None) -> None:
    """Keep until when the pledge is left out. The version stays: nobody's open form on the pledge became wrong."""
    if pledge.answered_until != until:
        pledge.answered_until = until
        pledge.save(update_fields=["answered_until"])


@transaction.atomic
def urge_escalate(*, urge: Urge, on: date) -> bool:
    """Report a 督办 to the leaders once, when the parameter's working days after its answer date passed without an answer.

    Called by the daily command, without an actor; returns whether it was reported now. Safe to repeat and to run twice at once.
    """
    row = Urge.objects.select_for_update(of=("self",)).select_related("pledge__bureau").filter(pk=urge.pk).first()
    if row is None or row.escalated_on or row.answered_on or row.pledge.status not in OPEN:
        return False
    days = parameters.value(row.pledge.bureau, "urge.escalate_days")
    if on < _after(row.answer_by or row.on, days):
        return False
    row.escalated_on = on
    row.save(update_fields=["escalated_on"])
    pledge = row.pledge
    audit.record(
        verb="urge_escalate", actor=None, target=row, thread=pledge.thread, answer_by=row.answer_by, asked=row.on
    )
    for leader in roles.holders(pledge.bureau, _TOLD[0]):
        if roles.allowed(leader, _TOLD[1]):
            tell(
                leader,
                key=f"urge_escalate:{row.pk}",
                text=f"督办超过答复期限没有答复：{pledge.letter.number}",
                url=f"/cases/{pledge.case_id}/",
                topic="urge",
            )
    return True


def urges_escalate(*, bureau, on: date) -> int:
    """Report every 督办 of ``bureau`` whose time has come; how many."""
    late = Urge.objects.late(on=on).filter(pledge__bureau=bureau, escalated_on=None).order_by("pk")
    return sum(urge_escalate(urge=urge, on=on) for urge in late)
