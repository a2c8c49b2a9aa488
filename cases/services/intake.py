"""登记检查: opening a case, its facts and violations, leaving and coming back to it."""

from datetime import date

from django.db import transaction

from catalog.eligibility import COMMON_TOKENS, FIELDS
from catalog.models import ItemVersion
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.rows import validate
from xinglongtai.core.staffing import may_act

from ..clock import verification_due
from ..models import Case, Party, Violation
from ..status import CaseStatus
from .access import lock, move, require_editable, require_handling, stamp
from .review import reviews_withdraw

_CASE_FIELDS = ("source", "source_ref", "named_report", "discovered_on", "inspected_on", "place", "recusal")


def _check_dates(case: Case, on: date) -> None:
    if case.inspected_on > on:
        raise DomainError("检查日期不能晚于今天。", field="inspected_on")
    if case.discovered_on > case.inspected_on:
        raise DomainError("发现线索日期不能晚于检查日期。", field="discovered_on")


def _check_co_handler(case: Case, officer: Officer | None) -> None:
    if officer is None:
        return
    if officer.pk == case.handler_id:
        raise DomainError("两名执法人员不能是同一人，请另选一名。", field="co_handler")
    if hindrances := may_act(officer, case.inspected_on):
        raise DomainError("\n".join(hindrances), field="co_handler")
    if officer.unit.bureau_id != case.bureau_id:
        raise DomainError("协办人应为本机关执法人员。", field="co_handler")


@transaction.atomic
def case_open(*, party: Party, actor: Officer, on: date, data: dict | None = None) -> Case:
    """Open a case for ``party``. ``data`` may hold source, dates, place; dates default to ``on`` (today)."""
    guard.require(actor, "cases.handle_case", "登记检查")
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    values = {"discovered_on": on, "inspected_on": on, "place": party.address, **(data or {})}
    case = Case(bureau=actor.bureau, unit=actor.unit, party=party, handler=actor, updated_by=actor)
    for name in _CASE_FIELDS:
        if name in values:
            setattr(case, name, values[name])
    _check_dates(case, on)
    co_handler = values.get("co_handler")
    _check_co_handler(case, co_handler)
    case.co_handler = co_handler
    case.step = 2
    case.clock_due_on = verification_due(case)
    validate(case)
    case.save()
    audit.record(verb="case_open", actor=actor, target=case, thread=case.thread, party=party.told_name)
    return case


