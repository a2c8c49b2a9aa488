"""The demo's frozen figures: last month of the first bureau, a change of the sorting, and two acts since that move last month's numbers."""

from datetime import date, timedelta

from cases import services as case_verbs
from cases.models import Measure
from cases.status import MeasureKind

from ..statistics import services
from ..statistics.status import Mode, SpanKind, Way


def play(everybody, stages: dict, on: date) -> None:
    """Freeze the month before ``on``; afterwards one soft measure is entered late and another is taken back."""
    staff = everybody[0]
    stage = stages[staff.bureau.code]
    stage.clock.go_to(on)
    last = on.replace(day=1) - timedelta(days=1)
    services.handling_mode_set(
        way=Way.CRITICISM,
        mode=Mode.SERVICE,
        since=last.replace(day=1),
        reason="批评教育以讲明道理、当场提醒为主（演示）",
        actor=staff.legal,
        on=on,
    )
    stage.clock.tick(2)
    services.statistics_freeze(kind=SpanKind.MONTH, year=last.year, month=last.month, actor=staff.supervisor, on=on)
    _afterwards(staff, stage, last, on)


def _afterwards(staff, stage, last: date, on: date) -> None:
    team = staff.teams[0]
    stage.clock.tick(5)
    case_verbs.measure_record(
        party=stage.casting.parties[-1],
        actor=team.first,
        on=on,
        data={
            "kind": MeasureKind.GUIDANCE,
            "on": last,
            "topic": "明码标价辅导（演示，补录）",
            "explained": "演示数据：上月现场辅导，今天补录。",
        },
    )
    mistaken = Measure.objects.filter(
        bureau=staff.bureau, case=None, set_aside_reason="", on__range=(last.replace(day=1), last)
    )
    row = mistaken.exclude(topic__contains="补录").order_by("pk").first()
    if row:
        stage.clock.tick(2)
        case_verbs.measure_set_aside(measure=row, actor=row.officer, reason="和另一条重复登记（演示）")
