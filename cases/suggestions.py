"""First drafts composed from the facts on record; the officer reads, changes and answers for them."""

from .outcomes import NO_CASE_BASES
from .reasoning.reading import proposed_reason


def likely_basis(dossier) -> str:
    """The ground of 程序规定 20 I that fits the sheets best, as a first choice; the officer decides."""
    routes = {
        route.get("key")
        for sheet in dossier.sheets
        for route in sheet.sheet.get("routes", [])
        if route.get("state") in {"open", "pending"}
    }
    if "no_fault" in routes and len(routes) == 1:
        return NO_CASE_BASES["20-3"]
    if "first_offence" in routes and "minor" not in routes:
        return NO_CASE_BASES["20-2"]
    return NO_CASE_BASES["20-1"]


def suggested_reason(dossier) -> str:
    """The reasons of the case (说理) and what stands in the file; every part stands in the dossier."""
    parts = [proposed_reason(dossier)]
    if dossier.evidence:
        parts.append(f"在卷材料{len(dossier.evidence)}份。")
    return "\n".join(parts)
