"""Rights of the file of a case and of the packet of a broken pledge: who sees the case; a full file only who may see identities."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from pledges.casefile.services import casefile_keep
from tests.rights.main import NO, SEE_CASE

TABLE = {
    "pledges:casefile": (SEE_CASE, "broken"),
    "pledges:casefile_download": ({**SEE_CASE, "supervisor": NO}, "casefile_full"),
    "pledges:packet": (SEE_CASE, "broken"),
    "pledges:packet_pdf": (SEE_CASE, "broken"),
}


def rows(office, day, known: dict) -> dict:
    """A broken pledge, and a full file made of its case."""
    before = day - timedelta(days=7)
    case = office.rechecked("failed", on=before)
    path = Path(mkdtemp()) / "whole.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    given = {"path": path, "sha256": "0" * 64, "pages": 1, "problems": [], "up_to": 0}
    made = casefile_keep(case=case, actor=office.officer, kind="pdf", full=True, **given)
    return {"broken": case, "casefile_full": made}


def address(key: str, rows: dict) -> list | None:
    """Every address here takes one row's primary key."""
    return None
