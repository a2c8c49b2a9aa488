"""预演 of one case: the same frozen facts under the version used then and under a draft. Pure; nothing is assumed.

Three verdicts stand side by side. ``recorded`` is what the sheet said then. ``baseline`` is the version used then under the
rules and parameters of today. ``draft`` is the draft under the same. Only the step from baseline to draft is the draft's own
doing; a step from recorded to baseline comes from the product or its parameters and is never blamed on the draft.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .assessment import assess
from .context import Parameters
from .facts import Facts
from .overrides import Override, apply_overrides
from .rule import ItemRule
from .sheet import Line, Sheet
from .verdict import decide
from .vocabulary import MET, NOT_MET, UNKNOWN

SAME, CHANGED, OPEN = "same", "changed", "open"
NO_SUCH_LINE = "没有这一项"
NOT_RECORDED = "旧案没有记录这一项"
_QUIET = frozenset({"none", "info"})
#: What a version has from its life and from the law, not from its words.
_NOT_ITS_OWN = ("state", "effective_from", "effective_to", "suspended", "suspended_from")


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """One line of the sheet that comes out otherwise. ``old`` and ``new`` are Chinese words."""

    label: str
    old: str
    new: str
    note: str = ""
    unrecorded: bool = False  #: the old case holds no answer to what the draft asks


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One case rehearsed. ``draft`` is what the draft says, or all that can be said: see ``best`` and ``worst``."""

    recorded: str
    baseline: str
    draft: str
    best: str  #: the draft's verdict if everything unrecorded were in order
    worst: str  #: and if none of it were
    changes: tuple[LineChange, ...] = ()
    dropped: tuple[str, ...] = ()  #: lines an officer had judged otherwise and that the draft does not have

    @property
    def kind(self) -> str:
        """same, changed, or open: what the old case did not record decides."""
        if self.best != self.worst:
            return OPEN
        return SAME if self.draft == self.baseline else CHANGED

    @property
    def rules_changed(self) -> bool:
        """The version used then says something else today than it did then: not the draft's doing."""
        return self.recorded != self.baseline

    @property
    def unrecorded(self) -> tuple[str, ...]:
        """What the draft asks and the old case does not answer."""
        return tuple(change.label for change in self.changes if change.unrecorded)


def frozen_overrides(sheet: Mapping) -> tuple[Override, ...]:
    """The officers' reasoned disagreements on a stored sheet (:meth:`Sheet.to_dict`)."""
    return tuple(
        Override(
            key=row["key"], outcome=row["outcome"], reason=row["override_reason"], approved=bool(row.get("approved"))
        )
        for row in sheet.get("lines", ())
        if row.get("override_reason")
    )


def as_if_then(draft: ItemRule, used: ItemRule) -> ItemRule:
    """The draft as if it had been in force instead of ``used``: dates, state and suspension are no difference of substance."""
    return replace(draft, **{name: getattr(used, name) for name in _NOT_ITS_OWN})


def rehearse(
    *,
    recorded: str,
    used: ItemRule,
    draft: ItemRule,
    facts: Facts,
    parameters: Parameters | None = None,
    overrides: Iterable[Override] = (),
) -> Trial:
    """One case under both versions, with the same facts, parameters and overrides."""
    overrides = tuple(overrides)
    before = _judged(used, facts, parameters, overrides)
    after = _judged(as_if_then(draft, used), facts, parameters, overrides)
    pairs = _paired(before, after)
    missing = frozenset(new.key for old, new in pairs if new and _unrecorded(old, new))
    best, worst = (_with(after, missing, outcome) for outcome in (MET, NOT_MET))
    return Trial(
        recorded=recorded,
        baseline=before.verdict,
        draft=best if best == worst else after.verdict,
        best=best,
        worst=worst,
        changes=tuple(_changes(pairs, missing)),
        dropped=tuple(line.label for o in overrides if (line := before.line(o.key)) and after.line(o.key) is None),
    )


def _judged(rule: ItemRule, facts: Facts, parameters: Parameters | None, overrides: tuple[Override, ...]) -> Sheet:
    """The sheet with the overrides that still say something else than the rules do."""
    sheet = assess(rule, facts, parameters)
    wanted = [o for o in overrides if (line := sheet.line(o.key)) and line.outcome != o.outcome]
    return apply_overrides(sheet, wanted)


def _name(key: str) -> str:
    """``goods_value`` of ``goods_value<=500``."""
    return re.split(r"[<>]?=", key)[0]


def _paired(before: Sheet, after: Sheet) -> list[tuple[Line | None, Line | None]]:
    """Lines of both sheets side by side: by key, else by what they compare."""
    left = {line.key: line for line in before.lines}
    kept = {line.key for line in after.lines}
    pairs = []
    for line in after.lines:
        old = left.pop(line.key, None)
        if old is None:
            alike = (key for key in left if key not in kept and _name(key) == _name(line.key))
            old = left.pop(next(alike, ""), None)
        pairs.append((old, line))
    return pairs + [(line, None) for line in left.values()]


def _unrecorded(old: Line | None, new: Line) -> bool:
    """The draft needs an answer that the old case does not hold, and that the version used then did not need."""
    return new.outcome == UNKNOWN and new.effect == "review" and bool(new.asks) and (not old or old.effect != "review")


def _with(sheet: Sheet, keys: frozenset[str], outcome: str) -> str:
    if not keys:
        return sheet.verdict
    lines = tuple(replace(line, outcome=outcome) if line.key in keys else line for line in sheet.lines)
    return decide(lines, nothing_left=sheet.nothing_left)


def _changes(pairs, missing: frozenset[str]) -> Iterable[LineChange]:
    for old, new in pairs:
        effects = {old.effect if old else "none", new.effect if new else "none"}
        turned = old and new and old.outcome != new.outcome
        if not turned and (len(effects) == 1 or effects <= _QUIET):
            continue
        unrecorded = bool(new) and new.key in missing
        yield LineChange(
            label=(new or old).label,
            old=old.status_label if old else NO_SUCH_LINE,
            new=NOT_RECORDED if unrecorded else new.status_label if new else NO_SUCH_LINE,
            note=new.note if new else "",
            unrecorded=unrecorded,
        )
