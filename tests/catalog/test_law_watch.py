"""Tasks of the law watch: found, told, kept in step. The 商标法 and the starter list on their days."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Citation, ItemVersion, LawChange, StatuteVersion, TouchedItem
from catalog.selectors import find_items, item_rule
from catalog.services import (
    item_version_new,
    item_version_publish,
    item_version_retire,
    item_version_save,
    item_version_submit,
    law_changes_note,
    statute_changed,
)
from catalog.status import ChangeDecision, ChangeKind, LoadState, TaskStanding
from catalog.suspension import suspended
from tests.catalog.law_stage import (
    RENUMBERED,
    TRADEMARK_ENDS,
    TRADEMARK_NEW,
    competition_law,
    lottery_item,
    trademark_item,
    trademark_law,
)
from tests.factories import Office
from xinglongtai.core.models import Event, Notice, Parameter

pytestmark = pytest.mark.django_db
AHEAD = date(2026, 11, 22)


def tasks(change, **lookup):
    return sorted(change.touched.filter(**lookup).values_list("version__item__number", flat=True))


class TestStarterList:
    """What the starter list shows on 2026-11-22, 2026-12-31 and 2027-01-01."""

    def test_the_trademark_items_are_tasks(self, loaded, legal, on):
        law_changes_note(on=on)
        change = LawChange.objects.get(statute__short_title="商标法")
        assert (change.kind, change.effective_on) == (ChangeKind.ENDS, TRADEMARK_NEW)
        assert tasks(change) == ["T1", "T2", "T3", "T4"]
        assert {row.standing(on) for row in change.touched.all()} == {TaskStanding.EXPIRES}
        assert change.headline == "《商标法》自2027年1月1日起现有文本失效"
        notice = Notice.objects.get(officer=legal, key=f"law:{change.pk}:999")
        assert notice.text == (
            "《商标法》自2027年1月1日起现有文本失效，涉及 4 条清单事项，还有40天生效，请在此前处理，未处理的届时不能适用"
        )

    def test_found_until_the_last_day_and_not_on_the_first(self, loaded, bureau, on):
        law_changes_note(on=on)
        for number in ("T1", "T2", "T3", "T4"):
            version = ItemVersion.objects.with_parts().get(item__number=number)
            assert number in [m.version.item.number for m in find_items(bureau=bureau, words=number, on=TRADEMARK_ENDS)]
            assert find_items(bureau=bureau, words=number, on=TRADEMARK_NEW) == []
            assert item_rule(version, TRADEMARK_ENDS).suspended == ""
            assert not ItemVersion.objects.in_force(TRADEMARK_NEW).filter(pk=version.pk).exists()

    def test_what_was_behind_at_loading_is_listed_and_stays_usable(self, loaded, bureau, on):
        law_changes_note(on=on)
        food = LawChange.objects.get(statute__short_title="食品安全法")
        assert food.effective_on == date(2025, 12, 1) and len(tasks(food)) == 11
        assert {row.standing(on) for row in food.touched.all()} == {TaskStanding.KNOWING}
        rows = ItemVersion.objects.filter(law_changes__change=food)
        assert suspended(rows, on) == {}
        assert set(rows.values_list("load_state", flat=True)) <= {LoadState.REVIEW, LoadState.DISABLED}

    def test_the_lottery_item_rests_on_the_new_numbers(self, loaded, on):
        law_changes_note(on=on)
        assert not TouchedItem.objects.filter(version__item__number="T5").exists()

    def test_twice_is_once(self, loaded, on):
        law_changes_note(on=on)
        before = (LawChange.objects.count(), TouchedItem.objects.count(), Notice.objects.count(), Event.objects.count())
        again = law_changes_note(on=on)
        assert (again.changes, again.touched, again.dropped, again.notices) == ([], 0, 0, 0)
        after = (LawChange.objects.count(), TouchedItem.objects.count(), Notice.objects.count(), Event.objects.count())
        assert after == before


@pytest.fixture
def trademark(office):
    return trademark_item(office, trademark_law())


class TestNoting:
    def test_horizon(self, office, trademark):
        start = TRADEMARK_NEW - timedelta(days=180)
        assert law_changes_note(on=start - timedelta(days=1)).changes == []
        assert len(law_changes_note(on=start).changes) == 1
        assert trademark.law_changes.get().standing(start) == TaskStanding.AHEAD
        assert trademark.law_changes.get().standing(TRADEMARK_NEW) == TaskStanding.SUSPENDED

    def test_horizon_of_each_bureau(self, office, trademark):
        far = Office("far")
        trademark_item(far, StatuteVersion.objects.get())
        Parameter.objects.create(bureau=far.bureau, key="catalog.law_watch_days", value="10")
        law_changes_note(on=AHEAD)
        assert list(TouchedItem.objects.values_list("version__item__bureau", flat=True)) == [office.bureau.pk]
        assert LawChange.objects.for_bureau(far.bureau).count() == 0
        assert LawChange.objects.for_bureau(office.bureau).undecided().get().open_count == 1

    def test_reminders(self, office, trademark):
        def told(day):
            law_changes_note(on=day)
            return list(Notice.objects.filter(officer=office.legal).order_by("pk").values_list("key", flat=True))

        change = law_changes_note(on=AHEAD).changes[0]
        wanted = [f"law:{change.pk}:999"]
        assert told(AHEAD) == wanted
        assert told(TRADEMARK_NEW - timedelta(days=31)) == wanted
        for left in (30, 7, 1, 0):
            wanted.append(f"law:{change.pk}:{left}")
            assert told(TRADEMARK_NEW - timedelta(days=left)) == wanted
        assert told(TRADEMARK_NEW + timedelta(days=90)) == wanted
        assert "已经生效，尚未处理" in Notice.objects.filter(officer=office.legal).order_by("pk").last().text
        assert not Notice.objects.filter(officer=office.officer).exists()

    def test_an_end_becomes_a_new_text_and_keeps_what_was_decided(self, office, trademark):
        change = law_changes_note(on=AHEAD).changes[0]
        old = StatuteVersion.objects.get()
        new = StatuteVersion.objects.create(
            statute=old.statute, version_date=date(2026, 6, 26), effective_from=TRADEMARK_NEW
        )
        found = statute_changed(statute=old.statute, actor=office.legal, on=AHEAD)
        change.refresh_from_db()
        assert found.changes == [] and (change.kind, change.version) == (ChangeKind.NEW_TEXT, new)
        assert change.touched.count() == 1 and change.headline.endswith("施行新文本")
        assert Event.objects.filter(verb="law_change_correct", actor=office.legal).count() == 1

    def test_a_corrected_date_takes_the_task_away(self, office, trademark):
        law_changes_note(on=AHEAD)
        StatuteVersion.objects.update(effective_to=None)
        found = law_changes_note(on=AHEAD)
        assert found.dropped == 1 and not LawChange.objects.exists()

    def test_a_moved_date_moves_the_change(self, office, trademark):
        change = law_changes_note(on=AHEAD).changes[0]
        StatuteVersion.objects.update(effective_to=date(2027, 1, 31))
        law_changes_note(on=AHEAD)
        change.refresh_from_db()
        assert change.effective_on == date(2027, 2, 1) and change.touched.count() == 1

    def test_another_statute_is_left_alone(self, office, trademark):
        lottery_item(office, competition_law()[0])
        law_changes_note(on=AHEAD)
        StatuteVersion.objects.update(effective_to=None)
        statute_changed(statute=trademark.citations.first().statute, actor=office.legal, on=AHEAD)
        assert TouchedItem.objects.filter(version=trademark).count() == 0
        assert LawChange.objects.get().statute.short_title == "反不正当竞争法"


def replaced(office, version, wording, start, on):
    """A next version of ``version`` on ``wording``, published by the second legal person."""
    draft = item_version_new(item=version.item, actor=office.legal)
    draft.effective_from = start
    draft.load_state = LoadState.REVIEW
    draft.effective_to = None
    Citation.objects.filter(version=draft).update(statute_version=wording)
    item_version_save(version=draft, actor=office.legal, fields=["effective_from"])
    item_version_submit(version=draft, actor=office.legal, on=on)
    return item_version_publish(version=draft, actor=office.legal_2, on=on)


class TestAfterPublishing:
    def test_a_version_on_the_new_text_replaces(self, office):
        old, new = competition_law()
        first = lottery_item(office, old)
        law_changes_note(on=RENUMBERED - timedelta(days=20))
        second = replaced(office, first, new, RENUMBERED, RENUMBERED - timedelta(days=5))
        task = first.law_changes.get()
        assert (task.decision, task.decided_by, task.reason) == (
            ChangeDecision.REPLACED,
            office.legal_2,
            "由第2版接替",
        )
        assert not second.law_changes.exists()
        assert suspended([first, second], RENUMBERED + timedelta(days=1)) == {}

    def test_a_version_on_the_old_text_is_a_task_of_its_own(self, office, trademark):
        law_changes_note(on=AHEAD)
        wording = StatuteVersion.objects.get()
        second = replaced(office, trademark, wording, AHEAD + timedelta(days=1), AHEAD)
        assert not trademark.law_changes.exists()  # ends before the change, somebody saw to it
        assert second.law_changes.get().decision == ChangeDecision.UNTOUCHED

    def test_one_that_ends_after_the_change_is_suspended_until_then(self, office):
        old, new = competition_law()
        first = lottery_item(office, old)
        law_changes_note(on=RENUMBERED)
        second = replaced(office, first, new, RENUMBERED + timedelta(days=30), RENUMBERED + timedelta(days=10))
        found = suspended([first, second], RENUMBERED + timedelta(days=20))
        assert set(found) == {first.pk}

    def test_ending_an_item_settles_it(self, office, trademark):
        law_changes_note(on=AHEAD)
        item_version_retire(version=trademark, actor=office.legal, on=TRADEMARK_NEW, reason="新法另行规定")
        task = trademark.law_changes.get()
        assert (task.decision, task.reason) == (ChangeDecision.ENDED, "新法另行规定")
        assert task.standing(AHEAD) == ""

    def test_a_retired_version_that_still_holds_past_the_change_is_a_task(self, office, trademark):
        item_version_retire(version=trademark, actor=office.legal, on=date(2027, 3, 1), reason="不再需要")
        law_changes_note(on=AHEAD)
        assert trademark.law_changes.get().decision == ChangeDecision.UNTOUCHED
        law_changes_note(on=date(2027, 3, 1))
        assert not trademark.law_changes.exists()


class TestCommand:
    def run(self, *args):
        out = StringIO()
        call_command("law_watch", *args, stdout=out)
        return out.getvalue()

    def test_dry_run_leaves_nothing(self, office, trademark):
        told = self.run("--date", "2026-11-22", "--dry-run")
        assert told.startswith("（试运行）新发现变动 1 项，新增待处理 1 条") and "（还有40天），未处理 1 条" in told
        assert not LawChange.objects.exists() and not Notice.objects.exists()

    def test_run_and_again(self, office, trademark):
        assert self.run("--date", "2027-01-02").startswith("新发现变动 1 项")
        again = self.run("--date", "2027-01-02")
        assert again.startswith("新发现变动 0 项，新增待处理 0 条，撤去 0 条，提醒 0 条") and "（已生效）" in again
        assert self.run().startswith("新发现变动 0 项")

    def test_bad_date(self, office):
        with pytest.raises(CommandError, match="请写成 2026-11-22"):
            self.run("--date", "明天")
