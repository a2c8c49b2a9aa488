"""What the last check of the files found, made fresh where a case changed since. Reads only; ``services_files`` stores."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from cases.models import Case
from pledges.consistency.reading import moment_of
from pledges.consistency.services import found_in
from xinglongtai.core.models import Event

from .models import FileCheck

#: A page looks anew at so many changed cases at most (about ten queries each); others are marked.
MOST_FRESH = 3


def hard_names(case: Case, on: date) -> list[tuple[str, str]]:
    """(code, paper and field) of what blocks in ``case`` on ``on``; nothing personal. About ten queries."""
    found = found_in(case, on=on, moment=moment_of(case.status))
    return list(dict.fromkeys((row.code, row.name) for row in found if row.is_hard))


def freshened(rows: list[FileCheck], on: date) -> list[FileCheck]:
    """``rows`` as far as something still does not agree. ``row.names`` is what, ``row.stale`` that the case changed since and
    was not looked at again."""
    newest = dict(
        Event.objects.filter(thread__in=[row.case.thread for row in rows])
        .order_by()
        .values_list("thread")
        .annotate(Max("at"))
    )
    left, looked = [], 0
    for row in rows:
        row.names = [entry["name"] for entry in row.found]
        row.stale = newest.get(row.case.thread, row.checked_at) > row.checked_at
        if row.stale and looked < MOST_FRESH:
            looked += 1
            row.names, row.stale = [name for _, name in hard_names(row.case, on)], False
        if row.names:
            left.append(row)
    return left


def checked_words(rows: list[FileCheck], on: date) -> str:
    """«今晨检查时（4:30）», or with the day where the check is older."""
    at = timezone.localtime(min(row.checked_at for row in rows))
    clock = f"{at.hour}:{at.minute:02d}"
    if at.date() == on:
        return f"{'今晨' if at.hour < 9 else '今天'}检查时（{clock}）"
    return f"{at.month}月{at.day}日检查时（{clock}）"
