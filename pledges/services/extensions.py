"""Approving several extensions with one word: each is decided, recorded and refused by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.status import ApprovalKind
from xinglongtai.core import guard
from xinglongtai.core.errors import DomainError, NotVisible
from xinglongtai.core.models import Officer

from ..approvals import alone
from ..models import Extension, Pledge
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
    by = guard.require(actor, "pledges.approve_extension", "审批延期", on=on, kind=ApprovalKind.EXTENSION.value)
    if not extensions:
        raise DomainError("请先勾选要批准的延期。", field="ids")
    seen = set(
        Pledge.objects.visible_to_deputy(actor, by.delegations)
        .values_list("pk", flat=True)
        .filter(pk__in=[row.pledge_id for row in extensions])
    )
    if any(row.pledge_id not in seen for row in extensions):  # nothing of it is told, not even the party's name
        raise NotVisible("没有找到其中的延期申请，请刷新页面后重新勾选。")
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
