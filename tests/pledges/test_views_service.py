"""Pages of signing and 送达: what is asked, what is refused at its field, what the case page says, how much it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Evidence
from pledges.forms.service import who_may_take
from pledges.models import Agent, Pledge, Refusal, Service, ServiceAddress, Signature
from pledges.status import PledgeStatus
from tests import factories as make
from tests import signing_stage as stage

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def web(client, office):
    client.force_login(office.officer.user)
    return client


def case_page(web, pledge) -> str:
    return web.get(reverse("cases:detail", args=[pledge.case_id])).text


def of_paper(name, pledge) -> str:
    return reverse(f"pledges:{name}", args=[pledge.case_id, pledge.letter.document.pk])


class TestPad:
    def test_one_page_signs(self, web, office, pledge):
        address = reverse("pledges:sign_pad", args=[pledge.pk])
        assert address in case_page(web, pledge)
        shown = web.get(address)
        assert "不是电子签名法第十三条所称可靠的电子签名" in shown.text
        assert "在纸上签名后拍照" in shown.text
        assert office.second.name in shown.text
        assert web.get(of_paper("paper_pad", pledge)).url == address
        data = {"signatory": "演示经营者", "witness": "演示员乙", "version": pledge.version}
        empty = web.post(address, {**data, "ink": ""})
        assert empty.status_code == 422 and "还没有签名" in empty.text
        dot = web.post(address, {**data, "ink": stage.ink(strokes=[[(5, 5), (8, 5)]]), "ink_strokes": '{"width": 300}'})
        assert dot.status_code == 422 and "只有一个点" in dot.text
        assert "{&quot;width&quot;: 300}" in dot.text  # what was drawn comes back
        agent = "Mozilla/5.0 (Linux; Android 13) Chrome/128.0 Mobile"
        answer = web.post(address, {**data, "ink": stage.ink()}, headers={"User-Agent": agent})
        assert answer.status_code == 302
        assert Pledge.objects.get().status == PledgeStatus.SIGNED
        assert Signature.objects.get().device == "安卓手机 · Chrome 128"
        page = case_page(web, pledge)
        assert "手写签名图像" in page and "看图像" in page and "已送达" in page
        assert "电子签名" not in page
        again = web.post(address, {**data, "version": Pledge.objects.get().version, "ink": stage.ink(width=6)})
        assert again.status_code == 422 and Signature.objects.count() == 1

    def test_ink_is_for_those_who_may_see_identities(self, client, office, pledge, day):
        from pledges import services

        services.pledge_sign(
            pledge=pledge,
            actor=office.officer,
            on=day,
            signed_on=day,
            signatory="演示",
            delivery="hand",
            pad=stage.pad(),
        )
        address = reverse("cases:evidence", args=[Evidence.objects.get().pk])
        for person, status in ((office.supervisor, 403), (office.stranger, 404), (office.legal, 302)):
            client.force_login(person.user)
            assert client.get(address).status_code == status
        client.force_login(office.supervisor.user)
        assert "看图像" not in case_page(client, pledge)

    def test_what_the_party_drew_is_shown_before_signing(self, web, pledge, day):
        from pledges import services

        services.signature_by_party(pledge=pledge, on=day, name="演示本人", ink=stage.ink(), device=stage.DEVICE)
        assert "待核对" in case_page(web, pledge)
        page = web.get(reverse("pledges:sign", args=[pledge.pk])).text
        assert "当事人已在自己的设备上手写签名" in page and "演示本人" in page

    def test_under_another_paper(self, web, office, pledge, monkeypatch):
        monkeypatch.setattr("pledges.papers.selectors.reverse", lambda name, args: f"/{name}/{args[0]}/")
        paper = stage.order(office, pledge, on=timezone.localdate())
        address = reverse("pledges:paper_pad", args=[pledge.case_id, paper.document_id])
        assert "责令改正通知书" in web.get(address).text
        stage.agent(office, pledge, valid_from=timezone.localdate())
        assert "委托代理人" in web.get(address).text
        data = {"role": "witness", "name": "演示见证人", "witness": "演示员乙", "ink": stage.ink()}
        assert web.post(address, data).status_code == 302
        assert "见证人 演示见证人" in case_page(web, pledge)
        assert web.get(reverse("pledges:paper_pad", args=[pledge.case_id, 0])).status_code == 404


class TestRefusal:
    def test_at_the_fields(self, web, pledge):
        address = reverse("pledges:refuse", args=[pledge.pk])
        bare = web.post(address, {"reason": "不签", "version": pledge.version})
        assert bare.status_code == 422
        assert "至少有一样" in str(bare.context["form"].errors["witness"])
        sent = {"reason": "不签", "version": pledge.version, "files": make.photo()}
        assert web.post(address, sent).status_code == 302
        row = Refusal.objects.get()
        assert row.proof.kind == "photo" and not row.witness
        assert "拒绝签署" in case_page(web, pledge)


class TestService:
    @pytest.mark.parametrize(
        ("method", "words"),
        [("hand", "第八十二条第一项"), ("left", "拒收事由"), ("electronic", "还没有在送达地址确认书上同意"),
         ("post", "邮件单号"), ("notice", "公告刊登处"), ("pigeon", "第八十二条第一项")],
    )  # fmt: skip
    def test_each_way_asks_what_it_needs(self, web, pledge, method, words):
        page = web.get(of_paper("service_add", pledge), {"method": method})
        assert page.status_code == 200 and words in page.text

    def test_left_behind(self, web, pledge, day):
        address = of_paper("service_add", pledge)
        assert address in case_page(web, pledge)
        data = {"method": "left", "recipient": "演示", "sent_on": day, "place": "演示路1号", "reason": "不肯收"}
        bare = web.post(address, data)
        assert bare.status_code == 422 and "见证人签名，或者拍照" in str(bare.context["form"].errors["witness"])
        assert web.post(address, {**data, "files": make.photo()}).status_code == 302
        row = Service.objects.get()
        assert row.proofs.get().kind == "service_proof"
        page = case_page(web, pledge)
        assert "留置送达" in page and "不肯收" in page
        aside = reverse("pledges:service_set_aside", args=[row.pk])
        assert aside in page and web.get(aside).status_code == 200
        assert web.post(aside, {"reason": "", "version": 1}).status_code == 422
        assert web.post(aside, {"reason": "登错了", "version": 1}).status_code == 302
        page = case_page(web, pledge)
        assert "未登记送达" in page and "登错了" in page

    def test_by_post_and_its_slip(self, web, pledge, day):
        data = {"method": "post", "recipient": "演示", "sent_on": day, "place": "演示路1号", "tracking": "YS1"}
        assert web.post(of_paper("service_add", pledge), {**data, "reason": "歇业"}).status_code == 302
        row = Service.objects.get()
        slip = reverse("pledges:service_received", args=[row.pk])
        page = case_page(web, pledge)
        assert slip in page and "待回执" in page and web.get(slip).status_code == 200
        assert web.post(slip, {"received_on": day, "version": 1}).status_code == 422
        assert web.post(slip, {"received_on": day, "version": 1, "files": make.photo()}).status_code == 302
        assert "已送达" in case_page(web, pledge)

    def test_a_notice_chosen_from_files_that_are_here(self, web, office, pledge, day):
        shown = stage.proof(office, pledge)
        data = {"method": "notice", "sent_on": day, "reason": "下落不明", "channel": "board", "existing": shown.pk}
        assert web.post(of_paper("service_add", pledge), data).status_code == 302
        assert "公告期未满" in case_page(web, pledge)

    def test_only_those_who_can_take_it_are_asked_for(self, web, office, day):
        firm = office.issued(on=day, party_=make.party(office.bureau, office.officer, kind="company"))
        page = web.get(of_paper("service_add", firm)).text
        assert "同住成年家属" not in page and "负责收件的人" in page and "指定代收人" not in page
        stage.address(office, firm, on=day)
        stage.agent(office, firm, valid_from=day)
        page = web.get(of_paper("service_add", firm)).text
        assert "指定代收人" in page and "哪一名代理人" in page
        person = dict(who_may_take("natural_person", agents=False, designated=False))
        assert list(person) == ["self", "family"]


class TestAddressAndAgents:
    def test_the_address_is_filled_in_from_the_party(self, web, pledge, day):
        address = reverse("pledges:service_address", args=[pledge.case_id])
        assert pledge.case.party.address in web.get(address).text
        data = {"address": "演示路9号", "recipient": "演示", "phone": "0427-1234567", "confirmed_by": "演示"}
        data |= {"confirmed_on": day, "electronic_consent": "on"}
        bare = web.post(address, data)
        assert bare.status_code == 422 and "electronic_way" in bare.context["form"].errors
        data |= {"electronic_way": "mail", "electronic_address": "demo@example.test", "files": make.photo()}
        assert web.post(address, data).status_code == 302
        assert ServiceAddress.objects.get().evidence.kind == "service_proof"
        assert "demo@example.test" in web.get(address).text
        page = case_page(web, pledge)
        assert "同意电子送达：电子邮件" in page and "0427-1234567" not in page

    def test_an_agent_and_the_paper(self, web, pledge, day):
        address = reverse("pledges:agent_add", args=[pledge.case_id])
        assert web.get(address).status_code == 200
        data = {"name": "演示店长", "position": "店长", "scope": "special", "powers": "签署", "valid_from": day}
        assert web.post(address, {**data, "phone": "1"}).status_code == 422
        assert web.post(address, {**data, "may_sign": "on"}).status_code == 302
        row = Agent.objects.get()
        assert "还不能代办" in case_page(web, pledge)
        sign = reverse("pledges:sign", args=[pledge.pk])
        given = {"agent": row.pk, "signatory": "演示", "signed_on": day, "delivery": "hand", "version": 1}
        bare = web.post(sign, given)
        assert bare.status_code == 422 and "须有授权委托书" in str(bare.context["form"].errors["agent"])
        authority = reverse("pledges:agent_authority", args=[row.pk])
        assert web.get(authority).status_code == 200
        assert web.post(authority, {}).status_code == 422
        assert web.post(authority, {"files": make.photo()}).status_code == 302
        assert "可以代为签署" in case_page(web, pledge)
        assert web.post(sign, given).status_code == 302
        assert Pledge.objects.get().signatory == "演示店长"
        end = reverse("pledges:agent_end", args=[row.pk])
        assert web.get(end).status_code == 200
        assert web.post(end, {"ended_on": day, "reason": ""}).status_code == 422
        assert web.post(end, {"ended_on": day, "reason": "撤回"}).status_code == 302
        assert "已终止" in case_page(web, pledge)


def test_the_panel_takes_a_fixed_number_of_queries(web, office, pledge, day, monkeypatch):
    monkeypatch.setattr("pledges.papers.selectors.reverse", lambda name, args: f"/{name}/{args[0]}/")

    def fill(number):
        paper = stage.order(office, pledge, on=day)
        stage.agent(office, pledge, paper=False, name=f"演示{number}", valid_from=day)
        stage.address(office, pledge, on=day)
        from pledges import services

        given = services.ServiceInput("hand", day, recipient="演示", relation="self", signed_receipt=True)
        services.service_record(case=pledge.case, document=paper.document, actor=office.officer, on=day, given=given)
        services.signature_keep(
            case=pledge.case,
            document=paper.document,
            actor=office.officer,
            on=day,
            role="party",
            name="演示",
            pad=stage.pad(),
        )

    def cost() -> int:
        from django.template import Context, Template

        from cases.models import Case
        from cases.next_step import powers
        from xinglongtai.core.models import Officer

        officer = Officer.objects.select_related("user", "unit").get(pk=office.officer.pk)
        case = Case.objects.select_related("party", "unit", "handler").get(pk=pledge.case_id)
        page = Template('{% include "pledges/service/panel.html" %}')
        can = powers(case, officer)
        with CaptureQueriesContext(connection) as seen:
            page.render(Context({"case": case, "can": can, "today": day}))
        return len(seen)

    fill(0)
    one = cost()
    for number in range(1, 4):
        fill(number)
    assert cost() == one <= 9
