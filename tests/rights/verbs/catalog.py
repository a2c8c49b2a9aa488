"""The list: legal staff keep it, each bureau its own; statutes are everybody's and kept by legal staff of any bureau."""

from .grammar import OWN, Inner, Ref, row


def _own(**given):
    return row("the list is kept by legal staff of the bureau (DOMAIN §6)", "legal", OWN, **given)


def _new(**given):
    return row("made in the bureau of whoever makes it", "legal", **given)


def _law(**given):
    return row("statutes are the same for all bureaux", "legal", **given)


_RUN = {"run": Ref("import_run")}
_MAP = {"sheet": "x", "heading": 1, "columns": {}, "fills": {}}

TABLE = {
    "catalog.batch_create": _new(name="演示批"),
    "catalog.batch_save": _own(batch=Ref("batch")),
    "catalog.item_create": _new(number="Z9", domain="演示"),
    "catalog.item_delete": _own(item=Ref("catalog_item")),
    "catalog.candidate_add": _new(origin="演示", violation="演示行为"),
    "catalog.candidate_adopt": _own(number="Z8", domain="演示", batch=Ref("batch")),
    "catalog.candidate_decline": _own(),
    "catalog.example_save": _own(item=Ref("catalog_item"), title="演示", facts={}, verdict="eligible"),
    "catalog.example_delete": _own(),
    "catalog.examples_adopt": _own(version=Ref("list_draft"), confirmed={}),
    "catalog.import_run_open": _new(file_name="x.csv", data="编号,违法行为\nZ1,演示\n".encode()),
    "catalog.import_run_map": _own(**_RUN, **_MAP),
    "catalog.import_run_preview": _own(**_RUN),
    "catalog.import_run_confirm": _own(**_RUN),
    "catalog.import_run_discard": _own(**_RUN),
    "catalog.refused_file": _own(**_RUN),
    "catalog.import_run_undo": _own(**_RUN),
    "catalog.item_version_import": Inner("one row of plans_apply, for commands and the starter"),
    "catalog.plans_apply": Inner("the tail of import_run_confirm and starter_load; asks for the right again"),
    "catalog.import_summary_record": _new(file_name="x", created=0, updated=0, skipped=0, refused=0),
    "catalog.item_version_submit": _own(version=Ref("list_draft")),
    "catalog.item_version_return": _own(version=Ref("list_draft")),
    "catalog.item_version_publish": _own(version=Ref("list_draft")),
    "catalog.item_version_retire": _own(version=Ref("catalog_version")),
    "catalog.item_version_set_end": _own(version=Ref("catalog_version"), effective_to=Ref("day")),
    "catalog.source_list_save": _own(source=Ref("source_list")),
    "catalog.source_list_end": _own(source=Ref("source_list"), effective_to=Ref("day")),
    "catalog.starter_load": _new(approver=Ref("legal")),
    "catalog.statute_text_import": Inner("one entry of statute_texts_import"),
    "catalog.statute_texts_import": _law(entries=[]),
    "catalog.statute_save": _law(),
    "catalog.statute_version_save": _law(version=Ref("statute_version")),
    "catalog.statute_delete": _law(),
    "catalog.statute_version_delete": _law(version=Ref("statute_version")),
    "catalog.article_save": _law(),
    "catalog.article_delete": _law(),
    "catalog.item_version_new": _own(item=Ref("catalog_item")),
    "catalog.item_version_save": _own(version=Ref("list_draft")),
    "catalog.item_version_parts_save": _own(version=Ref("list_draft")),
    "catalog.item_version_delete": _own(version=Ref("list_draft")),
    "catalog.law_changes_note": Inner(
        "notes what the dates of statutes say; run daily and after each change of a statute or version"
    ),
    "catalog.statute_changed": Inner("the tail of the verbs that change statutes"),
    "catalog.version_published": Inner("the tail of item_version_publish"),
    "catalog.sole_versions_published": Inner("the tail of starter_load, which asks for both rights"),
    "catalog.version_retired": Inner("the tail of item_version_retire"),
    "catalog.law_change_decide": row(
        "a change of the law is everybody's; items of others are not chosen",
        "legal",
        change=Ref("law"),
        rows=Ref("touched_rows"),
        act="unaffected",
    ),
    "catalog.touched_unaffected": _own(),
    "catalog.touched_end": _own(),
    "catalog.touched_redraft": _own(),
}
