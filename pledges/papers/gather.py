"""Reading the material of a paper, and what is due, from a case: a fixed number of queries each."""

import re
from collections import Counter
from datetime import date

from django.conf import settings
from django.utils import timezone

from cases.models import Case, Correction, Disposition, Evidence, Violation
from cases.pictures import name_of
from cases.selectors import current_sheets, gravest
from cases.status import DecisionState, EvidenceKind
from xinglongtai.core.display import cn_datetime
from xinglongtai.core.statements import statement
from xinglongtai.core.vault.text import readable

from ..letter import ID_NUMBER
from ..models import Letter, Paper, Recheck, Service
from ..service import selectors
from ..status import PledgeStatus
from . import due, material
from .kinds import PaperKind
from .selectors import CasePaper

#: A letter that was taken back or refused is no promise.
_NO_PROMISE = frozenset({PledgeStatus.VOIDED, PledgeStatus.REFUSED})
_CORRECTED = "整改到位"


def live_papers(case: Case) -> list[Paper]:
    """Papers of ``case`` that stand, with their documents. One query."""
    return _live(case)


@statement(of="case")
def _live(case):
    return Paper.objects.filter(case=case, document__voided_at=None).select_related("document")


def standing_letters(case: Case) -> list[Letter]:
    """Pledge letters that stand and were not refused, newest last. One query."""
    return _standing_letters(case)


@statement
def _standing_letters(case):
    rows = Letter.objects.filter(pledge__case=case, document__voided_at=None).exclude(pledge__status__in=_NO_PROMISE)
    return rows.select_related("document", "pledge").order_by("pk")


def live_order(case: Case) -> material.OrderFact | None:
    """The 责令改正通知书 in force, or ``None``."""
    return _order(_orders(case))


@statement(of="case")
def _orders(case):
    return Paper.objects.filter(case=case, kind=PaperKind.ORDER, document__voided_at=None).select_related("document")


def _order(papers: list[Paper]) -> material.OrderFact | None:
    for paper in reversed(papers):
        if paper.kind == PaperKind.ORDER:
            until = paper.document.snapshot["facts"]["due_on"]
            return material.OrderFact(paper.document.number_text, date.fromisoformat(until) if until else None)
    return None


@statement(of="case", sparse="case")
def _proposals(case):
    return Disposition.objects.filter(case=case).order_by("pk")


@statement(sparse="case")
def _corrections(case):
    return Correction.objects.filter(case=case).order_by().values_list("pk", flat=True)


@statement(sparse="case")
def _rechecks(case):
    return Recheck.objects.filter(pledge__case=case).order_by("pk").values_list("pk", flat=True)


def moment_of(case: Case, papers: list[CasePaper] | None = None, verdict: str | None = None) -> due.Moment:
    """What the rules of :mod:`.due` look at. ``papers``: every issued paper, ``verdict``: of the gravest sheet, where they are known."""
    if papers is None:
        papers, letters = live_papers(case), standing_letters(case)
    else:
        papers, letters = _standing(papers)
    if verdict is None:
        verdict = gravest(sheet.effective_verdict for sheet in current_sheets(case))
    proposals = [
        due.Proposal(row.pk, row.outcome, row.state == DecisionState.APPROVED)
        for row in _proposals(case)
        if row.is_open or row.state == DecisionState.APPROVED
    ]
    return due.Moment(
        status=case.status,
        verdict=verdict,
        filed=case.filed_on is not None,
        outcome=case.outcome,
        corrections=len(_corrections(case)),
        unserved=len(_unserved(papers, letters)),
        ordered_elsewhere=_ordered_elsewhere(case, letters),
        rechecks=tuple(_rechecks(case)),
        proposals=tuple(proposals),
        issued=frozenset(due.Issued(paper.kind, paper.target) for paper in papers if paper.kind != due.SERVICE),
    )


def _standing(papers: list[CasePaper]) -> tuple[list[Paper], list[Letter]]:
    """What :func:`live_papers` and :func:`standing_letters` would read, of every paper of the case."""
    rows = [row.source for row in papers if not row.is_voided]
    letters = [row for row in rows if isinstance(row, Letter) and row.pledge.status not in _NO_PROMISE]
    return [row for row in rows if isinstance(row, Paper)], sorted(letters, key=lambda row: row.pk)


def _ordered_elsewhere(case: Case, letters: list[Letter]) -> bool:
    """Whether a letter in force names an order that was never one of ours, void ones included."""
    named = {row.pledge.order_number for row in letters if row.pledge.order_number}
    if not named:
        return False
    ours = Paper.objects.filter(case=case, kind=PaperKind.ORDER).values_list("document__number_text", flat=True)
    return bool(named - set(ours))


