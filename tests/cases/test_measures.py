"""Soft measures: recording in a few taps, the list, the sheet, taking one back."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases import measure_sheet
from cases.measure_words import WORDS
from cases.models import Measure, Party
from cases.services import measure_record
from cases.status import MeasureKind
from tests.factories import DAY, party
from xinglongtai.core.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: DAY)


@pytest.fixture
def shop(office):
    return party(office.bureau, office.officer, name="演示便利店")


@pytest.fixture
def page(office, client):
    client.force_login(office.officer.user)
    return client


def measure(office, shop, **given):
    data = {"kind": "guidance", "topic": "亮照经营", "explained": "讲明了规定。", **given}
    return measure_record(party=shop, actor=office.officer, on=DAY, data=data)


def test_every_kind_has_words_of_its_own():
    assert set(WORDS) == set(MeasureKind)
    assert len({words.explained for words in WORDS.values()}) == len(MeasureKind)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "spell"}, "kind"),
        ({"topic": " "}, "topic"),
        ({"explained": ""}, "explained"),
        ({"on": "tomorrow"}, "on"),
    ],
)
def test_the_verb_names_the_field_it_refuses(office, shop, given, field):
    if "on" in given:
        given = {"on": DAY + timedelta(days=1)}
    with pytest.raises(DomainError) as refusal:
        measure(office, shop, **given)
    assert refusal.value.field == field


def test_the_second_person_is_another_and_the_case_is_the_partys_own(office, shop):
    with pytest.raises(DomainError, match="协同人不能是您自己"):
        measure(office, shop, co_officer=office.officer)
    data = {"kind": "guidance", "topic": "亮照经营", "explained": "讲明了规定。"}
    with pytest.raises(DomainError, match="不是这个当事人的案件"):
        measure_record(party=shop, actor=office.officer, on=DAY, data=data, case=office.draft())
    assert str(measure(office, shop, co_officer=office.second)) == "事前辅导：亮照经营"


def test_three_taps_lead_to_a_filled_form(office, shop, page):
    url = reverse("cases:measure_new")
    assert shop.name in page.get(url, {"q": "便利"}).text
    assert "登记新的当事人" in page.get(url, {"q": "查无此人"}).text
    assert "突出问题约谈" in page.get(url, {"party": shop.pk}).text
    form = page.get(url, {"party": shop.pk, "kind": "problem_talk"}).context["form"]
    assert form.initial["explained"] == WORDS["problem_talk"].explained
    assert form.initial["on"] == DAY
    response = page.post(f"{url}?party={shop.pk}", {**form.initial, "received_by": "李店员"})
    row = Measure.objects.get()
    assert response.url == reverse("cases:measure", args=[row.pk])
    assert (row.kind, row.officer, row.received_by) == ("problem_talk", office.officer, "李店员")


def test_from_a_case_the_party_is_known(office, page):
    case = office.draft()
    url = f"{reverse('cases:measure_new')}?case={case.pk}"
    page.post(url, {"kind": "advice", "topic": "劝戒", "explained": "已劝", "on": DAY.isoformat()})
    assert Measure.objects.get().case == case


def test_refusals_keep_what_was_typed(office, shop, page):
    url = f"{reverse('cases:measure_new')}?party={shop.pk}"
    given = {"kind": "advice", "topic": "别丢了我", "explained": "已劝", "on": (DAY + timedelta(days=1)).isoformat()}
    response = page.post(url, given)
    assert response.status_code == 422
    assert "别丢了我" in response.text
    assert "不能晚于今天" in response.text
    assert not Measure.objects.exists()


@pytest.mark.parametrize("query", ["party=x", "party=999999", "case=999999", "case=１"])
def test_unknown_subjects_do_not_exist(page, query):
    assert page.get(f"{reverse('cases:measure_new')}?{query}").status_code == 404


def test_recently_checked_parties_are_offered(office, page):
    case = office.draft()
    assert case.party.name in page.get(reverse("cases:measure_new")).text


def test_a_new_party_needs_little_and_doubles_are_shown_first(office, shop, page):
    url = reverse("cases:measure_party")
    assert page.get(url, {"q": "新店"}).context["form"].initial["name"] == "新店"
    response = page.post(url, {"name": "演示便利店", "kind": "individual_business"})
    assert response.status_code == 422
    assert "可能已经登记过" in response.text
    response = page.post(url, {"name": "演示便利店", "kind": "individual_business", "anyway": "1"})
    new = Party.objects.latest("pk")
    assert response.url == f"{reverse('cases:measure_new')}?party={new.pk}"
    bad = page.post(url, {"name": "坏码店", "kind": "company", "uscc": "123"})
    assert bad.status_code == 422
    assert "18位" in bad.text


def test_list_filters(office, shop, page):
    first = measure(office, shop)
    second = measure(office, shop, kind="advice", topic="价格劝戒", on=DAY - timedelta(days=9))
    url = reverse("cases:measure_list")

    def ask(**given):
        return [row.pk for row in page.get(url, given).context["list"].page_obj]

    assert ask() == [first.pk, second.pk]
    assert ask(kind="advice") == [second.pk]
    assert ask(words="价格") == [second.pk]
    assert ask(words="便利店") == [first.pk, second.pk]
    assert ask(since=DAY.isoformat()) == [first.pk]
    assert ask(until=(DAY - timedelta(days=1)).isoformat()) == [second.pk]
    assert ask(unit=office.station.pk) == [first.pk, second.pk]
    assert ask(state="aside") == []
    assert "放宽或清除条件" in page.get(url, {"kind": "warning"}).text


def test_taking_one_back(office, shop, page, client):
    row = measure(office, shop)
    url = reverse("cases:measure_set_aside", args=[row.pk])
    assert "请写明撤销原因" in page.post(url, {"reason": " "}, follow=True).text
    assert "已撤销这条记录" in page.post(url, {"reason": "登错了店"}, follow=True).text
    assert "已经撤销" in page.post(url, {"reason": "再撤"}, follow=True).text
    listed = page.get(reverse("cases:measure_list"), {"state": "aside"}).context["list"]
    assert [m.pk for m in listed.page_obj] == [row.pk]
    other = measure(office, shop)
    client.force_login(office.second.user)
    assert client.post(reverse("cases:measure_set_aside", args=[other.pk]), {"reason": "x"}).status_code == 403


def test_the_sheet_says_what_was_explained(office, shop, page, settings):
    settings.DEMO_MODE = True
    row = measure(office, shop, explained="第一段\n第二段", laws="《价格法》", received_by="李店员")
    response = page.get(reverse("cases:measure_sheet", args=[row.pk]))
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    text = reader.pages[0].extract_text().replace(" ", "").replace("\n", "")
    assert len(reader.pages) == 1
    for words in ("柔性执法措施告知单", "事前辅导", shop.name, "第一段", "第二段", "《价格法》", "李店员", "演示"):
        assert words in text
    assert shop.uscc not in text


def test_the_sheet_of_a_withdrawn_measure_says_so():
    values = dict.fromkeys(
        ("bureau_name", "bureau_phone", "unit_name", "kind_label", "place", "party_name", "topic"), "甲"
    )
    built = measure_sheet.build(
        **values, on=DAY, explained="一\n\n二", laws="", received_by="", officers=["甲", "乙"], set_aside_reason="错"
    )
    assert (built["mark"], built["paragraphs"], built["officers_text"]) == ("已撤销", ["一", "二"], "甲、乙")


MATRIX = [
    ("cases:measure_list", {"officer", "second", "head", "legal", "leader", "supervisor", "stranger"}),
    ("cases:measure_new", {"officer", "second", "head", "stranger"}),
    ("cases:measure_party", {"officer", "second", "head", "stranger"}),
    ("cases:measure", {"officer", "second", "head", "legal", "leader", "supervisor"}),
    ("cases:measure_sheet", {"officer", "second", "head", "legal", "leader", "supervisor"}),
]


@pytest.mark.parametrize(("name", "allowed"), MATRIX)
def test_who_may_open_what(office, shop, client, name, allowed):
    row = measure(office, shop)
    url = reverse(name, args=[row.pk] if name in {"cases:measure", "cases:measure_sheet"} else [])
    for person in ("officer", "second", "stranger", "head", "legal", "leader", "supervisor", "sysadmin"):
        client.force_login(getattr(office, person).user)
        expected = {200} if person in allowed else {403, 404}
        assert client.get(url).status_code in expected, (name, person)


def test_queries_do_not_grow_with_the_rows(office, shop, page, django_assert_max_num_queries):
    measure(office, shop)
    url = reverse("cases:measure_list")
    page.get(url)
    with django_assert_max_num_queries(30) as few:
        page.get(url)
    for _ in range(3):
        measure(office, shop)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page.get(url)
