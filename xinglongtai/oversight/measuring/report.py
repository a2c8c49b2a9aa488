"""The figures as people read them: a line each while it runs, a table in Markdown afterwards."""

import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

from cases.models import Case

from . import table

#: Parts of a document that are written anew.
MEASURED, PLANS = "measured", "plans"
_HEAD = "| what | ours | bar | holds | median | p95 | runs | CPU ms | |\n|---|---|---|---|---|---|---|---|---|"


def number(value: float | None) -> str:
    """Three figures at most: 0.42, 38, 1,240."""
    if value is None:
        return ""
    if value == float("inf"):
        return "—"
    return (
        f"{value:,.0f}" if abs(value) >= 20 or value == int(value) else f"{value:.2g}" if value < 1 else f"{value:.1f}"
    )


def line(one: dict) -> str:
    """One figure for the terminal."""
    bar = f"  ({'≥' if one['at_least'] else '≤'} {number(one['bar'])}) {_holds(one)}" if one["bar"] is not None else ""
    ratio = f"  {one['ratio']:.1f} × ours" if one["ratio"] else ""
    return f"  {one['what']}: {number(one['value'])} {one['unit']}{bar}{ratio}  {one['note']}".rstrip()


def _holds(one: dict) -> str:
    return "" if one["good"] is None else "yes" if one["good"] else "**no**"


def markdown(figures: Iterable[dict], told: dict) -> str:
    """A table for every row."""
    parts = [f"Measured {told['at']} on {told['machine']}; {told['database']}; {told['how']}."]
    figures = list(figures)
    for name in table.ROWS:
        mine = [one for one in figures if one["row"] == name]
        if not mine:
            continue
        rows = [_row(one) for one in mine]
        parts.append(f"### {table.row(name).WHAT}\n\n{_HEAD}\n" + "\n".join(rows))
    return "\n\n".join(parts)


def _row(one: dict) -> str:
    bar = f"{'≥' if one['at_least'] else '≤'} {number(one['bar'])}" if one["bar"] is not None else ""
    note = f"{one['ratio']:.1f} × ours; {one['note']}" if one["ratio"] else one["note"]
    cells = [one["what"], f"{number(one['value'])} {one['unit']}".strip(), bar, _holds(one)]
    cells += [number(one["middle"]), number(one["p95"]), str(one["runs"]), number(one["cpu"])]
    return "| " + " | ".join([*cells, note.replace("|", "\\|")]) + " |"


def into(document: Path, part: str, text: str) -> None:
    """That part of a document, between its two marks, replaced."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, _, rest = document.read_text().partition(begin)
    document.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}")


def machine() -> str:
    """The machine in a few words."""
    cpu = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) // 1024**2
    name = cpu[1] if cpu else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {memory} GB, Python {platform.python_version()}"


def database() -> str:
    """What is measured with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version()" if connection.vendor == "postgresql" else "SELECT 'SQLite ' || sqlite_version()"
        )
        version = " ".join(cursor.fetchone()[0].split()[:2])
    return f"{version}, {Case.objects.count():,} cases"
