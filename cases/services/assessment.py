"""适用核查: recording look-ups, answering the questions, making the sheet, confirming where it leads."""

from datetime import date

from django.db import transaction

from catalog import eligibility
from catalog.eligibility_parameters import parameters_for
from catalog.selectors import item_rule
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.vault.ring import require_whole

from ..facts import build_facts, priors_of, system_result, window_start
from ..models import Assessment, Case, Evidence, FirstOffenceCheck, Violation
from ..selectors import current_sheets, gravest
from ..status import CaseStatus, CheckResult, CheckSource, ReviewVerdict
from .access import lock, move, require_editable, require_handling, stamp

_BY_HAND = {CheckSource.GSXT, CheckSource.CASE_SYSTEM}


def _lock_violation(violation: Violation, actor: Officer, version: int | None) -> tuple[Case, Violation]:
    case = lock(violation.case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    rows = Violation.objects.select_for_update(of=("self",)).filter(pk=violation.pk).order_by()
    row = next(iter(rows.select_related("case__party", "case__bureau", "item_version__item")), None)
    if row is None:
        raise guard.NotVisible("这个违法行为已被移除，请返回案件页。")
    return case, row


@transaction.atomic
def history_check_record(
    *,
    violation: Violation,
    actor: Officer,
    source: str,
    result: str,
    note: str = "",
    evidence: Evidence | None = None,
) -> FirstOffenceCheck:
    """Record a look-up made by hand elsewhere (公示系统, 执法办案系统). «未能核实» needs its reason.

    A later look-up in the same source replaces the earlier one; both stay in the timeline.
    """
    case, violation = _lock_violation(violation, actor, None)
    if source not in _BY_HAND:
        raise DomainError("本系统和导入的记录由系统自动核查，请选择其他来源。", field="source")
    if result not in CheckResult.values:
        raise DomainError("请选择核查结果。", field="result")
    if result != CheckResult.NONE and not note.strip():
        raise DomainError("请写明发现的记录，或未能核实的原因。", field="note")
    if evidence is not None and evidence.case_id != case.pk:
        raise DomainError("查询截图不属于本案。", field="evidence")
    return _store_check(violation, actor, source, result, window_start(violation), note=note.strip(), evidence=evidence)


def _store_check(violation, actor, source, result, since, *, note="", evidence=None, found=()) -> FirstOffenceCheck:
    values = {
        "result": result,
        "window_from": since,
        "found": list(found),
        "note": note,
        "checked_by": actor,
    }
    if evidence is not None:
        values["evidence"] = evidence
    before = violation.history_checks.filter(source=source).first()
    same = before and all(getattr(before, k) == v for k, v in values.items() if k != "checked_by")
    if same:
        return before
    if before:
        before.delete()
    row = FirstOffenceCheck.objects.create(violation=violation, source=source, **values)
    audit.record(
        verb="history_check",
        actor=actor,
        target=row,
        thread=violation.case.thread,
        source=row.get_source_display(),
        result=row.get_result_display(),
        note=note,
        found=len(row.found),
    )
    return row


@transaction.atomic
def assessment_make(
    *,
    violation: Violation,
    actor: Officer,
    on: date,
    answers: dict | None = None,
    overrides: dict[str, str] | None = None,
    version: int | None = None,
) -> Assessment:
    """Make the sheet of ``violation`` on ``on`` and freeze it with the rule and law versions used.

    ``answers`` are merged into the stored answers (fact or token → value; "" takes an answer back). ``overrides`` maps a
    line's key to the officer's written reason for judging it the other way; such a sheet always goes to legal review.
    """
    case, violation = _lock_violation(violation, actor, version)
    if answers:
        merged = {**violation.answers, **answers}
        violation.answers = {k: v for k, v in merged.items() if v not in ("", None, [])}
        violation.save(update_fields=["answers"])
    require_whole()  # a record that cannot be found for want of a key would make a second offence a first one
    parameters = parameters_for(case.bureau)
    since = window_start(violation, parameters)
    found = priors_of(violation, since)
    for source, priors in found.items():
        _store_check(violation, actor, source, system_result(priors), since, found=[p.to_dict() for p in priors])
    rule = item_rule(violation.item_version, on) if violation.item_version else None
    try:
        facts = build_facts(violation, on=on, found=found)
    except eligibility.FactError as error:
        raise DomainError(f"核查答复有误：{error}") from error
    sheet = eligibility.assess(rule, facts, parameters)
    reasons = {key: reason.strip() for key, reason in (overrides or {}).items() if reason.strip()}
    if reasons:
        sheet = overridden(sheet, reasons)
    row = _store_sheet(violation, actor, on, rule, facts, sheet, "；".join(reasons.values()))
    stamp(case, actor)
    audit.record(
        verb="assessment_make",
        actor=actor,
        target=row,
        thread=case.thread,
        description=violation.description,
        verdict=row.get_verdict_display(),
        failed=[line.key for line in sheet.failed],
        overrides=reasons,
    )
    return row


def overridden(sheet, reasons: dict[str, str]):
    """The sheet with the named lines turned round: met ↔ not met (unknown counts as met), each with its reason."""
    wanted = []
    for key, reason in reasons.items():
        line = sheet.line(key)
        outcome = "not_met" if line and line.outcome == "met" else "met"
        wanted.append(eligibility.Override(key=key, outcome=outcome, reason=reason))
    try:
        return eligibility.apply_overrides(sheet, wanted)
    except eligibility.FactError as error:
        raise DomainError(f"不同意见无法记录：{error}") from error


def _store_sheet(violation, actor, on, rule, facts, sheet, override_reason) -> Assessment:
    violation.assessments.filter(is_current=True).update(is_current=False)
    return Assessment.objects.create(
        violation=violation,
        made_on=on,
        facts=facts.to_dict(),
        rule=rule.to_dict() if rule else None,
        law_versions=_law_versions(violation),
        sheet=sheet.to_dict(),
        verdict=sheet.verdict,
        override_reason=override_reason[:500],
        made_by=actor,
    )


def _law_versions(violation: Violation) -> list[dict]:
    """Which text of each cited law the item rests on, as facts."""
    if violation.item_version_id is None:
        return []
    rows = violation.item_version.citations.select_related("statute", "statute_version")
    return [
        {
            "role": row.role,
            "statute": row.statute.title,
            "article": row.article_label,
            "version": row.statute_version.version_date.isoformat() if row.statute_version else None,
        }
        for row in rows
    ]


_NEXT = {
    ReviewVerdict.ELIGIBLE: CaseStatus.READY,
    ReviewVerdict.NOT_ELIGIBLE: CaseStatus.ASSESSED,
    ReviewVerdict.ORDINARY_PROCEDURE: CaseStatus.ASSESSED,
    ReviewVerdict.TRANSFER_TO_POLICE: CaseStatus.ASSESSED,
    ReviewVerdict.NO_PLEDGE_NEEDED: CaseStatus.ASSESSED,
}


@transaction.atomic
def assessment_confirm(*, case: Case, actor: Officer, on: date, version: int | None = None) -> Case:
    """Leave registration: the gravest sheet decides where the case goes. Sheets made on another day are made again.

    Raises TransitionRefused when a violation has no sheet, or a sheet still waits for answers or for legal review.
    """
    case = lock(case, actor, version)
    require_handling(case, actor)
    require_editable(case)
    violations = list(case.violations.all())
    if not violations:
        raise TransitionRefused("还没有记录违法行为。未发现违法的，请撤销登记并写明“未发现违法行为”。")
    sheets = current_sheets(case)
    old = [sheet for sheet in sheets if sheet.made_on != on and not sheet.override_reason]
    for sheet in old:
        assessment_make(violation=sheet.violation, actor=actor, on=on)
    if old:
        case.refresh_from_db()
        sheets = current_sheets(case)
    missing = len(violations) - len(sheets)
    if missing:
        raise TransitionRefused(f"还有 {missing} 个违法行为没有作适用核查，请先完成核查表。")
    verdict = gravest(sheet.effective_verdict for sheet in sheets)
    if verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW:
        raise TransitionRefused("核查结论是“须先经法制审核”。请补全未答的项目，或提请法制审核。")
    move(case, _NEXT[ReviewVerdict(verdict)])
    case.step = 4
    stamp(case, actor)
    audit.record(
        verb="assessment_confirm",
        actor=actor,
        target=case,
        thread=case.thread,
        verdict=ReviewVerdict(verdict).label,
    )
    return case
