"""Reads of case files and of the packet of a broken pledge."""

from dataclasses import dataclass

from cases.models import Case, Evidence
from cases.status import DecisionState
from pledges.models import CaseFile, CaseFileKind, Pledge
from pledges.status import PledgeMode, PledgeStatus
from xinglongtai.core.display import cn_date
from xinglongtai.core.models import Event
from xinglongtai.core.statements import statement
from xinglongtai.core.workdays import chinese_date

from . import sheets
from .packet import Check, Day, Facts, Handed, Packet, Promise, compose

#: Looking at a file is no change of it.
_LOOKS = ("casefile_make", "casefile_open", "packet_open", "letter_print", "evidence_view", "identity_view")


@dataclass(frozen=True)
class Made:
    """A made file as pages show it. ``newer``: how many events of the case came after."""

    row: CaseFile
    newer: int
    readable: bool


def casefiles_of(case: Case, actor) -> list[CaseFile]:
    """Every making of the file of ``case``, newest first."""
    return list(CaseFile.objects.filter(case=case).select_related("made_by__unit"))


@statement(of="case", sparse="case")
def _stored(case):
    return CaseFile.objects.filter(case=case).exclude(file="").select_related("made_by__unit")


def latest_of(case: Case, actor) -> list[Made]:
    """The newest stored file of each form that ``actor`` may have. Two queries."""
    rows = _stored(case)
    found: dict[str, CaseFile] = {}
    for row in rows:
        if row.readable_by(actor):
            found.setdefault(row.kind, row)
    if not found:
        return []
    oldest = min(row.up_to for row in found.values())
    after = Event.objects.filter(thread=case.thread, pk__gt=oldest).exclude(verb__in=_LOOKS)
    later = list(after.values_list("pk", flat=True))
    kinds = [kind for kind in CaseFileKind if kind in found]
    return [Made(found[kind], sum(1 for pk in later if pk > found[kind].up_to), True) for kind in kinds]


def broken_pledge(case: Case) -> Pledge | None:
    """The newest broken pledge of ``case``; ``None`` where none was broken."""
    rows = Pledge.objects.filter(case=case, status=PledgeStatus.BREACHED).select_related("letter__document", "case")
    return rows.order_by("-pk").first()


@dataclass(frozen=True)
class PacketOfCase:
    """The composed packet with the evidence it lists. ``before`` and ``after`` are photographs of the inspection and of rechecks."""

    packet: Packet
    evidence: list[tuple[int, Evidence]]
    before: list[Evidence]
    after: list[Evidence]


def packet_of(case: Case, pledge: Pledge) -> PacketOfCase:
    """The packet of ``pledge``, a broken pledge of ``case``. A fixed number of queries."""
    evidence = list(enumerate(case.evidence.select_related("uploaded_by").order_by("pk"), 1))
    numbers = {row.pk: no for no, row in evidence}

    def named(rows) -> str:
        return "、".join(f"证据第{numbers[row.pk]}号" for row in rows if row.pk in numbers)

    checks = list(pledge.rechecks.select_related("officer__unit", "co_officer__unit").prefetch_related("photos"))
    handed = list(pledge.submissions.prefetch_related("files"))
    seen = {photo.pk for row in checks for photo in row.photos.all()} | {
        f.pk for row in handed for f in row.files.all()
    }
    used = [(no, row) for no, row in evidence if not row.set_aside_reason]
    photos = [row for _, row in used if row.is_image and not row.is_personal]
    facts = Facts(
        case_number=str(case.pk),
        source=case.get_source_display(),
        discovered_on=case.discovered_on,
        inspected_on=case.inspected_on,
        place=case.place,
        handlers="、".join(officer.name for officer in (case.handler, case.co_handler) if officer),
        party=sheets.party_facts(case),
        violations=[_violation(row) for row in case.violations.select_related("item_version")],
        promise=_promise(pledge),
        checks=[
            Check(
                row.on,
                row.get_result_display(),
                row.note,
                f"{row.officer.name}、{row.co_officer.name}",
                named(row.photos.all()),
            )
            for row in checks
        ],
        handed=[Handed(row.on, row.statement, named(row.files.all())) for row in handed],
        more=_between(pledge),
    )
    return PacketOfCase(
        compose(facts),
        used,
        [row for row in photos if row.pk not in seen],
        [row for row in photos if row.pk in seen],
    )


def _violation(row) -> tuple[str, str, str, str]:
    version = row.item_version
    penalty = f"《{version.penalty_law}》{version.penalty_article}" if version and version.penalty_law else ""
    return row.description, sheets.violation_law(row), penalty, row.fact_detail


def _promise(pledge: Pledge) -> Promise:
    due = chinese_date(pledge.due_on)
    by_date = f"在{due}前纠正，并送交整改情况说明及相关证明材料"
    return Promise(
        number=pledge.letter.document.number_text,
        mode_words="立即予以纠正" if pledge.mode == PledgeMode.IMMEDIATE else by_date,
        issued_on=pledge.issued_on,
        signed_on=pledge.signed_on,
        signatory=pledge.signatory,
        agreed_on=pledge.agreed_on,
        due_on=pledge.due_on,
        closed_on=pledge.closed_on,
    )


def _between(pledge: Pledge) -> list[Day]:
    """Extensions decided and 督办 on the way."""
    extended = pledge.extensions.filter(state=DecisionState.APPROVED).select_related(
        "decided_by__unit", "decided_for__unit"
    )
    days = [Day(row.decided_on, f"批准延期至{cn_date(row.new_due_on)}（{row.decider}）") for row in extended]
    return days + [Day(row.on, f"督办：{row.note}") for row in pledge.urges.all()]
