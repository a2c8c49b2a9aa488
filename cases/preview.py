"""The sheet as it would be made now, from answers that are not sealed yet. Reads only."""

from dataclasses import replace
from datetime import date

from catalog import eligibility
from catalog.eligibility import FactError, Sheet, SourceCheck
from catalog.eligibility_parameters import parameters_for
from catalog.selectors import item_rule
from xinglongtai.core.errors import DomainError

from .facts import build_facts, priors_of, system_result
from .models import Violation
from .services.assessment import overridden
from .status import CheckSource


def sheet_preview(violation: Violation, *, on: date, answers: dict, overrides: dict[str, str]) -> Sheet:
    """The sheet of ``violation`` with ``answers`` on top of the stored ones. DomainError for an answer nobody can read."""
    violation.answers = {k: v for k, v in {**violation.answers, **answers}.items() if v not in ("", None, [])}
    rule = item_rule(violation.item_version, on) if violation.item_version_id else None
    priors = priors_of(violation)
    try:
        facts = build_facts(violation, on=on, found=priors)
    except FactError as error:
        raise DomainError(f"有一项答复读不懂：{error}") from error
    searched = {check.source for check in facts.first_offence_sources}
    own = tuple(
        SourceCheck(source=CheckSource(source).label, status=system_result(found), checked_on=on)
        for source, found in priors.items()
        if CheckSource(source).label not in searched
    )
    facts = replace(facts, first_offence_sources=(*facts.first_offence_sources, *own))
    sheet = eligibility.assess(rule, facts, parameters_for(violation.case.bureau))
    reasons = {key: reason.strip() for key, reason in overrides.items() if reason.strip() and sheet.line(key)}
    return overridden(sheet, reasons) if reasons else sheet
