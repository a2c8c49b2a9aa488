"""草稿 → 待审 → 已发布: a second legal person, what comes back, and whole lists that end."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from catalog.models import ItemVersion, SourceList
from catalog.services import (
    item_version_delete,
    item_version_new,
    item_version_parts_save,
    item_version_publish,
    item_version_return,
    item_version_save,
    item_version_submit,
    source_list_end,
    source_list_save,
)
from catalog.status import VersionState
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Notice

from .conftest import publish

pytestmark = pytest.mark.django_db


def get(number, **lookup):
    return ItemVersion.objects.get(item__number=number, **lookup)


@pytest.fixture
def waiting(drafts, legal, second_legal, on):
    return item_version_submit(version=get("R3"), actor=legal, on=on)


def test_a_draft_goes_to_the_second_person(waiting, legal, second_legal, on):
    assert (waiting.state, waiting.submitted_by) == (VersionState.PENDING, legal)
    assert Notice.objects.get().officer == second_legal
    published = item_version_publish(version=waiting, actor=second_legal, on=on)
    assert (published.state, published.published_by) == (VersionState.PUBLISHED, second_legal)
    assert Event.objects.filter(verb="item_version_submit", actor=legal).count() == 1


def test_a_draft_is_not_published_without_being_submitted(drafts, second_legal, on):
    with pytest.raises(TransitionRefused, match="先提交审核"):
        item_version_publish(version=get("R3"), actor=second_legal, on=on)


def test_nobody_publishes_what_they_submitted(waiting, legal, on):
    with pytest.raises(TransitionRefused, match="是您提交审核的"):
        item_version_publish(version=waiting, actor=legal, on=on)
    assert get("R3").state == VersionState.PENDING


def test_nobody_publishes_what_they_edited_last(drafts, legal, second_legal, on):
    item_version_save(version=get("R3"), actor=second_legal, fields=["note"])
    waiting = item_version_submit(version=get("R3"), actor=legal, on=on)
    assert not Notice.objects.exists()  # nobody is left who could publish it
    with pytest.raises(TransitionRefused, match="最后由您修改"):
        item_version_publish(version=waiting, actor=second_legal, on=on)


def test_editing_the_parts_counts_as_editing(drafts, second_legal, on):
    item_version_parts_save(version=get("R3"), actor=second_legal, on=on, fields=["引用条款"])
    assert get("R3").edited_by == second_legal


def test_the_database_knows_the_second_person_too(waiting, legal):
    waiting.state, waiting.published_by, waiting.published_at = "published", legal, waiting.submitted_at
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save(by_service=True)


def test_what_waits_is_locked(waiting, legal, on):
    waiting.note = "改一下"
    with pytest.raises(TransitionRefused, match="退回草稿"):
        waiting.save()
    with pytest.raises(TransitionRefused, match="退回草稿"):
        item_version_save(version=waiting, actor=legal)
    with pytest.raises(TransitionRefused):
        item_version_delete(version=waiting, actor=legal)
    with pytest.raises(TransitionRefused, match="正在待审"):
        item_version_new(item=waiting.item, actor=legal)
    with pytest.raises(TransitionRefused, match="正在待审"):
        item_version_save(version=ItemVersion(item=waiting.item, batch=waiting.batch, violation="x"), actor=legal)
    with pytest.raises(TransitionRefused, match="只有草稿可以提交"):
        item_version_submit(version=waiting, actor=legal, on=on)


def test_what_waits_holds_for_no_day(waiting, on):
    assert not waiting.covers(on)
    assert not ItemVersion.objects.in_force(on).filter(pk=waiting.pk).exists()
    assert list(ItemVersion.objects.pending()) == [waiting]


def test_what_no_longer_holds_is_refused_at_publication_too(drafts, legal, second_legal, on):
    version = get("R3")
    version.effective_to = date(2026, 12, 31)
    item_version_save(version=version, actor=legal)
    waiting = item_version_submit(version=version, actor=legal, on=on)
    with pytest.raises(TransitionRefused, match="截止日期已经过去.*退回草稿"):
        item_version_publish(version=waiting, actor=second_legal, on=date(2027, 1, 4))


def test_it_comes_back_with_a_reason(waiting, legal, second_legal, on):
    with pytest.raises(DomainError, match="退回理由"):
        item_version_return(version=waiting, actor=second_legal, reason=" ")
    back = item_version_return(version=waiting, actor=second_legal, reason="处罚概要与条文不一致")
    assert (back.state, back.submitted_by, back.return_reason) == ("draft", None, "处罚概要与条文不一致")
    assert "处罚概要" in Notice.objects.get(officer=legal).text
    with pytest.raises(TransitionRefused, match="只有待审的可以退回"):
        item_version_return(version=back, actor=second_legal, reason="x")
    assert item_version_submit(version=back, actor=legal, on=on).return_reason == ""


def test_the_submitter_may_take_it_back(waiting, legal):
    item_version_return(version=waiting, actor=legal, reason="补充条件")
    assert not Notice.objects.filter(officer=legal).exists()


def test_rights(drafts, officer, other_legal, on):
    for act in (
        lambda who: item_version_submit(version=get("R3"), actor=who, on=on),
        lambda who: item_version_return(version=get("R3"), actor=who, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            act(officer)
        with pytest.raises(NotVisible):
            act(other_legal)


# Source lists


@pytest.fixture
def source(legal):
    row = SourceList(level="province", title="省局轻微违法行为清单（示例）", effective_from=date(2026, 1, 1))
    return source_list_save(source=row, actor=legal, fields=["title"])


def on_list(number, source, legal, **values):
    version = get(number)
    version.source_list = source
    version.effective_from = date(2026, 3, 1)
    for name, value in values.items():
        setattr(version, name, value)
    return item_version_save(version=version, actor=legal)


def test_a_list_that_ends_takes_its_items_with_it(drafts, source, legal, on):
    long, short, other = "R3", "R4", "R5"
    publish(on_list(long, source, legal), legal, on)
    publish(on_list(short, source, legal, effective_to=date(2026, 12, 1)), legal, on)
    publish(get(other), legal, on)
    ended = source_list_end(source=source, actor=legal, effective_to=date(2026, 12, 31), reason="省局文件废止", on=on)
    assert [(version.item.number, before) for version, before in ended] == [(long, None)]
    assert get(long).effective_to == date(2026, 12, 31)
    assert get(short).effective_to == date(2026, 12, 1)
    assert get(other).effective_to is None
    assert SourceList.objects.get().effective_to == date(2026, 12, 31)
    assert Event.objects.get(verb="source_list_end").data["ended"] == 1


def test_a_version_does_not_outlive_its_list(drafts, source, legal, on):
    source_list_end(source=source, actor=legal, effective_to=date(2026, 12, 31), reason="到期", on=on)
    source.refresh_from_db()
    with pytest.raises(TransitionRefused, match="事项的截止日期不能更晚"):
        publish(on_list("R3", source, legal), legal, on)
    with pytest.raises(TransitionRefused, match="已于 2026-12-31 截止"):
        publish(on_list("R3", source, legal), legal, date(2027, 1, 1))
    with pytest.raises(TransitionRefused, match="施行日期不能更早"):
        publish(on_list("R3", source, legal, effective_from=date(2025, 12, 31)), legal, on)
    inside = on_list("R3", source, legal, effective_to=date(2026, 12, 31))
    assert publish(inside, legal, on).state == VersionState.PUBLISHED


def test_ending_a_list_is_refused_where_it_cannot_be(drafts, source, legal, officer, other_legal, on):
    def end(actor=legal, day=date(2026, 12, 31), reason="到期"):
        return source_list_end(source=source, actor=actor, effective_to=day, reason=reason, on=on)

    with pytest.raises(NotAllowed):
        end(actor=officer)
    with pytest.raises(NotVisible):
        end(actor=other_legal)
    with pytest.raises(DomainError, match="截止理由"):
        end(reason=" ")
    with pytest.raises(DomainError, match="早于今天"):
        end(day=date(2026, 11, 21))
    publish(on_list("R3", source, legal, effective_from=date(2027, 6, 1)), legal, on)
    with pytest.raises(TransitionRefused, match="R3 第1版在该日之后才施行"):
        end()
    source.effective_from = date(2027, 1, 1)
    source_list_save(source=source, actor=legal)
    with pytest.raises(DomainError, match="早于清单来源的施行日期"):
        end()


def test_saving_a_list(source, legal, officer, other_legal, drafts):
    with pytest.raises(NotAllowed):
        source_list_save(source=SourceList(level="city", title="市清单"), actor=officer)
    with pytest.raises(NotVisible):
        source_list_save(source=source, actor=other_legal)
    with pytest.raises(DomainError):
        source_list_save(source=SourceList(level="city", title=source.title), actor=legal)
    source.effective_to = date(2026, 1, 31)  # only through source_list_end
    assert source_list_save(source=source, actor=legal, fields=["note"]).effective_to is None
    version = get("R3")
    version.source_list = source_list_save(source=SourceList(level="city", title="他市清单"), actor=other_legal)
    with pytest.raises(DomainError, match="不属于您所在的机关"):
        item_version_save(version=version, actor=legal)
