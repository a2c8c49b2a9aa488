"""Publishing, ending, retiring: what is allowed, what is refused, what is recorded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Citation, ItemCondition, ItemVersion
from catalog.selectors import version_in_force
from catalog.services import (
    item_version_new,
    item_version_publish,
    item_version_retire,
    item_version_save,
    item_version_set_end,
)
from catalog.status import NEXT_STEP, TRANSITIONS, VersionState, may_change
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event

from .conftest import colleague_of, publish

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 23)


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


def successor(number, legal, start, **values):
    """A saved draft that follows the published version of ``number``."""
    draft = item_version_new(item=get(number, state="published").item, actor=legal)
    draft.effective_from = start
    for name, value in values.items():
        setattr(draft, name, value)
    return item_version_save(version=draft, actor=legal, fields=["effective_from"])


@pytest.mark.parametrize("old", VersionState.values)
@pytest.mark.parametrize("new", VersionState.values)
def test_every_pair_of_states(old, new):
    allowed = {("draft", "pending"), ("pending", "draft"), ("pending", "published"), ("published", "retired")}
    assert may_change(old, new) == ((old, new) in allowed)
    assert set(TRANSITIONS) == set(NEXT_STEP) == set(VersionState)


def test_publish_records_who_and_when(drafts, legal, on):
    version = publish(get("R3"), legal, on)
    assert version.state == VersionState.PUBLISHED
    assert (version.submitted_by, version.published_by) == (legal, colleague_of(legal.bureau))
    assert version.published_at
    event = Event.objects.filter(verb="item_version_publish").get()
    assert event.data["number"] == "R3"
    assert event.thread == f"item:{version.item_id}"


def test_publish_needs_the_right_and_the_own_bureau(drafts, officer, other_legal, on):
    with pytest.raises(NotAllowed):
        item_version_publish(version=get("R3"), actor=officer, on=on)
    with pytest.raises(NotVisible):
        item_version_publish(version=get("R3"), actor=other_legal, on=on)


def test_publish_twice_is_refused(loaded, legal, on):
    with pytest.raises(TransitionRefused, match="只有待审的可以发布"):
        item_version_publish(version=get("R3"), actor=colleague_of(legal.bureau), on=on)


def test_an_incomplete_draft_says_everything_that_is_missing(drafts, legal, on):
    version = get("R3")
    version.effective_from = None
    version.penalty_structure = ""
    version.save()
    version.citations.all().delete()
    version.conditions.all().delete()
    with pytest.raises(TransitionRefused) as refusal:
        publish(version, legal, on)
    for words in ("施行日期", "违反条款", "处罚条款", "处罚结构", "适用条件", "没有登记为引用条款"):
        assert words in refusal.value.message


def test_a_draft_whose_end_has_passed_is_refused(drafts, legal, on):
    version = get("T1")
    with pytest.raises(TransitionRefused, match="截止日期已经过去"):
        publish(version, legal, date(2027, 1, 1))


def test_the_predecessor_ends_the_day_before(loaded, legal, on):
    first = get("R3")
    second = publish(successor("R3", legal, date(2027, 1, 1)), legal, on)
    first.refresh_from_db()
    assert (first.state, first.effective_to) == (VersionState.RETIRED, date(2026, 12, 31))
    assert version_in_force(item=first.item, on=date(2026, 12, 31)) == first
    assert version_in_force(item=first.item, on=date(2027, 1, 1)) == second
    assert Event.objects.filter(verb="item_version_closed").count() == 1


def test_a_predecessor_that_ends_earlier_keeps_its_end(loaded, legal, on):
    item_version_set_end(version=get("R3"), actor=legal, effective_to=date(2026, 12, 31), on=on)
    second = publish(successor("R3", legal, date(2027, 3, 1)), legal, on)
    assert get("R3", version_no=1).effective_to == date(2026, 12, 31)
    assert version_in_force(item=second.item, on=date(2027, 2, 1)) is None


def test_a_successor_needs_the_law_of_its_first_day(loaded, legal, on):
    with pytest.raises(TransitionRefused, match="已于 2026-12-31 失效"):
        publish(successor("T1", legal, date(2027, 3, 1)), legal, on)


@pytest.mark.parametrize("start", [date(2026, 11, 21), date(2022, 3, 1)])
def test_a_successor_cannot_start_in_the_past(loaded, legal, on, start):
    with pytest.raises(TransitionRefused, match="施行日期不能早于发布当日"):
        publish(successor("R3", legal, start), legal, on)


def test_a_successor_must_start_after_its_predecessor(drafts, legal, on):
    version = get("R3")
    version.effective_from = date(2027, 6, 1)
    item_version_save(version=version, actor=legal)
    publish(version, legal, on)
    with pytest.raises(TransitionRefused, match="须晚于第1版"):
        publish(successor("R3", legal, date(2027, 1, 1)), legal, on)


def test_overlap_with_a_retired_range_is_refused(loaded, legal, on):
    second = publish(successor("R3", legal, TOMORROW), legal, on)
    item_version_retire(version=second, actor=legal, on=date(2027, 5, 1), reason="试行结束")
    third = item_version_new(item=second.item, actor=legal)
    third.effective_from = date(2027, 4, 30)
    item_version_save(version=third, actor=legal)
    with pytest.raises(TransitionRefused, match="重叠"):
        publish(third, legal, on)


def test_retire(loaded, legal, on):
    version = item_version_retire(version=get("R3"), actor=legal, on=on, reason=" 条例修改 ")
    assert (version.state, version.effective_to) == (VersionState.RETIRED, on - timedelta(days=1))
    assert (version.retired_by, version.retire_reason) == (legal, "条例修改")
    assert version_in_force(item=version.item, on=on) is None
    assert version_in_force(item=version.item, on=on - timedelta(days=1)) == version


def test_retire_keeps_an_earlier_end(loaded, legal):
    version = item_version_retire(version=get("T1"), actor=legal, on=date(2027, 6, 1), reason="新商标法施行")
    assert version.effective_to == date(2026, 12, 31)


def test_retire_before_the_first_day_leaves_an_empty_range(drafts, legal, on):
    version = get("R3")
    version.effective_from = date(2027, 1, 1)
    item_version_save(version=version, actor=legal)
    publish(version, legal, on)
    version = item_version_retire(version=version, actor=legal, on=on, reason="发布有误")
    assert version_in_force(item=version.item, on=date(2027, 1, 1)) is None
    assert version_in_force(item=version.item, on=on) is None


def test_retire_refusals(loaded, legal, officer, on):
    with pytest.raises(DomainError, match="失效理由"):
        item_version_retire(version=get("R3"), actor=legal, on=on, reason=" ")
    with pytest.raises(NotAllowed):
        item_version_retire(version=get("R3"), actor=officer, on=on, reason="x")
    with pytest.raises(TransitionRefused, match="只有已发布的可以办理失效"):
        item_version_retire(version=get("C10"), actor=legal, on=on, reason="x")


def test_set_end(loaded, legal, on):
    version = item_version_set_end(version=get("R3"), actor=legal, effective_to=date(2026, 12, 31), on=on)
    assert version_in_force(item=version.item, on=date(2027, 1, 1)) is None
    version = item_version_set_end(version=version, actor=legal, effective_to=None, on=on)
    assert version_in_force(item=version.item, on=date(2030, 1, 1)) == version
    assert Event.objects.filter(verb="item_version_shorten").count() == 2


def test_set_end_refusals(loaded, legal, officer, on):
    with pytest.raises(NotAllowed):
        item_version_set_end(version=get("R3"), actor=officer, effective_to=None, on=on)
    with pytest.raises(DomainError, match="不能早于今天"):
        item_version_set_end(version=get("R3"), actor=legal, effective_to=on - timedelta(days=1), on=on)
    with pytest.raises(TransitionRefused, match="只有已发布的"):
        item_version_set_end(version=get("C10"), actor=legal, effective_to=None, on=on)


def test_the_database_holds_when_services_are_passed_by(loaded, legal):
    """At most one published version and one draft an item; no enabled item without verified articles."""
    item = get("R3").item
    fields = {"item": item, "batch": get("R3").batch, "violation": "x", "leniency_kind": "minor"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(**fields, version_no=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(**fields, version_no=2, load_state="enabled", verified=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(**fields, version_no=2, key_area="nonsense")
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion(**fields, version_no=2, state="published", effective_from=TOMORROW).save(by_service=True)


class TestLocks:
    """Every other door to a published version is shut."""

    def test_save(self, loaded):
        version = get("R3")
        version.violation = "改了"
        with pytest.raises(TransitionRefused, match="不能修改"):
            version.save()
        with pytest.raises(TransitionRefused):
            version.save(by_service=True)

    def test_state_by_hand(self, drafts):
        version = get("R3")
        version.state = VersionState.PUBLISHED
        with pytest.raises(TransitionRefused, match="只能通过"):
            version.save()

    def test_end_by_hand(self, loaded):
        version = get("R3")
        version.effective_to = date(2026, 12, 1)
        with pytest.raises(TransitionRefused):
            version.save()

    def test_an_unchanged_save_is_harmless(self, loaded):
        get("R3").save()

    def test_queryset(self, loaded):
        rows = ItemVersion.objects.filter(item__number="R3")
        for act in (
            lambda: rows.update(violation="x"),
            lambda: rows.update(state="draft"),
            lambda: rows.delete(),
            lambda: ItemVersion.objects.bulk_update([rows.get()], ["violation"]),
            lambda: ItemVersion.objects.bulk_update([rows.get()], ["state"]),
            lambda: ItemVersion.objects.bulk_create([rows.get()]),
            lambda: rows.get().delete(),
        ):
            with pytest.raises(TransitionRefused):
                act()
        assert rows.get().violation != "x"

    def test_queryset_on_drafts(self, drafts):
        rows = ItemVersion.objects.filter(item__number="R3")
        assert rows.update(note="n") == 1
        version = rows.get()
        version.note = "m"
        ItemVersion.objects.bulk_update([version], ["note"])
        assert rows.get().note == "m"
        rows.delete()
        assert not rows.exists()

    def test_parts(self, loaded):
        version = get("R3")
        citation, condition = version.citations.first(), version.conditions.first()
        draft = get("C10")
        for act in (
            lambda: citation.save(),
            lambda: citation.delete(),
            lambda: version.citations.all().delete(),
            lambda: version.citations.update(article_label="第一条"),
            lambda: Citation.objects.bulk_update([citation], ["article_label"]),
            lambda: Citation.objects.bulk_create([Citation(version=version, role="related", statute=citation.statute)]),
            lambda: Citation.objects.create(version=version, role="related", statute=citation.statute),
            lambda: draft.conditions.update(version=version),
            lambda: condition.delete(),
            lambda: ItemCondition.objects.filter(version=version).delete(),
        ):
            with pytest.raises(TransitionRefused):
                act()

    def test_a_part_cannot_be_moved_out_of_a_published_version(self, loaded):
        citation = get("R3").citations.first()
        citation.version = get("C10")
        with pytest.raises(TransitionRefused):
            citation.save()
        with pytest.raises(TransitionRefused):
            Citation.objects.bulk_update([citation], ["version"])

    def test_parts_of_drafts_are_free(self, drafts):
        version = get("R3")
        citation = version.citations.first()
        citation.article_label = "第一条"
        citation.save()
        Citation.objects.bulk_update([citation], ["article_label"])
        citation.delete()
        version.delete()
        assert not ItemVersion.objects.filter(item__number="R3").exists()
