"""Rules on 适用核查表."""

from collections.abc import Iterable, Iterator

from .facts import Detail, Hit, Limits, Sheet


def many_overrides(sheets: Iterable[Sheet], limits: Limits) -> Iterator[Hit]:
    """A sheet in force on which the officer decided at least N lines otherwise than the system."""
    for row in sheets:
        if len(row.overridden) >= limits.override_lines:
            yield Hit(
                key=f"violation:{row.violation}",
                summary=f"一张核查表有{len(row.overridden)}行与系统判断不同",
                details=tuple(Detail(f"不同意见：{label}", row.case) for label in row.overridden),
                officers=frozenset({row.officer}),
            )


def answered_in_seconds(sheets: Iterable[Sheet], limits: Limits) -> Iterator[Hit]:
    """A sheet with at least N lines for the officer to judge, all answered within so many seconds of the violation's entry."""
    for row in sheets:
        if row.judged >= limits.quick_lines and row.seconds < limits.quick_seconds:
            yield Hit(
                key=f"violation:{row.violation}",
                summary=f"登记违法行为后{row.seconds}秒内答完{row.judged}行核查",
                details=(Detail(f"由办案人判断的{row.judged}行，用时{row.seconds}秒", row.case),),
                officers=frozenset({row.officer}),
            )
