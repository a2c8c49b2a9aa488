"""June 2026 of one bureau with two stations, worked out by hand: what each measure must say of it as of 15 July.

Station one: A corrected in time and not filed, B corrected late, C broken, filed and penalised, D unsigned, E letter void, F draft,
G cancelled, H corrected on the spot, I not fit for a pledge. Station two: J past its deadline.
The year before: K kept its promise and was found again, L kept it. Soft measures: guidance (one), a talk (two), one within case A,
one set aside.
"""

import copy
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from cases import services as case_services
from cases.models import Case
from cases.outcomes import NO_CASE_BASES
from catalog.models import Item
from pledges import services as pledge_services
from pledges.models import Pledge
from tests import factories as make

AS_OF = date(2026, 7, 15)
EXPECTED = {
    "cases": 8,
    "sheets": 8,
    "eligible": 7,
    "issued": 6,
    "signed": 5,
    "judged": 5,
    "on_time": 2,
    "corrected": 3,
    "settled": 4,
    "breached": 1,
    "watched": 2,
    "again": 1,
    "no_case": 1,
    "sorted": 7,
    "service": 2,
    "management": 4,
    "enforcement": 1,
    "none": 3,
}
DAYS = {0: 1, 5: 1, 11: 1}
#: What the head of station one sees: without J and the talk.
OF_STATION_ONE = EXPECTED | {
    "cases": 7,
    "sheets": 7,
    "eligible": 6,
    "issued": 5,
    "signed": 4,
    "judged": 4,
    "sorted": 5,
    "management": 2,
}


def june(day: int) -> date:
    return date(2026, 6, day)


def finished(office, pledge: Pledge, result: str, *, on: date, handed_on: date | None = None) -> Case:
    """The pledge after its recheck."""
    if handed_on:
        pledge_services.materials_receive(pledge=pledge, actor=office.officer, on=handed_on, statement="已改正。")
        pledge.refresh_from_db()
    pledge_services.recheck_record(
        pledge=pledge,
        actor=office.officer,
        co_officer=office.second,
        on=on,
        checked_on=on,
        result=result,
        note="现场查看",
    )
    return Case.objects.get(pk=pledge.case_id)


def ended(office, case: Case, outcome: str, basis: str, *, on: date, number: str = "") -> Case:
    """The case after an approved proposal."""
    proposal = case_services.disposition_propose(
        case=case,
        actor=office.officer,
        on=on,
        outcome=outcome,
        basis=basis,
        reason="事实清楚",
        decision_number=number,
    )
    case_services.disposition_decide(disposition=proposal, actor=office.leader, on=on, approve=True)
    return Case.objects.get(pk=case.pk)


def soft(office, kind: str, on: date, party, case=None):
    return case_services.measure_record(
        party=party,
        actor=office.officer,
        on=on,
        case=case,
        data={"kind": kind, "topic": "演示事项", "explained": "演示内容"},
    )


def at_station_two(office):
    """The same bureau played by the people of the other station."""
    other = copy.copy(office)
    other.officer, other.second = office.stranger, make.officer(office.other_station)
    return other


def play(office) -> dict:
    """Everything; returns the cases by letter."""
    told, two = {}, at_station_two(office)
    advert = make.item(office.bureau, "C1", office.legal, violated_article="第一条", violation="广告没有标明来源")
    Item.objects.filter(pk=advert.item_id).update(domain="广告")
    for letter, closed_on in (("K", date(2025, 6, 10)), ("L", date(2025, 6, 11))):
        pledge = office.signed(on=date(2025, 6, 9))
        told[letter] = finished(office, pledge, "corrected", on=closed_on)
    again = office.assessed(on=date(2025, 12, 1), party_=told["K"].party)
    case_services.assessment_confirm(case=again, actor=office.officer, on=date(2025, 12, 1))
    told["A"] = finished(office, office.signed(on=june(1)), "corrected", on=june(6), handed_on=june(5))
    office.educated(told["A"], on=june(6))
    soft(office, "criticism", june(6), told["A"].party, told["A"])
    told["A"] = ended(office, told["A"], "no_case", NO_CASE_BASES["20-1"], on=june(8))
    told["B"] = finished(office, office.signed(on=june(1)), "corrected", on=june(12), handed_on=june(10))
    told["C"] = finished(office, office.signed(on=june(1), version=advert), "overdue", on=june(9))
    told["C"] = ended(office, told["C"], "escalate", "程序规定第十九条", on=june(10))
    told["C"] = ended(office, told["C"], "penalty", "有关条款", on=june(20), number="演示罚〔2026〕1号")
    told["D"] = office.issued(on=june(2)).case
    voided = office.issued(on=june(2))
    told["E"] = pledge_services.letter_void(pledge=voided, actor=office.officer, on=june(2), reason="有误").case
    told["F"] = office.assessed(on=june(2))
    told["G"] = office.assessed(on=june(2))
    case_services.case_cancel(case=told["G"], actor=office.officer, reason="重复登记")
    told["H"] = finished(office, office.signed(on=june(3), mode="immediate"), "corrected", on=june(3))
    crime = office.assessed(on=june(3), answers={"suspected_crime": True})
    told["I"] = case_services.assessment_confirm(case=crime, actor=office.officer, on=june(3))
    told["J"] = two.signed(on=june(4), source="complaint", version=advert).case
    soft(office, "guidance", june(5), told["A"].party)
    soft(two, "problem_talk", june(6), told["J"].party)
    mistaken = soft(office, "guidance", june(7), told["B"].party)
    case_services.measure_set_aside(measure=mistaken, actor=office.officer, reason="登记错了")
    return told


@contextmanager
def world(blocker):
    """The office and its cases by letter, played once for a module and rolled back after it."""
    with blocker.unblock(), transaction.atomic():
        office = make.Office("june")
        office.told = play(office)
        yield office
        transaction.set_rollback(True)
