"""From a case's rows to the facts that the eligibility rules read. Nothing is assumed: what is not known stays unknown."""

from datetime import date

from catalog.eligibility.facts import Facts
from xinglongtai.core import parameters
from xinglongtai.core.workdays import add_years

from .history import Prior, imported_priors, own_priors
from .models import Violation
from .status import CheckResult, CheckSource

#: Facts that the system itself supplies; an officer's answer to them is ignored.
SYSTEM_FACTS = frozenset(
    {
        "on",
        "discovered_on",
        "act_date",
        "act_end_date",
        "party_kind",
        "first_offence_sources",
        "prior_records",
        "off_list_reason",
        "legal_review",
        "evidence",
    }
)
_SOURCE_LABEL = dict(CheckSource.choices)


def window_start(violation: Violation) -> date:
    """First day of the first-offence window: so many years before the act (parameter, 2 years)."""
    years = parameters.value(violation.case.bureau, "history.window_years")
    breach_years = parameters.value(violation.case.bureau, "history.breach_window_years")
    return add_years(violation.act_on, -max(years, breach_years))


def priors_of(violation: Violation) -> dict[str, list[Prior]]:
    """What the system itself finds, by source: own cases and imported records."""
    since = window_start(violation)
    return {
        CheckSource.OWN: own_priors(violation, since),
        CheckSource.IMPORTED: imported_priors(violation, since),
    }


def system_result(priors: list[Prior]) -> str:
    """What the system's own search amounts to: found, or nothing found. Premises and names only are for a person."""
    same = [p for p in priors if p.same_type and p.match not in {"premises", "name"}]
    return CheckResult.FOUND if same else CheckResult.NONE


def build_facts(violation: Violation, *, on: date, legal_review: str | None = None) -> Facts:
    """The facts of ``violation`` on ``on``. ``legal_review`` ("approved"/"rejected") is the legal section's word.

    Raises ``FactError`` when a stored answer cannot be read.
    """
    case = violation.case
    answers = {k: v for k, v in violation.answers.items() if k not in SYSTEM_FACTS and v not in ("", None, [])}
    checks = list(violation.history_checks.all())
    priors = [p for found in priors_of(violation).values() for p in found]
    data = {
        **answers,
        "on": on,
        "discovered_on": case.discovered_on,
        "act_date": violation.act_on,
        "act_end_date": violation.act_ended_on,
        "party_kind": case.party.kind,
        "off_list_reason": violation.off_list_reason,
        "legal_review": legal_review,
        "first_offence_sources": [
            {
                "source": _SOURCE_LABEL[check.source],
                "status": check.result,
                "checked_on": check.checked_at.date(),
            }
            for check in checks
        ],
        "prior_records": [
            {"on": p.on, "same_type": p.same_type, "match": p.match, "outcome": p.outcome or None, "source": p.place}
            for p in priors
        ],
    }
    tokens = {}
    if violation.item_version_id:
        tokens = {c.token.token: c.token.label for c in violation.item_version.conditions.select_related("token")}
    return Facts.from_dict(data, tokens)
