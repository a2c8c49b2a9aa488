"""Verbs of the catalog. Every door (admin, actions, import, commands) goes through these."""

from .batches import batch_create, batch_save, item_create, item_delete
from .imports import ImportOutcome, import_summary_record, item_version_import
from .publication import (
    item_version_publish,
    item_version_retire,
    item_version_set_end,
    publication_faults,
)
from .starter import StarterOutcome, starter_load
from .versions import item_version_delete, item_version_new, item_version_parts_save, item_version_save

__all__ = [
    "ImportOutcome",
    "StarterOutcome",
    "batch_create",
    "batch_save",
    "import_summary_record",
    "item_create",
    "item_delete",
    "item_version_delete",
    "item_version_import",
    "item_version_new",
    "item_version_parts_save",
    "item_version_publish",
    "item_version_retire",
    "item_version_save",
    "item_version_set_end",
    "publication_faults",
    "starter_load",
]