@transaction.atomic
def case_update(*, case: Case, actor: Officer, on: date, data: dict, version: int | None = None) -> Case:
    """Change the inspection's facts while it is being registered; ``data`` may hold co_handler, facts, step."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    changed = []
    for name in _CASE_FIELDS:
        if name in data and getattr(case, name) != data[name]:
            setattr(case, name, data[name])
            changed.append(str(Case._meta.get_field(name).verbose_name))
    _check_dates(case, on)
    if "co_handler" in data and data["co_handler"] != case.co_handler:
        case.co_handler = data["co_handler"]
        changed.append("协办人")
    _check_co_handler(case, case.co_handler)
    if "facts" in data and data["facts"] != case.facts:
        case.facts = {**case.facts, **data["facts"]}
        changed.append("当事人与案件情况")
    case.step = max(case.step, data.get("step", case.step))
    case.clock_due_on = verification_due(case)
    stamp(case, actor)
    if changed:
        audit.record(verb="case_update", actor=actor, target=case, thread=case.thread, fields=changed)
    return case


def _check_violation(case: Case, violation: Violation, on: date) -> None:
    if not violation.description.strip():
        raise DomainError("请用一句话写明违法行为，它会印在承诺书上。", field="description")
    if violation.act_on > case.inspected_on:
        raise DomainError("违法行为发生日期不能晚于检查日期。", field="act_on")
    if violation.act_ended_on and violation.act_ended_on < violation.act_on:
        raise DomainError("违法行为终了日期不能早于发生日期。", field="act_ended_on")
    version = violation.item_version
    if version is None:
        if not violation.off_list_reason.strip():
            raise DomainError("清单外的违法行为，请写明适用理由，并提请法制审核。", field="off_list_reason")
        return
    if version.item.bureau_id != case.bureau_id:
        raise DomainError("这个事项不在本机关清单内，请重新选择。", field="item_version")
    stored = ItemVersion.objects.get(pk=version.pk)
    if not stored.covers(on) and not stored.covers(violation.last_day):
        raise DomainError(
            f"清单事项 {version.item.number} 在 {on:%Y-%m-%d} 不在施行期内（可能刚刚到期或被新版本替代），请重新选择事项。",
            field="item_version",
        )


def _fill(violation: Violation, data: dict) -> None:
    for name in (
        "item_version",
        "description",
        "fact_detail",
        "act_on",
        "act_ended_on",
        "off_list_reason",
        "off_list_law",
    ):
        if name in data:
            setattr(violation, name, data[name])


@transaction.atomic
def violation_add(*, case: Case, actor: Officer, on: date, data: dict, version: int | None = None) -> Violation:
    """Add a violation: an item version in force on ``on`` or on the last day of the act, or 清单外 with its reason.

    A version that only held when the act ended leads to the legal review of the older law (行政处罚法 36, 37).
    """
    case = lock(case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    violation = Violation(case=case, act_on=case.inspected_on)
    _fill(violation, data)
    _check_violation(case, violation, on)
    if case.violations.filter(item_version=violation.item_version, description=violation.description).exists():
        raise DomainError("这个违法行为已经记录过了。", field="description")
    validate(violation)
    violation.save()
    stamp(case, actor)
    item = violation.item_version.item.number if violation.item_version else "清单外"
    audit.record(
        verb="violation_add",
        actor=actor,
        target=violation,
        thread=case.thread,
        description=violation.description,
        item=item,
    )
    return violation


@transaction.atomic
def violation_update(
    *, violation: Violation, actor: Officer, on: date, data: dict, version: int | None = None
) -> Violation:
    """Change a violation's words, dates or item; its sheet must then be made again.

    With another item (or another version) the answers to the old one's own conditions are dropped, the general ones stay.
    """
    case = lock(violation.case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    violation = Violation.objects.select_for_update(of=("self",)).get(pk=violation.pk)
    before = violation.item_version_id
    _fill(violation, data)
    if violation.item_version_id != before:
        violation.answers = {k: v for k, v in violation.answers.items() if k in FIELDS or k in COMMON_TOKENS}
    _check_violation(case, violation, on)
    validate(violation)
    violation.save()
    violation.assessments.filter(is_current=True).update(is_current=False)
    stamp(case, actor)
    audit.record(
        verb="violation_update",
        actor=actor,
        target=violation,
        thread=case.thread,
        description=violation.description,
    )
    return violation


@transaction.atomic
def violation_remove(*, violation: Violation, actor: Officer, version: int | None = None) -> None:
    """Take a violation out of a case that is still being registered. Its photos stay with the case."""
    case = lock(violation.case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    if violation.assessments.filter(reviews__isnull=False).exists():
        raise TransitionRefused("这个违法行为已有法制审核记录，不能移除；可以撤销整个案件后重新登记。")
    audit.record(
        verb="violation_remove",
        actor=actor,
        target=violation,
        thread=case.thread,
        description=violation.description,
    )
    violation.delete()
    stamp(case, actor)


@transaction.atomic
def case_reopen(*, case: Case, actor: Officer, reason: str, version: int | None = None) -> Case:
    """Back to registration, before a letter is issued. The sheets stay on the record; a review that waits is taken back."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    if not reason.strip():
        raise DomainError("请写明退回修改的原因。", field="reason")
    move(case, CaseStatus.DRAFT)
    reviews_withdraw(case)
    stamp(case, actor)
    audit.record(verb="case_reopen", actor=actor, target=case, thread=case.thread, reason=reason.strip())
    return case


@transaction.atomic
def case_cancel(*, case: Case, actor: Officer, reason: str, version: int | None = None) -> Case:
    """Give up a registration made by mistake. It stays in the records as 已撤销."""
    case = lock(case, actor, version)
    require_handling(case, actor)
    if not reason.strip():
        raise DomainError("请写明撤销原因。", field="reason")
    move(case, CaseStatus.CANCELLED)
    case.cancel_reason = reason.strip()
    stamp(case, actor)
    audit.record(verb="case_cancel", actor=actor, target=case, thread=case.thread, reason=reason.strip())
    return case
