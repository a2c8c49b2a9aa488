"""Rights of publication: legal staff act, leaders and supervisors look; officers see the state on the case page only."""

from tests import credit_stage as stage
from tests.rights.main import EVALUATION, EVALUATION_ROW, LEGAL

TABLE: dict = {
    "oversight:publication": (EVALUATION, None),
    "oversight:publication_export": (EVALUATION, None),
    "oversight:publication_case": (EVALUATION_ROW, "published_case"),
    "oversight:publication_content": (LEGAL, "published_case"),
    "oversight:publication_lenient": (LEGAL, "published_case"),
    "oversight:publication_skip": (LEGAL, "publication"),
    "oversight:publication_reopen": (LEGAL, "publication"),
    "oversight:publication_correct": (LEGAL, "publication"),
    "oversight:publication_withdraw": (LEGAL, "publication"),
    "oversight:publication_packs": (EVALUATION, None),
    "oversight:publication_pack_new": (LEGAL, None),
    "oversight:publication_pack": (EVALUATION_ROW, "pack"),
    "oversight:publication_pack_xlsx": (EVALUATION_ROW, "pack"),
    "oversight:publication_pack_csv": (EVALUATION_ROW, "pack"),
    "oversight:publication_pack_send": (LEGAL, "pack"),
    "oversight:publication_pack_void": (LEGAL, "pack"),
    "oversight:publication_row_return": (LEGAL, "pack_row"),
    "oversight:publication_layouts": (EVALUATION, None),
    "oversight:publication_layout": (LEGAL, "pack_layout"),
}


def rows(office, day, known: dict) -> dict:
    """A penalty in a pack that was sent."""
    row = stage.waiting(office, on=day)
    pack = stage.sent(office, row, on=day)
    return {"published_case": row.case, "publication": row, "pack": pack, "pack_row": pack.rows.get()}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return ["gsxt", "penalty"] if key == "pack_layout" else None
