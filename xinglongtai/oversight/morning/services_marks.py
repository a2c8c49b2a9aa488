"""What a person has dealt with on the morning page. A note for oneself, no act on a case: what was done to the case is recorded there."""

from datetime import date, timedelta

from django.db import transaction

from xinglongtai.core import guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from .models import LineDone
from .status import LineAct

#: Notes are kept so many calendar days.
KEPT_DAYS = 30


@transaction.atomic
def line_done(*, actor: Officer, on: date, line: str, act: str = LineAct.SEEN) -> bool:
    """Take the line («new:12») off the actor's page of ``on``; whether it was still there. Safe to repeat."""
    guard.require(actor, "oversight.view_brief", "查看晨报")
    section, _, row = line.partition(":")
    if not section or not row or len(section) > 40 or len(row) > 40:
        raise DomainError("没有找到这一行，请刷新晨报。")
    _, fresh = LineDone.objects.get_or_create(
        officer=actor, on=on, section=section, row=row, defaults={"act": LineAct(act)}
    )
    return fresh


@transaction.atomic
def lines_restore(*, actor: Officer, on: date) -> int:
    """Show again what the actor took off as 已阅 on ``on``; how many."""
    guard.require(actor, "oversight.view_brief", "查看晨报")
    return LineDone.objects.filter(officer=actor, on=on, act=LineAct.SEEN).delete()[0]


def lines_forget(*, on: date) -> int:
    """Drop notes that are older than :data:`KEPT_DAYS`; called by the daily command."""
    return LineDone.objects.filter(on__lt=on - timedelta(days=KEPT_DAYS)).delete()[0]
