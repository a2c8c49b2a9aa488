"""柔性措施 (policy 四(一)(二)): recording one, and taking back a mistaken entry."""

from datetime import date

from django.db import transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.rows import validate

from ..models import Case, Measure, Party
from ..status import MeasureKind


@transaction.atomic
def measure_record(*, party: Party, actor: Officer, on: date, data: dict, case: Case | None = None) -> Measure:
    """Record a soft measure. ``data``: kind, on, topic, explained, laws, place, received_by, co_officer.

    ``on`` is today; the measure's own day is ``data["on"]`` and may not lie in the future.
    """
    guard.require(actor, "cases.record_measure", "登记柔性措施")
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    day = data.get("on") or on
    if data.get("kind") not in MeasureKind.values:
        raise DomainError("请选择措施类别。", field="kind")
    if day > on:
        raise DomainError("措施日期不能晚于今天。", field="on")
    for name, label in (("topic", "事项"), ("explained", "讲明的内容")):
        if not (data.get(name) or "").strip():
            raise DomainError(f"请填写{label}。", field=name)
    if data.get("co_officer") and data["co_officer"].pk == actor.pk:
        raise DomainError("协同人不能是您自己。", field="co_officer")
    if case is not None:
        case = guard.visible_row(Case.objects.visible_to(actor), case.pk)
        if case.party_id != party.pk:
            raise DomainError("所选案件不是这个当事人的案件。", field="case")
    measure = Measure(
        bureau=actor.bureau,
        unit=actor.unit,
        party=party,
        case=case,
        officer=actor,
        co_officer=data.get("co_officer"),
        kind=data["kind"],
        on=day,
        topic=data["topic"].strip(),
        explained=data["explained"].strip(),
        laws=(data.get("laws") or "").strip(),
        place=(data.get("place") or "").strip(),
        received_by=(data.get("received_by") or "").strip(),
    )
    validate(measure)
    measure.save()
    audit.record(
        verb="measure_record",
        actor=actor,
        target=measure,
        thread=case.thread if case else f"party:{party.pk}",
        kind=measure.get_kind_display(),
        topic=measure.topic,
    )
    return measure


@transaction.atomic
def measure_set_aside(*, measure: Measure, actor: Officer, reason: str) -> Measure:
    """Take back an entry made by mistake; it stays readable with its reason and no longer counts."""
    guard.require(actor, "cases.record_measure", "撤销柔性措施")
    measure = guard.visible_row(Measure.objects.visible_to(actor), measure.pk)
    if measure.officer_id != actor.pk and not actor.user.has_perm("cases.assign_case"):
        raise NotAllowed(f"这条记录由{measure.officer.name}登记，请由本人或所/队负责人撤销。")
    if measure.set_aside_reason:
        raise TransitionRefused("这条记录已经撤销。")
    if not reason.strip():
        raise DomainError("请写明撤销原因。", field="reason")
    measure.set_aside_reason = reason.strip()
    measure.save()
    audit.record(
        verb="measure_set_aside",
        actor=actor,
        target=measure,
        thread=measure.case.thread if measure.case else f"party:{measure.party_id}",
        kind=measure.get_kind_display(),
        reason=measure.set_aside_reason,
    )
    return measure
