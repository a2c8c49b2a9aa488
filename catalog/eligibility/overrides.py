"""An officer may disagree with the sheet only by a written reason and with legal approval; both stay on the record."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .assessment import concluded
from .reading import FactError
from .sheet import Sheet
from .vocabulary import OUTCOMES

#: Never a matter of an officer's opinion: the head of the bureau decides whether to hand over, the legal staff whether a
#: suspended item goes on, for all cases at once. Line → what is said to whoever tries.
FIXED_LINES = {
    "suspected_crime": "不能改变；是否移送由本机关负责人决定",
    "not_suspended": "不能改变；事项能否继续适用由法制机构在“法规变动”中决定",
}


@dataclass(frozen=True, kw_only=True)
class Override:
    """One line judged differently. Without ``approved`` the line counts as needing legal review."""

    key: str
    outcome: str
    reason: str
    approved: bool = False


def apply_overrides(sheet: Sheet, overrides: Iterable[Override]) -> Sheet:
    """The sheet with the overrides on their lines; each keeps its ``system_outcome``, the sheet its ``system_verdict``.

    :raises FactError: an unknown line or outcome, an empty reason, or a line that cannot be overridden.
    """
    wanted = {}
    for override in overrides:
        if sheet.line(override.key) is None:
            raise FactError(override.key, "不在核查表上")
        if override.outcome not in OUTCOMES:
            raise FactError(override.key, "的结论只能是 met、not_met 或 unknown")
        if not override.reason.strip():
            raise FactError(override.key, "改变系统结论必须写明理由")
        if override.key in FIXED_LINES:
            raise FactError(override.key, FIXED_LINES[override.key])
        wanted[override.key] = override
    if not wanted:
        return sheet
    lines = []
    for line in sheet.lines:
        override = wanted.get(line.key)
        if override:
            line = replace(
                line,
                outcome=override.outcome,
                system_outcome=line.system_outcome or line.outcome,
                override_reason=override.reason.strip(),
                approved=override.approved,
            )
        lines.append(line)
    before = sheet.system_verdict or sheet.verdict
    return concluded(sheet.with_lines(tuple(lines), system_verdict=before))
