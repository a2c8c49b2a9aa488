"""What a draft says, as JSON: to put it back when an import is undone, and to see whether somebody changed it since."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from ..models import Citation, ItemCondition, ItemVersion
from ..rows import HEADER_OF_FIELD

#: Everything an import writes; ``edited_by`` tells a later edit that changed nothing back and forth.
FIELDS = (*HEADER_OF_FIELD, "batch_id", "source_list_id", "edited_by_id")


def snapshot(version: ItemVersion) -> dict:
    """The draft with its citations and conditions; read ``version`` with both prefetched."""
    values = {name: getattr(version, name) for name in FIELDS}
    return {
        "values": {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()},
        "cited": sorted(
            ([c.role, c.statute_id, c.statute_version_id, c.article_label] for c in version.citations.all()), key=str
        ),
        "tokens": [[c.token_id, c.text] for c in sorted(version.conditions.all(), key=lambda c: (c.sort, c.pk))],
    }


def digest(version: ItemVersion) -> str:
    """A short sign that is the same as long as nothing in the draft changed."""
    text = json.dumps(snapshot(version), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def digests(ids: Iterable[int]) -> dict[int, str]:
    """The signs of many drafts, read fresh."""
    rows = ItemVersion.objects.filter(pk__in=list(ids)).prefetch_related("citations", "conditions")
    return {version.pk: digest(version) for version in rows}


def keep_drafts(drafts: Iterable[ItemVersion], names: Iterable[str]) -> None:
    """Save these fields of many drafts in few steps; frozen versions are refused by the table itself."""
    drafts, now = list(drafts), timezone.now()
    for draft in drafts:
        draft.updated_at = now
    if drafts:
        ItemVersion.objects.bulk_update(drafts, sorted({*names, "edited_by", "updated_at"}), batch_size=200)


def restore(pairs: list[tuple[ItemVersion, dict]]) -> None:
    """Put drafts back to what they were."""
    changed = set()
    for version, kept in pairs:
        for name, value in kept["values"].items():
            field = ItemVersion._meta.get_field(name.removesuffix("_id"))
            old = value if field.is_relation else field.to_python(value)
            if getattr(version, name) != old:
                setattr(version, name, old)
                changed.add(field.name)
    keep_drafts((version for version, _ in pairs), changed)
    ids = [version.pk for version, _ in pairs]
    Citation.objects.filter(version__in=ids).delete()
    ItemCondition.objects.filter(version__in=ids).delete()
    Citation.objects.bulk_create(
        (
            Citation(version=version, role=role, statute_id=statute, statute_version_id=wording, article_label=label)
            for version, kept in pairs
            for role, statute, wording, label in kept["cited"]
        ),
        batch_size=500,
    )
    ItemCondition.objects.bulk_create(
        (
            ItemCondition(version=version, token_id=token, text=text, sort=place)
            for version, kept in pairs
            for place, (token, text) in enumerate(kept["tokens"], start=1)
        ),
        batch_size=500,
    )
