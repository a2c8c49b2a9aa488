"""The party draws its name on its own device: what it reads first, what is kept, when it is refused, and what the officer sees."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from cases.models import Evidence
from pledges import services
from pledges.letter import RIGHTS_TOLD
from pledges.models import Pledge, Signature
from pledges.partypage import keys
from pledges.status import PledgeStatus
from tests import signing_stage as stage
from tests.partypage_stage import digits_of, later, link_of, page_url, party, ticket_of
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Event, Notice

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13; X) AppleWebKit/537.36 Chrome/128.0.0.0 Mobile Safari/537.36"
NAME, STROKES = "演示经营者", '{"width":358,"strokes":[{"points":[]}]}'


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.issued(on=timezone.localdate())
    return office_of_file


@pytest.fixture
def pledge(office):
    return office.pledge


def text(response) -> str:
    return response.content.decode()


def send(browser, pledge, *, ticket="", **data):
    """The sheet with everything on it, changed by ``data``."""
    url = page_url(pledge, "sign")
    ticket = ticket or ticket_of(browser.get(url))
    given = {"ticket": ticket, "name": NAME, "witness": "", "ink": stage.ink(), "ink_strokes": STROKES, **data}
    return browser.post(url, given, headers={"user-agent": PHONE})


class TestSheet:
    def test_what_is_read_before_signing(self, pledge):
        browser = party(pledge)
        assert page_url(pledge, "sign") in text(browser.get(page_url(pledge)))
        response = browser.get(page_url(pledge, "sign"))
        said, snapshot = text(response), pledge.letter.document.snapshot
        assert pledge.letter.document.number_text in said
        assert pledge.case.violations.get().description in said
        assert f"若{snapshot['pronoun']}未履行上述承诺，愿依法承担相应的法律责任。" in said
        assert "签不签由您自己决定。不签不会因此加重处理" in said
        assert "自愿" in RIGHTS_TOLD and "不因不签署而加重处理" in RIGHTS_TOLD
        assert "不是电子签名法第十三条所称可靠的电子签名" in said
        party_row = pledge.case.party
        assert party_row.operator not in said and party_row.phone not in said  # nothing is filled in
        assert "script-src 'self'" in response["Content-Security-Policy"]

    def test_the_promise_stands_in_the_letter_in_the_same_words(self):
        """The sheet quotes 附件1: when the form changes, so must the words beside the pad."""
        letter = (Path(settings.BASE_DIR) / "templates/letters/pledge_v1.html").read_text()
        for part in (
            "对以上情况确认无误，并自愿承诺：",
            "并将整改情况说明及相关证明材料送达你局",
            "愿依法承担相应的法律责任",
        ):
            assert part in letter

    def test_drawn_kept_told_and_taken_over(self, office, pledge, client, day):
        browser = party(pledge)
        response = send(browser, pledge, witness="演示员乙")
        assert (response.status_code, response["Location"]) == (303, f"{page_url(pledge)}?done=sign")
        row = Signature.objects.select_related("evidence").get()
        assert (row.name, row.device, row.held_by, row.witness) == (NAME, "安卓手机 · Chrome 128", "party", "演示员乙")
        assert (row.recorded_by, row.signed_on, row.evidence.origin) == (None, day, "party")
        assert Pledge.objects.get().status == PledgeStatus.ISSUED

        mine = text(browser.get(response["Location"]))
        assert "已收到您的签名，执法人员核对后会记录签署" in mine and "核对是您本人以后" in mine
        assert page_url(pledge, "sign") not in mine
        assert "已收到您的签名" in text(browser.get(page_url(pledge)))
        again = browser.get(page_url(pledge, "sign"))
        assert again.status_code == 409 and "已经收到您的签名" in text(again)

        notice = Notice.objects.get(key=f"party-signature:{row.pk}")
        assert notice.officer == pledge.case.handler and NAME not in notice.text
        assert notice.url == f"/cases/{pledge.case_id}/#service"
        client.force_login(office.officer.user)
        assert "待核对" in text(client.get(f"/cases/{pledge.case_id}/"))
        sign = reverse("pledges:sign", args=[pledge.pk])
        page = client.get(sign)
        assert NAME in text(page)
        given = {"signatory": NAME, "signed_on": day.isoformat(), "delivery": "hand", "version": pledge.version}
        assert client.post(sign, given).status_code == 302
        row.refresh_from_db()
        assert row.recorded_by == office.officer and Signature.objects.count() == 1
        assert "还有" in text(browser.get(page_url(pledge)))

    def test_a_double_click_counts_once(self, pledge):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "sign")))
        assert [send(browser, pledge, ticket=ticket).status_code for _ in range(2)] == [303, 303]
        assert (Signature.objects.count(), Evidence.objects.count(), Notice.objects.count()) == (1, 1, 1)
        other = send(browser, pledge, ticket=ticket, ink=stage.ink(width=9))
        assert other.status_code == 422 and "不用重签" in text(other)

    @pytest.mark.parametrize("name", ["", "   "])
    def test_without_a_name_the_strokes_stay(self, pledge, name):
        response = send(party(pledge), pledge, name=name)
        assert response.status_code == 422
        assert text(response).count('role="alert"') == 1 and "请填写您的姓名" in text(response)
        assert "&quot;width&quot;:358" in text(response) and not Signature.objects.exists()

    @pytest.mark.parametrize(
        ("ink", "said"),
        [
            ("", "还没有签名"),
            (stage.ink(strokes=[]), "签名框是空的"),
            (stage.ink(strokes=[[(60, 60), (62, 61)]]), "只有一个点"),
            ("data:image/svg+xml;base64,AAAA", "没有收到签名图像"),
        ],
        ids=["nothing", "empty", "dot", "svg"],
    )
    def test_an_empty_pad_is_refused_and_the_name_stays(self, pledge, ink, said):
        response = send(party(pledge), pledge, ink=ink)
        assert response.status_code == 422
        assert said in text(response) and f'value="{NAME}"' in text(response)
        assert not Signature.objects.exists() and not Evidence.objects.exists()

    def test_the_visit_ends_while_signing(self, pledge):
        """Name and strokes stay; nothing of the promise is shown until the digits are given again."""
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "sign")))
        del browser.cookies[keys.COOKIE]
        response = send(browser, pledge, ticket=ticket)
        said = text(response)
        assert response.status_code == 401 and 'name="digits"' in said
        assert NAME in said and "&quot;width&quot;:358" in said
        assert pledge.case.violations.get().description not in said and "承诺书上写着" not in said
        assert not Signature.objects.exists()
        assert send(browser, pledge, ticket=ticket_of(response), digits=digits_of(pledge)).status_code == 303
        assert Signature.objects.count() == 1

    def test_without_having_been_let_in_nothing_is_taken(self, client, pledge):
        assert send(client, pledge, ticket="forged")["Location"] == page_url(pledge)
        assert client.get(page_url(pledge, "sign"))["Location"] == page_url(pledge)
        assert not Signature.objects.exists()

    def test_light_enough_for_a_slow_phone(self, pledge):
        page = len(party(pledge).get(page_url(pledge, "sign")).content)
        pad = ("vendor/signature_pad/signature_pad.umd.min.js", "js/pad.js", "css/pad.css")
        files = ("css/tokens.css", "css/partypage.css", "js/partypage.js", "img/mark.svg", *pad)
        weight = page + sum((Path(settings.BASE_DIR) / "static" / name).stat().st_size for name in files)
        assert weight <= 60 * 1024


class TestNotNow:
    """Said in Chinese, whether the sheet is opened or was open already."""

    def test_signed_on_paper_meanwhile(self, office, pledge, day):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "sign")))
        services.pledge_sign(
            pledge=pledge, actor=office.officer, on=day, signed_on=day, signatory=NAME, delivery="hand"
        )
        response = browser.get(page_url(pledge, "sign"))
        assert response.status_code == 409 and "已经签署" in text(response)
        late = send(browser, pledge, ticket=ticket)
        assert late.status_code == 422 and "已经签署" in text(late)
        assert page_url(pledge, "sign") not in text(browser.get(page_url(pledge)))
        assert Signature.objects.get().way == "paper"

    def test_refused(self, office, pledge, day):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "sign")))
        services.pledge_refuse(pledge=pledge, actor=office.officer, on=day, reason="不签", witness="演示员乙")
        response = browser.get(page_url(pledge, "sign"))
        assert response.status_code == 409 and "没有签署" in text(response)
        late = send(browser, pledge, ticket=ticket)
        assert late.status_code == 422 and "没有签署" in text(late) and not Signature.objects.exists()

    def test_voided(self, office, pledge):
        browser = party(pledge)
        ticket = ticket_of(browser.get(page_url(pledge, "sign")))
        link = link_of(pledge)
        services.letter_void(pledge=pledge, actor=office.officer, on=timezone.localdate(), reason="写错")
        late = send(browser, pledge, ticket=ticket)
        assert late.status_code == 401 and "已停用" in text(late)
        assert browser.get(page_url(pledge, "sign"))["Location"] == page_url(pledge)
        with pytest.raises(TransitionRefused, match="已停用"):
            services.party_signature_send(link=link, on=timezone.localdate(), name=NAME, ink=stage.ink(), device="x")
        assert not Signature.objects.exists()

    def test_after_the_deadline(self, pledge, day):
        with later(days=(pledge.due_on - day).days + 1):
            browser = party(pledge)
            mine = text(browser.get(page_url(pledge)))
            assert "重新约定期限" in mine and page_url(pledge, "sign") not in mine
            response = browser.get(page_url(pledge, "sign"))
        assert response.status_code == 409 and "期限已过" in text(response)


class TestVerb:
    def test_a_drawing_set_aside_is_drawn_again(self, office, pledge, day):
        given = {"link": link_of(pledge), "on": day, "name": NAME, "device": stage.DEVICE}
        first = services.party_signature_send(ink=stage.ink(), **given)
        assert services.party_signature_send(ink=stage.ink(), **given) == first
        with pytest.raises(TransitionRefused, match="已经收到"):
            services.party_signature_send(ink=stage.ink(), **{**given, "name": "别人"})
        case_services.evidence_set_aside(evidence=first.evidence, actor=office.officer, reason="不是本人")
        browser = party(pledge)
        assert page_url(pledge, "sign") in text(browser.get(page_url(pledge)))
        with pytest.raises(DomainError, match="重新手写"):  # the old form sent again
            services.party_signature_send(ink=stage.ink(), **given)
        second = services.party_signature_send(ink=stage.ink(width=7), **given)
        assert second != first
        assert Notice.objects.filter(key__startswith="party-signature:").count() == 2

    def test_a_bad_drawing_leaves_nothing(self, pledge, day):
        with pytest.raises(DomainError, match="空的"):
            services.party_signature_send(
                link=link_of(pledge), on=day, name=NAME, ink=stage.ink(strokes=[]), device=stage.DEVICE
            )
        assert not Evidence.objects.exists() and not Notice.objects.exists()

    def test_the_event_names_nobody_who_was_not_there(self, pledge, day):
        services.party_signature_send(link=link_of(pledge), on=day, name=NAME, ink=stage.ink(), device=stage.DEVICE)
        event = Event.objects.get(verb="signature_keep")
        assert event.actor is None and event.data["holder"] and not event.data["witness"]
