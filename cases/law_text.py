"""«看条文»: the words of what was violated and what punishes it, put beside violations and found items for the pages."""

from datetime import date

from catalog.citations import passages
from catalog.named_articles import named_articles


def attach(violations) -> None:
    """Give each violation its ``passages``, by the law of its day; a fixed number of queries."""
    rows = list(violations)
    listed = [row for row in rows if row.item_version_id]
    found = passages([(row.item_version, row.last_day) for row in listed]) if listed else {}
    for row in listed:
        row.passages = found[row.item_version_id, row.last_day]
    unlisted = [row for row in rows if not row.item_version_id]
    for row, named in zip(unlisted, named_articles((row.off_list_law, row.last_day) for row in unlisted), strict=True):
        row.passages = named


def attach_found(matches, on: date) -> None:
    """Give the version of each match its ``passages`` as the law stands on ``on``."""
    found = passages([(match.version, on) for match in matches]) if matches else {}
    for match in matches:
        match.version.passages = found[match.version.pk, on]
