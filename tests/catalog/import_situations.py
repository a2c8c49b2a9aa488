"""Imports of sheets as far as a test needs them."""

from catalog.services.import_runs import import_run_confirm, import_run_map, import_run_preview, reading_of

from .sheets_of_others import xlsx

FILLS = {"batch": "第二批", "domain": "广告", "leniency_kind": "首违不罚", "default_state": "须法制审核"}
#: The starter list carries this violation word for word.
KNOWN = "营业执照未置于住所或主要经营场所醒目位置"
BROKEN_ROW = "《中华人民共和国广告法》第九条"


def mapped(run, actor, **changes):
    reading = reading_of(run)
    how = {
        "sheet": reading.sheet,
        "heading": reading.heading,
        "columns": reading.columns,
        "fills": FILLS,
        "prefix": "ZJ",
    }
    return import_run_map(run=run, actor=actor, **{**how, **changes})


def previewed(run, actor, on, **changes):
    return import_run_preview(run=mapped(run, actor, **changes), actor=actor, on=on)


def imported(run, actor, on, **changes):
    return import_run_confirm(run=previewed(run, actor, on, **changes), actor=actor, on=on)


def counts(run):
    return run.created, run.changed, run.same, run.refused


def known_sheet(**cells):
    row = {"事项编号": "R3", "违法行为": KNOWN, "备注": "新备注", **cells}
    return xlsx([list(row), list(row.values())], title="")
