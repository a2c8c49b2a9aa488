"""Batches, items and drafts: making, saving, deleting."""

import pytest

from catalog.models import Batch, Citation, Item, ItemVersion
from catalog.services import (
    batch_create,
    batch_save,
    item_create,
    item_delete,
    item_version_delete,
    item_version_new,
    item_version_parts_save,
    item_version_save,
)
from catalog.status import LoadState
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

pytestmark = pytest.mark.django_db


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


def fresh(legal, number="Z1"):
    batch = Batch.objects.filter(bureau=legal.bureau).first() or batch_create(actor=legal, name="第一批")
    item = item_create(actor=legal, number=number, domain="价格")
    return ItemVersion(item=item, batch=batch, violation="未标价", leniency_kind="minor")


def test_batches_are_numbered_per_bureau(legal, other_legal):
    assert [batch_create(actor=legal, name=name).sequence for name in ("第一批", "第二批")] == [1, 2]
    assert batch_create(actor=other_legal, name="第一批").sequence == 1
    with pytest.raises(DomainError):
        batch_create(actor=legal, name="第一批")


def test_batch_save(legal, officer, other_legal):
    batch = batch_create(actor=legal, name="第一批")
    batch.note = "经局务会通过"
    batch_save(batch=batch, actor=legal, fields=["note"])
    assert Batch.objects.get().note == "经局务会通过"
    with pytest.raises(NotAllowed):
        batch_save(batch=batch, actor=officer)
    with pytest.raises(NotVisible):
        batch_save(batch=batch, actor=other_legal)


def test_items(legal, officer, drafts):
    with pytest.raises(NotAllowed):
        item_create(actor=officer, number="Z1", domain="价格")
    with pytest.raises(DomainError, match="编号"):
        item_create(actor=legal, number="三号", domain="价格")
    with pytest.raises(DomainError):
        item_create(actor=legal, number="R3", domain="价格")
    item = item_create(actor=legal, number="Z1", domain="价格")
    with pytest.raises(NotAllowed):
        item_delete(item=item, actor=officer)
    item_delete(item=item, actor=legal)
    with pytest.raises(TransitionRefused, match="还有版本"):
        item_delete(item=get("R3").item, actor=legal)


def test_a_new_draft_is_saved_with_the_next_number(legal):
    version = item_version_save(version=fresh(legal), actor=legal)
    assert version.version_no == 1
    assert version.load_state == LoadState.REVIEW
    with pytest.raises(TransitionRefused, match="已有草稿"):
        item_version_save(
            version=ItemVersion(item=version.item, batch=version.batch, violation="x", leniency_kind="minor"),
            actor=legal,
        )


def test_bad_values_are_refused_in_words(legal):
    version = fresh(legal)
    version.load_state = LoadState.ENABLED
    with pytest.raises(DomainError, match="未核对条文的事项不能设为"):
        item_version_save(version=version, actor=legal)
    version.load_state, version.leniency_kind = LoadState.REVIEW, "nonsense"
    with pytest.raises(DomainError, match="从宽类型"):
        item_version_save(version=version, actor=legal)


def test_only_legal_of_the_own_bureau_saves(legal, officer, other_legal):
    version = fresh(legal)
    with pytest.raises(NotAllowed):
        item_version_save(version=version, actor=officer)
    with pytest.raises(NotVisible):
        item_version_save(version=version, actor=other_legal)
    version.batch = batch_create(actor=other_legal, name="第一批")
    with pytest.raises(DomainError, match="批次"):
        item_version_save(version=version, actor=legal)


def test_a_published_version_is_not_saved(loaded, legal):
    version = get("R3")
    version.note = "x"
    with pytest.raises(TransitionRefused):
        item_version_save(version=version, actor=legal)
    with pytest.raises(TransitionRefused):
        item_version_parts_save(version=version, actor=legal, on=None)
    with pytest.raises(TransitionRefused):
        item_version_delete(version=version, actor=legal)


def test_a_new_version_copies_everything_but_the_dates(loaded, legal, other_legal):
    first = get("R3")
    draft = item_version_new(item=first.item, actor=legal)
    assert (draft.version_no, draft.state, draft.effective_from, draft.published_by) == (2, "draft", None, None)
    assert (draft.violation, draft.load_state, draft.verified) == (first.violation, first.load_state, True)

    def parts(version):
        return (
            list(version.citations.values_list("role", "statute", "statute_version", "article_label")),
            list(version.conditions.values_list("token", "text", "sort")),
        )

    assert parts(draft) == parts(first)
    with pytest.raises(TransitionRefused, match="已有草稿"):
        item_version_new(item=first.item, actor=legal)
    with pytest.raises(NotVisible):
        item_version_new(item=first.item, actor=other_legal)


def test_a_new_version_needs_an_old_one(legal):
    with pytest.raises(TransitionRefused, match="还没有任何版本"):
        item_version_new(item=item_create(actor=legal, number="Z1", domain="价格"), actor=legal)


def test_drafts_can_be_deleted(drafts, legal, officer):
    with pytest.raises(NotAllowed):
        item_version_delete(version=get("R3"), actor=officer)
    item_version_delete(version=get("R3"), actor=legal)
    assert not ItemVersion.objects.filter(item__number="R3").exists()
    assert not Citation.objects.filter(version__item__number="R3").exists()
    assert Item.objects.filter(number="R3").exists()


def test_articles_named_in_the_text_are_cited(drafts, legal, on):
    version = get("R3")
    version.citations.filter(role="violated").delete()
    item_version_parts_save(version=version, actor=legal, on=on)
    citation = version.citations.get(role="violated")
    assert citation.article_label == "第三十六条"
    assert citation.statute_version.covers(on)
    event = Event.objects.filter(verb="item_version_edit").get()
    assert "第三十六条" in event.data["fields"][0]


def test_nothing_changed_leaves_no_record(drafts, legal, on):
    item_version_parts_save(version=get("R3"), actor=legal, on=on)
    assert not Event.objects.filter(verb="item_version_edit").exists()


def test_an_unknown_statute_is_not_invented(drafts, legal, on):
    version = get("R3")
    version.violated_law = "没有的法"
    item_version_save(version=version, actor=legal)
    before = version.citations.count()
    item_version_parts_save(version=version, actor=legal, on=on)
    assert version.citations.count() == before
