"""Rights of papers: the handlers make and void them, whoever sees the case opens them, a recheck's record is anybody's who tracks."""

from pledges.papers import due
from pledges.papers import services as papers
from tests.rights.main import HANDLE_CASE, SEE_CASE, TRACK

TABLE: dict = {
    "pledges:paper": (HANDLE_CASE, "paper_of_case"),
    "pledges:paper_preview": (HANDLE_CASE, "paper_of_case"),
    "pledges:papers_issue_due": (TRACK, "paper_case"),
    "pledges:paper_pdf": (SEE_CASE, "issued_paper"),
    "pledges:paper_void": (HANDLE_CASE, "issued_paper"),
}


def rows(office, day, known: dict) -> dict:
    """A letter that is out with its case, and one issued paper of it; a corrected case waits for its record of the recheck."""
    case = known["issued"].case
    paper = papers.paper_issue(case=case, kind=due.ADDRESS, actor=office.officer, on=day)
    return {"paper_of_case": case, "issued_paper": paper, "paper_case": known["corrected"]}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return [rows[key].pk, due.SCENE] if key == "paper_of_case" else None
