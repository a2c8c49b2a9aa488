"""Reads of 送达, signatures, agents and the address: for the case page, the papers, the checks before closing and the whole file."""

from dataclasses import dataclass
from datetime import date

from cases.models import Case
from xinglongtai.core.calendar import load_span
from xinglongtai.core.statements import statement
from xinglongtai.core.workdays import add_working_days

from ..models import Agent, Letter, Service, ServiceAddress, Signature
from ..papers.kinds import PaperKind
from ..papers.selectors import CasePaper, papers_of
from ..status import PledgeStatus

#: Kinds of papers that are addressed to the party and have to reach it; the others stay in the file or go elsewhere.
FOR_THE_PARTY = frozenset({"pledge", PaperKind.ORDER, PaperKind.NO_PENALTY})
#: 程序规定 81: a decision reaches an absent party within so many working days.
DECISION_DAYS = 7


def paper_of(case: Case, document_id: int) -> CasePaper | None:
    """The paper of ``case`` whose document that is, ``None`` for a document of another case."""
    return next((paper for paper in papers_of(case) if paper.document.pk == document_id), None)


@statement(of="case", sparse="case")
def _services(case):
    rows = Service.objects.filter(case=case).select_related("document", "agent", "recorded_by__unit")
    return rows.prefetch_related("proofs")


@statement(of="case", sparse="case")
def _signatures(case):
    return Signature.objects.filter(case=case).select_related("document", "agent", "evidence", "recorded_by__unit")


@statement(of="case", sparse="case")
def _agents(case):
    return Agent.objects.filter(case=case).select_related("authority", "recorded_by__unit")


@statement(of="case", sparse="case")
def _addresses(case):
    rows = ServiceAddress.objects.filter(case=case).select_related("evidence", "recorded_by__unit")
    return rows.order_by("-confirmed_on", "-pk")


def services_of(case: Case) -> list[Service]:
    """Every service of the case's papers, those set aside too, by day. Two queries."""
    return _services(case)


def signatures_of(case: Case) -> list[Signature]:
    """Every signature under the case's papers, oldest first, those whose image is set aside too (``is_live``). One query."""
    return _signatures(case)


def agents_of(case: Case) -> list[Agent]:
    """The party's agents in this case, ended ones too. One query."""
    return _agents(case)


def service_address_of(case: Case, on: date | None = None) -> ServiceAddress | None:
    """The 送达地址确认书 in force (on ``on``): the newest confirmed. One query."""
    return next((row for row in _addresses(case) if on is None or row.confirmed_on <= on), None)


def live_service(document) -> Service | None:
    """The service of a paper that stands, if there is one."""
    return Service.objects.filter(document=document, set_aside_reason="").first()


@dataclass(frozen=True)
class Delivered:
    """One paper for the party and how it reached it. ``serve_by``: last day for a decision that was not handed over (程序规定 81)."""

    paper: CasePaper
    service: Service | None
    signatures: tuple[Signature, ...] = ()
    serve_by: date | None = None

    @property
    def needed(self) -> bool:
        """Whether a service is missing."""
        return self.service is None and needs_service(self.paper)


def deliveries_of(case: Case) -> list[Delivered]:
    """Every valid paper for the party with its service and signatures, in the order of issue."""
    return deliveries(papers_of(case), services_of(case), signatures_of(case))


def unserved(case: Case) -> list[CasePaper]:
    """Papers for the party that are valid and have no service that stands; a letter nobody would sign need not be served."""
    served = set(Service.objects.filter(case=case, set_aside_reason="").values_list("document_id", flat=True))
    return [paper for paper in papers_of(case) if needs_service(paper) and paper.document.pk not in served]


def needs_service(paper: CasePaper) -> bool:
    """Whether the paper has to reach the party."""
    if paper.is_voided or paper.kind not in FOR_THE_PARTY:
        return False
    return not (isinstance(paper.source, Letter) and paper.source.pledge.status == PledgeStatus.REFUSED)


def deliveries(papers: list[CasePaper], services: list[Service], signatures: list[Signature]) -> list[Delivered]:
    """The same from rows that were read already. What was neither signed nor has to be served is left out."""
    served = {row.document_id: row for row in services if not row.set_aside_reason}
    found = []
    for paper in papers:
        key = paper.document.pk
        names = tuple(row for row in signatures if row.document_id == key)
        if needs_service(paper) or key in served or names:
            late = paper.kind == PaperKind.NO_PENALTY and key not in served
            found.append(Delivered(paper, served.get(key), names, _serve_by(paper.on) if late else None))
    return found


def _serve_by(on: date) -> date:
    return add_working_days(on, DECISION_DAYS, load_span(on, DECISION_DAYS)).due_on
