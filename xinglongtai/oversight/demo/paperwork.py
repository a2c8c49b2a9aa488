"""Papers of cases, in the demo: every kind issued at least once, one declared void and replaced, a wording that waits and one in force."""

from datetime import date

from cases.models import Case
from cases.status import CaseStatus, Outcome
from pledges import services as verbs
from pledges.models import Recheck
from pledges.papers import due
from pledges.papers import services as papers
from pledges.papers.defaults import DEFAULTS
from pledges.papers.gather import moment_of
from pledges.service.kinds import Relation
from pledges.status import Delivery, PledgeStatus
from xinglongtai.core.models import Officer

from .people import Staff
from .stage import Stage

#: Facts that only the scene knows, so that papers of the demo look whole.
_OWN = {
    due.SCENE: {
        "time_from": "09:30",
        "time_to": "10:10",
        "present": "演示在场人，经营者",
        "statement": "演示：不知道这样不行，马上改。",
    },
    due.RECHECK: {"present": "演示在场人，经营者"},
    due.NO_PENALTY: {"defence": "当事人未提出陈述、申辩意见。"},
    due.CLOSING: {"execution": "演示：决定已执行完毕。"},
    due.REFERRAL: {"to": "演示市公安局演示分局"},
}


def play(everybody: list[Staff], stages: dict[str, Stage], on: date) -> None:
    """Add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
    staff = everybody[0]
    stage = stages[staff.bureau.code]
    cases = Case.objects.filter(bureau=staff.bureau).order_by("-inspected_on", "-pk")
    for case in _chosen(cases, on):
        _all_of(stage, case, on)
    _decisions(stages, on)
    _replace_one(stage, cases, on)
    _wordings(stage, staff)


def _decisions(stages: dict[str, Stage], on: date) -> None:
    """Every 不予行政处罚 has its decision, and so its number."""
    for stage in stages.values():
        cases = Case.objects.filter(bureau=stage.staff.bureau, outcome=Outcome.NO_PENALTY, decision_number="")
        for case in cases.order_by("outcome_on", "pk"):
            for one in due.due(moment_of(case)):
                if one.kind in {due.SCENE, due.NO_PENALTY}:  # the record is evidence
                    _issue(stage, case, one.kind, one.target, on)


def _chosen(cases, on: date) -> list[Case]:
    """The newest case of every situation that has papers of its own."""
    situations = [
        cases.filter(status=CaseStatus.READY),
        cases.filter(pledges__status=PledgeStatus.SIGNED, pledges__due_on__gte=on, status=CaseStatus.PLEDGED),
        cases.filter(status=CaseStatus.CORRECTED, pledges__rechecks__isnull=False),
        cases.filter(status=CaseStatus.CLOSED, outcome=Outcome.NO_CASE),
        cases.filter(status=CaseStatus.FILED),
        cases.filter(status=CaseStatus.CLOSED, outcome=Outcome.NO_PENALTY),
        cases.filter(status=CaseStatus.REFERRED),
    ]
    found = [row for rows in situations if (row := rows.first())]
    return list({case.pk: case for case in found}.values())


def _all_of(stage: Stage, case: Case, on: date) -> None:
    """Whatever is due or possible, by the case's own handler."""
    tried: set[tuple] = set()
    while True:
        rows = [one for one in due.due(moment_of(case)) if not one.preview_only and (one.kind, one.target) not in tried]
        if not rows:
            return
        one = rows[0]
        tried.add((one.kind, one.target))
        if one.kind in {due.SERVICE, due.ORDER} and not one.needed:
            continue  # the receipt waits for the letter; an order comes before the correction
        if not _able(case.handler, case.co_handler, on):
            return
        _issue(stage, case, one.kind, one.target, on)


def _able(first: Officer, second: Officer | None, on: date) -> bool:
    return first.certified_on(on) and second is not None and second.certified_on(on)


def _issue(stage: Stage, case: Case, kind: str, target: int | None, on: date):
    own = dict(_OWN.get(kind, {}))
    if kind == due.ORDER and case.status == CaseStatus.READY:
        own |= {"mode": "immediate", "due_on": ""}
    stage.clock.tick()
    paper = papers.paper_issue(case=case, kind=kind, actor=case.handler, on=on, target=target, values=own or None)
    if kind == due.NO_PENALTY:
        _hand_over(stage, paper, on)
    return paper


def _hand_over(stage: Stage, paper, on: date) -> None:
    """The decision reaches the party, before the case is closed with its form."""
    party = paper.case.party
    given = verbs.ServiceInput(
        Delivery.HAND,
        on,
        recipient=party.operator or party.name,
        relation=Relation.SELF if party.is_person else Relation.HEAD,
        place=party.address,
        signed_receipt=True,
    )
    stage.clock.tick()
    verbs.service_record(case=paper.case, document=paper.document, actor=paper.case.handler, on=on, given=given)


def _replace_one(stage: Stage, cases, on: date) -> None:
    """A record of a recheck with a slip: declared void, issued again."""
    row = Recheck.objects.filter(papers__document__voided_at=None, papers__isnull=False).first()
    paper = row.papers.select_related("case").first()
    stage.clock.tick()
    papers.paper_void(paper=paper, actor=paper.case.handler, on=on, reason="演示：在场人姓名写错，更正后重新制作。")
    _issue(stage, paper.case, due.RECHECK, row.pk, on)


def _wordings(stage: Stage, staff: Staff) -> None:
    """One version in force, one that waits for the second person."""
    for kind, change, approve in (
        (due.ORDER, "演示：对改正有疑问的，可以到本局咨询，不收取任何费用。", True),
        (due.SCENE, "演示：检查过程已同步录音录像。", False),
    ):
        default = DEFAULTS[kind]
        stage.clock.tick()
        row = papers.wording_save(
            bureau=staff.bureau,
            kind=kind,
            actor=staff.legal,
            title=default.title,
            text="\n".join([*default.paragraphs, change]),
            notes=default.notes,
            note="演示：按本局习惯增加一句",
        )
        if approve:
            stage.clock.tick()
            papers.wording_approve(wording=row, actor=staff.legal_2)
