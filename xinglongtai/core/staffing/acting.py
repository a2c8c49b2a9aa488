"""Who may act on what day is answered here, for one person (:func:`may_act`) and for a choice list (:func:`able`), by the same rules.

The certificate is always asked for (行政处罚法 42 I); a valid exam, last year's training hours and insurance only where the bureau's
parameters say so. That nothing more is asked for is remembered for half a minute a unit, so the usual case reads nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from .. import parameters
from ..models import Bureau, Certificate, Exam, Insurance, Officer, Parameter, Training

#: Seconds for which «this bureau asks for nothing more» is believed without looking (a change shows at once where it was made).
BELIEVED = 30.0
_NOTHING_MORE: dict[int, float] = {}


@dataclass(frozen=True)
class Requirement:
    """One thing a bureau may ask for. ``met(on, bureau)``: a condition on Officer rows; ``lacks``, ``mend``: words for people."""

    key: str
    met: Callable[[date, Bureau], Q]
    lacks: str
    mend: str


def _examined(on: date, bureau: Bureau) -> Q:
    rows = Exam.objects.counting().filter(officer=OuterRef("pk"), result=Exam.Result.PASSED, on__lte=on)
    return Q(Exists(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))))


def hours_in(year: int):
    """Subquery: training hours of an Officer row in ``year``; NULL where there are none."""
    rows = Training.objects.counting().filter(officer=OuterRef("pk"), on__year=year).order_by()
    return Subquery(rows.values("officer").annotate(sum=Sum("hours")).values("sum"))


def _trained(on: date, bureau: Bureau) -> Q:
    """The hours of the year before; whoever held no certificate when that year began is excused."""
    wanted = parameters.value(bureau, "staffing.training_hours")
    first = date(on.year - 1, 1, 1)
    rows = Officer.objects.annotate(hours=hours_in(on.year - 1)).filter(hours__gte=Decimal(wanted))
    earlier = Certificate.objects.counting().filter(officer=OuterRef("pk"), valid_from__lte=first)
    fresh = (Q(certificate_from__gt=first) | Q(certificate_from__isnull=True)) & ~Q(Exists(earlier))
    return Q() if wanted == 0 else Q(pk__in=rows.values("pk")) | fresh


def _insured(on: date, bureau: Bureau) -> Q:
    rows = Insurance.objects.counting().filter(officer=OuterRef("pk"), valid_from__lte=on, valid_to__gte=on)
    return Q(Exists(rows))


REQUIREMENTS = (
    Requirement("staffing.require_exam", _examined, "没有有效的执法考试合格记录", "补登考试结果"),
    Requirement("staffing.require_training", _trained, "上一年度的培训学时没有达到要求", "补登培训学时"),
    Requirement("staffing.require_insurance", _insured, "没有有效的人身意外伤害险", "补登保险"),
)


def forget() -> None:
    """Look again at once what bureaux ask for (a parameter was changed in this process)."""
    _NOTHING_MORE.clear()


def required(unit_id: int) -> list[Requirement]:
    """What the bureau of this unit asks for besides the certificate."""
    if _NOTHING_MORE.get(unit_id, 0.0) > time.monotonic():
        return []
    keys = [entry.key for entry in REQUIREMENTS]
    given = dict(Parameter.objects.filter(bureau__units=unit_id, key__in=keys).values_list("key", "value"))
    found = [entry for entry in REQUIREMENTS if parameters.parsed(entry.key, given.get(entry.key))]
    if not found:
        _NOTHING_MORE[unit_id] = time.monotonic() + BELIEVED
    return found


def may_act(officer: Officer, on: date) -> list[str]:
    """What keeps ``officer`` from acting (checking, issuing, rechecking) on ``on``: whole Chinese sentences, [] when nothing does.

    No query where the certificate in force covers the day and the bureau asks for nothing more. A day of the past is answered with
    the certificate of that day.
    """
    if not officer.is_active:
        return [f"{officer.name}已不在岗，不能执法。请更换执法人员。"]
    found = [] if officer.certified_on(on) else [_without_certificate(officer, on)]
    if asked := required(officer.unit_id):
        bureau = Bureau.objects.get(units=officer.unit_id)
        row = Officer.objects.filter(pk=officer.pk)
        found += [
            f"{officer.name}在 {on:%Y-%m-%d} {entry.lacks}，按本机关规定不能执法。请更换执法人员，或请系统管理员{entry.mend}。"
            for entry in asked
            if not row.filter(entry.met(on, bureau)).exists()
        ]
    return found


def _without_certificate(officer: Officer, on: date) -> str:
    end = f"（有效期至 {officer.certificate_to:%Y-%m-%d}）" if officer.certificate_to else "（未登记）"
    if officer.certificate_from and officer.certificate_from > on:
        end = f"（现行证自 {officer.certificate_from:%Y-%m-%d} 起有效，以前的证没有登记）"
    return f"{officer.name}的执法证在 {on:%Y-%m-%d} 无效{end}。请更换执法人员，或请系统管理员更新执法证信息。"


def able(rows: QuerySet, on: date, bureau: Bureau) -> QuerySet:
    """Those of ``rows`` (officers of ``bureau``) whom :func:`may_act` would find nothing against on ``on``."""
    rows = rows.certified(on)
    for entry in required(bureau.unit_id):
        rows = rows.filter(entry.met(on, bureau))
    return rows
