"""What the pages of the law watch show. A fixed number of queries, however many rows there are."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from cases.models import Case, Violation
from cases.status import FINAL
from catalog.models import Citation, ItemVersion, LawChange, StatuteVersion, TouchedItem
from catalog.querysets import number_order
from catalog.rewording import Rewording, rewordings
from catalog.status import ChangeDecision, ChangeKind, CitationRole, TaskStanding
from pledges.models import Pledge

#: Standing of an undecided task → tone of its chip.
TONES = {
    TaskStanding.AHEAD: "warn",
    TaskStanding.SUSPENDED: "danger",
    TaskStanding.EXPIRES: "warn",
    TaskStanding.KNOWING: "info",
}


def distance_words(effective_on: date, on: date) -> tuple[str, str]:
    """How far a change is, as (words, tone): «还有40天生效», «今天生效», «已生效12天»."""
    days = (effective_on - on).days
    if days > 0:
        return f"还有{days}天生效", "warn" if days <= 30 else "neutral"
    return ("今天生效" if days == 0 else f"已生效{-days}天"), "info"


def changes_of(actor) -> QuerySet:
    """Changes that touch an item of the person's bureau."""
    return LawChange.objects.for_bureau(actor.bureau).select_related("statute", "version")


def add_counts(changes: list[LawChange], actor, on: date) -> None:
    """Put the words for the distance, suspended items and open cases on every change of a page. Two queries."""
    tasks = TouchedItem.objects.for_bureau(actor.bureau).untouched().filter(change__in=changes)
    stopped = Counter(
        row.change_id for row in tasks.select_related("change", "version") if row.standing(on) == TaskStanding.SUSPENDED
    )
    cases = dict(
        Violation.objects.filter(
            case__in=Case.objects.visible_to(actor).open(), item_version__law_changes__change__in=changes
        )
        .values_list("item_version__law_changes__change")
        .annotate(count=Count("case", distinct=True))
    )
    for change in changes:
        change.words, change.tone = distance_words(change.effective_on, on)
        change.suspended_count = stopped[change.pk]
        change.case_count = cases.get(change.pk, 0)


def wording_before(change: LawChange) -> StatuteVersion | None:
    """The wording that the change replaces or ends."""
    if change.kind == ChangeKind.ENDS:
        return change.version
    older = StatuteVersion.objects.filter(statute=change.statute_id, effective_from__lt=change.effective_on)
    return older.order_by("-effective_from").first()


def touched_of(change: LawChange, actor) -> QuerySet:
    """The bureau's items that the change touches: undecided first, then in the order of the list."""
    return (
        TouchedItem.objects.for_bureau(actor.bureau)
        .filter(change=change)
        .select_related("change", "version__item", "decided_by__unit")
        .alias(open=Q(decision=ChangeDecision.UNTOUCHED))
        .order_by("-open", *number_order("version__item__number"), "-version__version_no", "pk")
    )


@dataclass
class TouchedRow:
    """One item with where it stands, its open draft and its cited articles old and new."""

    row: TouchedItem
    standing: str
    tone: str
    draft: ItemVersion | None = None
    articles: list[Rewording] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.row.decision == ChangeDecision.UNTOUCHED


def touched_rows(rows: list[TouchedItem], change: LawChange, on: date) -> list[TouchedRow]:
    """The rows of a page with their texts."""
    cited = Citation.objects.filter(version__in=[row.version_id for row in rows], statute=change.statute_id)
    cited = list(cited.select_related("statute", "statute_version"))
    cited.sort(key=lambda citation: (CitationRole.values.index(citation.role), citation.pk))
    texts = rewordings(cited, change)
    drafts = {
        draft.item_id: draft for draft in ItemVersion.objects.open().filter(item__in=[r.version.item_id for r in rows])
    }
    found = []
    for row in rows:
        standing = row.standing(on)
        found.append(
            TouchedRow(
                row=row,
                standing=TaskStanding(standing).label if standing else "",
                tone=TONES.get(standing, ""),
                draft=drafts.get(row.version.item_id),
                articles=[texts[citation.pk] for citation in cited if citation.version_id == row.version_id],
            )
        )
    return found


def cases_of(change: LawChange, actor) -> QuerySet:
    """Open cases within the person's reach that rest on a touched version, the most pressing first."""
    versions = TouchedItem.objects.filter(change=change).values("version")
    using = Violation.objects.filter(item_version__in=versions)
    return (
        Case.objects.visible_to(actor)
        .exclude(status__in=FINAL)
        .filter(pk__in=using.values("case"))
        .with_people()
        .prefetch_related(Prefetch("violations", using.select_related("item_version__item").order_by("pk"), "touched"))
        .order_by("clock_due_on", "pk")
    )


def letters_of(change: LawChange, actor) -> QuerySet:
    """Open pledges whose frozen letter names the statute."""
    return (
        Pledge.objects.visible_to(actor)
        .open()
        .filter(letter__document__snapshot__laws_text__icontains=f"《{change.statute.title}》")
        .with_people()
        .order_by("due_on", "pk")
    )


_WORDS = ("penalty_summary", "leniency_basis", "supervision_measure", "related_basis", "note")


def items_naming(change: LawChange, actor) -> list[ItemVersion]:
    """Published items whose own words name the statute though they do not cite it; at most fifty."""
    names = {change.statute.title, change.short_title}
    named = Q()
    for column in _WORDS:
        for name in names:
            named |= Q(**{f"{column}__contains": name})
    rows = ItemVersion.objects.published().for_bureau(actor.bureau).filter(named)
    rows = rows.exclude(pk__in=Citation.objects.filter(statute=change.statute_id).values("version"))
    return [
        row
        for row in rows.select_related("item").in_list_order()[:50]
        if any(names_law(getattr(row, c), names) for c in _WORDS)
    ]


def names_law(text: str, names: set[str]) -> bool:
    """Whether ``text`` names the law itself, and not only its 实施条例, 实施细则 or 实施办法.

    >>> names_law("见商标法实施条例第七十一条", {"商标法"}), names_law("见《商标法》第五十二条", {"商标法"})
    (False, True)
    """
    for name in names:
        place = text.find(name)
        while place >= 0:
            if not text.startswith("实施", place + len(name)):
                return True
            place = text.find(name, place + 1)
    return False
