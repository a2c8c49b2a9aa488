"""Columns of a pack: which fact stands under which heading. The official templates are not among our texts, so every heading that is
shipped is «待核实» until legal staff have compared it. Nothing here names an identity number or a phone.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .models import OutcomeContent, PackLayout, Publication
from .status import Target

#: Closed list of what a column may hold: code → words.
SOURCES = {
    "party_name": "当事人名称",
    "uscc": "统一社会信用代码",
    "party_kind": "主体类型",
    "operator": "法定代表人/经营者/负责人",
    "number": "决定文号",
    "violation": "违法行为类型",
    "basis": "处罚（处理）依据",
    "kinds": "处罚种类",
    "fine": "罚款金额（元）",
    "fine_wan": "罚款金额（万元）",
    "gains": "没收违法所得金额（元）",
    "content": "处罚（处理）内容",
    "outcome": "处理结果",
    "authority": "作出决定的机关",
    "decided_on": "决定日期",
    "text": "固定文字",
    "blank": "空栏",
}
#: Never in a pack of lenient outcomes: they are no penalties.
PENALTY_SOURCES = frozenset({"kinds", "fine", "fine_wan", "gains"})
#: 公示规定 4 III names: number, party, kind of violation, content, authority, day.
_SUMMARY = ("number", "party_name", "uscc", "party_kind", "violation", "basis")
START = {
    False: (*_SUMMARY, "kinds", "fine", "gains", "content", "authority", "decided_on"),
    True: (*_SUMMARY, "outcome", "content", "authority", "decided_on"),
}
_HEADINGS = {"basis": "{what}依据", "content": "{what}内容", "kinds": "处罚种类"}


def start_columns(target: str, lenient: bool) -> list[dict]:
    """The shipped columns of ``target``: the summary of 公示规定 4 III, every heading still to be compared."""
    what = "处理" if lenient else "处罚"
    return [
        {
            "heading": _HEADINGS.get(source, SOURCES[source]).format(what=what),
            "source": source,
            "text": "",
            "checked": False,
        }
        for source in START[lenient]
    ]


def layout_of(bureau, target: str, lenient: bool) -> PackLayout:
    """The bureau's layout, or an unsaved one with the shipped columns (version 0)."""
    found = PackLayout.objects.select_related("updated_by__unit").filter(bureau=bureau, target=target, lenient=lenient)
    return found.first() or PackLayout(
        bureau=bureau, target=target, lenient=lenient, columns=start_columns(target, lenient), version=0
    )


def layouts_of(bureau) -> list[PackLayout]:
    """All four layouts of the bureau."""
    return [layout_of(bureau, target, lenient) for lenient in (False, True) for target in Target.values]


def _value(source: str, publication: Publication, content: OutcomeContent):
    case = publication.case
    return {
        "party_name": lambda: case.party.name,
        "uscc": lambda: case.party.uscc,
        "party_kind": lambda: case.party.get_kind_display(),
        "operator": lambda: case.party.operator,
        "kinds": lambda: content.kind_words,
        "fine_wan": lambda: content.fine / 10000 if content.fine else None,
        "outcome": lambda: case.get_outcome_display(),
        "blank": lambda: "",
    }.get(source, lambda: getattr(content, source))()


def cells_of(publication: Publication, columns: list[dict]) -> list[list[str]]:
    """One line as it is frozen: (kind, text) a cell; kind t text, d ISO day, n number."""
    content = publication.case.published_content
    return [
        _cell(column["text"] if column["source"] == "text" else _value(column["source"], publication, content))
        for column in columns
    ]


def _cell(value) -> list[str]:
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return ["t", value or ""]


def typed(cells: list[list[str]]) -> list:
    """The frozen cells as values for a sheet: real dates, numbers, text."""
    read = {"d": date.fromisoformat, "n": float, "t": str}
    return [read[kind](text) if text else "" for kind, text in cells]


def csv_bytes(headings: list[str], lines: Iterable[list[list[str]]]) -> bytes:
    """A CSV with BOM (so that Excel reads the Chinese); text that a program would take for a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_plain(heading) for heading in headings])
    for cells in lines:
        writer.writerow([_plain(text) if kind == "t" else text for kind, text in cells])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
