"""What no form of ours ever sends: numbers that are none, characters no database takes, rows that changed meanwhile."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import reverse

from cases import services as case_services
from tests import factories as make
from xinglongtai.core.errors import StaleRow
from xinglongtai.core.middleware import RefusalsAsPages, _page_above
from xinglongtai.core.models import User
from xinglongtai.core.web import whole_number

pytestmark = pytest.mark.django_db
#: «²» is a digit to Python and no number; the long ones pass every limit of a database or of int().
NUMBERS = ["²", "9" * 30, "9" * 5000, "-1", "1.5", "", "abc", "１"]


@pytest.fixture
def office():
    return make.Office()


def test_whole_number():
    assert whole_number("12") == 12
    assert whole_number(None) is None
    assert not any(whole_number(text) for text in NUMBERS)


@pytest.mark.parametrize("text", NUMBERS)
def test_hand_made_numbers(office, client, text):
    case = office.with_violation()
    pledge = office.signed()
    client.force_login(office.officer.user)
    tries = [
        ("get", reverse("cases:intake_start"), {"party": text}),
        ("post", reverse("cases:intake_start"), {"party": text, "quick": "1"}),
        ("get", reverse("cases:measure_new"), {"party": text}),
        ("get", reverse("cases:measure_new"), {"case": text}),
        ("post", reverse("cases:violation_add", args=[case.pk]), {"item_version": text}),
        ("post", reverse("cases:intake_photos", args=[case.pk]), {"violation": text}),
        ("post", reverse("cases:assess_confirm", args=[case.pk]), {"version": text, "seen": "needs_legal_review"}),
        ("post", reverse("cases:identity", args=[case.party_id]), {"case": text}),
        ("post", reverse("pledges:materials", args=[pledge.pk]), {"kept": text, "version": text}),
    ]
    for method, address, data in tries:
        assert getattr(client, method)(address, data).status_code < 500, address
    client.force_login(office.supervisor.user)
    answer = client.post(reverse("oversight:urge_selected"), {"ids": ["1", text], "note": "请抓紧"})
    assert answer.status_code < 500
    client.force_login(office.legal.user)
    office.legal.user.is_staff = True
    office.legal.user.save()
    for tail in (f"?batch={text}", f"verb/publish/?id={text}"):
        assert client.get(reverse("admin:catalog_itemversion_changelist") + tail).status_code < 500


@pytest.mark.parametrize("data", [{"q": "a\x00b"}, {"\x00": "a"}, {"q": ["a", "\x00"]}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_nul_character_is_refused_before_any_view(office, client, method, data):
    client.force_login(office.officer.user)
    answer = getattr(client, method)(reverse("cases:intake_new"), data)
    assert answer.status_code == 400
    assert "无法识别" in answer.text


class TestSessionThatEnded:
    def test_a_form_leads_back_to_its_page(self, office, client):
        case = office.ready()
        issue = reverse("pledges:issue", args=[case.pk])  # takes no GET
        page = reverse("pledges:promise", args=[case.pk])
        answer = client.post(issue, headers={"Referer": f"http://testserver{page}?a=1"})
        assert answer["Location"] == f"/login/?next={page}%3Fa%3D1"
        assert client.post(issue, headers={"Referer": f"http://testserver{page}"})["Location"].endswith(page)
        for foreign in ("https://example.org/x", "", "javascript:alert(1)"):
            assert client.post(issue, headers={"Referer": foreign})["Location"] == "/login/?next=/"
        assert "填写过的文字会恢复" in client.get(f"/login/?next={page}").text

    def test_a_page_and_a_part_of_a_page(self, office, client):
        case = office.with_violation()
        page = reverse("cases:detail", args=[case.pk])
        assert client.get(page)["Location"] == f"/login/?next={page}"
        part = client.post(reverse("cases:assess_live", args=[case.pk]), headers={"HX-Request": "true"})
        assert part.status_code == 204
        assert part["HX-Refresh"] == "true"


def test_an_address_of_a_button_opened_by_hand(office, client):
    client.force_login(office.officer.user)
    case = office.ready()
    answer = client.get(reverse("pledges:issue", args=[case.pk]))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "按钮提交" in answer.text
    assert f'href="{reverse("pledges:promise", args=[case.pk])}"' in answer.text


def test_a_stale_row_that_no_form_caught_says_who_changed_it(office):
    request = RequestFactory().get("/")
    error = StaleRow("这个案件已被更新", changed_by=office.second, changed_at=make.at(make.DAY))
    answer = RefusalsAsPages(lambda r: None).process_exception(request, error)
    assert answer.status_code == 409
    assert "这条记录被改过" in answer.content.decode()
    assert office.second.name in answer.content.decode()


def test_a_stale_party_is_called_a_party(office, client):
    party = make.party(office.bureau, office.officer)
    client.force_login(office.officer.user)
    answer = client.post(
        reverse("cases:party_edit", args=[party.pk]), {"kind": party.kind, "name": "新名称小店", "version": 77}
    )
    assert answer.status_code == 422
    assert "这个当事人的信息已被更新" in answer.text
    assert "新名称小店" in answer.text


def test_only_a_page_that_exists_is_offered():
    assert _page_above("/cases/5/promise/issue/") == "/cases/5/promise/"
    assert _page_above("/dispositions/5/withdraw/") == ""


def test_a_picture_whose_particulars_cannot_be_read_is_shown_as_it_is(office, client):
    row = case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo())
    row.file.storage.delete(row.file.name)
    row.file.storage.save(row.file.name, ContentFile(b"\xff\xd8\xff\xe0 cut off"))
    client.force_login(office.officer.user)
    answer = client.get(reverse("cases:evidence", args=[row.pk]), {"thumb": "1"})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).endswith(b"cut off")


class TestAccountWithoutPerson:
    """An account that was made, but stands for nobody yet."""

    @pytest.mark.parametrize("role", ["officer", "legal", "sysadmin", "supervisor"])
    def test_is_told_what_is_missing_and_offered_no_shut_doors(self, office, client, role):
        user = User.objects.create_user("neu", password="x" * 12)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        page = client.get("/", follow=True)
        assert page.redirect_chain == [(reverse("core:me"), 302)]
        assert "还没有对应的人员信息" in page.text
        for shut in ("cases:list", "cases:intake_new", "pledges:list", "pledges:search", "oversight:brief"):
            assert f'href="{reverse(shut)}"' not in page.text
            assert f'action="{reverse(shut)}"' not in page.text

    def test_whoever_makes_it_is_told(self, office, client):
        office.sysadmin.user.is_staff = True
        office.sysadmin.user.save()
        client.force_login(office.sysadmin.user)
        given = {"username": "neu", "password1": "Ganz-neu-2026", "password2": "Ganz-neu-2026"}
        page = client.post(reverse("admin:core_user_add"), given, follow=True)
        assert "还没有对应的人员" in page.text
