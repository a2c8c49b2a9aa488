"""Files that show how a paper was served, and how all that is missing is said at once."""

from cases.models import Case, Evidence
from cases.status import EvidenceKind
from xinglongtai.core.errors import DomainError

from ..service.rules import Fault

#: Kinds of evidence that can show a service, a confirmed address or a refusal.
PROOF_KINDS = frozenset(
    {
        EvidenceKind.SERVICE_PROOF,
        EvidenceKind.RECORDING,
        EvidenceKind.PHOTO,
        EvidenceKind.SCREENSHOT,
        EvidenceKind.SIGNED,
        EvidenceKind.DOCUMENT,
    }
)


def refuse_faults(faults: list[Fault]) -> None:
    """One DomainError for all of ``faults``; the page shows each at its field."""
    if faults:
        raise DomainError(faults[0].message, field=faults[0].field, faults=[tuple(fault) for fault in faults])


def require_proofs(proofs: list[Evidence], case: Case, field: str = "files") -> None:
    """DomainError unless every proof belongs to the case, still counts and is of a kind that can show something."""
    for row in proofs:
        if row.case_id != case.pk or row.set_aside_reason or row.kind not in PROOF_KINDS:
            raise DomainError("请选择本案的送达凭证、照片、截屏或者录音录像。", field=field)
