"""The forms of the party's page: what is kept when something is refused, once a form, and photos with the word."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.models import Evidence
from pledges import services
from pledges.models import PartyWish, RemoteProof, Submission
from pledges.partypage import keys
from pledges.status import PledgeStatus
from tests import factories as make
from tests.evidence_stage import heavy_jpeg
from tests.partypage_stage import (
    digits_of,
    drawing,
    executable,
    later,
    link_of,
    page_url,
    party,
    remote_pledge,
    ticket_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed(on=timezone.localdate())
    return office_of_file


@pytest.fixture
def pledge(office):
    return office.pledge


def text(response) -> str:
    return response.content.decode()


class TestMaterials:
    def send(self, browser, pledge, *, ticket="", **data):
        ticket = ticket or ticket_of(browser.get(page_url(pledge, "materials")))
        return browser.post(page_url(pledge, "materials"), {"ticket": ticket, **data})

    def test_words_and_photos(self, office, pledge, client):
        browser = party(pledge)
        photos = [make.photo("一.jpg"), make.photo("二.jpg", (1, 2, 3))]
        response = self.send(browser, pledge, statement="已挂好", files=photos)
        assert response.status_code == 303
        pledge.refresh_from_db()
        assert pledge.status == PledgeStatus.SUBMITTED
        assert Submission.objects.get().files.count() == 2
        mine = text(browser.get(response["Location"]))
        assert "已收到您的整改材料" in mine and "2 个文件" in mine and "补充材料" in mine
        client.force_login(office.officer.user)
        assert "当事人网上提交" in text(client.get(f"/cases/{pledge.case_id}/"))

    @pytest.mark.parametrize("bad", [executable(), drawing()], ids=["exe", "svg"])
    def test_a_bad_file_loses_nothing(self, pledge, bad):
        bad.seek(0)
        browser = party(pledge)
        response = self.send(browser, pledge, statement="写了很久的说明", files=[make.photo("好.jpg"), bad])
        said = text(response)
        assert response.status_code == 422
        assert "写了很久的说明" in said and "已收到 1 个文件" in said and "好.jpg" in said
        assert bad.name in said and not Submission.objects.exists()
        kept = said.split('name="kept" value="', 1)[1].split('"', 1)[0]
        done = self.send(browser, pledge, ticket=ticket_of(response), statement="写了很久的说明", kept=kept)
        assert done.status_code == 303
        assert Submission.objects.get().files.count() == Evidence.objects.count() == 1

    def test_a_forged_list_of_files_is_nothing(self, office, pledge, day):
        browser = party(pledge)
        self.send(browser, pledge, statement="x", kept=keys.sign_kept([1, 2, 3], 0))
        assert Submission.objects.get().files.count() == 0

    def test_a_double_click_counts_once(self, pledge):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "materials")))
        for _ in range(2):
            response = self.send(browser, pledge, ticket=ticket, statement="已改", files=[make.photo()])
            assert response.status_code == 303
        assert (Submission.objects.count(), Evidence.objects.count()) == (1, 1)

    def test_a_script_in_the_statement_is_text(self, office, pledge, client):
        browser = party(pledge)
        self.send(browser, pledge, statement="<script>alert(1)</script>")
        client.force_login(office.officer.user)
        for page in (browser.get(page_url(pledge)), client.get(f"/cases/{pledge.case_id}/")):
            assert "<script>alert(1)" not in text(page) and "&lt;script&gt;alert(1)" in text(page)

    def test_a_photo_of_forty_megabytes(self, pledge):
        browser = party(pledge)
        big = SimpleUploadedFile("大.jpg", heavy_jpeg(40), content_type="image/jpeg")
        response = self.send(browser, pledge, statement="已改", files=[big])
        assert response.status_code == 422
        assert "超过" in text(response) and ">已改</textarea>" in text(response).replace("\n", "")

    def test_more_than_a_request_may_hold(self, pledge, settings):
        settings.UPLOAD_MAX_REQUEST_SIZE = 100
        browser = party(pledge)
        response = self.send(browser, pledge, statement="已改", files=[make.photo()])
        assert response.status_code == 422 and "太大" in text(response) and "已改" in text(response)

    def test_the_visit_ends_while_writing(self, pledge):
        """Words and files stay; the digits are asked once more, and nothing of the case is shown meanwhile."""
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "materials")))
        del browser.cookies[keys.COOKIE]
        response = self.send(browser, pledge, ticket=ticket, statement="写好的说明", files=[make.photo("好.jpg")])
        said = text(response)
        assert response.status_code == 401
        assert "写好的说明" in said and "已收到 1 个文件" in said and 'name="digits"' in said and "改正期限" not in said
        kept = said.split('name="kept" value="', 1)[1].split('"', 1)[0]
        again = {"ticket": ticket_of(response), "statement": "写好的说明", "kept": kept}
        wrong = str((int(digits_of(pledge)) + 1) % 10_000).zfill(4)
        refused = self.send(browser, pledge, **again, digits=wrong)
        assert refused.status_code == 401 and "没有核对上" in text(refused) and "写好的说明" in text(refused)
        done = self.send(browser, pledge, **again, digits=digits_of(pledge))
        assert done.status_code == 303 and done.cookies[keys.COOKIE].value
        assert Submission.objects.get().files.count() == 1

    def test_without_having_been_let_in_nothing_is_taken(self, client, pledge):
        response = client.post(
            page_url(pledge, "materials"), {"statement": "x", "ticket": "forged", "files": [make.photo()]}
        )
        assert (response.status_code, response["Location"]) == (303, page_url(pledge))
        assert client.get(page_url(pledge, "materials"))["Location"] == page_url(pledge)
        assert not Evidence.objects.exists() and not Submission.objects.exists()

    def test_a_form_of_long_ago_from_an_open_visit(self, pledge):
        browser = party(pledge)
        assert self.send(browser, pledge, ticket="forged", statement="已改").status_code == 303

    def test_closed_while_writing(self, office, pledge):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "materials")))
        services.party_link_revoke(link=link_of(pledge), actor=office.officer, reason="遗失")
        response = self.send(browser, pledge, ticket=ticket, statement="已改", files=[make.photo()])
        assert response.status_code == 401 and "已停用" in text(response) and not Evidence.objects.exists()

    def test_not_before_signing(self, office, day):
        pledge = office.issued(on=day)
        response = party(pledge).get(page_url(pledge, "materials"))
        assert response.status_code == 409 and "签署" in text(response)


class TestWishes:
    def test_more_time_reaches_the_extension_form(self, office, pledge, client, day):
        browser = party(pledge)
        until = pledge.due_on + timedelta(3)
        ticket = ticket_of(browser.get(page_url(pledge, "time")))
        data = {"ticket": ticket, "until": until.isoformat(), "text": "材料订货未到"}
        assert browser.post(page_url(pledge, "time"), data).status_code == 303
        assert "正在办理" in text(browser.get(page_url(pledge)))
        wish = PartyWish.objects.get()
        client.force_login(office.officer.user)
        case = text(client.get(f"/cases/{pledge.case_id}/"))
        address = f"/pledges/{pledge.pk}/extension/?wish={wish.pk}"
        assert "材料订货未到" in case and address in case
        form = client.get(address)
        assert until.isoformat() in text(form) and "当事人申请：材料订货未到" in text(form)
        assert "当事人申请" not in text(client.get(f"/pledges/{pledge.pk}/extension/?wish=²"))

    def test_a_day_that_cannot_be(self, pledge):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "time")))
        data = {"ticket": ticket, "until": pledge.due_on.isoformat(), "text": "来不及"}
        response = browser.post(page_url(pledge, "time"), data)
        assert response.status_code == 422 and "晚于" in text(response) and "来不及" in text(response)

    def test_after_the_deadline(self, office, day):
        pledge = office.signed(on=day - timedelta(5), due_on=day - timedelta(1))
        browser = party(pledge)
        assert browser.get(page_url(pledge, "time")).status_code == 409
        assert "已经过期 1 天" in text(browser.get(page_url(pledge)))

    def test_an_objection_and_its_answer(self, office, pledge, day):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "objection")))
        browser.post(page_url(pledge, "objection"), {"ticket": ticket, "text": "执照当天送去换证"})
        wish = PartyWish.objects.get(kind="objection")
        services.party_wish_answer(wish=wish, actor=office.officer, on=day, answer="已复核，请交换证受理单")
        said = text(browser.get(page_url(pledge)))
        assert "执照当天送去换证" in said and "已复核，请交换证受理单" in said and office.officer.name not in said


class TestPhotos:
    def word(self, browser, pledge):
        url = page_url(pledge, "photo")
        ticket = ticket_of(browser.get(url))
        assert browser.post(url, {"ticket": ticket, "word": "1"}).status_code == 303
        return RemoteProof.objects.latest("pk")

    def send(self, browser, pledge, proof, *, files, **data):
        url = page_url(pledge, "photo")
        ticket = ticket_of(browser.get(url))
        return browser.post(url, {"ticket": ticket, "proof": proof.pk, "files": files, **data})

    def test_from_the_word_to_the_officer(self, office, client):
        pledge = remote_pledge(office)
        browser = party(pledge)
        assert "免到场复查" in text(browser.get(page_url(pledge)))
        proof = self.word(browser, pledge)
        assert proof.word in text(browser.get(page_url(pledge, "photo")))
        place = {"latitude": "41.1589", "longitude": "122.071", "accuracy": "30"}
        response = self.send(browser, pledge, proof, files=[make.photo()], **place)
        assert response.status_code == 303
        proof.refresh_from_db()
        assert proof.photos.count() == 1 and float(proof.latitude) == 41.1589
        client.force_login(office.officer.user)
        assert f"/proofs/{proof.pk}/" in text(client.get(f"/cases/{pledge.case_id}/"))

    @pytest.mark.parametrize("place", [{"latitude": "x", "longitude": "1"}, {"latitude": "99", "longitude": "1"}, {}])
    def test_a_place_that_makes_no_sense_is_left_out(self, office, place):
        pledge = remote_pledge(office)
        browser = party(pledge)
        proof = self.word(browser, pledge)
        assert self.send(browser, pledge, proof, files=[make.photo()], **place).status_code == 303
        proof.refresh_from_db()
        assert proof.waits and proof.latitude is None

    def test_late_gets_a_new_word_and_keeps_no_photo(self, office):
        pledge = remote_pledge(office)
        browser = party(pledge)
        proof = self.word(browser, pledge)
        url = page_url(pledge, "photo")
        ticket = ticket_of(browser.get(url))
        with later(minutes=11):
            data = {"ticket": ticket, "proof": proof.pk, "files": [make.photo()], "statement": "挂好了"}
            response = browser.post(url, data)
            fresh = RemoteProof.objects.latest("pk")
        assert response.status_code == 422
        assert fresh != proof and fresh.word in text(response) and "新的验证字" in text(response)
        assert "挂好了" in text(response) and not Evidence.objects.exists()

    def test_no_photo_is_asked_for(self, office):
        pledge = remote_pledge(office)
        browser = party(pledge)
        response = self.send(browser, pledge, self.word(browser, pledge), files=[])
        assert response.status_code == 422 and "拍一张照片" in text(response)

    def test_not_where_the_item_says_no(self, pledge):
        browser = party(pledge)
        assert "免到场" not in text(browser.get(page_url(pledge)))
        assert browser.get(page_url(pledge, "photo")).status_code == 409
        assert browser.post(page_url(pledge, "photo"), {"word": "1"}).status_code == 409

    def test_a_visit_that_ended_begins_anew(self, office):
        pledge = remote_pledge(office)
        browser = party(pledge)
        proof = self.word(browser, pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "photo")))
        del browser.cookies[keys.COOKIE]
        data = {"ticket": ticket, "proof": proof.pk, "files": [make.photo()]}
        assert browser.post(page_url(pledge, "photo"), data).status_code == 303
        assert not Evidence.objects.exists()

    def test_a_wish_for_a_new_photo_is_read_by_the_party(self, office):
        pledge = remote_pledge(office)
        browser = party(pledge)
        proof = self.word(browser, pledge)
        self.send(browser, pledge, proof, files=[make.photo()])
        services.remote_proof_return(proof=proof, actor=office.officer, at=timezone.now(), reason="字看不清")
        assert "请您重拍照片：字看不清" in text(browser.get(page_url(pledge)))
