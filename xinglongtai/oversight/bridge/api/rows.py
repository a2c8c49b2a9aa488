"""Rows as the API shows them; what is personal is masked unless the call may read it."""

from datetime import date, datetime

from cases.models import Case, Party
from cases.status import PartyKind
from catalog.models import ItemVersion
from pledges.models import Pledge
from pledges.status import RUNNING
from xinglongtai.core.display import mask_id, mask_name, mask_phone


def party_out(party: Party, *, plain: bool) -> dict:
    """The party; ``plain``: with its personal data."""
    person = party.kind == PartyKind.PERSON
    shown = {
        "name": party.name if plain or not person else mask_name(party.name),
        "registration_no": party.registration_no if plain else mask_id(party.registration_no),
        "id_number": party.id_number if plain else mask_id(party.id_number),
        "operator": party.operator if plain else mask_name(party.operator),
        "phone": party.phone if plain else mask_phone(party.phone),
        "address": party.address if plain or not person else "",
    }
    kind = {"id": party.pk, "kind": party.kind, "kind_label": party.get_kind_display(), "uscc": party.uscc}
    return {**kind, **shown, "masked": not plain}


def _unit(unit) -> dict:
    return {"id": unit.pk, "name": unit.name}


def case_out(case: Case, changed_at: datetime, *, plain: bool = False) -> dict:
    """A case; its violations and pledges are prefetched."""
    return {
        "id": case.pk,
        "status": case.status,
        "status_label": case.get_status_display(),
        "source": case.source,
        "source_label": case.get_source_display(),
        "unit": _unit(case.unit),
        "party": party_out(case.party, plain=plain),
        "violations": [
            {
                "description": row.description,
                "item_number": row.item_version.item.number if row.item_version else "",
                "item_version": row.item_version.version_no if row.item_version else None,
                "act_on": row.act_on,
            }
            for row in case.violations.all()
        ],
        "discovered_on": case.discovered_on,
        "inspected_on": case.inspected_on,
        "clock_due_on": case.clock_due_on,
        "filed_on": case.filed_on,
        "outcome": case.outcome or None,
        "outcome_label": case.get_outcome_display() if case.outcome else "",
        "outcome_on": case.outcome_on,
        "decision_number": case.decision_number,
        "pledge_ids": sorted(pledge.pk for pledge in case.pledges.all()),
        "registered_at": case.created_at,
        "changed_at": changed_at,
    }


def pledge_out(pledge: Pledge, changed_at: datetime, on: date, *, plain: bool = False) -> dict:
    """A pledge; its rechecks are prefetched. ``on`` is the day on which it is overdue or not."""
    return {
        "id": pledge.pk,
        "case_id": pledge.case_id,
        "letter_number": pledge.letter.number if hasattr(pledge, "letter") else "",
        "status": pledge.status,
        "status_label": pledge.get_status_display(),
        "mode": pledge.mode,
        "mode_label": pledge.get_mode_display(),
        "unit": _unit(pledge.case.unit),
        "party": party_out(pledge.case.party, plain=plain),
        "issued_on": pledge.issued_on,
        "agreed_on": pledge.agreed_on,
        "due_on": pledge.due_on,
        "overdue": pledge.status in RUNNING and pledge.due_on < on,
        "signed_on": pledge.signed_on,
        "submitted_on": pledge.submitted_on,
        "closed_on": pledge.closed_on,
        "rechecks": [
            {"on": row.on, "result": row.result, "result_label": row.get_result_display(), "remote": row.remote}
            for row in pledge.rechecks.all()
        ],
        "changed_at": changed_at,
    }


def item_out(version: ItemVersion) -> dict:
    """A published or retired version of an item."""
    return {
        "id": version.pk,
        "number": version.item.number,
        "version": version.version_no,
        "status": version.state,
        "status_label": version.get_state_display(),
        "domain": version.item.domain,
        "batch": str(version.batch),
        "violation": version.violation,
        "violated": f"{version.violated_law} {version.violated_article}".strip(),
        "penalty": f"{version.penalty_law} {version.penalty_article}".strip(),
        "leniency_basis": version.leniency_basis,
        "correction_days_max": version.correction_days_max,
        "effective_from": version.effective_from,
        "effective_to": version.effective_to,
        "changed_at": version.updated_at,
    }
