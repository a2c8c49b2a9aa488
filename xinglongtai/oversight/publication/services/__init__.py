"""Verbs of publication."""

from .content import content_record
from .layouts import layout_save
from .listing import export_record, reminders_send, rows_make
from .packs import file_taken, pack_make, pack_send, pack_void, row_return
from .standing import lenient_decide, publication_correct, publication_reopen, publication_skip, publication_withdraw

__all__ = [
    "content_record",
    "export_record",
    "file_taken",
    "layout_save",
    "lenient_decide",
    "pack_make",
    "pack_send",
    "pack_void",
    "publication_correct",
    "publication_reopen",
    "publication_skip",
    "publication_withdraw",
    "reminders_send",
    "row_return",
    "rows_make",
]
