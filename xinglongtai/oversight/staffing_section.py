"""People on the morning page (policy 四(五)): insurance, exams and equipment, within what the reader may see. Certificates have a
section of their own."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from xinglongtai.core.display import cn_date
from xinglongtai.core.roles import allowed
from xinglongtai.core.staffing.people import Ruler, people, ruler_of, trouble
from xinglongtai.core.staffing.reach import VIEW

from .morning.sections import Line, Section, register

#: A section shows at most this many lines; the rest is behind its link.
MOST_LINES = 15
LATE_IN_THE_YEAR = 10  #: month from which missing hours are told


def _words(row, ruler: Ruler) -> str:
    """What is wrong with one person, in one line."""
    said = []
    if row.insured_to and row.insured_to < ruler.on:
        said.append(f"意外伤害险{cn_date(row.insured_to)}已到期")
    elif row.insured_to and row.insured_to <= ruler.limit:
        said.append(f"意外伤害险{cn_date(row.insured_to)}到期")
    if row.exam_to and row.exam_to <= ruler.limit:
        said.append(f"考试合格{cn_date(row.exam_to)}{'已' if row.exam_to < ruler.on else ''}到期")
    if row.late:
        said.append(f"{row.late} 件装备逾期未还")
    return "；".join(said)


def build(actor, on: date, calendar) -> Section | None:
    """Insurance and exams that ran out or soon will, equipment not brought back. Nothing in a bureau that enters none of it."""
    if not allowed(actor, VIEW):
        return None
    ruler = ruler_of(actor.bureau, on)
    rows = people(actor, ruler)
    wrong = trouble("insurance_soon", ruler) | trouble("exam_soon", ruler) | trouble("late", ruler)
    wrong |= trouble("exam", ruler) & _once("exam_to") | trouble("insurance", ruler) & _once("insured_to")
    found = rows.filter(wrong).order_by("unit__path", "name", "pk")
    shown = list(found[: MOST_LINES + 1])
    count = len(shown) if len(shown) <= MOST_LINES else found.count()
    lines = [
        Line(f"{row.name}（{row.unit}）", _words(row, ruler), reverse("core:staffing_officer", args=[row.pk]))
        for row in shown[:MOST_LINES]
    ]
    lines += (late := _late_in_the_year(rows, ruler))
    if not lines:
        return None
    count += len(late)
    note = f"{ruler.soon}天内到期、已到期或逾期未还，请系统管理员办理续保、补考、催还并登记"
    return Section("staffing", "保险、考试和装备", "line", "warn", lines, count, note, url=reverse("core:staffing"))


def _late_in_the_year(rows, ruler: Ruler) -> list[Line]:
    """From October on, how many have not had their hours: one line, the list behind it."""
    short = rows.filter(trouble("training", ruler)).count() if ruler.hours and ruler.on.month >= LATE_IN_THE_YEAR else 0
    url = f"{reverse('core:staffing')}?state=training"
    return [Line("培训学时", f"{short} 人今年不足 {ruler.hours} 学时", url, "看名单")] if short else []


def _once(name: str):
    """Only what was entered once and ran out: a bureau that keeps no such records is not told of all its people every day."""
    return Q(**{f"{name}__isnull": False})


register(build, order=85)
