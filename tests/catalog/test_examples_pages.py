"""测试情形 by its real pages: who gets in, the form in words, the trial run, proposals, and the summary on the version."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from catalog.admin.example_form import ExampleForm
from catalog.eligibility import ItemRule
from catalog.models import Item, ItemExample, ItemVersion
from catalog.services import example_save, item_version_new
from xinglongtai.core.models import Event
from xinglongtai.core.roles import Role

from .conftest import make_person

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:catalog_itemexample_{name}", args=args)


@pytest.fixture
def item(loaded):
    return Item.objects.get(number="R3")


@pytest.fixture
def version(item):
    return ItemVersion.objects.get(item=item)


@pytest.fixture
def page(client, legal):
    client.force_login(legal.user)
    return client


def test_who_may(client, bureau, item, version, other_legal):
    example = item.examples.first()
    addresses = [url("of", version.pk), url("new", version.pk), url("proposals", version.pk)]
    addresses += [url("edit", example.pk), url("remove", example.pk)]
    for role in (Role.OFFICER, Role.LEADER, Role.SYSADMIN):
        client.force_login(make_person(bureau, f"p{role.value}", role).user)
        assert {client.get(address).status_code for address in [*addresses, url("changelist")]} == {403}
        assert {client.post(address).status_code for address in addresses} == {403}
    client.force_login(other_legal.user)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert "R3" not in client.get(url("changelist")).content.decode()
    assert item.examples.count() == 3


def test_the_list_of_all(page, item):
    text = page.get(url("changelist")).content.decode()
    assert "R3" in text and "各项都符合" in text
    assert url("edit", item.examples.first().pk) in text
    assert page.get(url("add")).status_code == 403
    assert page.get(url("change", item.examples.first().pk)).status_code == 302


def test_tried_on_a_version(page, item, version, legal, on):
    text = page.get(url("of", version.pk)).content.decode()
    assert "3 个测试情形" in text and "全部通过" in text
    example_save(item=item, actor=legal, on=on, title="不对的", facts={"costly_fix": True}, verdict="eligible")
    ItemExample.objects.create(item=item, title="读不懂的", facts={"act_days": "前天"}, verdict="eligible", sort=9)
    text = page.get(url("of", version.pk)).content.decode()
    assert "2 个不通过" in text and "不存在：纠错成本较高" in text and "读不懂" in text
    shown = page.get(reverse("admin:catalog_itemversion_change", args=[version.pk])).content.decode()
    assert "测试情形 5 个" in shown and "2 个不通过" in shown and "不存在：纠错成本较高" in shown


def test_an_item_without_any(page, item, version):
    item.examples.all().delete()
    assert "还没有测试情形" in page.get(url("of", version.pk)).content.decode()
    shown = page.get(reverse("admin:catalog_itemversion_change", args=[version.pk])).content.decode()
    assert "测试情形 0 个" in shown and "写测试情形" in shown


class TestForm:
    def test_kept_only_what_differs(self, page, item, version):
        sent = {"title": "出借执照", "verdict": "ordinary_procedure", "q_costly_fix": "yes", "q_act_days": "40"}
        sent |= {"q_no_intent": "yes", "q_party_kind": "company", "q_high_risk": "no", "q_first_offence": "unknown"}
        answer = page.post(url("new", version.pk), sent)
        assert answer.status_code == 302 and answer["Location"] == url("of", version.pk)
        kept = item.examples.get(title="出借执照")
        assert kept.facts == {
            "costly_fix": True,
            "act_days": 40,
            "party_kind": "company",
            "first_offence": "unknown",
        }
        assert Event.objects.filter(verb="example_save", target_id=str(kept.pk)).exists()

    def test_shown_again_as_kept(self, page, item, legal, on):
        facts = {"costly_fix": True, "no_intent": False, "act_days": 40, "mitigation": ["confessed"], "gone": True}
        kept = example_save(item=item, actor=legal, on=on, title="甲", facts=facts, verdict="eligible")
        answer = page.get(url("edit", kept.pk))
        form = answer.context["form"]
        assert (form["q_costly_fix"].value(), form["q_no_intent"].value(), form["q_act_days"].value()) == (
            "yes",
            "no",
            40,
        )
        assert form["q_mitigation"].value() == ["confessed"]
        assert "保存后去掉：gone" in answer.content.decode()

    def test_changed(self, page, item):
        example = item.examples.get(title="各项都符合")
        page.post(url("edit", example.pk), {"title": "全好", "verdict": "eligible", "q_goods_value": "1"})
        example.refresh_from_db()
        assert (example.title, example.facts) == ("全好", {})

    def test_tried_without_saving(self, page, item, version):
        sent = {"title": "试", "verdict": "eligible", "q_costly_fix": "yes", "try": "1"}
        text = page.post(url("new", version.pk), sent).content.decode()
        assert "转立案办理" in text and "还没有保存" in text
        assert not item.examples.filter(title="试").exists()

    def test_refusals_stay_on_the_form(self, page, item, version):
        answer = page.post(
            url("new", version.pk), {"title": "各项都符合", "verdict": "eligible", "q_costly_fix": "yes"}
        )
        assert "已有名为" in answer.content.decode()
        assert answer.context["form"]["q_costly_fix"].value() == "yes"
        wrong = page.post(url("new", version.pk), {"title": "", "verdict": "x", "q_act_days": "-1"})
        assert set(wrong.context["form"].errors) == {"title", "verdict", "q_act_days"}

    def test_fractions_and_choices(self):
        rule = ItemRule.from_dict(
            {"item_no": "T1", "conditions": ["goods_value<=500|货值", "party_role=advertiser|广告主"]}
        )
        sent = {"title": "甲", "verdict": "eligible", "q_goods_value": "0.5", "q_party_roles": ["platform"]}
        form = ExampleForm(_data(sent), rule=rule)
        assert form.is_valid(), form.errors
        assert form.answers() == {"goods_value": 0.5, "party_roles": ["platform"]}

    def test_a_doubtful_kind_of_party_is_asked_for_more(self):
        rule = ItemRule.from_dict({"item_no": "T1", "conditions": ["party_type=enterprise|企业"]})
        assert "q_party_type=enterprise" in ExampleForm(None, rule=rule, facts={"party_kind": "branch"}).fields
        form = ExampleForm(None, rule=rule, facts={"goods_value": "unknown", "act_days": "unknown"})
        assert form["q_act_days"].value() is None


def _data(values):
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


class TestProposals:
    def test_only_what_was_ticked(self, page, item, version):
        item.examples.all().delete()
        text = page.get(url("proposals", version.pk)).content.decode()
        assert "各项都符合" in text and 'name="verdict_good"' in text and "checked" not in text
        page.post(url("proposals", version.pk), {"confirmed": ["good"], "verdict_good": "eligible"})
        assert [row.title for row in item.examples.all()] == ["各项都符合"]

    def test_nothing_ticked_nothing_kept(self, page, item, version):
        page.post(url("proposals", version.pk), {"verdict_costly_fix": "ordinary_procedure"})
        assert item.examples.count() == 3

    def test_not_what_was_not_shown(self, page, item, version):
        item.examples.all().delete()
        answer = page.post(url("proposals", version.pk), {"confirmed": ["good"], "verdict_good": "not_eligible"})
        assert "重新生成" in answer.content.decode() and not item.examples.exists()

    def test_all_there_already(self, page, item, version):
        offered = page.get(url("proposals", version.pk)).context["rows"]
        sent = {"confirmed": [one.key for one, _ in offered]}
        page.post(url("proposals", version.pk), sent | {f"verdict_{one.key}": one.verdict for one, _ in offered})
        assert "都已经有了" in page.get(url("proposals", version.pk)).content.decode()


def test_taken_away_after_asking(page, item):
    example = item.examples.get(title="各项都符合")
    assert "确认删除" in page.get(url("remove", example.pk)).content.decode()
    assert item.examples.count() == 3
    page.post(url("remove", example.pk))
    assert item.examples.count() == 2


def test_a_draft_is_the_version_an_example_is_read_with(page, item, legal):
    draft = item_version_new(item=item, actor=legal)
    answer = page.get(url("edit", item.examples.first().pk))
    assert answer.context["version"] == draft
