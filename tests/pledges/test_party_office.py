"""The officers' side: panel of the case page, QR page, answers, photos side by side."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import services as case_services
from cases.services import party_update
from pledges import services
from pledges.models import PartyLink, Recheck
from pledges.partypage import keys
from pledges.status import PledgeStatus, WishKind
from tests import factories as make
from tests.evidence_stage import exif, picture
from tests.partypage_stage import link_of, remote_pledge, secret_of
from xinglongtai.core.models import Event, Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With a pledge, and one that may be rechecked from photos, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed(on=timezone.localdate())
        office_of_file.remote = remote_pledge(office_of_file)
    return office_of_file


@pytest.fixture
def web(client, office):
    client.force_login(office.officer.user)
    return client


def text(response) -> str:
    return response.content.decode()


def link_url(pledge, what="") -> str:
    return f"/pledges/{pledge.pk}/party-link/{what}"


def proof_of(pledge, colour=(3, 3, 3), photo=None):
    link = link_of(pledge)
    row = services.remote_word_give(link=link, at=timezone.now())
    photo = services.party_file_keep(link=link, upload=photo or make.photo(colour=colour), kind="corrected_photo")
    given = {"at": timezone.now(), "on": timezone.localdate(), "photos": [photo], "form": uuid.uuid4()}
    return services.remote_proof_send(link=link, proof=row.pk, **given)


class TestPanel:
    def test_link_state_and_visits(self, web, office, day):
        pledge = office.pledge
        services.party_check(link=link_of(pledge))
        said = text(web.get(f"/cases/{pledge.case_id}/"))
        assert "承诺书上的可用" in said and "扫码核验 1 次" in said and link_url(pledge) in said
        assert secret_of(pledge) not in said

    def test_looks_in_a_row_are_one_line_of_the_timeline(self, web, office, day):
        pledge = office.pledge
        for _ in range(30):
            services.party_check(link=link_of(pledge))
        said = text(web.get(f"/cases/{pledge.case_id}/"))
        assert "有人扫码核验承诺书（连续30次）" in said and said.count("有人扫码核验") == 1 and "记录签署" in said

    def test_says_when_the_phone_is_missing(self, web, office, day):
        pledge = office.pledge
        party_update(party=pledge.case.party, actor=office.officer, data={"phone": ""})
        assert "没有登记联系电话" in text(web.get(f"/cases/{pledge.case_id}/"))

    def test_nothing_before_there_is_a_letter(self, web, office, day):
        assert "当事人页面" not in text(web.get(f"/cases/{office.ready(on=day).pk}/"))

    def test_others_see_and_are_offered_nothing(self, client, office, day):
        pledge = office.pledge
        services.party_wish_send(link=link_of(pledge), on=day, kind=WishKind.OBJECTION, text="意见", form=uuid.uuid4())
        client.force_login(office.supervisor.user)
        said = text(client.get(f"/cases/{pledge.case_id}/"))
        assert "当事人陈述申辩" in said and link_url(pledge) not in said and "/wishes/" not in said

    def test_queries_do_not_grow(self, web, office, day):
        pledge = office.remote
        url = f"/cases/{pledge.case_id}/"

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert web.get(url).status_code == 200
            return len(queries)

        def sent(n):
            for i in range(n):
                given = {"kind": WishKind.OBJECTION, "text": "意见", "form": uuid.uuid4()}
                services.party_wish_send(link=link_of(pledge), on=day, **given)
                proof_of(pledge, (n, i, 5))

        sent(1)
        before = asked()
        sent(3)
        assert asked() == before


class TestTheQrPage:
    def test_shows_the_letters_own_code(self, web, office, day):
        pledge = office.pledge
        response = web.get(link_url(pledge))
        assert keys.page_address(secret_of(pledge)) in text(response) and "no-store" in response["Cache-Control"]
        assert Event.objects.filter(verb="letter_print", actor=office.officer, thread=pledge.thread).count() == 1

    def test_renewing_shows_the_new_one_once(self, web, office, day):
        pledge = office.pledge
        old = link_of(pledge)
        response = web.post(link_url(pledge, "renew/"), {"reason": "外传", "seen": old.pk})
        said = text(response)
        address = said.split('qr-address">', 1)[1].split("<", 1)[0]
        live = link_of(pledge)
        assert live != old and live.key_hash == keys.link_hash(keys.secret_of(address))
        assert "只在这里显示一次" in said and "重新打印也还是原样" in said
        again = text(web.get(link_url(pledge)))
        assert address not in again and "换发时显示一次" in again

    def test_renewing_wants_a_reason_and_the_state_that_was_seen(self, web, office, day):
        pledge = office.pledge
        live = link_of(pledge)
        assert "换发原因" in text(web.post(link_url(pledge, "renew/"), {"reason": "", "seen": live.pk}))
        stale = web.post(link_url(pledge, "renew/"), {"reason": "外传", "seen": live.pk + 99})
        assert stale.status_code == 422 and "刚才已经换发" in text(stale) and f'value="{live.pk}"' in text(stale)
        assert web.post(link_url(pledge, "renew/"), {"reason": "外传", "seen": "x"}).status_code == 422
        assert PartyLink.objects.filter(pledge=pledge).count() == 1

    def test_revoking(self, web, office, day):
        pledge = office.pledge
        assert "停用原因" in text(web.post(link_url(pledge), {"reason": ""}))
        assert web.post(link_url(pledge), {"reason": "遗失"}).status_code == 302
        assert "现在没有可用的二维码" in text(web.get(link_url(pledge)))
        assert "不用停用" in text(web.post(link_url(pledge), {"reason": "再停"}))

    def test_a_letter_from_before_links(self, web, office, day):
        pledge = office.pledge
        PartyLink.objects.all().delete()
        assert "发一个二维码" in text(web.get(link_url(pledge)))
        assert web.post(link_url(pledge, "renew/"), {"seen": 0}).status_code == 200


class TestAnswering:
    def test_an_objection(self, web, office, day):
        pledge = office.pledge
        given = {"kind": WishKind.OBJECTION, "text": "已送去换证", "form": uuid.uuid4()}
        wish = services.party_wish_send(link=link_of(pledge), on=day, **given)
        url = f"/wishes/{wish.pk}/answer/"
        assert "第四十五条" in text(web.get(url)) and "已送去换证" in text(web.get(url))
        assert web.post(url, {"answer": ""}).status_code == 422
        assert web.post(url, {"answer": "已复核"}).status_code == 302
        assert "已复核" in text(web.get(f"/cases/{pledge.case_id}/"))
        assert "已经答复" in text(web.post(url, {"answer": "再答"}))

    def test_a_wish_for_time_says_the_day(self, web, office, day):
        pledge = office.pledge
        given = {"kind": WishKind.TIME, "text": "订货", "until": pledge.due_on + timedelta(2), "form": uuid.uuid4()}
        wish = services.party_wish_send(link=link_of(pledge), on=day, **given)
        assert "申请延期至" in text(web.get(f"/wishes/{wish.pk}/answer/"))


class TestSideBySide:
    @pytest.fixture
    def pledge(self, office):
        return office.remote

    @pytest.fixture
    def proof(self, office, pledge):
        case_services.evidence_add(case=pledge.case, actor=office.officer, upload=make.photo(colour=(200, 0, 0)))
        return proof_of(pledge)

    def url(self, proof, what=""):
        return f"/proofs/{proof.pk}/{what}"

    def test_old_and_new_with_word_and_times(self, web, proof):
        said = text(web.get(self.url(proof)))
        assert proof.word in said and "检查时照片1" in said and "当事人照片1" in said
        assert "当事人没有附" in said and "文件没有载明拍摄时间" in said

    @pytest.mark.parametrize(
        ("days", "said", "not_said"),
        [(-3, "早于给出验证字", "可能不准"), (3, "手机时钟可能不准", "早于给出"), (0, "验证字", "可能不准")],
    )
    def test_a_file_that_says_it_is_older_is_marked(self, web, pledge, days, said, not_said):
        moment = f"{timezone.localtime() + timedelta(days=days):%Y:%m:%d %H:%M:%S}"
        content = picture("JPEG", exif=exif(moment=moment))
        proof = proof_of(pledge, photo=SimpleUploadedFile("a.jpg", content, content_type="image/jpeg"))
        shown = text(web.get(self.url(proof)))
        assert said in shown and not_said not in shown

    def test_corrected(self, web, office, pledge, proof, day):
        pledge.refresh_from_db()
        data = {"result": "corrected", "co_officer": office.second.pk, "checked_on": day, "version": pledge.version}
        assert web.post(self.url(proof), data).status_code == 302
        row = Recheck.objects.get()
        pledge.refresh_from_db()
        assert row.remote and row.proof == proof and "按验证字拍摄" in row.note
        assert pledge.status == PledgeStatus.FULFILLED
        assert "已据此复查" in text(web.get(self.url(proof)))
        assert "免到场" in text(web.get(f"/cases/{pledge.case_id}/"))

    def test_a_refusal_stays_on_the_page(self, web, office, pledge, proof, day):
        data = {"result": "failed", "co_officer": office.second.pk, "checked_on": day, "version": 1}
        response = web.post(self.url(proof), data)
        assert response.status_code == 422 and proof.word in text(response)
        data |= {"version": "", "note": "", "result": "failed"}
        assert "情况" in text(web.post(self.url(proof), data))
        assert web.post(self.url(proof), {}).status_code == 422

    def test_asking_again(self, web, pledge, proof):
        assert web.get(self.url(proof, "return/")).status_code == 405
        assert web.post(self.url(proof, "return/"), {"reason": ""}).status_code == 422
        assert web.post(self.url(proof, "return/"), {"reason": "字看不清"}).status_code == 302
        assert "已请当事人重拍：字看不清" in text(web.get(self.url(proof)))
        assert web.post(self.url(proof, "return/"), {"reason": "再退"}).status_code == 422

    def test_a_word_without_photos_has_no_page(self, web, pledge):
        row = services.remote_word_give(link=link_of(pledge), at=timezone.now())
        assert web.get(self.url(row)).status_code == 404

    def test_closed_meanwhile(self, web, office, pledge, proof, day):
        Parameter.objects.filter(key="recheck.remote").update(value="否")
        pledge.refresh_from_db()
        data = {"result": "corrected", "co_officer": office.second.pk, "checked_on": day, "version": pledge.version}
        assert "不能免到场复查" in text(web.post(self.url(proof), data))
