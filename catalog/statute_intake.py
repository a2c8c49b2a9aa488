"""Facts of a text about to be imported: what its file says, set right by a table beside it and by what is registered already."""

from datetime import timedelta

from .models import Statute, StatuteVersion
from .services.statute_texts import kind_of
from .status import StatuteKind
from .statute_text import LawText, TextFacts, guess_facts


def ready_facts(name: str, text: LawText, told: TextFacts | None = None) -> TextFacts:
    """The facts to confirm. ``told`` (a row of INDEX.csv) goes before what the file says; the register goes before both.

    ``kind`` becomes a value of :class:`StatuteKind`; doubts that the register or the table settle are dropped.
    """
    facts = guess_facts(name, text)
    if told:
        for field in ("title", "short_title", "kind", "version_date", "effective_from", "effective_to", "note"):
            setattr(facts, field, getattr(told, field) or getattr(facts, field))
    statute = _registered(facts)
    version = None
    if statute:
        facts.title, facts.short_title = statute.title, statute.short_title
        facts.kind = StatuteKind(statute.kind).label
        version = statute.versions.filter(version_date=facts.version_date).first() if facts.version_date else None
    if version:
        facts.effective_from, facts.effective_to, facts.note = (
            version.effective_from,
            version.effective_to,
            version.note,
        )
    if version or (told and told.effective_from):
        facts.doubts = []
    facts.kind = kind_of(facts.kind)
    if facts.effective_to is None and version is None and statute and facts.effective_from:
        facts.effective_to = _until_next(statute, facts)
    return facts


def _registered(facts: TextFacts) -> Statute | None:
    """The statute of that title, or the only one whose short title it is."""
    if found := Statute.objects.filter(title=facts.title).first():
        return found
    rows = list(Statute.objects.filter(short_title=facts.title)[:2]) if facts.title else []
    return rows[0] if len(rows) == 1 else None


def _until_next(statute: Statute, facts: TextFacts):
    """The day before the next registered wording starts, for an older text that is added later."""
    later = StatuteVersion.objects.filter(statute=statute, effective_from__gt=facts.effective_from)
    following = later.order_by("effective_from").first()
    return following.effective_from - timedelta(days=1) if following else None
