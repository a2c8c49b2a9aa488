"""Everything the lines of a file are compared with, read once: statutes, words, batches, sources, items and their newest versions."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery

from ..mapping.citations import titles_of
from ..models import Batch, ConditionToken, Item, ItemCondition, ItemVersion, SourceList, Statute
from ..rows import RowRefused


class Stock:
    """What one bureau has on a day. ``numbers`` limits the items to those with these numbers (a single line)."""

    def __init__(self, bureau, on: date, numbers: Iterable[str] | None = None, *, lock: bool = False):
        self.bureau, self.on = bureau, on
        self.statutes = {s.title: s for s in Statute.objects.prefetch_related("versions")}
        self.titles = titles_of((s.title, s.short_title) for s in self.statutes.values())
        self.tokens = {token.token: token for token in ConditionToken.objects.all()}
        self.batches = {batch.name: batch for batch in Batch.objects.filter(bureau=bureau)}
        self.sources = list(SourceList.objects.filter(bureau=bureau))
        items = Item.objects.for_bureau(bureau)
        versions = ItemVersion.objects.for_bureau(bureau)
        if numbers is not None:
            items, versions = items.filter(number__in=numbers), versions.filter(item__number__in=numbers)
        self.items = {item.number: item for item in items}
        self.newest = {version.item_id: version for version in _newest(versions, lock)}
        self._same_words: dict[str, list[str]] = {}
        for version in self.newest.values():
            self._same_words.setdefault(same_words(version.violation), []).append(version.item.number)
        self._last_numbers: dict[str, int] = {}

    def newest_of(self, number: str) -> ItemVersion | None:
        """The newest version of the item with this number; None where there is none."""
        item = self.items.get(number)
        return self.newest.get(item.pk) if item else None

    def number_for(self, violation: str) -> str:
        """The number of the item whose newest version names this violation in the same words; "" where none does.

        Raises :class:`RowRefused` where several do.
        """
        found = self._same_words.get(same_words(violation), [])
        if len(found) > 1:
            raise RowRefused(
                [f"清单中有 {len(found)} 个事项的违法行为写法相同（{'、'.join(sorted(found))}），请加一列事项编号"]
            )
        return found[0] if found else ""

    def next_number(self, prefix: str) -> str:
        """The next free number with these letters."""
        if prefix not in self._last_numbers:
            taken = [number.removeprefix(prefix) for number in self.items if number.startswith(prefix)]
            self._last_numbers[prefix] = max((int(tail) for tail in taken if tail.isdigit()), default=0)
        self._last_numbers[prefix] += 1
        return f"{prefix}{self._last_numbers[prefix]}"

    def give_back(self, number: str) -> None:
        """The number taken last was not used after all."""
        self._last_numbers[number.rstrip("0123456789")] -= 1

    def source(self, name: str) -> SourceList | None:
        """The source list people call ``name``: its title, its document number or both. Raises :class:`RowRefused`."""
        if not name:
            return None
        found = [row for row in self.sources if name in (str(row), row.title, row.document_number)]
        if not found:
            raise RowRefused([f"没有名为“{name}”的清单来源，请先在“清单来源”中登记"])
        if len(found) > 1:
            raise RowRefused([f"有 {len(found)} 个清单来源都叫“{name}”，请写上文号"])
        return found[0]


def same_words(text: str) -> str:
    """A violation without blanks and punctuation, to tell whether two lines name the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def _newest(versions, lock: bool):
    last = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-version_no").values("version_no")[:1]
    rows = versions.filter(version_no=Subquery(last)).select_related("item", "batch", "source_list")
    conditions = ItemCondition.objects.select_related("token").order_by("sort", "pk")
    rows = rows.prefetch_related("citations", Prefetch("conditions", queryset=conditions)).order_by("pk")
    return rows.select_for_update(of=("self",)) if lock else rows
