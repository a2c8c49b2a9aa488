"""Which versions the public sees, on which day, and what their pages depend on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from xinglongtai.core.models import Bureau

from ..models import Article, Batch, Item, ItemVersion, SourceList, StatuteVersion, TouchedItem
from ..selectors import search_index
from ..status import LoadState
from ..suspension import suspended
from .entries import ONE_DAY, Entry, entry_of, local_day

#: Words of one search that are looked at, and ranked finds that are kept.
MOST_WORDS, MOST_FINDS = 6, 200
SEARCHED = (
    "violation",
    "keywords",
    "violated_law",
    "violated_article",
    "penalty_law",
    "penalty_article",
    "item__domain",
)


def public_versions(bureau):
    """Versions of ``bureau`` that are or were published and not switched off (停用): a draft is nobody's business yet,
    and what nobody can apply would mislead who relies on it."""
    return ItemVersion.objects.for_bureau(bureau).standing().usable()


def bureaux_with_lists():
    """Bureaux of this installation that have published something, with how many items hold on no particular day."""
    shown = ItemVersion.objects.standing().usable().filter(item__bureau=OuterRef("pk"))
    return Bureau.objects.filter(Exists(shown)).order_by("pk")


def counts_in_force(on: date) -> dict[int, int]:
    """Bureau id → number of items in force on ``on``. One query for all."""
    rows = ItemVersion.objects.in_force(on).usable().order_by().values("item__bureau")
    return dict(rows.annotate(number=Count("pk")).values_list("item__bureau", "number"))


@dataclass(frozen=True)
class Stamp:
    """What a bureau's pages depend on, as a short text, and when it last changed."""

    text: str
    changed_at: datetime | None


def stamp_of(bureau) -> Stamp:
    """Changes whenever a page of ``bureau`` could: versions, batches, source lists, dates and texts of laws, decisions on them.

    Six small queries. The day is not in it: pages of a day carry the day in their own key.
    """
    versions = (
        ItemVersion.objects.for_bureau(bureau)
        .standing()
        .aggregate(count=Count("pk"), last=Max("updated_at"), newest=Max("pk"))
    )
    parts = [
        (bureau.code, bureau.full_name, bureau.phone),
        tuple(versions.values()),
        *Batch.objects.filter(bureau=bureau).order_by("pk").values_list("pk", "name", "is_sample"),
        *SourceList.objects.filter(bureau=bureau).order_by("pk").values_list("pk", "title", "document_number"),
        *StatuteVersion.objects.order_by("pk").values_list("pk", "effective_from", "effective_to", "text_loaded_at"),
        tuple(Article.objects.aggregate(count=Count("pk"), newest=Max("pk")).values()),
        tuple(TouchedItem.objects.aggregate(count=Count("pk"), last=Max("decided_at")).values()),
    ]
    return Stamp(hashlib.sha256(repr(parts).encode()).hexdigest()[:20], versions["last"])


@dataclass(frozen=True)
class Span:
    """The stretch of days around one day through which the list stays the same; an open end is None."""

    first: date | None
    last: date | None


def span_around(bureau, on: date) -> Span:
    """First and last day of the list that holds on ``on``: between two takings of effect, ends, publications or changes of law."""
    days = set()
    rows = public_versions(bureau).values_list("effective_from", "effective_to", "published_at")
    for start, end, published_at in rows:
        days |= {start, local_day(published_at)} | ({end + ONE_DAY} if end else set())
    for start, end in StatuteVersion.objects.values_list("effective_from", "effective_to"):
        days |= {start} | ({end + ONE_DAY} if end else set())
    before, after = [day for day in days if day <= on], [day for day in days if day > on]
    return Span(max(before, default=None), min(after) - ONE_DAY if after else None)


def in_list(bureau, on: date):
    """The list of ``bureau`` on ``on``, in its order, ready to be narrowed."""
    return public_versions(bureau).in_force(on).in_list_order()


def entries_of(versions: Iterable[ItemVersion], on: date) -> list[Entry]:
    """Public faces of ``versions`` with what is suspended on ``on``."""
    versions = list(versions)
    halted = suspended(versions, on)
    return [entry_of(version, str(halted.get(version.pk, ""))) for version in versions]


