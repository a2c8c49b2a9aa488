"""From rows to :class:`SetFacts`: the one place where the gate reads the database."""

import re
from collections.abc import Iterable
from datetime import date

from cases.dossier import Dossier, to_judge
from cases.models import Case, Violation
from cases.reasoning.reading import is_stale
from cases.status import CaseStatus, DecisionState, EvidenceKind, ReviewVerdict
from xinglongtai.core.models import Event, Officer
from xinglongtai.core.statements import statement

from ..letter import LetterSnapshot
from ..models import Paper, Pledge, Service
from ..papers.kinds import PaperKind
from ..reasons import told_of
from ..status import PledgeMode, PledgeStatus, RecheckResult
from .facts import (
    CLOSE,
    FINISH,
    ISSUE,
    LETTER,
    RUNNING,
    DispositionFacts,
    OfficerFacts,
    PaperFacts,
    PartyFacts,
    PledgeFacts,
    ReceiptFacts,
    RecheckFacts,
    SetFacts,
    SheetFacts,
    ViolationFacts,
)

LETTER_TITLE = "承诺书"
_GONE = {PledgeStatus.VOIDED, PledgeStatus.REFUSED}
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CERTIFIED = re.compile(r"([^（）、]+)（([^（）]*)）")
_RUNNING = {CaseStatus.DRAFT, CaseStatus.REVIEW, CaseStatus.PLEDGED}


def moment_of(status: str) -> str:
    """What the next thing is that the set must agree for."""
    if status == CaseStatus.READY:
        return ISSUE
    return RUNNING if status in _RUNNING else CLOSE


def facts_of(
    case: Case,
    *,
    on: date,
    moment: str,
    outcome: str = "",
    dossier: Dossier | None = None,
    pledges: Iterable[Pledge] | None = None,
    drafts: Iterable[PaperFacts] = (),
) -> SetFacts:
    """Everything of ``case`` that may disagree. ``drafts``: papers about to be issued. A fixed number of queries.

    ``dossier`` and ``pledges`` (as ``pledges_of`` or ``panels_of`` reads them) save their queries where the page has them.
    """
    dossier = dossier or to_judge(case)
    pledges = pledges_of(case) if pledges is None else list(pledges)
    counting = [pledge for pledge in pledges if pledge.status not in _GONE]
    papers = [letter_facts(pledge) for pledge in pledges] + [paper_facts(paper) for paper in _papers(case)]
    papers += drafts
    names = {name for paper in papers for name in paper.officers}
    closing = moment in {CLOSE, FINISH}
    return SetFacts(
        on=on,
        moment=moment,
        party=_party(case),
        discovered_on=case.discovered_on,
        inspected_on=case.inspected_on,
        handler=officer_facts(case.handler, case.inspected_on),
        co_handler=officer_facts(case.co_handler, case.inspected_on) if case.co_handler else None,
        former=_former(case, names),
        printed=_printed(case, names),
        recusal=case.recusal,
        filed_on=case.filed_on,
        violations=tuple(_violation(row, case) for row in dossier.violations),
        papers=tuple(papers),
        pledge=_pledge(counting[0]) if counting else None,
        rechecks=_rechecks(dossier, counting, case.inspected_on),
        education=tuple(row.on for row in dossier.education),
        receipts=receipts_of(case, on),
        disposition=_disposition(dossier) if closing else None,
        outcome=outcome or (dossier.open_disposition.outcome if closing and dossier.open_disposition else ""),
        reasons_stale=closing and is_stale(dossier, told_of(pledges)),
    )


def pledges_of(case: Case) -> list[Pledge]:
    """The pledges of ``case``, newest first, with what the gate compares."""
    return _pledges(case)


@statement(of="case")
def _pledges(case):
    rows = Pledge.objects.filter(case=case).select_related("letter__document").order_by("-pk")
    return rows.prefetch_related("submissions", "rechecks__officer", "rechecks__co_officer", "rechecks__photos")


def receipts_of(case: Case, on: date) -> tuple[ReceiptFacts, ...]:
    """送达 of the papers of ``case`` that counts by ``on``."""
    return tuple(ReceiptFacts(document=document, served_on=day) for document, day in _receipts(case, on))


@statement
def _receipts(case, on):
    rows = Service.objects.filter(case=case, set_aside_reason="", served_on__lte=on)
    return rows.values_list("document_id", "served_on")


@statement(of="case")
def _papers(case):
    return Paper.objects.filter(case=case).select_related("document")


