"""From a case's rows to the facts that the eligibility rules read. Nothing is assumed: what is not known stays unknown."""

from datetime import date

from django.utils import timezone

from catalog.eligibility import Facts, Parameters
from catalog.eligibility_parameters import parameters_for
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


def window_start(violation: Violation, windows: Parameters | None = None) -> date:
    """First day of the first-offence window: so many years before the act (the longer of two parameters).

    ``windows``: the bureau's parameters, where they were read already.
    """
    windows = windows or parameters_for(violation.case.bureau)
    return add_years(violation.act_on, -max(windows.first_offence_years, windows.breach_years))


def priors_of(violation: Violation, since: date | None = None) -> dict[str, list[Prior]]:
    """What the system itself finds, by source: own cases and imported records, ``since`` the first day of the window."""
    since = since or window_start(violation)
    return {
        CheckSource.OWN: own_priors(violation, since),
        CheckSource.IMPORTED: imported_priors(violation, since),
    }


def system_result(priors: list[Prior]) -> str:
    """What the system's own search amounts to: found, nothing found, or records whose kind is not told surely.

    Premises and names only are for a person.
    """
    sure = [p for p in priors if p.match not in {"premises", "name"}]
    if any(p.same_type for p in sure):
        return CheckResult.FOUND
    return CheckResult.UNVERIFIED if any(p.same_type is None for p in sure) else CheckResult.NONE


def known_by_registering(priors: list[Prior]) -> dict:
    """What follows from the registration itself; an officer's own answer goes before it.

    Recording a violation states that it exists and lies with this bureau; an empty ledger states that no pledge of this
    party was broken and nothing of the kind was corrected before.
    """
    known = {"violation_established": True, "jurisdiction": "own"}
    if not any(p.outcome == "pledge_breached" for p in priors):
        known["broken_pledge"] = False
    if all(p.same_type is False for p in priors):
        known["repeat_after_fix"] = False
    return known


def build_facts(violation: Violation, *, on: date, found: dict[str, list[Prior]] | None = None) -> Facts:
    """The facts of ``violation`` on ``on``. ``found``: what :func:`priors_of` gave, where it was asked already.

    Raises ``FactError`` when a stored answer cannot be read.
    """
    case = violation.case
    checks = list(violation.history_checks.all())
    priors = [p for rows in (found or priors_of(violation)).values() for p in rows]
    data = {
        **known_by_registering(priors),
        **{k: v for k, v in violation.answers.items() if k not in SYSTEM_FACTS and v not in ("", None, [])},
        "on": on,
        "discovered_on": case.discovered_on,
        "act_date": violation.act_on,
        "act_end_date": violation.act_ended_on,
        "party_kind": case.party.kind,
        "off_list_reason": violation.off_list_reason,
        "first_offence_sources": [
            {
                "source": _SOURCE_LABEL[check.source],
                "status": check.result,
                "checked_on": timezone.localdate(check.checked_at),
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
