"""The rule that suggests 收紧, 保持 or 放宽 for an item, with its reason in words. Pure. People decide; the rule never does.

It looks at broken pledges, re-offences, corrections in time and approved disagreements. Fines, penalties, escalations and how
lenient an outcome was play no part (行政处罚法 74).
"""

from dataclasses import asdict, dataclass

from .measures import Counts, percent, wilson
from .status import Suggestion


@dataclass(frozen=True)
class Thresholds:
    """The bureau's parameters as they stood when the figures were made; percentages are whole numbers."""

    small_sample: int = 10
    tighten_breach_percent: int = 10
    tighten_again_percent: int = 10
    relax_used: int = 30
    relax_on_time_percent: int = 95
    relax_overrides: int = 3

    def to_dict(self) -> dict:
        return asdict(self)

    def words(self) -> list[str]:
        """The rule as it is printed."""
        n = self.small_sample
        return [
            f"不提建议：了结的承诺和满12个月的改正都少于 {n} 件的，样本少。",
            f"收紧：失诺率的95%区间下限高于 {self.tighten_breach_percent}%（了结不少于 {n} 件），"
            f"或者再犯率的95%区间下限高于 {self.tighten_again_percent}%（满观察期不少于 {n} 件）。",
            f"放宽：以下同时成立——使用不少于 {self.relax_used} 次；按期改正率不低于 {self.relax_on_time_percent}%"
            f"（不少于 {n} 件）；没有失诺；满12个月的不少于 {n} 件且12个月、24个月内都没有再犯；"
            f"法制同意的不同意见不少于 {self.relax_overrides} 次。",
            "保持：其余情形。",
        ]


@dataclass(frozen=True)
class Suggested:
    """What the rule says, and why."""

    kind: Suggestion
    reason: str


def suggest(counts: Counts, limits: Thresholds) -> Suggested:
    """The suggestion for one item over one year."""
    small = limits.small_sample
    settled, seen = counts["settled"], counts["seen12"]
    if not counts:
        return Suggested(Suggestion.NONE, "本年度没有使用，也没有满观察期的改正。")
    if settled < small and seen < small:
        reason = f"了结的承诺 {settled} 件、满12个月的改正 {seen} 件，都少于 {small} 件，样本少。"
        return Suggested(Suggestion.NONE, reason)
    grave = _grave(counts, limits)
    if grave:
        return Suggested(Suggestion.TIGHTEN, "；".join(grave) + "。")
    missing = _missing_for_relaxing(counts, limits)
    if not missing:
        return Suggested(Suggestion.RELAX, _relaxed(counts))
    return Suggested(Suggestion.KEEP, f"失诺和再犯没有超过收紧的界限；放宽还缺：{'；'.join(missing)}。")


def _grave(counts: Counts, limits: Thresholds) -> list[str]:
    found = []
    for words, top, bottom, limit in (
        ("失诺", "breached", "settled", limits.tighten_breach_percent),
        ("12个月内再犯", "again12", "seen12", limits.tighten_again_percent),
        ("24个月内再犯", "again24", "seen24", limits.tighten_again_percent),
    ):
        if counts[bottom] < limits.small_sample:
            continue
        low = wilson(counts[top], counts[bottom])[0]
        if low > limit:
            share = f"{counts[top]}/{counts[bottom]}（{percent(counts[top], counts[bottom])}）"
            found.append(f"{words} {share}，95%区间下限 {low:.1f}%，高于 {limit}%")
    return found


def _missing_for_relaxing(counts: Counts, limits: Thresholds) -> list[str]:
    small, missing = limits.small_sample, []
    if counts["used"] < limits.relax_used:
        missing.append(f"使用 {counts['used']} 次，少于 {limits.relax_used} 次")
    judged, on_time = counts["judged"], counts["on_time"]
    if judged < small:
        missing.append(f"可判断是否按期的 {judged} 件，少于 {small} 件")
    elif 100 * on_time < limits.relax_on_time_percent * judged:
        missing.append(f"按期改正率 {percent(on_time, judged)}，低于 {limits.relax_on_time_percent}%")
    if counts["breached"]:
        missing.append(f"有失诺 {counts['breached']} 件")
    if counts["seen12"] < small:
        missing.append(f"满12个月的 {counts['seen12']} 件，少于 {small} 件")
    if counts["again12"] or counts["again24"]:
        missing.append(f"有再犯 {max(counts['again12'], counts['again24'])} 件")
    if counts["overrides_approved"] < limits.relax_overrides:
        missing.append(f"法制同意的不同意见 {counts['overrides_approved']} 次，少于 {limits.relax_overrides} 次")
    return missing


def _relaxed(counts: Counts) -> str:
    return (
        f"使用 {counts['used']} 次，按期改正率 {percent(counts['on_time'], counts['judged'])}"
        f"（{counts['on_time']}/{counts['judged']}），没有失诺，满12个月的 {counts['seen12']} 件没有再犯，"
        f"法制同意承办人的不同意见 {counts['overrides_approved']} 次，现有条件可能偏严。"
    )
