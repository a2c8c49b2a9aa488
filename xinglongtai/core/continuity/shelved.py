"""Files that stay in a store while the database is backed up: whether it still holds them as they were."""

from collections.abc import Iterable, Iterator

from .. import listing
from . import scope


def apart(rows: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """What is not as in ``rows`` (path, size, mark; by path), in Chinese. Both sides are walked in order, nothing is kept in memory."""
    shelves, folder, there, at = scope.shelves(), None, iter(()), None
    for path, size, mark in rows:
        here, _, name = path.partition("/")
        if here != folder:
            folder, there = here, iter(listing.entries(shelves[here]))
            at = next(there, None)
        while at is not None and at.name < name:
            at = next(there, None)
        if at is None or at.name != name:
            yield f"{path} 不在"
        elif at.size != size or _differ(at.mark, mark):
            yield f"{path} 在备份以后换过"


def _differ(one: str, other: str) -> bool:
    """Marks of objects that came in parts hang on the parts, and a copy in another store has others: then the size must do."""
    return one != other and "-" not in one and "-" not in other