def officer_facts(officer: Officer, since: date) -> OfficerFacts:
    """The officer with the certificate as it stands now; earlier ones are read only where it begins after ``since``, the first day
    that matters."""
    renewed = officer.certificate_from is None or officer.certificate_from > since
    former = officer.former_certificates() if renewed else []
    return OfficerFacts(
        name=officer.name,
        certificate_no=officer.certificate_no,
        valid_from=officer.certificate_from,
        valid_to=officer.certificate_to,
        key=officer.pk,
        former=tuple((row.number, row.valid_from, row.valid_to) for row in former),
    )


def _party(case: Case) -> PartyFacts:
    party = case.party
    codes = tuple(code for code in (party.uscc, party.registration_no, party.id_number) if code)
    return PartyFacts(name=party.name, codes=codes, address=party.address, key=party.pk)


def _handlers(case: Case) -> list[Officer]:
    return [officer for officer in (case.handler, case.co_handler) if officer]


def _former(case: Case, names: set[str]) -> tuple[str, ...]:
    """Names of those who handled the case before a handover or a change of the second officer; read where papers name others."""
    if names <= {officer.name for officer in _handlers(case)}:
        return ()
    verbs = ("case_handover", "case_co_handler")
    found = Event.objects.filter(thread=case.thread, verb__in=verbs).values_list("data", flat=True)
    return tuple(dict.fromkeys(name for data in found for name in (data.get("old"), data.get("new")) if name))


def _printed(case: Case, names: set[str]) -> tuple[OfficerFacts, ...]:
    """The officers whom papers name: those of the case, else where the name is one person's in the bureau."""
    own = {officer.name: officer for officer in _handlers(case) if officer.name in names}
    others = names - set(own)
    by_name: dict[str, list[Officer]] = {name: [officer] for name, officer in own.items()}
    if others:
        for row in Officer.objects.filter(unit__bureau=case.bureau_id, name__in=others):
            by_name.setdefault(row.name, []).append(row)
    return tuple(officer_facts(found[0], case.inspected_on) for found in by_name.values() if len(found) == 1)


# 文书


def read_day(text: str) -> date | None:
    """«2026年6月1日» or «2026-06-01» as a day; ``None`` for anything else."""
    match = _CHINESE_DAY.fullmatch(text.strip())
    try:
        return date(*map(int, match.groups())) if match else date.fromisoformat(text)
    except ValueError:
        return None


def letter_words(snapshot: LetterSnapshot) -> dict:
    """What a letter prints, as fields of :class:`PaperFacts`."""
    certified = _CERTIFIED.findall(snapshot.certificates_text)
    return {
        "party_name": snapshot.party_name,
        "party_code": snapshot.party_code,
        "party_address": snapshot.party_address,
        "officers": tuple(name for name in snapshot.officers_text.split("、") if name),
        "certificates": tuple(number for _, number in certified),
        "inspected_on": read_day(snapshot.inspected_text),
        "due_on": read_day(snapshot.due_full),
        "order_number": snapshot.correction_order_no,
        "items": tuple(item for item in snapshot.item_text.split("、") if item),
    }


def letter_facts(pledge: Pledge) -> PaperFacts:
    """An issued letter."""
    document = pledge.letter.document
    return PaperFacts(
        kind=LETTER,
        title=f"{LETTER_TITLE}{document.number_text}",
        number=document.number_text,
        on=pledge.issued_on,
        counts=pledge.status not in _GONE and not document.is_voided,
        key=pledge.pk,
        document=document.pk,
        **letter_words(LetterSnapshot.from_dict(document.snapshot)),
    )


def draft_letter(snapshot: LetterSnapshot, on: date) -> PaperFacts:
    """The letter as it would be issued on ``on``."""
    return PaperFacts(kind=LETTER, title=f"本次{LETTER_TITLE}", on=on, draft=True, **letter_words(snapshot))


def draft_paper(kind: str, facts: dict, on: date) -> PaperFacts:
    """Another paper as it would be issued on ``on``; ``facts`` as its snapshot would hold them."""
    return PaperFacts(kind=kind, title=f"本次{PaperKind(kind).label}", on=on, draft=True, **said_facts(facts))


def paper_facts(paper: Paper) -> PaperFacts:
    """Another issued paper, by the ``facts`` of its snapshot."""
    document = paper.document
    return PaperFacts(
        kind=paper.kind,
        title=f"{paper.get_kind_display()}{document.number_text}",
        number=document.number_text,
        on=paper.on,
        counts=not document.is_voided,
        key=paper.pk,
        document=document.pk,
        **said_facts(document.snapshot.get("facts") or {}),
    )


