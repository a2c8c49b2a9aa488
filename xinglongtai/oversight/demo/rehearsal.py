"""A draft worth rehearsing: one item narrowed to enterprises, so that old cases change, stay as they are, and leave a question open."""

from collections import defaultdict
from datetime import date

from cases.models import Assessment
from catalog.eligibility.vocabulary import ELIGIBLE
from catalog.models import ConditionToken, Item, ItemCondition, ItemVersion
from catalog.services import item_version_new, item_version_parts_save, item_version_save

from .people import Staff

ONLY_ENTERPRISES = "party_type=enterprise"
#: Kinds of party for which the narrowed item no longer fits, and for which a person has to look.
OUT, DOUBTFUL = frozenset({"individual_business", "natural_person"}), frozenset({"branch", "cooperative"})


def draft_to_rehearse(staff: Staff, on: date) -> ItemVersion | None:
    """A draft of the item whose old cases show most; it stays a draft. None where no item shows anything."""
    item = _most_telling(staff)
    token = ConditionToken.objects.filter(token=ONLY_ENTERPRISES).first()
    if item is None or token is None:
        return None
    draft = item_version_new(item=item, actor=staff.legal)
    draft.effective_from = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    draft.note = f"{draft.note}演示草稿：试看只适用于企业，旧案的结论会怎样。"
    item_version_save(version=draft, actor=staff.legal, fields=["effective_from", "note"])
    ItemCondition.objects.create(version=draft, token=token, text=token.label, sort=0)
    item_version_parts_save(version=draft, actor=staff.legal, on=on, fields=["清单事项条件"])
    return draft


def _most_telling(staff: Staff) -> Item | None:
    rows = Assessment.objects.filter(
        is_current=True, verdict=ELIGIBLE, violation__case__bureau=staff.bureau, violation__item_version__isnull=False
    ).values_list("violation__item_version__item", "violation__case__party__kind")
    kinds = defaultdict(list)
    for item, kind in rows:
        kinds[item].append(kind)
    taken = set(ItemVersion.objects.open().for_bureau(staff.bureau).values_list("item", flat=True))
    telling = {
        item: (bool(OUT & set(held)), bool(DOUBTFUL & set(held)), len(held))
        for item, held in kinds.items()
        if item not in taken
    }
    best = max(telling, key=lambda item: (*telling[item], -item), default=None)
    return Item.objects.filter(pk=best).first()
