"""De-identification over everything a case can hold: agent, signature, address, service, refusal, made files; and what stops it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile

from cases.models import Case, Evidence, Party
from cases.status import CaseStatus, PartyKind
from pledges import services as pledge_services
from pledges.models import Agent, CaseFile, Pledge, Refusal, Service, ServiceAddress, Signature
from tests import factories as make
from tests import signing_stage as stage
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.ledger.services_export import ledger_export_record
from xinglongtai.oversight.retention import rules
from xinglongtai.oversight.retention import services as verbs

pytestmark = pytest.mark.django_db
DAY, NOW = date(2026, 6, 1), datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LATE = date(2040, 1, 10)
RULE = rules.Rule(5, "演示：本机关保管期限表", 2)


def end(case: Case, on: date = DAY) -> Case:
    """The case as if it had been closed on ``on``."""
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED, outcome_on=on)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def full(office):
    """A closed case of a person with everything in it that names somebody."""
    person = make.party(office.bureau, office.officer, name="张演示")
    issued = office.issued(on=DAY, party_=person, place="演示小区9号楼")
    stage.agent(office, issued)
    stage.address(office, issued, **stage.CONSENT)
    pledge = pledge_services.pledge_sign(
        pledge=issued, actor=office.officer, on=DAY, signed_on=DAY, signatory="张演示", delivery="hand", pad=stage.pad()
    )
    order = stage.order(office, pledge)
    mailed = pledge_services.ServiceInput(
        "electronic",
        DAY,
        recipient="张演示",
        electronic_address=stage.CONSENT["electronic_address"],
        proofs=[stage.proof(office, pledge)],
    )
    pledge_services.service_record(
        case=pledge.case, document=order.document, actor=office.officer, on=DAY, given=mailed
    )
    Party.objects.filter(pk=person.pk).update(kind="natural_person")
    made = CaseFile(
        case=pledge.case, kind="pdf", made_by=office.officer, case_status=CaseStatus.CLOSED, full=True, pages=1, size=4
    )
    made.file.save("whole.pdf", ContentFile(b"%PDF"), save=False)
    made.sha256 = "0" * 64
    made.save()
    return end(pledge.case)


def test_everything_that_names_a_person_goes(office, full, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        counts = verbs.case_deidentify(case=full, on=LATE, rule=RULE)
    assert counts["制作的案卷文件"] == 1 and counts["材料原件"] >= 2
    agent, signature, address = Agent.objects.get(), Signature.objects.get(), ServiceAddress.objects.get()
    assert (agent.name, agent.phone, agent.id_number) == (rules.GONE, "", "")
    assert signature.name == rules.GONE and (signature.device, signature.witness) == ("", "")
    assert "演示路" not in address.address and address.electronic_address != stage.CONSENT["electronic_address"]
    assert stage.CONSENT["electronic_address"] not in {s.electronic_address for s in Service.objects.all()}
    assert not {(s.recipient, s.place, s.witness) for s in Service.objects.all()} - {("", "", "")}
    assert Pledge.objects.get().signatory == rules.GONE and Case.objects.get(pk=full.pk).place == rules.GONE
    assert CaseFile.objects.get().file == ""
    gone = Evidence.objects.filter(case=full, destroyed_on=LATE)
    assert gone and not any(row.file.storage.exists(row.file.name) for row in gone)
    assert "张演示" not in str(list(Event.objects.filter(verb="case_deidentify").values_list("data", flat=True)))
    assert verbs.case_deidentify(case=full, on=LATE, rule=RULE) is None, "once only"


def test_a_refusal_loses_its_witness(office):
    pledge = pledge_services.pledge_refuse(
        pledge=office.issued(on=DAY), actor=office.officer, on=DAY, reason="拒绝签字", witness="演示邻居"
    )
    verbs.case_deidentify(case=end(pledge.case), on=LATE, rule=RULE)
    assert Refusal.objects.get().witness == rules.GONE


def test_a_firm_keeps_its_public_name(office):
    case = office.draft(on=DAY)
    name = case.party.name
    assert verbs.party_deidentify(party=case.party, on=LATE, rule=RULE) is False, "its case is open"
    verbs.case_deidentify(case=end(case), on=LATE, rule=RULE)
    assert verbs.party_deidentify(party=case.party, on=LATE, rule=RULE) is True
    party = Party.objects.get(pk=case.party_id)
    assert (party.name, party.operator, party.phone) == (name, "", "") and party.uscc and party.address
    assert verbs.party_deidentify(party=case.party, on=LATE, rule=RULE) is False, "once only"


def test_what_a_number_is_found_by_goes_with_it(office):
    party = make.party(office.bureau, office.officer, kind=PartyKind.PERSON, id_number=id_number_of(7))
    assert party.id_mark
    verbs.case_deidentify(case=end(office.draft(on=DAY, party_=party)), on=LATE, rule=RULE)
    assert verbs.party_deidentify(party=party, on=LATE, rule=RULE) is True
    assert Party.objects.filter(pk=party.pk).values_list("id_number", "id_mark", "name")[0] == ("", "", rules.GONE)


def test_not_due_is_left(office):
    case = end(office.draft(on=DAY), DAY)
    assert verbs.case_deidentify(case=case, on=DAY + timedelta(days=30), rule=RULE) is None
    assert verbs.case_deidentify(case=case, on=LATE, rule=RULE) is not None


def test_holds_want_a_short_reason_and_stand_once(office, refused):
    case = office.draft(on=DAY)
    for text, words in (("  ", "请写明原因"), ("长" * 201, "最多 200 字")):
        with refused(DomainError, words, field="reason"):
            verbs.hold_set(case=case, actor=office.legal, reason=text)
    hold = verbs.hold_set(case=case, actor=office.legal, reason="复议")
    with refused(TransitionRefused, "已经设置保留"):
        verbs.hold_set(case=case, actor=office.legal, reason="诉讼")
    verbs.hold_lift(hold=hold, actor=office.legal, reason="办结", now=NOW)
    with refused(TransitionRefused, "已经解除"):
        verbs.hold_lift(hold=hold, actor=office.legal, reason="办结", now=NOW)


def test_numbers_leave_in_an_export_only_with_a_reason(office, refused):
    with refused(DomainError, "写明用途", field="reason"):
        ledger_export_record(actor=office.officer, form="csv", count=1, filters="", full=True, reason=" ")