def _unserved(papers: list[Paper], letters: list[Letter]) -> list[material.Served]:
    """What stands and is on no 送达回证 that stands."""
    told = {pk for paper in papers if paper.kind == due.SERVICE for pk in paper.document.snapshot.get("served", ())}
    found = [
        material.Served(paper.document.snapshot["title"], paper.number, paper.document_id)
        for paper in papers
        if paper.kind in due.SERVED
    ]
    found += [material.Served("柔性执法告知承诺书", row.document.number_text, row.document_id) for row in letters]
    return [one for one in found if one.document not in told]


@statement(of="case")
def _violations(case):
    return Violation.objects.filter(case=case).select_related("item_version__item")


@statement(of="case")
def _evidence(case):
    return Evidence.objects.filter(case=case, set_aside_reason="").order_by("pk")


def gather(case: Case, kind: str, target: int | None = None) -> material.Material:
    """Everything the paper of ``kind`` may print; ``target`` is the recheck or proposal it tells of."""
    papers, letters = live_papers(case), standing_letters(case)
    party, bureau = case.party, case.bureau
    label, code = _identity(party)
    proposal = Disposition.objects.filter(case=case, pk=target).first() if kind in _OF_PROPOSAL else None
    checked = _recheck_row(case, target) if kind == due.RECHECK else None
    evidence = _evidence(case)
    return material.Material(
        bureau_name=bureau.full_name,
        bureau_phone=bureau.phone,
        bureau_address=bureau.address,
        unit_name=case.unit.name,
        party_name=party.name,
        party_code_label=label,
        party_code=code,
        party_is_individual=party.is_person,
        party_address=party.address,
        party_phone=party.phone,
        party_operator=party.operator or (party.name if label == ID_NUMBER else ""),
        names_a_person=label == ID_NUMBER,
        inspected_on=case.inspected_on,
        discovered_on=case.discovered_on,
        source=case.get_source_display(),
        place=case.place,
        findings=tuple(_finding(row) for row in _violations(case)),
        officers=tuple(_person(one) for one in (case.handler, case.co_handler) if one),
        clock_due_on=case.clock_due_on,
        filed_on=case.filed_on,
        education="；".join(row.content for row in case.education.all()),
        evidence=_listed(evidence, papers),
        reasons=reasons_of(case, proposal),
        pledge=_pledge(letters),
        order=_order(papers),
        recheck=_recheck(checked) if checked else None,
        last_recheck=_recheck(_latest_recheck(case)),
        disposition=_proposal(proposal) if proposal else None,
        served=tuple(_unserved(papers, letters)) if kind == due.SERVICE else (),
        address=service_address_of(case),
        service=service_of(case, letters),
        photos={name_of(row): _photo(row) for row in _photos(kind, evidence, checked)},
        demo=settings.DEMO_MODE,
    )


_OF_PROPOSAL = frozenset({*due.BY_OUTCOME, due.CLOSING})


def reasons_of(case: Case, proposal: Disposition | None) -> str:
    """The 说理 printed as «理由»: what the proposal says, which began as the composed paragraph (``cases.reasoning``)."""
    return proposal.reason if proposal else ""


def service_address_of(case: Case) -> material.AddressFact:
    """Where papers reach the party: as it confirmed, else what the case knows of it."""
    confirmed, party = selectors.service_address_of(case), case.party
    if confirmed:
        account = f"{confirmed.get_electronic_way_display()} {confirmed.electronic_address}"
        return material.AddressFact(
            confirmed.recipient,
            confirmed.address,
            confirmed.phone,
            account if confirmed.electronic_consent else "",
        )
    return material.AddressFact(party.operator or party.name, party.address, party.phone)


def service_of(case: Case, letters: list[Letter]) -> material.ServiceFact:
    """How the papers were served: as the newest record of 送达 says, else as the pledge recorded it."""
    last = Service.objects.filter(case=case, set_aside_reason="").order_by("-sent_on", "-pk").first()
    if last:
        return material.ServiceFact(
            last.place or case.place or case.party.address, last.get_method_display(), last.reason
        )
    way = letters[-1].pledge.get_delivery_display() if letters else ""
    return material.ServiceFact(case.place or case.party.address, way)


def _identity(party) -> tuple[str, str]:
    if party.uscc:
        return "统一社会信用代码", party.uscc
    if party.registration_no:
        return "注册号", party.registration_no
    return ID_NUMBER, readable(party.id_number)


def _person(officer) -> material.Person:
    return material.Person(officer.name, officer.certificate_no)


#: Several articles of one law, as the list separates them.
_SEVERAL = re.compile(r"\s*[;；]\s*")


