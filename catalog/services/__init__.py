"""Verbs of the catalog. Every door (admin, actions, import, commands) goes through these."""

from .batches import batch_create, batch_save, item_create, item_delete
from .candidates import candidate_add, candidate_adopt, candidate_decline, free_numbers
from .examples import (
    example_delete,
    example_save,
    examples_adopt,
    examples_proposed,
    examples_tried,
    newest_version,
)
from .gates import publication_faults
from .imports import ImportOutcome, import_summary_record, item_version_import
from .publication import (
    item_version_publish,
    item_version_retire,
    item_version_return,
    item_version_set_end,
    item_version_submit,
    second_person_fault,
)
from .sources import source_list_end, source_list_save
from .starter import StarterOutcome, starter_load
from .statute_texts import TextEntry, TextPlan, kind_of, statute_text_import, statute_texts_import, text_plan
from .statutes import (
    article_delete,
    article_save,
    cited_by_published,
    predecessors,
    statute_delete,
    statute_save,
    statute_version_delete,
    statute_version_save,
    version_problem,
)
from .versions import item_version_delete, item_version_new, item_version_parts_save, item_version_save
from .watch import WatchOutcome, law_changes_note, law_watch_tell, statute_changed
from .watch_decisions import Decided, law_change_decide, touched_end, touched_redraft, touched_unaffected

__all__ = [
    "Decided",
    "ImportOutcome",
    "StarterOutcome",
    "TextEntry",
    "TextPlan",
    "WatchOutcome",
    "article_delete",
    "article_save",
    "batch_create",
    "batch_save",
    "candidate_add",
    "candidate_adopt",
    "candidate_decline",
    "cited_by_published",
    "example_delete",
    "example_save",
    "examples_adopt",
    "examples_proposed",
    "examples_tried",
    "free_numbers",
    "import_summary_record",
    "item_create",
    "item_delete",
    "item_version_delete",
    "item_version_import",
    "item_version_new",
    "item_version_parts_save",
    "item_version_publish",
    "item_version_retire",
    "item_version_return",
    "item_version_save",
    "item_version_set_end",
    "item_version_submit",
    "kind_of",
    "law_change_decide",
    "law_changes_note",
    "law_watch_tell",
    "newest_version",
    "predecessors",
    "publication_faults",
    "second_person_fault",
    "source_list_end",
    "source_list_save",
    "starter_load",
    "statute_changed",
    "touched_end",
    "touched_redraft",
    "touched_unaffected",
    "statute_delete",
    "statute_save",
    "statute_text_import",
    "statute_texts_import",
    "statute_version_delete",
    "statute_version_save",
    "text_plan",
    "version_problem",
]
