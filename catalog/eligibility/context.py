"""What every check works with: the item, the facts, the parameters, and one way to write a line."""

import calendar
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property

from .facts import Facts
from .reading import FactError, as_list, as_number
from .rule import ConditionRule, ItemRule
from .sheet import Line
from .vocabulary import MET, NOT_MET, POLICY, UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Editable values of the bureau. Years are calendar years; both ends of a window are inside it."""

    first_offence_years: int = 2  #: 首违窗口期，参考总局清单（一）的公开报道，须核原文
    breach_years: int = 2  #: 失诺窗口期：政策未定，默认与首违窗口期一致
    required_sources: tuple[str, ...] = ()  #: sources that must have been searched for the 首违核查

    def to_dict(self) -> dict:
        """JSON-able form."""
        return asdict(self) | {"required_sources": list(self.required_sources)}

    @classmethod
    def from_dict(cls, data: Mapping | None) -> "Parameters":
        """From JSON; absent values keep their defaults. :raises FactError: names the parameter."""
        values = {}
        if not isinstance(data or {}, Mapping):
            raise FactError("parameters", "须为对象")
        for key, value in (data or {}).items():
            if key == "required_sources":
                values[key] = tuple(str(part) for part in as_list(key, value))
            elif key in {"first_offence_years", "breach_years"}:
                number = as_number(key, value)
                if number is None or number != int(number) or not 1 <= number <= 50:
                    raise FactError(key, "须为1至50的整数（年）")
                values[key] = int(number)
            else:
                raise FactError(str(key), "不是已知的参数")
        return cls(**values)


def add_years(day: date, years: int) -> date:
    """The same calendar day ``years`` later (earlier when negative); 29 February becomes the 28th."""
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        return date.max if years > 0 else date.min
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def outcome_of(value: bool | None) -> str:
    """met / not_met / unknown of a yes/no/unknown."""
    return UNKNOWN if value is None else MET if value else NOT_MET


def both(*values: bool | None) -> bool | None:
    """All true; False as soon as one is false, None while one is unknown."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def china(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass
class Context:
    """One assessment in progress: checks append warnings and return lines."""

    rule: ItemRule | None
    facts: Facts
    parameters: Parameters = field(default_factory=Parameters)
    warnings: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """The act is already corrected and this was verified: nothing is left to promise."""
        return self.facts.corrected is True

    def part(self, name: str) -> ConditionRule | None:
        """The item's own condition or exclusion called ``name``."""
        return self._parts.get(name)

    @cached_property
    def _parts(self) -> dict[str, ConditionRule]:
        asked = (*self.rule.conditions, *self.rule.exclusions) if self.rule else ()
        return {part.name: part for part in reversed(asked)}  # the first of a name counts

    def line(self, key: str, label: str, value: bool | None | str, group: str, **more) -> Line:
        """A line; the item's own wording and the evidence given in the case go before the general ones."""
        part = self.part(key)
        if part and group != "排除情形":
            label = part.text
            more["evidence"] = more.get("evidence") or part.evidence
        outcome = value if isinstance(value, str) else outcome_of(value)
        given = self.facts.evidence.get(key)
        if given:
            more["evidence"] = given
        more.setdefault("judged_by", "officer")
        more.setdefault("basis", POLICY)
        if more.get("approvable"):
            more.setdefault("approved", self.facts.legal_review == "approved")
        return Line(key=key, label=label, group=group, outcome=outcome, **more)