def _clause(law: str, article: str) -> str:
    law = law.strip()
    named = law if not law or law.startswith("《") else f"《{law}》"
    return f"{named}{_SEVERAL.sub('、', article.strip())}"


def _finding(row) -> material.Finding:
    version = row.item_version
    if version is None:
        return material.Finding(row.description, row.fact_detail, row.off_list_law, "", "清单外")
    return material.Finding(
        row.description,
        row.fact_detail,
        _clause(version.violated_law, version.violated_article),
        _clause(version.penalty_law, version.penalty_article),
        f"{version.item.number}（第{version.version_no}版）",
        version.item.number,
    )


def _pledge(letters: list[Letter]) -> material.PledgeFact | None:
    if not letters:
        return None
    pledge = letters[-1].pledge
    return material.PledgeFact(
        number=letters[-1].document.number_text,
        by_date=pledge.mode == "by_date",
        issued_on=pledge.issued_on,
        due_on=pledge.due_on,
        signed_on=pledge.signed_on,
        signatory=pledge.signatory,
        delivery=pledge.get_delivery_display(),
        submitted_on=pledge.submitted_on,
    )


def _recheck_row(case: Case, target: int | None) -> Recheck | Correction | None:
    if target is None:
        return case.corrections.select_related("officer", "co_officer").last()
    rows = Recheck.objects.filter(pledge__case=case, pk=target).select_related("officer", "co_officer")
    return rows.prefetch_related("photos").first()


def _latest_recheck(case: Case) -> Recheck | Correction | None:
    return _last_recheck.first(case) or next(reversed(_corrected(case)), None)


@statement
def _last_recheck(case):
    rows = Recheck.objects.filter(pledge__case=case).select_related("officer", "co_officer")
    return rows.order_by("-on", "-pk")[:1]


@statement(of="case")
def _corrected(case):
    return Correction.objects.filter(case=case).select_related("officer", "co_officer")


def _recheck(row: Recheck | Correction | None) -> material.RecheckFact | None:
    if row is None:
        return None
    result = row.get_result_display() if isinstance(row, Recheck) else _CORRECTED
    return material.RecheckFact(row.on, (_person(row.officer), _person(row.co_officer)), result, row.note)


def _signed_for(who, principal) -> str:
    """The name on the paper, «孙三（代卫局）» for a deputy."""
    if who is None:
        return ""
    return f"{who.name}（代{principal.name}）" if principal else who.name


def _proposal(row: Disposition) -> material.DispositionFact:
    return material.DispositionFact(
        outcome=row.outcome,
        label=row.get_outcome_display(),
        basis=row.basis,
        reason=row.reason,
        number=row.decision_number,
        proposed_by=row.proposed_by.name,
        proposed_on=row.proposed_on,
        endorsed_by=_signed_for(row.endorsed_by, row.endorsed_for),
        endorse_note=row.endorse_note,
        decided_by=_signed_for(row.decided_by, row.decided_for),
        decided_on=row.decided_on,
        decision_note=row.decision_note,
        approved=row.state == DecisionState.APPROVED,
    )


def _listed(evidence: list[Evidence], papers: list[Paper]) -> str:
    """«现场笔录、复查记录、现场照片2份», records that stand first (程序规定 23), files in the order of the closed list."""
    records = dict.fromkeys(paper.document.snapshot["title"] for paper in papers if paper.kind in _RECORDS)
    counts = Counter(row.kind for row in evidence)
    return "、".join([*records, *_counted(counts)])


_RECORDS = frozenset({due.SCENE, due.RECHECK})


def _counted(counts: Counter) -> list[str]:
    return [f"{kind.label}{counts[kind]}份" for kind in EvidenceKind if counts[kind]]


def _photos(kind: str, evidence: list[Evidence], checked: Recheck | Correction | None) -> list[Evidence]:
    """Pictures that belong to the paper: of the scene, or of the recheck (its own first)."""
    if kind == due.SCENE:
        return [row for row in evidence if row.is_image and row.kind == EvidenceKind.PHOTO]
    if kind != due.RECHECK:
        return []
    own = {row.pk for row in checked.photos.all()} if isinstance(checked, Recheck) else set()
    rows = [row for row in evidence if row.is_image and (row.pk in own or row.kind == EvidenceKind.CORRECTED)]
    return sorted(rows, key=lambda row: (row.pk not in own, row.pk))


def _photo(row: Evidence) -> material.Photo:
    taken = f"，文件所载拍摄时间{cn_datetime(timezone.localtime(row.taken_at))}" if row.taken_at else ""
    words = row.caption or row.get_kind_display()
    return material.Photo(name_of(row), f"{words}（{cn_datetime(row.uploaded_at)}收到{taken}）")