def said_facts(facts: dict) -> dict:
    """The ``facts`` of a snapshot (ISO days, only what the paper says) as fields of :class:`PaperFacts`."""
    words = ("party_name", "party_code", "party_address", "order_number", "letter_number", "decision_number")
    lists = ("officers", "certificates", "items", "clauses")
    amounts = facts.get("amounts") or {}
    pairs = amounts.items() if isinstance(amounts, dict) else [("金额", amount) for amount in amounts]
    return {
        **{name: str(facts.get(name) or "") for name in words},
        **{name: tuple(map(str, facts.get(name) or ())) for name in lists},
        **{name: read_day(str(facts.get(name) or "")) for name in ("inspected_on", "due_on")},
        "amounts": tuple((str(what), str(amount)) for what, amount in pairs),
    }


# 办理


def _pledge(pledge: Pledge) -> PledgeFacts:
    return PledgeFacts(
        issued_on=pledge.issued_on,
        agreed_on=pledge.agreed_on,
        due_on=pledge.due_on,
        immediate=pledge.mode == PledgeMode.IMMEDIATE,
        order_number=pledge.order_number,
        signed_on=pledge.signed_on,
        has_scan=bool(pledge.signed_scan_id),
        delivered=bool(pledge.delivery),
        submitted=tuple(sorted(row.on for row in pledge.submissions.all())),
        key=pledge.pk,
        document=pledge.letter.document_id,
    )


def _rechecks(dossier: Dossier, pledges: list[Pledge], since: date) -> tuple[RecheckFacts, ...]:
    found = [
        RecheckFacts(
            on=row.on,
            officers=(officer_facts(row.officer, since), officer_facts(row.co_officer, since)),
            corrected=row.result == RecheckResult.CORRECTED,
            photos=len(row.photos.all()),
        )
        for pledge in pledges
        for row in pledge.rechecks.all()
    ]
    found += [
        RecheckFacts(
            on=row.on,
            officers=(officer_facts(row.officer, since), officer_facts(row.co_officer, since)),
            corrected=True,
            photos=sum(photo.kind == EvidenceKind.CORRECTED for photo in dossier.photos),
            pledged=False,
        )
        for row in dossier.corrections
    ]
    return tuple(sorted(found, key=lambda row: row.on))


def _disposition(dossier: Dossier) -> DispositionFacts | None:
    """The open proposal, else the newest approved one."""
    standing = {DecisionState.PENDING, DecisionState.ENDORSED, DecisionState.APPROVED}
    row = next((row for row in dossier.dispositions if row.state in standing), None)
    if row is None:
        return None
    return DispositionFacts(
        proposed_on=row.proposed_on,
        reason=row.reason,
        decided_on=row.decided_on,
        decision_number=row.decision_number,
    )


# 核查


def _violation(row: Violation, case: Case) -> ViolationFacts:
    version, clauses = row.item_version, [row.off_list_law]
    if version:
        clauses = [
            f"{version.violated_law}{version.violated_article}",
            f"{version.penalty_law}{version.penalty_article}",
        ]
    return ViolationFacts(
        words=row.description,
        act_on=row.act_on,
        item=f"{version.item.number}（第{version.version_no}版）" if version else "清单外",
        clauses=tuple(clause for clause in clauses if clause),
        sheet=_sheet(row, case) if row.sheet_now else None,
    )


def _sheet(row: Violation, case: Case) -> SheetFacts:
    sheet = row.sheet_now
    return SheetFacts(
        made_on=sheet.made_on,
        needs_review=sheet.verdict == ReviewVerdict.NEEDS_LEGAL_REVIEW,
        reviewed=bool(sheet.decided_verdict),
        changed=tuple(_changed(row, case)),
    )


def _changed(row: Violation, case: Case) -> list[str]:
    """Facts that are another today than on the sheet, by their Chinese names."""
    then = row.sheet_now.facts
    now = {
        "discovered_on": ("发现线索日期", case.discovered_on.isoformat()),
        "act_date": ("违法行为发生日期", row.act_on.isoformat()),
        "act_end_date": ("违法行为终了日期", row.act_ended_on.isoformat() if row.act_ended_on else None),
        "party_kind": ("主体类型", case.party.kind),
    }
    found = [label for name, (label, value) in now.items() if then.get(name) != value]
    judged = {entry["source"]: entry["status"] for entry in then.get("first_offence_sources") or ()}
    if any(judged.get(check.get_source_display()) != check.result for check in row.checks):
        found.append("首违核查结果")
    said = {**(then.get("answers") or {}), **{k: v for k, v in then.items() if k != "answers"}}
    flags = {name: value for name, value in row.answers.items() if isinstance(value, bool)}
    if any(isinstance(said.get(name), bool) and said[name] != value for name, value in flags.items()):
        found.append("核查答复")
    return found
