"""What the case page shows of its pledges, and what a list or the desk shows of one: reads only."""

from dataclasses import dataclass
from functools import cached_property

from cases.next_step import Powers
from xinglongtai.core.models import IssuedDocument
from xinglongtai.core.statements import spread, statement

from .models import DecisionState, Extension, Pledge, Recheck, Submission, Urge
from .status import OPEN, PledgeStatus


@dataclass
class PledgePanel:
    """One pledge with its letter, extensions, materials, rechecks and 督办."""

    pledge: Pledge

    @property
    def document(self) -> IssuedDocument:
        return self.pledge.letter.document

    @property
    def is_open(self) -> bool:
        return self.pledge.status in OPEN

    @property
    def settled(self) -> str:
        """Words that replace the distance to the deadline once it no longer counts."""
        return {
            PledgeStatus.SUBMITTED: "材料已交，待复查",
            PledgeStatus.FULFILLED: "已履行",
            PledgeStatus.BREACHED: "失诺",
            PledgeStatus.VOIDED: "已作废",
            PledgeStatus.REFUSED: "未签署",
        }.get(PledgeStatus(self.pledge.status), "")

    @property
    def lacks_scan(self) -> bool:
        """Signed on paper, but the paper is not here."""
        return bool(self.pledge.signed_on and not self.pledge.signed_scan_id)

    @cached_property
    def extensions(self):
        return list(self.pledge.extensions.all())

    @cached_property
    def may_extend(self) -> bool:
        used = {DecisionState.PENDING, DecisionState.APPROVED}
        return not any(row.state in used for row in self.extensions)

    def acts(self, can: Powers, on) -> list[tuple[str, str]]:
        """(label, address name) of the side acts on this pledge that ``can`` allows on ``on``."""
        if not can.tracks:
            return []
        status = self.pledge.status
        found = []
        if self.lacks_scan and can.adds_files and not self.pledge.case.is_final:
            found += [("补传签字扫描件", "pledges:scan")]
        if status == PledgeStatus.ISSUED:
            found += [("记录拒签", "pledges:refuse")]
        if status == PledgeStatus.SIGNED:
            found += [("登记整改材料", "pledges:materials"), ("复查", "pledges:recheck")]
            if on <= self.pledge.due_on and self.may_extend:
                found += [("申请延期", "pledges:extension")]
        if status in {PledgeStatus.ISSUED, PledgeStatus.SIGNED} and can.handles:
            found += [("作废承诺书", "pledges:void")]
        return found


def panels_of(case) -> list[PledgePanel]:
    """The pledges of ``case``, newest first, with everything the panel shows: a fixed number of queries."""
    rows = _pledges(case)
    if rows:
        for name, behind in _BEHIND.items():
            spread(rows, name, behind(case), "pledge_id")
    return [PledgePanel(row) for row in rows]


@statement(of="case", sparse="case")
def _pledges(case):
    letter = ("letter__document__issued_by__unit", "letter__document__voided_by", "signed_scan")
    return Pledge.objects.filter(case=case).select_related(*letter).order_by("-pk")


@statement(sparse="case")
def _extensions(case):
    people = ("requested_by__unit", "decided_by__unit", "decided_for__unit")
    return Extension.objects.filter(pledge__case=case).select_related(*people)


@statement(sparse="case")
def _submissions(case):
    return Submission.objects.filter(pledge__case=case).select_related("received_by__unit").prefetch_related("files")


@statement(sparse="case")
def _rechecks(case):
    rows = Recheck.objects.filter(pledge__case=case).select_related("officer__unit", "co_officer__unit")
    return rows.prefetch_related("photos")


@statement(sparse="case")
def _urges(case):
    return Urge.objects.filter(pledge__case=case).select_related("by__unit", "answered_by__unit")


#: What the panel shows of a pledge besides its letter.
_BEHIND = {"extensions": _extensions, "submissions": _submissions, "rechecks": _rechecks, "urges": _urges}


def open_urges(pledges):
    """督办 without an answer among ``pledges``, oldest first."""
    return (
        Urge.objects.unanswered()
        .filter(pledge__in=pledges)
        .select_related("pledge__case__party", "pledge__case__handler__unit", "by__unit")
        .order_by("answer_by", "on", "pk")
    )
