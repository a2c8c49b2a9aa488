"""The scan of a signed letter that comes later, and who may read a letter that bears an 身份证号."""

import pytest
from django.urls import reverse

from cases import services as case_services
from cases.status import EvidenceKind
from pledges import services
from pledges.models import Pledge
from tests import factories as make
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, StaleRow, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed()
    return office_of_file


@pytest.fixture
def pledge(office):
    return office.pledge


def scan_of(office, pledge, kind=EvidenceKind.SIGNED):
    return case_services.evidence_add(case=pledge.case, actor=office.officer, upload=make.photo(), kind=kind)


class TestVerb:
    def test_the_scan_reaches_the_pledge_and_the_story(self, office, pledge):
        scan = scan_of(office, pledge)
        done = services.signed_scan_attach(pledge=pledge, actor=office.officer, scan=scan, version=pledge.version)
        assert done.signed_scan == scan
        assert done.version == pledge.version + 1
        event = Event.objects.get(verb="signed_scan_attach")
        assert audit.describe(event) == "补传签字扫描件（演****签署）"

    def test_refusals(self, office, pledge):
        scan = scan_of(office, pledge)
        other = office.signed()
        photo = scan_of(office, pledge, EvidenceKind.PHOTO)
        aside = case_services.evidence_add(
            case=pledge.case, actor=office.officer, upload=make.photo(colour=(1, 2, 3)), kind=EvidenceKind.SIGNED
        )
        aside = case_services.evidence_set_aside(evidence=aside, actor=office.officer, reason="拍糊了")

        def attach(**values):
            given = {"pledge": pledge, "actor": office.officer, "scan": scan, **values}
            return services.signed_scan_attach(**given)

        for wrong in (None, photo, aside, scan_of(office, other)):
            with pytest.raises(DomainError) as refusal:
                attach(scan=wrong)
            assert refusal.value.field == "files"
        with pytest.raises(NotAllowed):
            attach(actor=office.leader)
        with pytest.raises(StaleRow, match="这份承诺已被更新"):
            attach(version=99)
        with pytest.raises(TransitionRefused, match="还没有记录签署"):
            attach(pledge=office.issued())
        attach()
        with pytest.raises(TransitionRefused, match="已经有了"):
            attach()


class TestPage:
    def test_a_new_scan(self, office, pledge, client):
        client.force_login(office.officer.user)
        case_page = reverse("cases:detail", args=[pledge.case_id])
        address = reverse("pledges:scan", args=[pledge.pk])
        assert address in client.get(case_page).text
        empty = client.post(address, {"version": pledge.version})
        assert empty.status_code == 422
        assert "请选择签好字的承诺书" in empty.text
        assert client.post(address, {"version": pledge.version, "files": make.photo()}).status_code == 302
        pledge = Pledge.objects.get(pk=pledge.pk)
        shown = client.get(case_page).text
        assert reverse("cases:evidence", args=[pledge.signed_scan_id]) in shown
        assert address not in shown

    def test_one_that_is_there_already(self, office, pledge, client):
        scan = scan_of(office, pledge)
        client.force_login(office.officer.user)
        address = reverse("pledges:scan", args=[pledge.pk])
        assert "已上传的签字扫描件" in client.get(address).text
        client.post(address, {"version": pledge.version, "existing": scan.pk})
        assert Pledge.objects.get(pk=pledge.pk).signed_scan == scan

    def test_not_before_the_signature(self, office, client):
        pledge = office.issued()
        client.force_login(office.officer.user)
        answer = client.post(reverse("pledges:scan", args=[pledge.pk]), {"files": make.photo()})
        assert answer.status_code == 422
        assert "还没有记录签署" in answer.text


class TestLetterWithIdentityNumber:
    @pytest.fixture
    def personal(self, office):
        person = make.party(office.bureau, office.officer, uscc="", id_number=id_number_of(1))
        return office.issued(party_=person)

    @pytest.mark.parametrize("name", ["pledges:letter_pdf", "pledges:issued_letter"])
    def test_only_for_those_who_may_see_identities(self, office, personal, client, name):
        for who, expected in ((office.supervisor, 403), (office.leader, 200), (office.officer, 200)):
            client.force_login(who.user)
            answer = client.get(reverse(name, args=[personal.pk]))
            assert answer.status_code == expected
            if expected == 403:
                assert "身份证号" in answer.text
                assert personal.case.party.id_number not in answer.text

    def test_the_verb_refuses_too_and_no_link_leads_there(self, office, personal, client):
        with pytest.raises(NotAllowed, match="身份证号"):
            services.letter_printed(pledge=personal, actor=office.supervisor)
        client.force_login(office.supervisor.user)
        for page in (reverse("cases:detail", args=[personal.case_id]), reverse("pledges:issued", args=[personal.pk])):
            text = client.get(page).text
            assert reverse("pledges:letter_pdf", args=[personal.pk]) not in text
            assert "只有承办人、法制机构和局负责人可以打开" in text

    def test_a_letter_with_a_business_code_is_open_to_all_who_see_it(self, office, client):
        client.force_login(office.supervisor.user)
        assert client.get(reverse("pledges:letter_pdf", args=[office.issued().pk])).status_code == 200
