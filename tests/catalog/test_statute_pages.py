"""Laws in the back office: importing one file and many, the page of a text, missing texts, citations beside each row."""

import os
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.admin import statute_desk
from catalog.models import Article, ItemVersion, Statute, StatuteVersion
from catalog.services import article_save
from xinglongtai.core.models import Event

from . import statute_world as world
from .statute_samples import GUIDE, HTML_LAW, PLAIN_LAW

pytestmark = pytest.mark.django_db
NAME = "演示条例(2024-01-05).md"


def url(name, *args):
    return reverse(f"admin:catalog_{name}", args=args)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def page(client, legal):
    client.force_login(legal.user)
    return client


def send(page, *files):
    sent = [SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode()) for name, data in files]
    return page.post(url("statute_import"), {"files": sent})


def answers(*cards, **buttons):
    """The form of the preview page, filled in."""
    given = {
        "take": "on",
        "title": "演示条例",
        "kind": "regulation",
        "version_date": "2024-01-05",
        "effective_from": "2024-03-01",
    }
    data = {f"f{n}-{name}": value for n, card in enumerate(cards) for name, value in {**given, **card}.items() if value}
    return {**data, **buttons}


class TestImport:
    def test_one_file(self, page, on):
        preview = send(page, (NAME, PLAIN_LAW))
        text = page.get(preview.url).content.decode()
        for words in (
            "没有选择效力级别",
            "5 条，6 款，3 项，2 目",
            "第四条",
            "本条例自2024年3月1日起施行。",
            'value="2024-03-01"',
        ):
            assert words in text
        assert not Statute.objects.exists()
        done = page.post(preview.url, answers({}, confirm="1"))
        version = StatuteVersion.objects.get()
        assert done.url == url("statuteversion_text", version.pk) and version.effective_from == date(2024, 3, 1)
        assert "已经导入或已过期" in page.get(preview.url, follow=True).content.decode()

    def test_many_files_with_a_table_of_facts(self, page):
        table = f"file,law_title,kind,version_date,effective_from,effective_to\n{NAME},演示条例,行政法规,2024-01-05,2024-03-01,\n"
        preview = send(
            page, (NAME, HTML_LAW), ("指南.txt", GUIDE.replace("# ", "")), ("坏.pdf", b"%PDF"), ("INDEX.csv", table)
        )
        text = page.get(preview.url).content.decode()
        assert "3 段，4 款，2 项" in text and "读不了" in text and "没有填写公布（修改）日期" in text
        guide = {"title": "演示执法指南", "kind": "guide", "version_date": "2024-02-02", "effective_from": "2024-02-02"}
        again = page.post(preview.url, answers({}, guide, again="1")).content.decode()
        assert "没有填写公布" not in again and not Statute.objects.exists()
        done = page.post(preview.url, answers({}, guide, confirm="1"), follow=True)
        assert "登记新法规 2 个" in done.content.decode() and Statute.objects.count() == 2

    def test_the_same_file_again(self, page, legal, on):
        world.load(legal, on)
        preview = send(page, (NAME, PLAIN_LAW))
        assert "文本相同，不变" in page.get(preview.url).content.decode()
        assert "文本相同，不变 1 个" in page.post(preview.url, answers({}, confirm="1"), follow=True).content.decode()
        assert Event.objects.filter(verb="statute_text_import").count() == 1

    def test_a_corrected_text_shows_the_difference_and_who_cites_it(self, page, bureau, legal, on):
        wording = world.load(legal, on)
        world.item(bureau, legal, world.cite(wording, "第二条第二款"))
        world.item(bureau, legal, world.cite(wording, "第三条之一"), number="R4")
        corrected = PLAIN_LAW.replace("十日", "二十日").replace("第三条之一 拒不改正的，处一百元以下罚款。\n", "")
        text = page.get(send(page, (NAME, corrected)).url).content.decode()
        assert "<ins>二</ins>" in text and "R3 第1版</a> 第二条第二款" in text
        assert "R4 第1版（已发布）引用的第三条之一，这个文本里没有" in text

    def test_a_later_text_says_what_it_ends(self, page, legal, on):
        world.load(legal, on)
        preview = send(page, ("演示条例(2026-06-26).md", PLAIN_LAW.replace("2024年3月1日", "2027年1月1日")))
        assert "将填为 2026-12-31" in page.get(preview.url).content.decode()

    def test_refusals(self, page):
        preview = send(page, ("坏.md", "# 坏\n第二条 甲。\n第二条 乙。"))
        assert "出现了两次" in page.get(preview.url).content.decode()
        refused = page.post(preview.url, answers({}, confirm="1")).content.decode()
        assert "不能导入" in refused and "什么都没有写入" in refused
        assert "没有勾选" in page.post(preview.url, answers({"take": ""}, confirm="1")).content.decode()
        assert "请先改正" in page.post(preview.url, answers({"version_date": "去年"}, confirm="1")).content.decode()
        assert not Statute.objects.exists()

    def test_files_that_do_not_fit(self, page, monkeypatch):
        assert "只有对照表" in send(page, ("INDEX.csv", "file,version_date\n")).content.decode()
        assert "缺少列" in send(page, (NAME, PLAIN_LAW), ("INDEX.csv", "甲,乙\n1,2\n")).content.decode()
        assert "这个字段是必填项" in page.post(url("statute_import"), {}).content.decode()
        monkeypatch.setattr("catalog.admin.statute_forms.MOST_FILES", 1)
        assert "一次最多 1 个" in send(page, (NAME, PLAIN_LAW), ("乙.md", PLAIN_LAW)).content.decode()
        monkeypatch.setattr("catalog.admin.statute_forms.MOST_BYTES", 1)
        assert "合计超过" in send(page, (NAME, PLAIN_LAW)).content.decode()

    def test_only_the_sender_and_only_for_a_day(self, page, client, legal, second_legal, officer, tmp_path):
        preview = send(page, (NAME, PLAIN_LAW))
        client.force_login(second_legal.user)
        assert client.get(preview.url).url == url("statute_import")
        client.force_login(officer.user)
        for address in (url("statute_import"), preview.url, url("statute_gaps")):
            assert client.get(address).status_code == 403
        kept = next((tmp_path / "statute_import").iterdir())
        os.utime(kept, (time.time() - 90_000,) * 2)
        client.force_login(legal.user)
        send(client, (NAME, PLAIN_LAW))
        assert not kept.exists() and statute_desk.recall("../x", legal.user) is None

    def test_viewing_is_not_importing(self, page, legal):
        from django.contrib.auth.models import Permission

        legal.user.groups.clear()
        legal.user.user_permissions.add(Permission.objects.get(codename="view_statute"))
        assert page.get(url("statute_import")).status_code == page.get(url("statute_preview", "x")).status_code == 403
        assert page.get(url("statute_gaps")).status_code == 200
        assert "statute/import" not in page.get(url("statute_changelist")).content.decode()


