"""Names on papers: drawn on a pad or signed by hand, by the party or an agent; and refusals."""

from datetime import timedelta

import pytest

from cases import services as case_services
from cases.models import Evidence
from cases.status import EvidenceKind
from pledges import services
from pledges.models import Pledge, Refusal, Service, Signature
from pledges.service.selectors import signatures_of
from pledges.services.signatures import party_ink
from pledges.status import PledgeStatus
from tests import factories as make
from tests import signing_stage as stage
from tests.factories import DAY
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """Papers besides the letter get their address from another topic."""
    monkeypatch.setattr("pledges.papers.selectors.reverse", lambda name, args: f"/{name}/{args[0]}/")


def sign(office, pledge, **values):
    data = {"on": DAY, "signed_on": DAY, "signatory": "演示经营者", "delivery": "hand", **values}
    return services.pledge_sign(pledge=pledge, actor=office.officer, **data)


class TestPad:
    def test_the_image_the_signing_and_the_service_come_together(self, office):
        pledge = office.issued()
        signed = sign(office, pledge, pad=stage.pad())
        assert signed.status == PledgeStatus.SIGNED and signed.signed_scan is None
        row = Signature.objects.get()
        assert (row.role, row.way, row.name, row.witness) == ("party", "pad", "演示经营者", "演示员乙")
        assert (row.device, row.held_by, row.recorded_by) == (stage.DEVICE, "officer", office.officer)
        assert row.document == pledge.letter.document and row.is_live and row.thread == signed.thread
        kept = row.evidence
        assert (kept.kind, kept.origin, kept.original_name) == ("signature", "pad", "signature.png")
        assert kept.file.read() == stage.png() and kept.is_personal
        served = Service.objects.get()
        assert (served.method, served.served_on, served.recipient, served.relation) == ("hand", DAY, row.name, "self")
        assert served.signed_receipt and not served.proofs.exists()
        told = audit.describe(Event.objects.get(verb="signature_keep"))
        assert told == f"保存手写签名图像：当事人演****（{stage.DEVICE}）"

    def test_a_bad_drawing_leaves_nothing_behind(self, office, refused):
        pledge = office.issued()
        with refused(DomainError, "一个点", field="ink"):
            sign(office, pledge, pad=stage.pad(data=stage.ink(strokes=[[(9, 9), (12, 9)]])))
        with refused(DomainError, field="witness"):
            sign(office, pledge, pad=stage.pad(witness=" "))
        assert Pledge.objects.get().status == PledgeStatus.ISSUED
        assert not (Signature.objects.exists() or Service.objects.exists() or Evidence.objects.exists())

    def test_under_another_paper(self, office, refused):
        pledge = office.signed()
        paper = stage.order(office, pledge)

        def keep(**values):
            data = {"case": pledge.case, "document": paper.document, "actor": office.officer, "on": DAY}
            data |= {"role": "witness", "name": "演示见证人", "pad": stage.pad()}
            return services.signature_keep(**{**data, **values})

        row = keep()
        assert keep() == row  # the same drawing sent twice
        assert keep(pad=stage.pad(data=stage.ink(width=6))) != row
        assert str(row) == "见证人演示见证人"
        for values, field in (({"role": "judge"}, "role"), ({"name": " "}, "name"), ({"role": "agent"}, "agent")):
            with refused(DomainError, field=field):
                keep(**values)
        with refused(DomainError, "不是委托代理人", field="agent"):
            keep(agent=stage.agent(office, pledge))
        for document in (pledge.letter.document, office.issued().letter.document):
            with refused(TransitionRefused, "承诺书"):
                keep(document=document)
        with refused(NotAllowed):
            keep(actor=office.leader)
        with refused(NotVisible):
            keep(actor=office.stranger)
        from xinglongtai.core import documents

        documents.void(paper.document, office.officer, "写错")
        with refused(TransitionRefused, "作废"):
            keep()


class TestPaper:
    def test_a_scan_that_comes_later_reaches_the_signature(self, office):
        pledge = sign(office, office.issued())
        assert signatures_of(pledge.case)[0].evidence is None
        scan = stage.proof(office, pledge, EvidenceKind.SIGNED)
        services.signed_scan_attach(pledge=pledge, actor=office.officer, scan=scan)
        assert signatures_of(pledge.case)[0].evidence == scan

    def test_a_letter_that_went_by_post_is_not_served_by_signing(self, office):
        sign(office, office.issued(), delivery="post")
        assert not Service.objects.exists()

    def test_a_letter_already_served_keeps_its_service(self, office):
        pledge = office.issued()
        given = services.ServiceInput("hand", DAY, recipient="演示", relation="self", signed_receipt=True)
        first = services.service_record(
            case=pledge.case, document=pledge.letter.document, actor=office.officer, on=DAY, given=given
        )
        scan = stage.proof(office, pledge, EvidenceKind.SIGNED)
        sign(office, pledge, scan=scan)
        assert Service.objects.get() == first
        assert Signature.objects.get().evidence == scan

    def test_somebody_unknown_signs_for_a_company(self, office):
        firm = make.party(office.bureau, office.officer, kind="company")
        known = office.issued(party_=firm)
        sign(office, known)
        sign(office, office.issued(party_=make.party(office.bureau, office.officer, kind="company")), signatory="店员")
        assert list(Service.objects.values_list("relation", flat=True)) == ["head", ""]


