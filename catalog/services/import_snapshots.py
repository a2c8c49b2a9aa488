"""What a draft says, as JSON: to put it back when an import is undone, and to see whether somebody changed it since."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

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


def restore(version: ItemVersion, kept: dict) -> None:
    """Put a draft back to what it was."""
    for name, value in kept["values"].items():
        field = ItemVersion._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
        setattr(version, name, value if field.is_relation else field.to_python(value))
    version.save()
    version.citations.all().delete()
    version.conditions.all().delete()
    Citation.objects.bulk_create(
        Citation(version=version, role=role, statute_id=statute, statute_version_id=wording, article_label=label)
        for role, statute, wording, label in kept["cited"]
    )
    ItemCondition.objects.bulk_create(
        ItemCondition(version=version, token_id=token, text=text, sort=place)
        for place, (token, text) in enumerate(kept["tokens"], start=1)
    )