class TestPages:
    def test_the_text_with_its_anchors(self, page, legal, on):
        version = world.load(legal, on)
        world.load(legal, on, version_date=date(2026, 6, 26), effective_from=date(2027, 1, 1))
        text = page.get(url("statuteversion_text", version.pk)).content.decode()
        for words in (
            'id="a2.1.2"',
            "（二）第二项内容。",
            "<h2>第二章 演示义务 第一节 一般规定</h2>",
            'id="a3-1"',
            "2.其二。",
            "2026-06-26",
        ):
            assert words in text
        assert "制定本条例" in text and text.count("第一项内容") == 1

    def test_articles_typed_in_by_hand_and_none(self, page, legal):
        version = world.bare()
        assert "还没有条文" in page.get(url("statuteversion_text", version.pk)).content.decode()
        article_save(article=Article(version=version, label="第五条第二款", text="甲"), actor=legal)
        text = page.get(url("statuteversion_text", version.pk)).content.decode()
        assert "第五条第二款" in text and "不是全文" in text
        assert page.get(url("statuteversion_text", 999)).status_code == 403

    def test_missing_texts(self, page, bureau, legal, on):
        assert "还没有已发布的事项" in page.get(url("statute_gaps")).content.decode()
        wording = world.load(legal, on)
        version = world.item(bureau, legal, world.cite(wording, "第一条"))
        assert "都已载入" in page.get(url("statute_gaps")).content.decode()
        world.item(bureau, legal, world.cite(world.bare(), "第五条"), world.cite(wording, "第九条"), number="R4")
        text = page.get(url("statute_gaps")).content.decode()
        assert "没有文本的办法" in text and "第五条" in text and "缺条" in text and "2 个，其中 1 个" in text
        assert version.item.number == "R3"

    def test_the_list_of_statutes(self, page, bureau, legal, on):
        world.item(bureau, legal, world.cite(world.load(legal, on), "第一条"))
        world.bare("演示条例", date(2020, 1, 1), date(2020, 2, 1))
        world.bare()
        text = page.get(url("statute_changelist")).content.decode()
        assert "载入 1／2" in text and "未载入" in text and "尚缺文本的法规" in text
        StatuteVersion.objects.filter(text_loaded_at=None).delete()
        Statute.objects.create(title="空", kind="rule")
        text = page.get(url("statute_changelist")).content.decode()
        assert "已载入" in text and "没有登记" in text
        assert "看全文" in page.get(url("statuteversion_changelist")).content.decode()

    def test_an_imported_version_has_no_rows_to_edit(self, page, legal, on):
        version = world.load(legal, on)
        text = page.get(url("statuteversion_change", version.pk)).content.decode()
        assert "articles-TOTAL_FORMS" not in text and "导入更正的文本" in text
        text = page.get(url("statuteversion_change", world.bare().pk)).content.decode()
        assert "articles-TOTAL_FORMS" in text and "导入全文" in text


