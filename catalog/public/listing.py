"""What the page of the list shows: the items of one page, the words about the day, and addresses that keep what was asked."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.core.paginator import Paginator

from xinglongtai.core.display import cn_date

from . import selectors
from .changes import Change
from .entries import Entry, public_differences
from .forms import PublicFilter
from .papers import notices


def list_page(bureau, form: PublicFilter, number: int, per_page: int) -> dict:
    """The context of the page: one page of entries in list order, or by how well they fit the words. A fixed number of queries."""
    given, on = form.given(), form.day
    rows = form.narrow(selectors.public_versions(bureau).in_force(on), given)
    if given["q"]:
        fitting = set(rows.values_list("pk", flat=True))
        keys = [key for key in selectors.found_keys(bureau, given["q"], on, form.today) if key in fitting]
    else:
        keys = list(rows.in_list_order().values_list("pk", flat=True))
    page_obj = Paginator(keys, per_page).get_page(number)
    found = selectors.with_everything(selectors.public_versions(bureau)).in_bulk(list(page_obj))
    entries = selectors.entries_of([found[key] for key in page_obj], on)
    kept = {name: value for name, value in given.items() if value and name != "sort"}
    if kept.get("on") == form.today:
        del kept["on"]
    return {
        "form": form,
        "on": on,
        "day_words": day_words(on, form.today),
        "kind_of_day": "past" if on < form.today else ("future" if on > form.today else "today"),
        "lines": [(entry, entry.signs(on)) for entry in entries],
        "count": len(keys),
        "page_obj": page_obj,
        "notices": notices(entries),
        "kept": urlencode(kept) + "&" if kept else "",
        "day_query": f"?on={on.isoformat()}" if on != form.today else "",
        "words": given["q"],
    }


def day_words(on, today) -> str:
    """«2026年3月1日有效», «2027年1月1日将有效(尚未施行)»."""
    if on > today:
        return f"{cn_date(on)}将有效的清单（按已经公布的内容，尚未施行）"
    return f"{cn_date(on)}有效的清单" if on < today else f"现行清单（{cn_date(on)}）"


def with_differences(changes: Iterable[Change], faces: dict[int, Entry]) -> list[Change]:
    """``changes`` with old and new value of every altered field, from the public faces of both versions."""
    return [
        replace(line, differences=tuple(public_differences(faces[line.before], faces[line.version])))
        if line.before
        else line
        for line in changes
    ]
