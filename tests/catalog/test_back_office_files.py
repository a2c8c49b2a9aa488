"""The back office: files in and out, batches, items, statutes and the vocabulary."""

import io

import openpyxl
import pytest
from django.urls import reverse

from catalog.models import Batch, ConditionToken, Item, ItemVersion, Statute
from catalog.resources import HEADERS
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:catalog_{name}", args=args)


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


@pytest.fixture
def page(client, legal):
    client.force_login(legal.user)
    return client


class TestTables:
    def test_export_what_is_shown(self, page, loaded):
        sheet = page.get(url("itemversion_export", "xlsx") + "?domain=价格")
        rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
        assert list(rows[0]) == HEADERS
        assert [row[0] for row in rows[1:]] == ["C1", "C2", "C3"]

    def test_exported_text_is_no_formula(self, page, drafts):
        ItemVersion.objects.filter(item__number="R3").update(note="=HYPERLINK(1)")
        text = page.get(url("itemversion_export", "csv") + "?q=R3").content.decode("utf-8-sig")
        assert "'=HYPERLINK(1)" in text

    def test_export_costs_a_fixed_number_of_queries(self, page, loaded, django_assert_max_num_queries):
        with django_assert_max_num_queries(22):
            page.get(url("itemversion_export", "csv"))

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_template(self, page, kind):
        assert page.get(url("itemversion_template", kind)).status_code == 200


class TestOthers:
    def test_batches(self, page, legal):
        page.post(url("batch_add"), {"name": "第一批", "note": ""})
        batch = Batch.objects.get()
        assert (batch.sequence, batch.bureau) == (1, legal.bureau)
        assert "已经存在" in page.post(url("batch_add"), {"name": "第一批", "note": ""}).content.decode()
        page.post(url("batch_change", batch.pk), {"name": "第一批", "note": "新"})
        assert Batch.objects.get().note == "新"
        assert Event.objects.filter(verb="batch_edit").exists()
        assert page.post(url("batch_delete", batch.pk), {"post": "yes"}).status_code == 403

    def test_items(self, page, loaded):
        assert "编号由字母加数字组成" in page.post(url("item_add"), {"number": "三", "domain": "价格"}).content.decode()
        assert "已经存在" in page.post(url("item_add"), {"number": "R3", "domain": "价格"}).content.decode()
        assert page.post(url("item_change", get("R3").item_id), {"number": "R99"}).status_code == 403
        assert page.post(url("item_delete", get("R3").item_id), {"post": "yes"}).status_code == 403
        page.post(url("item_add"), {"number": "Z1", "domain": "价格"})
        page.post(url("item_delete", Item.objects.get(number="Z1").pk), {"post": "yes"})
        assert not Item.objects.filter(number="Z1").exists()

    def test_a_cited_statute_keeps_its_title(self, page, loaded):
        statute = get("R3").citations.filter(role="violated").get().statute
        assert 'name="title"' not in page.get(url("statute_change", statute.pk)).content.decode()
        assert page.post(url("statute_delete", statute.pk), {"post": "yes"}).status_code == 403
        version = statute.versions.get()
        assert 'name="version_date' not in page.get(url("statuteversion_change", version.pk)).content.decode()
        assert page.post(url("statuteversion_delete", version.pk), {"post": "yes"}).status_code == 403

    def test_statutes_with_versions(self, page, legal):
        data = {
            "title": "测试条例", "kind": "regulation", "versions-TOTAL_FORMS": 1, "versions-INITIAL_FORMS": 0,
            "versions-0-version_date": "2026-01-01", "versions-0-effective_from": "2026-02-01",
        }  # fmt: skip
        assert page.post(url("statute_add"), data).status_code == 302
        statute = Statute.objects.get()
        assert statute.versions.count() == 1
        assert [event.actor for event in Event.objects.filter(verb="statute_save")] == [legal, legal]
        page.post(url("statute_delete", statute.pk), {"post": "yes"})
        assert Statute.objects.exists(), "a statute with versions stays"

    def test_articles(self, page, loaded, legal):
        version = get("R3").citations.filter(role="violated").get().statute_version
        data = {
            "effective_from": version.effective_from, "note": "", "articles-TOTAL_FORMS": 1, "articles-INITIAL_FORMS": 0,
            "articles-0-label": "第一条", "articles-0-number": 1, "articles-0-text": "(条文)",
        }  # fmt: skip
        assert page.post(url("statuteversion_change", version.pk), data).status_code == 302
        assert [str(article) for article in version.articles.all()] == ["第一条"]

    def test_a_used_token_keeps_its_meaning(self, page, loaded):
        used = ConditionToken.objects.get(token="licence_valid")
        text = page.get(url("conditiontoken_change", used.pk)).content.decode()
        assert 'name="label"' not in text
        assert 'name="evidence"' in text
        assert page.post(url("conditiontoken_delete", used.pk), {"post": "yes"}).status_code == 403

    def test_a_free_token_can_be_changed(self, page, drafts):
        free = ConditionToken.objects.get(token="voluntary")
        assert 'name="label"' in page.get(url("conditiontoken_change", free.pk)).content.decode()

    def test_autocomplete_of_tokens(self, page, drafts):
        answer = page.get(
            reverse("admin:autocomplete"),
            {"app_label": "catalog", "model_name": "itemcondition", "field_name": "token", "term": "licence"},
        ).json()
        assert any("licence_valid" in row["text"] for row in answer["results"])
