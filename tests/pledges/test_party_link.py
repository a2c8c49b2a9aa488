"""The link behind the QR code: made with the letter, kept as a hash, revoked and renewed by the handling officer."""

import io
import json
import subprocess

import pypdf
import pytest
import zxingcpp
from django.core import serializers
from PIL import Image

from pledges import services
from pledges.models import PartyLink
from pledges.partypage import keys
from tests.factories import DAY
from tests.partypage_stage import link_of, secret_of
from xinglongtai.core import documents, typesetting
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed()
    return office_of_file


class TestTheLetter:
    def test_carries_a_secret_that_the_table_does_not_know(self, office):
        pledge = office.issued()
        secret, link = secret_of(pledge), link_of(pledge)
        assert link.key_hash == keys.link_hash(secret)
        assert secret not in serializers.serialize("json", [link])
        assert link.on_letter and link.created_by == office.officer
        told = Event.objects.filter(thread=pledge.thread)
        assert secret not in json.dumps([event.data for event in told])
        assert told.filter(verb="party_link_make").count() == 1

    def test_number_and_secret_have_nothing_in_common(self, office):
        first, second = office.issued(), office.issued()
        assert secret_of(first) != secret_of(second)
        assert first.letter.document.number_text not in secret_of(first)

    def test_a_refused_issue_leaves_no_link(self, office):
        case, before = office.ready(), PartyLink.objects.count()
        with pytest.raises(DomainError):
            services.pledge_issue(case=case, actor=office.officer, on=DAY, mode="by_date", due_on=None)
        assert PartyLink.objects.count() == before

    def test_a_preview_carries_none_that_works(self, office):
        draft = services.letter_draft(case=office.ready(), mode="by_date", due_on=DAY)
        assert keys.secret_of(draft.lookup_url) == keys.PREVIEW_SECRET
        assert not PartyLink.objects.filter(key_hash=keys.link_hash(keys.PREVIEW_SECRET)).exists()

    def test_does_not_print_the_digits_that_open_the_page(self, office):
        pledge = office.issued()
        phone = pledge.case.party.phone
        assert pledge.letter.document.snapshot["party_phone"] == phone[:-4] + "****"

    def test_one_page_small_and_a_phone_reads_the_code(self, office, tmp_path):
        pledge = office.issued()
        content = documents.read_bytes(documents.render(pledge.letter.document))
        assert len(content) <= 100 * 1024
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
        path = tmp_path / "letter.pdf"
        path.write_bytes(content)
        assert codes_on(path) == [pledge.letter.document.snapshot["lookup_url"]]


def codes_on(path) -> list[str]:
    """What a reader of codes finds on the first page, drawn as coarsely as a phone's camera sees a sheet of paper."""
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", path, path.with_suffix("")], check=True)
    with Image.open(path.with_suffix(".png")) as page:
        return [code.text for code in zxingcpp.read_barcodes(page)]


class TestRevoking:
    def test_closes_the_link_with_who_when_why(self, office):
        link = link_of(office.pledge)
        services.party_link_revoke(link=link, actor=office.officer, reason=" 遗失 ")
        link.refresh_from_db()
        assert (link.is_live, link.revoked_by, link.revoke_reason) == (False, office.officer, "遗失")
        assert Event.objects.filter(verb="party_link_revoke", actor=office.officer).count() == 1

    def test_wants_a_reason_and_a_link_that_lives(self, office, refused):
        link = link_of(office.pledge)
        with refused(DomainError, "原因", "reason"):
            services.party_link_revoke(link=link, actor=office.officer, reason=" ")
        services.party_link_revoke(link=link, actor=office.officer, reason="遗失")
        with refused(TransitionRefused, "已经停用"):
            services.party_link_revoke(link=link, actor=office.officer, reason="再停")

    def test_is_the_handling_officers(self, office):
        link = link_of(office.pledge)
        with pytest.raises(NotVisible):
            services.party_link_revoke(link=link, actor=office.stranger, reason="x")
        for person in (office.supervisor, office.leader):
            with pytest.raises(NotAllowed):
                services.party_link_revoke(link=link, actor=person, reason="x")


class TestRenewing:
    def test_a_new_secret_and_the_old_one_is_closed(self, office):
        pledge = office.pledge
        old = link_of(pledge)
        made, secret = services.party_link_renew(pledge=pledge, actor=office.officer, reason="外传", seen=old.pk)
        old.refresh_from_db()
        assert not old.is_live and old.revoke_reason == "外传"
        assert made.key_hash == keys.link_hash(secret) and not made.on_letter and secret != secret_of(pledge)

    def test_the_letter_stays_byte_for_byte(self, office):
        pledge = office.pledge
        before = documents.read_bytes(documents.render(pledge.letter.document))
        services.party_link_renew(pledge=pledge, actor=office.officer, reason="外传", seen=link_of(pledge).pk)
        pledge.letter.document.refresh_from_db()
        assert documents.read_bytes(pledge.letter.document) == before

    def test_a_second_click_makes_no_second_code(self, office, refused):
        pledge = office.pledge
        seen = link_of(pledge).pk
        services.party_link_renew(pledge=pledge, actor=office.officer, reason="外传", seen=seen)
        with refused(StaleRow, "刚才已经换发"):
            services.party_link_renew(pledge=pledge, actor=office.officer, reason="外传", seen=seen)
        assert PartyLink.objects.filter(pledge=pledge).count() == 2

    def test_wants_a_reason_while_one_lives(self, office, refused):
        pledge = office.pledge
        with refused(DomainError, "换发原因", "reason"):
            services.party_link_renew(pledge=pledge, actor=office.officer, reason="", seen=link_of(pledge).pk)

    def test_a_letter_from_before_gets_its_first(self, office):
        pledge = office.pledge
        PartyLink.objects.all().delete()
        made, _ = services.party_link_renew(pledge=pledge, actor=office.officer, reason="")
        assert made.is_live

    def test_a_void_letter_gets_none(self, office, refused):
        pledge = office.issued()
        services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="写错")
        with refused(TransitionRefused, "作废"):
            services.party_link_renew(pledge=pledge, actor=office.officer, reason="x", seen=link_of(pledge).pk)


def test_a_letter_without_a_link_prints_as_ever(office):
    snapshot = {**office.issued().letter.document.snapshot, "lookup_url": ""}
    html = typesetting.letter_html("pledge", "v1", snapshot, number="1")
    assert 'class="qr"' not in html
