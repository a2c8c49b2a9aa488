"""What a case's file holds: every paper, record and material of the case as entries, read once."""

from dataclasses import dataclass, field

from cases.models import Assessment, Case, Evidence, FirstOffenceCheck
from cases.status import EvidenceKind, EvidenceOrigin
from pledges.models import Extension, Recheck, Submission, Urge
from pledges.papers.kinds import PaperKind
from pledges.papers.selectors import CasePaper, papers_of
from pledges.service.selectors import services_of, signatures_of
from xinglongtai.core.display import cn_date
from xinglongtai.core.models import Event

from . import sheets
from .order import Entry
from .sheets import Sheet

#: Kinds whose images are shown two a page, together.
_ALBUMS = {
    EvidenceKind.PHOTO: "现场照片",
    EvidenceKind.CORRECTED: "整改后照片",
    EvidenceKind.SCREENSHOT: "查询截图",
    "party_photo": "当事人提交的照片",
}
_FROM_PARTY = {
    EvidenceKind.PHOTO: "party_photo",
    EvidenceKind.DOCUMENT: "party_document",
    EvidenceKind.RECORDING: "party_recording",
}


@dataclass
class Contents:
    """Entries and what is behind each of their keys: a sheet, a paper, an album of photographs, or a single file."""

    case: Case
    full: bool
    up_to: int = 0
    entries: list[Entry] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    papers: dict[str, CasePaper] = field(default_factory=dict)
    albums: dict[str, list[tuple[int, Evidence]]] = field(default_factory=dict)
    files: dict[str, tuple[int, Evidence]] = field(default_factory=dict)
    evidence: list[tuple[int, Evidence]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)

    def add_sheet(self, entry: Entry, sheet: Sheet) -> None:
        self.entries.append(entry)
        self.sheets[entry.key] = sheet


def evidence_kind(row: Evidence) -> str:
    """The kind as the order of the file knows it: what the party sent lies apart."""
    return _FROM_PARTY.get(row.kind, row.kind) if row.origin == EvidenceOrigin.PARTY else row.kind


def gather(case: Case, *, full: bool) -> Contents:
    """Everything of ``case`` as it stands now. ``full``: with scans and papers that show identity numbers; without, a page stands
    in the place of each. A fixed number of queries.
    """
    newest = Event.objects.filter(thread=case.thread).order_by("-pk").values_list("pk", flat=True).first()
    found = Contents(case, full, up_to=newest or 0)
    _papers(found)
    _evidence(found)
    _checks(found)
    _decisions(found)
    _pledge(found)
    _records(found)
    return found


def _papers(found: Contents) -> None:
    for paper in papers_of(found.case):
        kind = paper.kind
        if kind == PaperKind.SERVICE and paper.source.disposition_id:
            kind = "proof_of_decision"
        key = f"paper:{paper.document.pk}"
        note = f"{cn_date(paper.document.voided_at)}作废" if paper.is_voided else ""
        entry = Entry(key, kind, paper.title, paper.on, paper.number, paper.is_voided, note)
        if paper.source.names_a_person and not found.full:
            found.add_sheet(entry, sheets.withheld(paper.title, paper.document.sha256))
            found.withheld.append(paper.title)
        else:
            found.entries.append(entry)
            found.papers[key] = paper


def _evidence(found: Contents) -> None:
    rows = found.case.evidence.select_related("uploaded_by", "violation").order_by("pk")
    found.evidence = list(enumerate(rows, 1))
    used = [(no, row) for no, row in found.evidence if not row.set_aside_reason]
    aside = [(no, row) for no, row in found.evidence if row.set_aside_reason]
    if used:
        found.add_sheet(Entry("evidence", "evidence_list", "证据清单"), sheets.evidence_list(used))
    for no, row in used:
        kind, day = evidence_kind(row), row.uploaded_at.date()
        key = f"file:{row.pk}"
        title = f"证据第{no}号：{row.get_kind_display()}"
        if row.is_personal and not found.full:
            found.add_sheet(Entry(key, kind, title, day), sheets.withheld(title, row.sha256))
            found.withheld.append(title)
        elif row.is_image and kind in _ALBUMS:
            found.albums.setdefault(f"album:{kind}", []).append((no, row))
        else:
            found.entries.append(Entry(key, kind, title, day))
            found.files[key] = (no, row)
    for key, pictures in found.albums.items():
        kind = key.removeprefix("album:")
        title = f"{_ALBUMS[kind]}（{len(pictures)}张）"
        found.entries.append(Entry(key, kind, title, pictures[0][1].uploaded_at.date()))
    if aside:
        found.add_sheet(Entry("set_aside", "set_aside", "不作为证据的材料"), sheets.set_aside(aside))


