"""暂停适用: which item versions may not be applied on a day because the law under them changed and nobody has decided yet.

Computed from the dates of the statutes whenever somebody asks; no nightly job has to have run. Only the decision
«不受影响，继续适用» of the legal staff lifts it (:mod:`catalog.services.watch_decisions`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from xinglongtai.core.statements import padded, statement

from .lawchanges import Change, Reliance, Wording, changes_of, suspends
from .models import Citation, ItemVersion, StatuteVersion, TouchedItem
from .status import ChangeDecision, ChangeKind


@dataclass(frozen=True)
class Suspension:
    """Why (``reason``, Chinese) and from which day on a version is suspended; as text it is its reason."""

    reason: str
    since: date

    def __str__(self):
        return self.reason


def suspended(versions: Iterable[ItemVersion | int], on: date) -> dict[int, Suspension]:
    """Version id → suspension on ``on``, for those of ``versions`` (rows or ids) that are suspended.

    One query where no law has changed under any of them, three where one has, however many versions are asked about.
    """
    ids = {getattr(version, "pk", version) for version in versions}
    behind = _behind(ids, on) if ids else []
    if not behind:
        return {}
    changes = known_changes({row["statute_id"] for row in behind})
    lifted = set(
        TouchedItem.objects.filter(version__in=ids, decision=ChangeDecision.UNAFFECTED).values_list(
            "version_id", "change__statute_id", "change__effective_on"
        )
    )
    found: dict[int, Suspension] = {}
    for row in behind:
        cited = reliance(row)
        for change in changes[cited.statute_id]:
            key = (cited.item_version_id, change.statute_id, change.on)
            if change.on > on or key in lifted or not suspends(change, cited):
                continue
            before = found.get(cited.item_version_id)
            if before is None or change.on < before.since:
                found[cited.item_version_id] = Suspension(reason_of(change, row), change.on)
    return found


#: What :func:`reliance` reads of a citation.
CITED = (
    "version_id",
    "version__published_at",
    "version__effective_from",
    "version__effective_to",
    "statute_id",
    "statute__title",
    "statute__short_title",
    "statute_version__effective_from",
)


def reliance(row: dict) -> Reliance:
    """A citation's row (:data:`CITED`) as the rules see it."""
    return Reliance(
        item_version_id=row["version_id"],
        statute_id=row["statute_id"],
        wording_starts=row["statute_version__effective_from"],
        published_on=timezone.localtime(row["version__published_at"]).date(),
        starts=row["version__effective_from"],
        ends=row["version__effective_to"],
    )


def known_changes(statutes: Iterable[int]) -> dict[int, list[Change]]:
    """Statute id → every change its registered versions amount to. One query."""
    wordings = defaultdict(list)
    rows = StatuteVersion.objects.filter(statute__in=list(statutes))
    for pk, statute, starts, ends in rows.values_list("pk", "statute_id", "effective_from", "effective_to"):
        wordings[statute].append(Wording(pk, statute, starts, ends))
    return defaultdict(list, {statute: changes_of(found) for statute, found in wordings.items()})


def reason_of(change: Change, row: dict) -> str:
    """«因《…》修改暂停适用，等待法制复核（自…起）»."""
    what = "修改" if change.kind == ChangeKind.NEW_TEXT else "文本失效"
    title = row["statute__short_title"] or row["statute__title"]
    day = change.on
    return f"因《{title}》{what}暂停适用，等待法制复核（自{day.year}年{day.month}月{day.day}日起）"


def _behind(ids: set[int], on: date) -> list[dict]:
    """Citations whose statute changed by ``on`` and after their publication: the only ones that can suspend."""
    found: dict[int, dict] = {}
    for row in _cited(*padded(sorted(ids))):
        starts, ends = row.pop("statute__versions__effective_from"), row.pop("statute__versions__effective_to")
        if _changed_since(row, starts, ends, on):
            found.setdefault(row["pk"], row)
    return list(found.values())


@statement
def _cited(*versions):
    """Each citation of published ``versions`` with each wording of its statute. Days are compared here: so it stays a look-up of keys."""
    rows = Citation.objects.filter(version__in=versions, version__published_at__isnull=False).order_by("pk")
    return rows.values("pk", *CITED, "statute__versions__effective_from", "statute__versions__effective_to")


def _changed_since(row: dict, starts: date | None, ends: date | None, on: date) -> bool:
    """Whether a wording that ``starts`` and ``ends`` on these days came into force, or ended, by ``on`` and after ``row`` was relied on."""
    published = timezone.localtime(row["version__published_at"]).date()
    since = max(published, row["statute_version__effective_from"] or row["version__effective_from"])
    return bool(starts and since < starts <= on) or bool(ends and since <= ends < on)
