"""Invented laws in the database, and items that cite them, for the tests of statutes and citations."""

from datetime import date

from catalog.models import Citation, ItemVersion, Statute, StatuteVersion
from catalog.services import TextEntry, statute_text_import
from catalog.status import CitationRole, LoadState
from catalog.statute_text import TextFacts, parse, read_lines
from tests import factories as make

from .statute_samples import PLAIN_LAW

TITLE = "演示条例"
FIRST = date(2024, 1, 5)
STARTS = date(2024, 3, 1)


def entry(source: str = PLAIN_LAW, **facts) -> TextEntry:
    """A text with confirmed facts."""
    lines, _ = read_lines("演示条例(2024-01-05).md", source.encode())
    told = {"title": TITLE, "kind": "regulation", "version_date": FIRST, "effective_from": STARTS, **facts}
    return TextEntry(TextFacts(**told), parse(lines), "演示条例(2024-01-05).md")


def load(actor, on, source: str = PLAIN_LAW, **facts) -> StatuteVersion:
    """The text imported."""
    return statute_text_import(entry=entry(source, **facts), actor=actor, on=on).version


def bare(title: str = "没有文本的办法", starts: date = STARTS, ends: date | None = None) -> StatuteVersion:
    """A registered law without its text."""
    statute, _ = Statute.objects.get_or_create(title=title, defaults={"kind": "rule"})
    told = {"effective_from": starts, "effective_to": ends}
    return StatuteVersion.objects.get_or_create(statute=statute, version_date=starts, defaults=told)[0]


def cite(wording: StatuteVersion | None, label: str, role=CitationRole.VIOLATED, statute=None) -> dict:
    """Values of a citation."""
    return {
        "role": role,
        "statute": statute or wording.statute,
        "statute_version": wording,
        "article_label": label,
    }


def item(bureau, publisher, *citations: dict, number: str = "R3", **values) -> ItemVersion:
    """A published item version that cites what is given."""
    start = {"effective_from": STARTS, "load_state": LoadState.ENABLED, **values}
    return make.item(bureau, number, publisher, citations=list(citations), **start)


def draft(bureau, *citations: dict, number: str = "R9", **values) -> ItemVersion:
    """A draft that copies a published item's fields."""
    published = make.item(
        bureau, number, values.pop("publisher"), load_state=values.pop("load_state", LoadState.ENABLED)
    )
    fields = {
        f.attname: getattr(published, f.attname)
        for f in ItemVersion._meta.concrete_fields
        if f.name not in ("id", "state", "published_at", "published_by")
    }
    version = ItemVersion.objects.create(**{**fields, "version_no": 2, "effective_from": STARTS, **values})
    for citation in citations:
        Citation.objects.create(version=version, **citation)
    return version
