"""The years before the demo's main part: two items published ahead of the rest and used often, so that the evaluation has
corrections that were watched for 12 and 24 months, re-offences, and enough rows for a share."""

from collections.abc import Iterator
from datetime import date

from cases.status import Outcome
from catalog.models import ItemVersion
from catalog.services import item_version_publish, item_version_submit

from .people import Staff
from .stage import Scene, Stage
from .stories_ended import at_once

#: Begins so many days before the demo's today, and is over before its main part begins.
AHEAD_DAYS = 770
AHEAD = ("R3", "C1")
_DAYS = range(760, 395, -13)
#: Of these cases the party was found again after so many days. The items take turns; these are of the first.
_AGAIN = {6: 60, 10: 100, 14: 45, 16: 80}
CASES = len(_DAYS) + len(_AGAIN)


def publish_ahead(staff: Staff, on: date) -> None:
    """The two items, published before the others by the bureau's two legal people."""
    drafts = ItemVersion.objects.drafts().for_bureau(staff.bureau).filter(item__number__in=AHEAD)
    for draft in drafts.in_list_order():
        item_version_submit(version=draft, actor=staff.legal, on=on)
        item_version_publish(version=draft, actor=staff.legal_2, on=on)


def stories(stage: Stage) -> list[tuple[str, Iterator[date]]]:
    """Every case of the early years as a story."""
    told = []
    for place, days in enumerate(_DAYS):
        gap = _AGAIN.get(place)
        story = found_again(Scene(stage), days, gap) if gap else at_once(Scene(stage), days)
        told.append((f"early {days}", story))
    return told


def found_again(s: Scene, days: int, gap: int) -> Iterator[date]:
    """Corrected at once, found in the same violation later: no second pledge, filed, a lighter penalty."""
    yield from at_once(s, days)
    yield s.stage.ago(days - gap)
    s.pledge = None
    s.registered(s.part)
    s.confirm()
    s.educate()
    yield s.stage.after(s.on, 2)
    s.end(Outcome.ESCALATE)
    yield s.stage.after(s.on, 10)
    s.end(Outcome.LIGHTER)
