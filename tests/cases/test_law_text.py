"""«看条文»: the law of the day of the act beside violations, found items, sheets; articles on the printed measure sheet."""

import io
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from cases import law_text, measure_sheet
from cases.models import Case
from cases.services import measure_record
from cases.status import MeasureKind
from catalog.services import TextEntry, statute_text_import
from catalog.statute_text import TextFacts, parse
from tests import factories as make

pytestmark = pytest.mark.django_db
TITLE = "中华人民共和国市场主体登记管理条例"
TEXT = ["# " + TITLE, "第一条 演示用的义务。", "第二条 有下列情形的，处演示罚款：", "（一）情形甲；", "（二）情形乙。"]


@pytest.fixture
def world(db):
    return make.Office()


def load(world, words=TEXT, **facts):
    told = {"title": TITLE, "kind": "regulation", "version_date": date(2021, 7, 27), "effective_from": date(2022, 3, 1)}
    entry = TextEntry(TextFacts(**{**told, **facts}), parse(words), "x.md")
    return statute_text_import(entry=entry, actor=world.legal, on=make.DAY).version


def cited(world, number="R8", wording=None, **values):
    wording = wording or load(world)
    rows = [
        {"role": role, "statute": wording.statute, "statute_version": wording, "article_label": label}
        for role, label in (("violated", "第一条"), ("penalty", "第二条第（二）项"))
    ]
    return make.item(world.bureau, number, world.legal, citations=rows, **values)


def test_on_every_page_of_the_case(client, world):
    case = world.with_violation(version=cited(world))
    client.force_login(world.officer.user)
    for name in ("cases:intake_violations", "cases:intake_assess", "cases:detail"):
        text = client.get(reverse(name, args=[case.pk])).content.decode()
        assert "看条文" in text and "演示用的义务。" in text and "（二）情形乙。" in text and "情形甲" not in text, name
    live = client.post(reverse("cases:assess_live", args=[case.pk]), {})
    assert "演示用的义务。" in live.content.decode()


def test_in_the_search_for_items(client, world):
    cited(world)
    case = world.draft()
    client.force_login(world.officer.user)
    for headers in ({}, {"HX-Request": "true"}):
        name = "cases:item_search" if headers else "cases:intake_violations"
        text = client.get(reverse(name, args=[case.pk]), {"q": "没挂执照"}, headers=headers).content.decode()
        assert "演示用的义务。" in text


def test_without_the_text_it_says_so(client, world):
    wording = load(world)
    wording.articles.all().delete()
    wording.text_loaded_at = None
    wording.save()
    case = world.with_violation(version=cited(world, wording=wording))
    client.force_login(world.officer.user)
    assert "条文未载入" in client.get(reverse("cases:detail", args=[case.pk])).content.decode()


def test_the_law_of_the_day_of_the_act(world):
    wording = load(world)
    older = load(world, ["# x", "第一条 从前的义务。"], version_date=date(2015, 1, 1), effective_from=date(2015, 1, 1),
                 effective_to=date(2022, 2, 28))  # fmt: skip
    case = world.with_violation(version=cited(world, wording=wording))
    row = case.violations.get()
    row.act_on = date(2021, 5, 1)
    law_text.attach([row])
    duty, penalty = row.passages
    assert duty.text == "演示用的义务。" and duty.beside.wording == older and duty.beside.text == "从前的义务。"
    assert penalty.beside is None and "尚未施行" in penalty.remarks[0]
    row.act_ended_on = date(2023, 1, 1)
    law_text.attach([row])
    assert row.passages[0].beside is None


def test_off_the_list_by_the_law_that_is_named(world):
    load(world)
    case = world.draft()
    case.violations.create(
        description="清单外", act_on=make.DAY, off_list_reason="轻微", off_list_law=f"《{TITLE}》第一条"
    )
    case.violations.create(description="另一个", act_on=make.DAY, off_list_reason="轻微", off_list_law="")
    rows = list(case.violations.all())
    law_text.attach(rows)
    assert [[passage.text for passage in row.passages] for row in rows] == [["演示用的义务。"], []]


def test_a_fixed_number_of_queries(world, django_assert_num_queries):
    wording = load(world)
    case = world.draft()
    for n in range(1, 5):
        version = cited(world, number=f"R{20 + n}", wording=wording)
        case.violations.create(description="甲", act_on=make.DAY, item_version=version)
    rows = list(Case.objects.get(pk=case.pk).violations.select_related("item_version"))
    for some in (rows[:1], rows):
        with django_assert_num_queries(3):
            law_text.attach(some)
    with django_assert_num_queries(0):
        law_text.attach([])
        law_text.attach_found([], make.DAY)


def test_the_measure_sheet_prints_the_articles(client, world):
    sheet = measure_sheet.build(
        bureau_name="局", bureau_phone="", unit_name="所", kind_label="指导", on=make.DAY, place="", party_name="店", topic="照",
        explained="讲解", laws="", received_by="", officers=[], articles=[("《甲》第一条", "一\n二")],
    )  # fmt: skip
    assert sheet["articles"] == [{"name": "《甲》第一条", "lines": ["一", "二"]}]


def test_a_printed_sheet_with_its_articles(client, world):
    load(world)
    shop = make.party(world.bureau, world.officer)
    data = {
        "kind": MeasureKind.GUIDANCE,
        "topic": "亮照",
        "explained": "讲解",
        "laws": f"《{TITLE}》第一条、第二条第（二）项",
    }
    row = measure_record(party=shop, actor=world.officer, on=make.DAY, data=data)
    client.force_login(world.officer.user)
    pdf = client.get(reverse("cases:measure_sheet", args=[row.pk])).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")
    assert "条文：" in text and "演示用的义务。" in text and "（二）情形乙。" in text and "情形甲" not in text
