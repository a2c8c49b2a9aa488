"""Cases as they stand when a paper is due, and the words of an issued paper."""

import re
import subprocess
from datetime import date

from cases import services as case_services
from cases.models import Case
from cases.outcomes import NO_CASE_BASES
from cases.status import Outcome
from pledges.models import Paper
from pledges.papers import services as papers
from pledges.services import ServiceInput, service_record
from tests.factories import DAY, Office
from xinglongtai.core import documents


def issue(office: Office, case: Case, kind: str, *, on: date = DAY, target=None, values=None) -> Paper:
    """The paper, issued by the case's handler; its bytes are made when they are read."""
    return papers.paper_issue(case=case, kind=kind, actor=office.officer, on=on, target=target, values=values)


def decided(office: Office, case: Case, outcome: str, *, on: date = DAY, number: str = "", approve: bool = True):
    """The case with its outcome proposed and approved; returns the disposition."""
    basis = NO_CASE_BASES["20-1"] if outcome == Outcome.NO_CASE else "中华人民共和国行政处罚法第三十三条"
    row = case_services.disposition_propose(
        case=case,
        actor=office.officer,
        on=on,
        outcome=outcome,
        basis=basis,
        reason="情节轻微，已经改正。",
        decision_number=number,
    )
    if approve:
        case_services.disposition_decide(disposition=row, actor=office.leader, on=on, approve=True)
    row.refresh_from_db()
    return row


def filed(office: Office) -> Case:
    """A breached pledge turned into a filed case."""
    case = office.rechecked("refused")
    decided(office, case, Outcome.ESCALATE)
    return Case.objects.get(pk=case.pk)


def handed_over(office: Office, paper: Paper, *, on: date = DAY) -> None:
    """The paper was given to the party, who signed for it."""
    given = ServiceInput("hand", on, recipient="演示经营者", relation="self", place="演示路", signed_receipt=True)
    service_record(case=paper.case, document=paper.document, actor=office.officer, on=on, given=given)


def printed(paper: Paper, tmp_path) -> tuple[str, list[str]]:
    """The issued bytes as text without white space, and the pages as they are."""
    path = tmp_path / f"{paper.pk}.pdf"
    path.write_bytes(documents.read_bytes(paper.document))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    return re.sub(r"\s", "", text), text.split("\f")[:-1]
