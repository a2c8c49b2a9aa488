"""Charts drawn by the server as inline SVG: no script, no inline style, text that keeps its size on a phone.

A chart repeats what a table on the same page says and names that table; it never stands alone. One colour for all: length alone
tells the value, so nothing looks good or bad::

    chart = bars("各单位检查案件", [("演示一所", 12), …], unit="件", table="by-unit")     # {% load charts %}{% drawn chart %}

Lengths are per cents of the width and heights are pixels, without a viewBox: so nothing is scaled and labels stay readable.
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: Pixels: one bar with its label above it; height of a chart of columns, its plot and its labels.
_BAR, _BAR_TOP = 46, 24
_PLOT, _HEAD, _FOOT = 140, 24, 26
#: Labels longer than this are cut; the table has them whole.
_LONGEST = 18
#: More columns than this carry no number on top, and only every second label.
_FEW = 12


@dataclass(frozen=True)
class Mark:
    """One bar or column, placed. Lengths: ``x``, ``width`` per cents; ``y``, ``height`` pixels."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    label_y: float
    text_y: float
    whole: str


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn. ``table``: id of the table that says the same."""

    kind: str
    title: str
    words: str
    table: str
    height: int
    marks: list[Mark]
    ground: int = 0

    @property
    def dom_id(self) -> str:
        return f"chart-{self.table}"


def _said(rows: list[tuple[str, float]], unit: str) -> str:
    return "；".join(f"{label} {value:g}{unit}" for label, value in rows)


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def bars(title: str, rows: Iterable[tuple[str, float]], *, unit: str = "", table: str) -> Chart:
    """Horizontal bars, each with its label above and its number at the right."""
    rows = [(str(label), value or 0) for label, value in rows]
    most = max((value for _, value in rows), default=0) or 1
    marks = [
        Mark(
            _cut(label),
            f"{value:g}{unit}",
            0,
            n * _BAR + _BAR_TOP,
            round(100 * value / most, 2),
            14,
            0,
            n * _BAR + _BAR_TOP - 7,
            n * _BAR + _BAR_TOP - 7,
            f"{label}：{value:g}{unit}",
        )
        for n, (label, value) in enumerate(rows)
    ]
    return Chart("bars", title, _said(rows, unit), table, len(rows) * _BAR, marks)


def columns(title: str, rows: Iterable[tuple[str, str, float]], *, unit: str = "", table: str) -> Chart:
    """Columns over time: (short label below, whole label, value)."""
    rows = [(str(short), str(whole), value or 0) for short, whole, value in rows]
    most = max((value for _, _, value in rows), default=0) or 1
    room, few = 100 / (len(rows) or 1), len(rows) <= _FEW
    marks = []
    for n, (short, whole, value) in enumerate(rows):
        height = round(_PLOT * value / most, 1)
        y = _HEAD + _PLOT - height
        marks.append(
            Mark(
                short if few or n % 2 == 0 else "",
                f"{value:g}" if few else "",
                round(n * room + room * 0.2, 2),
                round(y, 1),
                round(room * 0.6, 2),
                height,
                round((n + 0.5) * room, 2),
                _HEAD + _PLOT + 19,
                round(y - 6, 1),
                f"{whole}：{value:g}{unit}",
            )
        )
    said = _said([(whole, value) for _, whole, value in rows], unit)
    return Chart("columns", title, said, table, _HEAD + _PLOT + _FOOT, marks, _HEAD + _PLOT)