class TestSaving:
    FORM = {
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
        "articles-TOTAL_FORMS": 0,
        "articles-INITIAL_FORMS": 0,
    }

    def version(self, statute, **values):
        return {
            **self.FORM,
            "statute": statute.pk,
            "version_date": "2026-06-26",
            "effective_from": "2027-01-01",
            **values,
        }

    def test_a_new_version_wakes_the_law_watch(self, page, bureau, legal, on):
        wording = world.load(legal, on)
        world.item(bureau, legal, world.cite(wording, "第一条"))
        assert page.post(url("statuteversion_add"), self.version(wording.statute)).status_code == 302
        wording.refresh_from_db()
        assert wording.effective_to == date(2026, 12, 31) and wording.statute.changes.count() == 1

    def test_what_the_service_refuses_stands_beside_the_field(self, page, legal, on):
        wording = world.load(legal, on)
        answer = page.post(url("statuteversion_add"), self.version(wording.statute, effective_from="2026-01-01"))
        assert "施行日期不能早于公布" in answer.content.decode()
        answer = page.post(url("statuteversion_add"), self.version(wording.statute, effective_from="x"))
        assert answer.status_code == 200 and StatuteVersion.objects.count() == 1

    def test_a_refusal_is_a_message(self, page, bureau, legal, on):
        wording = world.load(legal, on)
        world.item(bureau, legal, world.cite(wording, "第一条"))
        data = {**self.FORM, "effective_from": "2024-06-01"}
        answer = page.post(url("statuteversion_change", wording.pk), data, follow=True)
        assert "没有保存：事项 R3 第1版" in answer.content.decode()

    def test_by_hand_and_away_again(self, page, legal):
        version = world.bare()
        data = {
            **self.version(version.statute, version_date="2024-03-01", effective_from="2024-03-01"),
            "articles-TOTAL_FORMS": 1,
        }
        bad = page.post(
            url("statuteversion_change", version.pk), {**data, "articles-0-label": "总则", "articles-0-text": "甲"}
        )
        assert "写法无法识别" in bad.content.decode()
        page.post(
            url("statuteversion_change", version.pk), {**data, "articles-0-label": "第5条", "articles-0-text": "甲"}
        )
        article = version.articles.get()
        assert (article.key, article.label) == ("5", "第五条")
        row = {"articles-INITIAL_FORMS": 1, "articles-0-id": article.pk, "articles-0-version": version.pk}
        row |= {"articles-0-label": "第五条", "articles-0-text": "甲", "articles-0-DELETE": "on"}
        page.post(url("statuteversion_change", version.pk), {**data, **row})
        assert not version.articles.exists()

    def test_removing(self, page, bureau, legal, on):
        version = world.load(legal, on)
        page.post(url("statute_delete", version.statute_id), {"post": "yes"})
        assert Statute.objects.exists()
        assert page.post(url("statuteversion_delete", version.pk), {"post": "yes"}).status_code == 302
        assert page.post(url("statute_delete", version.statute_id), {"post": "yes"}).status_code == 302
        assert not Statute.objects.exists()
        cited = world.load(legal, on)
        world.item(bureau, legal, world.cite(cited, "第一条"))
        assert page.post(url("statuteversion_delete", cited.pk), {"post": "yes"}).status_code == 403

    def test_a_refused_removal_is_a_message(self, page, legal, on, monkeypatch):
        version = world.load(legal, on)
        other = version.statute.versions.create(version_date=date(2020, 1, 1), effective_from=date(2020, 1, 1))
        monkeypatch.setattr(
            "catalog.admin.statutes.StatuteAdmin.get_deleted_objects", lambda *args: ([], {}, set(), [])
        )
        answer = page.post(url("statute_delete", version.statute_id), {"post": "yes"}, follow=True)
        assert "还有登记的版本" in answer.content.decode() and other.pk


