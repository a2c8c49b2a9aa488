"""The back office, by its real pages: who gets in, what is read-only, every verb, import and export."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.admin.verbs import VERBS
from catalog.admin.versions import ItemVersionAdmin
from catalog.models import Batch, Item, ItemVersion, SourceList, StatuteVersion
from catalog.services import item_version_new, item_version_submit
from xinglongtai.core.models import Event
from xinglongtai.core.roles import Role

from .conftest import make_person, publish

pytestmark = pytest.mark.django_db
MODELS = ["sourcelist", "statute", "statuteversion", "conditiontoken", "batch", "item", "itemversion"]


def url(name, *args):
    return reverse(f"admin:catalog_{name}", args=args)


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


@pytest.fixture
def page(client, legal):
    client.force_login(legal.user)
    return client


class TestRights:
    @pytest.mark.parametrize("role", [r for r in Role if r != Role.LEGAL])
    def test_others_are_refused(self, client, bureau, role):
        client.force_login(make_person(bureau, f"p{role.value}", role).user)
        for model in MODELS:
            assert client.get(url(f"{model}_changelist")).status_code == 403, model
            assert client.get(url(f"{model}_add")).status_code == 403, model

    def test_others_cannot_import(self, client, officer):
        client.force_login(officer.user)
        assert client.post(url("itemversion_import")).status_code == 403

    @pytest.mark.parametrize("key", VERBS)
    def test_others_cannot_act(self, client, loaded, officer, key):
        client.force_login(officer.user)
        assert client.post(url("itemversion_verb", key) + f"?id={get('R3').pk}").status_code == 403
        assert get("R3").state == "published"

    def test_others_cannot_download(self, client, officer):
        client.force_login(officer.user)
        assert client.get(url("itemversion_export", "csv")).status_code == 403
        assert client.get(url("itemversion_template", "csv")).status_code == 403

    def test_an_account_without_a_person_sees_nothing(self, client, loaded, django_user_model):
        client.force_login(django_user_model.objects.create_superuser("root", password="x"))
        assert client.get(url("itemversion_changelist")).status_code == 403

    @pytest.mark.parametrize("model", MODELS)
    def test_legal_gets_every_page(self, page, loaded, model):
        assert page.get(url(f"{model}_changelist")).status_code == 200
        assert page.get(url(f"{model}_add")).status_code == 200

    def test_another_bureaus_item_is_not_there(self, client, loaded, other_legal):
        client.force_login(other_legal.user)
        assert client.get(url("itemversion_change", get("R3").pk)).status_code == 302
        assert "R3" not in client.get(url("itemversion_changelist")).content.decode()
        client.post(url("itemversion_verb", "retire") + f"?id={get('R3').pk}", {"reason": "x"})
        assert get("R3").state == "published"


class TestList:
    @pytest.fixture
    def few_rows(self, monkeypatch):
        """Where the number found is looked at and not its rows: these are most of the work."""
        monkeypatch.setattr(ItemVersionAdmin, "list_per_page", 3)

    def test_columns_and_signs(self, page, loaded):
        text = page.get(url("itemversion_changelist")).content.decode()
        for words in (
            "第1版",
            "● ",
            "已发布",
            "起步清单（示例）",
            "登记注册与公示",
            "长期",
            "2022-03-01 至",
            "停用",
            "须法制审核",
        ):
            assert words in text.replace('<span aria-hidden="true">●</span>', "● "), words

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("state=draft", 2),
            ("load_state=disabled", 11),
            ("key_area=food", 13),
            ("domain=价格", 3),
            ("validity=now", 64),
            ("validity=soon", 0),
            ("validity=old", 11),
            ("validity=unverified", 6),
            ("legal_basis_scope=3", 1),
            ("q=没挂执照", 1),
            ("q=R1", 1),
            ("batch=none", 66),
        ],
    )
    def test_filters(self, page, loaded, query, count, few_rows):
        assert page.get(url("itemversion_changelist") + f"?{query}").context["cl"].result_count == count

    def test_batch_filter(self, page, loaded, few_rows):
        batch = Batch.objects.get()
        assert page.get(url("itemversion_changelist") + f"?batch={batch.pk}").context["cl"].result_count == 66

    def test_the_number_of_queries_does_not_grow(self, page, loaded, django_assert_max_num_queries):
        one, many = url("itemversion_changelist") + "?q=R1", url("itemversion_changelist")
        for address in (one, many):
            with django_assert_max_num_queries(16):
                page.get(address)

    @pytest.mark.parametrize("model", ["item", "statute", "statuteversion", "conditiontoken", "batch"])
    def test_the_other_lists_too(self, page, loaded, model, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            page.get(url(f"{model}_changelist"))

    def test_states_that_wait_for_their_day(self, page, loaded, legal, on):
        draft = item_version_new(item=get("R3").item, actor=legal)
        draft.effective_from = date(2099, 1, 1)
        draft.save()
        publish(draft, legal, on)
        text = page.get(url("itemversion_changelist") + "?q=R3").content.decode()
        assert "2099-01-01 起施行" in text
        assert "有效至 2098-12-31" in text


class TestVersions:
    def test_published_is_read_only(self, page, loaded):
        version = get("R3")
        response = page.get(url("itemversion_change", version.pk))
        text = response.content.decode()
        assert 'name="violation"' not in text
        assert 'name="_save"' not in text
        assert "citations-0-article_label" not in text
        assert [title for title, _ in response.context["verbs"]] == ["失效", "调整截止日期", "建立新版本"]
        assert page.post(url("itemversion_change", version.pk), {"violation": "x"}).status_code == 403
        assert page.post(url("itemversion_delete", version.pk), {"post": "yes"}).status_code == 403

    def form_of(self, page, version, **changes):
        """What a browser would send back from the page of a draft."""
        forms = page.get(url("itemversion_change", version.pk)).context
        data = {}
        for name, value in forms["adminform"].form.initial.items():
            data[name] = "" if value is None else value
        for formset in forms["inline_admin_formsets"]:
            fs = formset.formset
            data |= {f"{fs.prefix}-TOTAL_FORMS": len(fs.forms), f"{fs.prefix}-INITIAL_FORMS": fs.initial_form_count()}
            for form in fs.forms:
                for name in form.fields:
                    value = form[name].value()
                    if value is not None and name != "DELETE":
                        data[f"{form.prefix}-{name}"] = value
        return data | changes

    def test_a_draft_is_edited_with_its_parts(self, page, drafts):
        version = get("R3")
        data = self.form_of(page, version, note="新备注", **{"conditions-0-text": "当场挂出"})
        response = page.post(url("itemversion_change", version.pk), data)
        assert response.status_code == 302, response.context["errors"]
        version.refresh_from_db()
        assert version.note == "新备注"
        assert version.conditions.first().text == "当场挂出"
        verbs = list(Event.objects.filter(verb="item_version_edit").values_list("data__fields", flat=True))
        assert ["note"] in verbs
        assert ["适用条件"] in verbs

    def test_what_does_not_fit_is_said_on_the_form(self, page, drafts):
        version = get("E2")
        response = page.post(url("itemversion_change", version.pk), self.form_of(page, version, load_state="enabled"))
        assert "未核对条文的事项不能设为" in response.content.decode()
        response = page.post(
            url("itemversion_change", version.pk), self.form_of(page, version, effective_to="2000-01-01")
        )
        assert "截止日期不能早于施行日期" in response.content.decode()

    def test_a_citation_of_another_statutes_version_is_refused(self, page, drafts):
        version = get("R3")
        wrong = StatuteVersion.objects.exclude(statute=version.citations.first().statute).first()
        data = self.form_of(page, version, **{"citations-0-statute_version": wrong.pk})
        assert "所选版本不属于这部法规" in page.post(url("itemversion_change", version.pk), data).content.decode()

    def test_a_draft_is_added(self, page, loaded):
        empty = {f"{part}-{key}_FORMS": 0 for part in ("citations", "conditions") for key in ("TOTAL", "INITIAL")}
        page.post(url("item_add"), {"number": "Z1", "domain": "价格"})
        values = {
            "item": Item.objects.get(number="Z1").pk,
            "batch": Batch.objects.get().pk,
            "violation": "未标价",
            "violated_law": "中华人民共和国价格法",
            "violated_article": "第十三条第一款",
            "leniency_kind": "first_offence",
            "legal_basis_scope": "1",
            "load_state": "needs_legal_review",
            **empty,
        }
        response = page.post(url("itemversion_add"), values)
        assert response.status_code == 302, response.context["errors"]
        version = get("Z1")
        assert version.citations.get().article_label == "第十三条第一款"
        again = page.post(url("itemversion_add"), values)
        assert "已有草稿" in again.content.decode()

    def test_a_draft_is_deleted_by_the_service(self, page, drafts):
        version = get("R3")
        assert page.post(url("itemversion_delete", version.pk), {"post": "yes"}).status_code == 302
        assert not ItemVersion.objects.filter(pk=version.pk).exists()
        assert Event.objects.filter(verb="item_version_delete").exists()

    def test_there_is_no_bulk_delete(self, page, loaded):
        ids = list(ItemVersion.objects.values_list("pk", flat=True))
        page.post(url("itemversion_changelist"), {"action": "delete_selected", "_selected_action": ids, "post": "yes"})
        assert ItemVersion.objects.count() == 66

    def test_history(self, page, loaded, other_legal, client):
        page.post(url("itemversion_verb", "end") + f"?id={get('R3').pk}", {"effective_to": "2099-12-31"})
        text = page.get(url("itemversion_history", get("R3").pk)).content.decode()
        assert "调整有效期：R3 第1版，截止日 长期 → 2099年12月31日" in text
        assert "fazhi" in text
        client.force_login(other_legal.user)
        assert client.get(url("itemversion_history", get("R3").pk)).status_code == 302


class TestVerbs:
    def test_the_action_leads_to_the_question(self, page, drafts):
        ids = [get(number).pk for number in ("R3", "C10")]
        response = page.post(
            url("itemversion_changelist"), {"action": "action_submit", "_selected_action": ids}, follow=True
        )
        text = response.content.decode()
        assert "确认提交审核" in text
        assert "没有引用违反条款" in text
        assert get("R3").state == "draft", "nothing happens before confirming"

    @pytest.mark.parametrize(
        ("name", "words"),
        [("retire", "失效理由"), ("renew", "复制最新版本"), ("publish", "审核发布"), ("return", "退回理由")],
    )
    def test_the_other_actions(self, page, loaded, name, words):
        data = {"action": f"action_{name}", "_selected_action": [get("R3").pk]}
        assert words in page.post(url("itemversion_changelist"), data, follow=True).content.decode()

    def test_each_row_has_its_result(self, page, drafts, client, second_legal):
        chosen = "?" + "&".join(f"id={get(n).pk}" for n in ("R3", "C10", "R1"))
        text = page.post(url("itemversion_verb", "submit") + chosen).content.decode()
        assert get("R3").state == get("R1").state == "pending"
        assert "提交审核 2 条，没有办理 1 条" in text
        assert "C10 第1版不能提交审核" in text
        assert (
            "✕ 是您提交审核的，须由另一名法制人员审核"
            in page.get(url("itemversion_verb", "publish") + chosen).content.decode()
        )
        text = page.post(url("itemversion_verb", "publish") + chosen).content.decode()
        assert "审核发布 0 条，没有办理 3 条" in text
        client.force_login(second_legal.user)
        text = client.post(url("itemversion_verb", "publish") + chosen).content.decode()
        assert get("R3").state == get("R1").state == "published"
        assert "审核发布 2 条，没有办理 1 条" in text
        assert "C10 第1版还是草稿" in text

    def test_only_the_second_person_is_offered_to_publish(self, page, drafts, legal, second_legal, client, on):
        version = item_version_submit(version=get("R3"), actor=legal, on=on)
        shown = page.get(url("itemversion_change", version.pk))
        assert [title for title, _ in shown.context["verbs"]] == ["退回草稿"]
        assert "由另一名法制人员审核发布或退回" in shown.content.decode()
        client.force_login(second_legal.user)
        shown = client.get(url("itemversion_change", version.pk))
        assert [title for title, _ in shown.context["verbs"]] == ["审核发布", "退回草稿"]
        assert (
            client.post(url("itemversion_verb", "return") + f"?id={version.pk}", {"reason": "缺证据要求"}).status_code
            == 302
        )
        assert "上次提交被退回：缺证据要求" in client.get(url("itemversion_change", version.pk)).content.decode()

    def test_retire_wants_a_reason(self, page, loaded):
        address = url("itemversion_verb", "retire") + f"?id={get('R3').pk}"
        assert page.post(address, {"reason": ""}).status_code == 200
        assert get("R3").state == "published"
        assert page.post(address, {"reason": "条例修改"}).status_code == 302
        assert get("R3").state == "retired"
        assert "失效理由：条例修改" in page.get(url("itemversion_change", get("R3").pk)).content.decode()

    def test_end(self, page, loaded):
        address = url("itemversion_verb", "end") + f"?id={get('R3').pk}"
        page.post(address, {"effective_to": "2099-12-31"})
        assert get("R3").effective_to == date(2099, 12, 31)

    def test_renew_opens_the_draft(self, page, loaded):
        response = page.post(url("itemversion_verb", "renew") + f"?id={get('R3').pk}", follow=True)
        assert get("R3", state="draft").version_no == 2
        assert 'name="violation"' in response.content.decode()

    def test_what_does_not_fit_is_said_before(self, page, loaded):
        assert (
            "当前为“已发布”，不能审核发布"
            in page.get(url("itemversion_verb", "publish") + f"?id={get('R3').pk}").content.decode()
        )

    def test_nothing_chosen_and_no_such_verb(self, page, loaded):
        assert "没有选中任何事项" in page.get(url("itemversion_verb", "publish")).content.decode()
        assert (
            "没有选中任何事项" in page.post(url("itemversion_verb", "publish") + "?id=x", follow=True).content.decode()
        )
        assert page.get(url("itemversion_verb", "nonsense")).status_code == 403


class TestCompare:
    def test_the_difference_is_readable(self, page, loaded, legal):
        draft = item_version_new(item=get("R3").item, actor=legal)
        draft.violation = draft.violation.replace("营业执照", "营业执照正本")
        draft.correction_days_max = 3
        draft.save()
        draft.conditions.first().delete()
        text = page.get(url("itemversion_compare", draft.pk)).content.decode()
        assert "<ins>正本</ins>" in text
        assert "最长改正期限" in text and "适用条件" in text
        assert "3 处不同" in text or "4 处不同" in text  # the dates of the old version are not taken over
        assert "相比，" in page.get(url("itemversion_change", draft.pk)).content.decode()

    def test_one_version_has_nothing_to_compare_with(self, page, loaded):
        response = page.get(url("itemversion_compare", get("R3").pk), follow=True)
        assert "只有一个版本" in response.content.decode()

    def test_the_version_asked_for(self, page, loaded, legal, on):
        second = item_version_new(item=get("R3").item, actor=legal)
        second.effective_from, second.note = date(2027, 1, 1), "二"
        second.save()
        publish(second, legal, on)
        third = item_version_new(item=second.item, actor=legal)
        address = url("itemversion_compare", third.pk)
        assert page.get(address).context["old"] == second
        assert page.get(address + "?with=1").context["old"].version_no == 1
        assert page.get(address + "?with=99&x=abc").context["old"] == second

    def test_another_bureaus_versions_are_not_there(self, client, loaded, other_legal):
        client.force_login(other_legal.user)
        assert client.get(url("itemversion_compare", get("R3").pk)).status_code == 302


class TestSourceLists:
    def test_a_list_is_registered_and_ends_with_its_items(self, page, drafts, legal, on):
        page.post(
            url("sourcelist_add"),
            {"level": "province", "title": "省清单（示例）", "document_number": "×市监发〔2026〕×号"},
        )
        source = SourceList.objects.get()
        assert source.bureau == legal.bureau
        version = get("R3")
        version.source_list = source
        version.save()
        publish(version, legal, on)
        assert page.get(url("itemversion_changelist") + f"?source={source.pk}").context["cl"].result_count == 1
        assert page.get(url("itemversion_changelist") + "?source=none").context["cl"].result_count == 65
        assert "1 条" in page.get(url("sourcelist_changelist")).content.decode()
        address = url("sourcelist_end", source.pk)
        assert version.violation in page.get(address).content.decode()
        assert (
            "截止日期不能早于今天"
            in page.post(address, {"effective_to": "2026-01-01", "reason": "废止"}).content.decode()
        )
        response = page.post(address, {"effective_to": "2026-12-31", "reason": "废止"}, follow=True)
        assert "随之截止 1 条" in response.content.decode()
        assert get("R3").effective_to == date(2026, 12, 31)

    def test_guards(self, client, page, drafts, legal, officer, other_legal):
        page.post(url("sourcelist_add"), {"level": "city", "title": "市清单"})
        address = url("sourcelist_end", SourceList.objects.get().pk)
        client.force_login(other_legal.user)
        assert client.get(address).status_code == 404
        client.force_login(officer.user)
        assert client.get(address).status_code == 403
        legal.user.groups.first().permissions.remove(Permission.objects.get(codename="publish_itemversion"))
        client.force_login(legal.user)
        assert client.post(address, {"effective_to": "2026-12-31", "reason": "x"}).status_code == 403