class TestAgents:
    def test_an_agent_signs_by_the_paper_that_covers_the_day(self, office):
        pledge = office.issued()
        agent = stage.agent(office, pledge)
        signed = sign(office, pledge, signatory="", agent=agent)
        assert signed.signatory == agent.name
        row = Signature.objects.get()
        assert (row.role, row.agent) == ("agent", agent)
        served = Service.objects.get()
        assert (served.relation, served.agent) == ("agent", agent)

    def test_without_it_nobody_signs_for_the_party(self, office, refused):
        pledge = office.issued()
        bare = stage.agent(office, pledge, paper=False)
        with refused(DomainError, "须有授权委托书", field="agent"):
            sign(office, pledge, agent=bare)
        scan = stage.proof(office, pledge, EvidenceKind.AUTHORITY, (7, 7, 7))
        bare = services.agent_authority_attach(agent=bare, actor=office.officer, authority=scan)
        with refused(TransitionRefused, "已有授权委托书"):
            services.agent_authority_attach(agent=bare, actor=office.officer, authority=scan)
        scan = case_services.evidence_set_aside(evidence=scan, actor=office.officer, reason="不是原件")
        bare.refresh_from_db()
        with refused(DomainError, "须有授权委托书"):
            sign(office, pledge, agent=bare)
        with refused(DomainError, field="files"):
            services.agent_authority_attach(agent=bare, actor=office.officer, authority=scan)
        with refused(DomainError, field="files"):
            services.agent_authority_attach(agent=bare, actor=office.officer, authority=None)
        with refused(DomainError, "不是本案"):
            sign(office, office.issued(), agent=bare)

    def test_what_is_registered(self, office, refused):
        pledge = office.issued()
        for values, field in (
            ({"name": " "}, "name"),
            ({"position": ""}, "position"),
            ({"powers": ""}, "powers"),
            ({"scope": "all"}, "scope"),
            ({"valid_to": DAY - timedelta(1)}, "valid_to"),
            ({"phone": "12"}, "phone"),
            ({"id_number": "12"}, "id_number"),
            ({"authority": stage.proof(office, pledge)}, "files"),
        ):
            with refused(DomainError, field=field):
                stage.agent(office, pledge, paper=False, **values)
        with refused(NotAllowed):
            services.agent_add(
                case=pledge.case,
                actor=office.leader,
                name="甲",
                position="乙",
                scope="general",
                powers="丙",
                valid_from=DAY,
            )
        row = stage.agent(office, pledge, paper=False, phone="0427-1234567", id_number=id_number_of(3))
        assert (row.id_number, str(row)) == (id_number_of(3), "演示店长（店长）")

    def test_an_ended_agent_acts_no_more(self, office, refused):
        agent = stage.agent(office, office.issued())

        def end(**values):
            data = {"on": DAY + timedelta(3), "ended_on": DAY + timedelta(2), "reason": "当事人撤回委托", **values}
            return services.agent_end(agent=agent, actor=office.officer, **data)

        for values, field in (({"reason": " "}, "reason"), ({"ended_on": DAY + timedelta(4)}, "ended_on")):
            with refused(DomainError, field=field):
                end(**values)
        ended = end()
        assert ended.hindrance(DAY + timedelta(1)) == "" and "终止" in ended.hindrance(DAY + timedelta(2))
        with refused(TransitionRefused, "已经终止"):
            end()
        with refused(TransitionRefused, "不再登记"):
            case = case_services.case_cancel(case=office.draft(), actor=office.officer, reason="误登记")
            stage.agent(office, type("P", (), {"case": case})(), paper=False)


class TestPartysOwnDevice:
    def draw(self, pledge, **values):
        data = {"on": DAY, "name": "演示经营者", "ink": stage.ink(), "device": stage.DEVICE, **values}
        return services.signature_by_party(pledge=pledge, **data)

    def test_it_waits_for_an_officer_who_knows_the_person(self, office, refused):
        pledge = office.issued()
        drawn = self.draw(pledge)
        assert (drawn.recorded_by, drawn.held_by, drawn.evidence.origin) == (None, "party", "party")
        assert Pledge.objects.get().status == PledgeStatus.ISSUED
        with refused(TransitionRefused, "已经收到"):
            self.draw(pledge)
        signed = sign(office, pledge)
        assert signed.status == PledgeStatus.SIGNED
        assert Signature.objects.get().recorded_by == office.officer
        with refused(TransitionRefused, "已经签署"):
            self.draw(pledge)

    def test_another_name_is_another_signature(self, office):
        pledge = office.issued()
        self.draw(pledge, name="别人")
        sign(office, pledge)
        assert [row.way for row in signatures_of(pledge.case)] == ["pad", "paper"]
        assert party_ink(pledge)

    def test_a_drawing_set_aside_may_be_drawn_again(self, office):
        pledge = office.issued()
        first = self.draw(pledge)
        case_services.evidence_set_aside(evidence=first.evidence, actor=office.officer, reason="不是本人")
        second = self.draw(pledge, ink=stage.ink(width=7))
        assert party_ink(pledge) == second
        first.refresh_from_db()
        assert not first.is_live


class TestRefusal:
    def test_it_is_shown_by_a_witness_or_a_recording(self, office, refused):
        pledge = office.issued()

        def refuse(**values):
            return services.pledge_refuse(pledge=pledge, actor=office.officer, on=DAY, **{"reason": "不签", **values})

        with refused(DomainError, "见证人", field="witness") as refusal:
            refuse()
        assert [field for field, _ in refusal.value.data["faults"]] == ["witness"]
        for wrong in (stage.proof(office, office.issued()), stage.proof(office, pledge, EvidenceKind.AUTHORITY)):
            with refused(DomainError, field="files"):
                refuse(proof=wrong)
        photo = stage.proof(office, pledge, EvidenceKind.PHOTO)
        refuse(proof=photo)
        assert Pledge.objects.get(pk=pledge.pk).status == PledgeStatus.REFUSED
        assert Refusal.objects.get().proof == photo
        assert str(Refusal.objects.get()) == "不签"
        assert Event.objects.get(verb="pledge_refuse").data["proof"] == photo.sha256