class TestBesideTheItem:
    def test_each_citation_says_what_it_is(self, page, bureau, legal, on):
        wording = world.load(legal, on)
        unnamed = world.cite(None, "第一条", "leniency", statute=wording.statute)
        version = world.item(
            bureau, legal, world.cite(wording, "第二条"), world.cite(wording, "第九条", "penalty"),
            world.cite(world.bare(), "第五条"), unnamed,
        )  # fmt: skip
        text = page.get(url("itemversion_change", version.pk)).content.decode()
        for words in (
            "有条文",
            "没有该条（按 2024-01-05",
            "未载入文本",
            "未指定版本，按 2024-01-05",
            "#a2",
            "看第二条",
        ):
            assert words in text
        draft = ItemVersion.objects.get(pk=version.pk)
        assert draft.state == "published"
        assert page.get(url("itemversion_add")).status_code == 200

    def test_a_draft_can_still_be_saved(self, page, bureau, legal, on):
        version = world.draft(bureau, world.cite(world.bare(), "第五条"), publisher=legal)
        assert "未载入文本" in page.get(url("itemversion_change", version.pk)).content.decode()

    def test_before_submitting_and_publishing(self, page, bureau, legal, on):
        version = world.draft(bureau, world.cite(world.bare(), "第五条"), publisher=legal)
        address = url("itemversion_verb", "submit") + f"?id={version.pk}"
        assert "◆ 没有核对条文：《没有文本的办法》未载入文本" in page.get(address).content.decode()
        address = url("itemversion_verb", "renew") + f"?id={version.pk}"
        assert "没有核对条文" not in page.get(address).content.decode()

    def test_the_filter(self, page, bureau, legal, on):
        wording = world.load(legal, on)
        world.item(bureau, legal, world.cite(wording, "第九条"))
        world.item(bureau, legal, world.cite(wording, "第一条"), number="R4")
        shown = page.get(url("itemversion_changelist") + "?citations=bad").context["cl"]
        assert [version.item.number for version in shown.result_list] == ["R3"]
        assert page.get(url("itemversion_changelist") + "?citations=x").context["cl"].result_count == 2

    def test_the_number_of_queries_does_not_grow(self, page, bureau, legal, on, django_assert_max_num_queries):
        wording = world.load(legal, on)
        labels = ["第一条", "第二条", "第三条", "第四条", "第二条第二款", "第三条之一"]
        one = world.item(bureau, legal, world.cite(wording, "第一条"))
        many = world.item(bureau, legal, *(world.cite(wording, label) for label in labels), number="R4")
        for version in (one, many):
            with django_assert_max_num_queries(30):
                page.get(url("itemversion_change", version.pk))