def with_everything(versions):
    """What :func:`entries_of` reads, in a fixed number of queries."""
    return versions.select_related("item", "batch", "source_list").prefetch_related("conditions__token")


def found_keys(bureau, words: str, on: date, today: date) -> list[int]:
    """Versions of the list on ``on`` that fit ``words``, best first.

    Today's list has a search index already, which the officers use: everyday words, pinyin and slips of the pen are
    understood. Any other day is searched by plain comparison, so that a stranger cannot make the server build an index a day.
    """
    keys = []
    if on == today:
        keys = [hit.document.key for hit in search_index(bureau=bureau, on=on).search(words, MOST_FINDS)]
    rows = public_versions(bureau).in_force(on)
    for word in words.split()[:MOST_WORDS]:
        fits = Q(item__number__iexact=word)
        for name in SEARCHED:
            fits |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(fits)
    keys += rows.in_list_order().values_list("pk", flat=True)
    return list(dict.fromkeys(keys))


@dataclass(frozen=True)
class Choices:
    """What the filters of one bureau offer."""

    domains: list[str]
    batches: list[Batch]
    sources: list[SourceList]


def filter_choices(bureau) -> Choices:
    """Domains, batches and source lists that some public version has. Three queries."""
    shown = public_versions(bureau)
    domains = Item.objects.for_bureau(bureau).filter(pk__in=shown.values("item")).order_by("number")
    return Choices(
        domains=list(dict.fromkeys(domains.values_list("domain", flat=True))),
        batches=list(Batch.objects.filter(pk__in=shown.values("batch")).order_by("sequence")),
        sources=list(SourceList.objects.filter(pk__in=shown.values("source_list"))),
    )


def item_history(bureau, number: str) -> list[ItemVersion]:
    """All public versions of an item, newest first, with their citations; [] for a number that is not public."""
    rows = public_versions(bureau).filter(item__number=number).order_by("-version_no")
    return list(with_everything(rows).prefetch_related("citations__statute", "citations__statute_version"))


@dataclass(frozen=True)
class CitedText:
    """An article an item rests on, with its wording where the bureau has loaded it."""

    role: str
    name: str
    wording_of: str
    text: str


def cited_texts(version: ItemVersion, on: date) -> list[CitedText]:
    """Citations of ``version`` with the text in force on ``on``. Two queries, whatever is cited."""
    citations = list(version.citations.all())
    wordings = StatuteVersion.objects.filter(statute__in={c.statute_id for c in citations}).in_force(on)
    current = {w.statute_id: w for w in wordings.order_by("version_date")}
    wanted = {c.pk: c.statute_version or current.get(c.statute_id) for c in citations}
    rows = Article.objects.filter(
        version__in={w.pk for w in wanted.values() if w}, label__in={c.article_label for c in citations}
    )
    texts = {(row.version_id, row.label): row.text for row in rows}
    found = []
    for citation in citations:
        wording = wanted[citation.pk]
        found.append(
            CitedText(
                citation.get_role_display(),
                f"《{citation.statute.title}》{citation.article_label}",
                f"{wording.version_date:%Y-%m-%d}文本" if wording else "",
                texts.get((wording.pk, citation.article_label), "") if wording else "",
            )
        )
    return found


def light_rows(bureau):
    """All standing versions of ``bureau`` with just what the change log needs, item by item, oldest first."""
    return (
        ItemVersion.objects.for_bureau(bureau)
        .standing()
        .order_by("item", "version_no")
        .annotate(number=F("item__number"), shown=~Q(load_state=LoadState.DISABLED))
        .values(
            "pk",
            "item",
            "number",
            "version_no",
            "violation",
            "shown",
            "batch",
            "effective_from",
            "effective_to",
            "published_at",
            "retired_at",
            "retire_reason",
        )
    )


def far_day(today: date) -> date:
    """The last day a list may be asked for: five years on."""
    return today + timedelta(days=5 * 365)
