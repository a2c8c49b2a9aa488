"""Approving several extensions with one word: each is decided, recorded and refused by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer

from ..approvals import alone
from ..models import Extension
from .extension import extension_decide


@dataclass(frozen=True)
class ExtensionResult:
    """What became of one of them. ``message`` says why it was refused; "" when it was approved."""

    party: str
    message: str = ""


def extensions_approve(
    *, extensions: Sequence[Extension], actor: Officer, on: date, note: str = ""
) -> list[ExtensionResult]:
    """Approve each; a refusal of one does not stop the others. Results in the order given.

    Only 承诺延期 may be approved together: the law names no single examination for it. Outcomes (程序规定 60), 立案 and the longer
    clock (程序规定 18) and 移送 (移送规定 5) are examined one by one; so is an extension past the verification clock.
    """
    if not extensions:
        raise DomainError("请先勾选要批准的延期。", field="ids")
    results = []
    for row in extensions:
        party, reason = row.pledge.case.party.name, alone(row)
        try:
            if reason:
                raise DomainError(f"{reason}。")
            extension_decide(extension=row, actor=actor, on=on, approve=True, note=note)
        except DomainError as refusal:
            results.append(ExtensionResult(party, refusal.message))
        else:
            results.append(ExtensionResult(party))
    return results