def _checks(found: Contents) -> None:
    violations = list(found.case.violations.select_related("item_version"))
    found.add_sheet(
        Entry("source", "source", "案源登记及核查情况", found.case.discovered_on), sheets.source(found.case, violations)
    )
    made = Assessment.objects.filter(violation__case=found.case).select_related("violation", "made_by__unit")
    for row in made.order_by("pk"):
        note = "" if row.is_current else "已被代替"
        entry = Entry(f"assessment:{row.pk}", "assessment", "适用核查表", row.made_on, note=note)
        found.add_sheet(entry, sheets.assessment(row))
    checks = FirstOffenceCheck.objects.filter(violation__case=found.case).select_related("checked_by__unit")
    of_violation = {row.pk: [] for row in violations}
    for row in checks.order_by("pk"):
        of_violation[row.violation_id].append(row)
    for violation in violations:
        if rows := of_violation[violation.pk]:
            entry = Entry(f"history:{violation.pk}", "history_check", "首违核查记录", rows[-1].checked_at.date())
            found.add_sheet(entry, sheets.history_checks(violation, rows))


def _decisions(found: Contents) -> None:
    case = found.case
    people = ("decided_by__unit", "requested_by__unit")
    for row in case.reviews.select_related("assessment__violation", *people).order_by("pk"):
        entry = Entry(f"review:{row.pk}", "review", "法制审核意见", (row.decided_at or row.requested_at).date())
        found.add_sheet(entry, sheets.review(row))
    made = case.dispositions.select_related(
        "proposed_by__unit", "endorsed_by__unit", "endorsed_for__unit", "decided_by__unit", "decided_for__unit"
    )
    for row in made.order_by("pk"):
        title = f"处理意见审批记录（{row.get_outcome_display()}）"
        entry = Entry(f"disposition:{row.pk}", "disposition", title, row.decided_on or row.proposed_on)
        found.add_sheet(entry, sheets.disposition(row))
    for row in case.clock_extensions.select_related(*people, "decided_for__unit").order_by("pk"):
        entry = Entry(f"clock:{row.pk}", "clock_extension", "延长核查期限审批记录", row.decided_on or row.requested_on)
        found.add_sheet(entry, sheets.asked("延长核查期限审批记录", row))


def _pledge(found: Contents) -> None:
    numbers = {row.pk: no for no, row in found.evidence}

    def named(rows) -> str:
        return "、".join(f"证据第{numbers[row.pk]}号" for row in rows if row.pk in numbers)

    of_case = {"pledge__case": found.case}
    handed = (
        Submission.objects.filter(**of_case).select_related("pledge", "received_by__unit").prefetch_related("files")
    )
    for row in handed.order_by("pk"):
        entry = Entry(f"submission:{row.pk}", "submission", "整改情况说明", row.on)
        found.add_sheet(entry, sheets.submission(row, named))
    seen = Recheck.objects.filter(**of_case).select_related("officer__unit", "co_officer__unit")
    for row in seen.prefetch_related("photos").order_by("pk"):
        entry = Entry(f"recheck:{row.pk}", "recheck", f"复查情况（{row.get_result_display()}）", row.on)
        found.add_sheet(entry, sheets.recheck(row, named))
    asked = Extension.objects.filter(**of_case).select_related(
        "requested_by__unit", "decided_by__unit", "decided_for__unit"
    )
    for row in asked.order_by("pk"):
        entry = Entry(f"extension:{row.pk}", "extension", "承诺延期审批记录", row.decided_on or row.requested_on)
        found.add_sheet(entry, sheets.asked("承诺延期审批记录", row, cn_date(row.new_due_on)))
    for row in Urge.objects.filter(**of_case).select_related("by__unit", "answered_by__unit").order_by("pk"):
        found.add_sheet(Entry(f"urge:{row.pk}", "urge", "督办及答复", row.on), sheets.urge(row))


def _records(found: Contents) -> None:
    case = found.case
    for row in case.corrections.select_related("officer__unit", "co_officer__unit").order_by("pk"):
        found.add_sheet(Entry(f"correction:{row.pk}", "correction", "改正核实记录", row.on), sheets.correction(row))
    services, signatures = services_of(case), signatures_of(case)
    if services or signatures:
        titles = {paper.document.pk: f"{paper.title}{paper.number}" for paper in papers_of(case)}
        first = min(row.sent_on for row in services) if services else signatures[0].signed_on
        entry = Entry("service", "service", "送达和签署记录", first)
        found.add_sheet(entry, sheets.service(services, signatures, titles))
    taught = list(case.education.select_related("recorded_by__unit").order_by("pk"))
    if taught:
        found.add_sheet(Entry("education", "education", "教育记录", taught[0].on), sheets.education(taught))
    given = list(case.measures.filter(set_aside_reason="").select_related("officer__unit").order_by("pk"))
    if given:
        found.add_sheet(Entry("measures", "measure", "柔性措施记录", given[0].on), sheets.measures(given))
    found.add_sheet(Entry("timeline", "timeline", "办理记录（全过程留痕）"), sheets.timeline(case))
