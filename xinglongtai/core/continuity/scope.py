"""What a backup holds beside the database: folders of files that are kept, the installation's own small files, and what rows name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models

from .. import orphans

#: Storages whose files exist nowhere else, and the folder each has in a backup. Copies, ledgers and whole files of cases can be made again.
KEPT = {"evidence": "evidence", "documents": "documents", "default": "files", "imports": "imports"}


#: Beginning of the name of a folder that a restore fills.
UNFINISHED = ".restoring-"


def folders() -> dict[str, Path]:
    """Folder of a backup → where its files stand; nothing where they are in a store."""
    if settings.FILES is not None:
        return {}
    return {folder: Path(storages[alias].location) for alias, folder in KEPT.items()}


def shelves() -> dict[str, Storage]:
    """Folder of a backup → the storage in the store, in the order of their names; nothing where the files are on the disk."""
    if settings.FILES is None:
        return {}
    return {folder: storages[alias] for alias, folder in sorted(KEPT.items(), key=lambda one: one[1])}


@dataclass(frozen=True)
class Column:
    """A column that names files. ``hashed``: whether its row holds the SHA-256 of what the storage gives."""

    model: type[models.Model]
    field: str
    storage: str
    hashed: bool

    @property
    def folder(self) -> str:
        return KEPT[self.storage]

    def rows(self):
        """(key, name, SHA-256 where the row holds one) of every row that names a file."""
        names = ("pk", self.field, "sha256") if self.hashed else ("pk", self.field)
        found = self.model._base_manager.exclude(**{self.field: ""}).exclude(**{self.field: None})
        return found.order_by("pk").values_list(*names)

    def still_names(self, pk, name: str) -> bool:
        """Whether the row names the file now."""
        return self.model._base_manager.filter(pk=pk, **{self.field: name}).exists()


def _location(storage) -> Path | None:
    place = getattr(storage, "location", None)
    return Path(place) if place else None


def columns() -> list[Column]:
    """Every column that names files of the kept folders: file fields, and text columns that :mod:`..orphans` was told of."""
    told = {(model.lower(), field): alias for alias, model, field in orphans.claimed() if alias in KEPT}
    found, places = [], {alias: _location(storages[alias]) for alias in KEPT}
    for model in apps.get_models():
        known = {field.name: field for field in model._meta.concrete_fields}
        for name, field in known.items():
            alias = told.get((model._meta.label_lower, name))
            if isinstance(field, models.FileField):
                alias = next((alias for alias, place in places.items() if _location(field.storage) == place), None)
            if alias:
                found.append(Column(model, name, alias, "sha256" in known))
    return found


def own_files() -> Iterator[tuple[str, Path]]:
    """(name in the backup, file) of the installation's own files: secret key, keys, heads of the record, journals of numbers."""
    var = Path(settings.VAR_DIR)
    for path in sorted([*var.glob("secret_key*"), var / "demo_mode"]):
        if path.is_file():
            yield path.name, path
    for name, place in (("keys", settings.KEYS_DIR), ("record", var / "record"), ("numbers", var / "numbers")):
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            inside = path.relative_to(place)
            if path.is_file() and not path.is_symlink() and not _left_out(inside):
                yield f"{name}/{inside.as_posix()}", path


def _left_out(inside: Path) -> bool:
    return any(part.startswith((".", "replaced-")) for part in inside.parts) or inside.suffix == ".new"


def walk(root: Path) -> Iterator[Path]:
    """Every ordinary file below ``root``, sorted folder by folder; links are not followed."""
    try:
        entries = sorted(root.iterdir())
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_symlink() or entry.name.startswith(UNFINISHED):
            continue
        if entry.is_dir():
            yield from walk(entry)
        elif entry.is_file():
            yield entry
