"""The record proves itself: every way of changing it past the programme is found and named."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from tests.record_stage import seal_now, tampered, write
from xinglongtai.core import audit, keys
from xinglongtai.core.models import Event, EventLink, EventSeal
from xinglongtai.core.record import canonical, checking, heads, sealing
from xinglongtai.core.record.breaks import Kind
from xinglongtai.core.record.rules import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR, settings.KEYS_DIR = tmp_path, tmp_path / "keys"
    return tmp_path


@pytest.fixture
def chained(folder, office, django_capture_on_commit_callbacks):
    """Six events of the test in the chain, after those of the office itself; their rows."""
    events = write(office.sysadmin, office.bureau)
    seal_now(django_capture_on_commit_callbacks)
    return events


def kinds(report) -> list[Kind]:
    return [found.kind for found in report.breaks]


def row_of(event, **changed) -> str:
    """SQL that puts a copy of ``event`` into the table, as somebody with the database open would."""
    names = [field.column for field in Event._meta.fields]
    shown = [str(changed.get(name, name)) for name in names]
    return (
        f"INSERT INTO core_event ({', '.join(names)}) SELECT {', '.join(shown)} FROM core_event WHERE id = {event.pk}"
    )


class TestWriting:
    def test_the_database_gives_the_time_and_the_row_comes_back_whole(self, office, folder, django_assert_num_queries):
        with transaction.atomic(), django_assert_num_queries(1):
            event = audit.record(verb="x", actor=office.officer, target=office.bureau)
        assert abs(timezone.now() - event.at) < timedelta(minutes=1)
        assert event.at == Event.objects.values_list("at", flat=True).get(pk=event.pk)
        assert event.mark.startswith("k1.")

    def test_many_are_one_insert_with_the_databases_time(self, office, folder, django_assert_num_queries):
        entry = {"verb": "x", "actor": office.officer, "target": office.bureau}
        with transaction.atomic(), django_assert_num_queries(1):
            audit.record_many([entry, entry])
        first, second = Event.objects.filter(verb="x")
        assert first.at and first.mark != second.mark

    @pytest.mark.parametrize("table", TABLES)
    def test_no_row_is_changed_or_taken_out_or_replaced(self, chained, table):
        column = TABLES[table][0]
        row = f"(SELECT MAX({column}) FROM {table})"
        tries = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table} WHERE {column} = {row}"]
        if connection.vendor == "sqlite":
            tries[1:] = [
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
            ]  # the suite takes off the rule on deleting
        for statement in tries:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


class TestCanonical:
    def test_numbers_count_by_value_and_keys_in_one_order(self):
        told = {"b": [1.0, 1e16, 1e23, -0.0, 0.1, True, None], "a": "é😀"}
        kept = json.loads('{"a": "é😀", "b": [1, 10000000000000000, 1e23, 0, 0.10, true, null]}')
        assert canonical.of_content(["v", told]) == canonical.of_content(["v", kept])

    def test_a_row_reads_the_same_after_the_database(self, office, folder):
        odd = {"z": 1e16, "a": {"two": [1.50, -0.0, 10**20]}, "text": '引号"\\/\u2028é', "n": None}
        with transaction.atomic():
            event = audit.record(verb="x", actor=None, target=office.bureau, **odd)
        told = [getattr(event, name) for name in canonical.ROW]
        assert canonical.of_row(Event.objects.values_list(*canonical.ROW).get(pk=event.pk)) == canonical.of_row(told)


class TestSealing:
    def test_everything_gets_one_place_and_the_file_knows_the_end(self, chained):
        links = list(EventLink.objects.values_list("seq", "event_id"))
        assert [seq for seq, _ in links] == list(range(1, Event.objects.count() + 1))
        head = heads.last()
        assert (head.seq, head.digest) == (links[-1][0], bytes(EventLink.objects.last().digest).hex())
        report = checking.verify()
        assert report.whole and report.checked == len(links)

    def test_a_second_run_does_nothing(self, chained):
        seals = EventSeal.objects.count()
        assert sealing.seal().links == 0 and EventSeal.objects.count() == seals

    def test_an_event_committed_late_is_taken_in_after_the_others(self, chained, django_capture_on_commit_callbacks):
        last = chained[-1].pk
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("UPDATE sqlite_sequence SET seq = seq + 3 WHERE name = 'core_event'")
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT setval(pg_get_serial_sequence('core_event', 'id'), %s)", [last + 3])
        office_bureau = chained[0]
        event = Event(pk=last + 1, verb="late", target_type="core.bureau", target_id="1", data={"n": 1})
        event.mark = audit.marks.make([getattr(event, name) for name in canonical.MARKED])
        write(None, office_bureau, 1)
        seal_now(django_capture_on_commit_callbacks)
        event.save(force_insert=True)
        assert seal_now(django_capture_on_commit_callbacks).links == 1
        assert EventLink.objects.last().event_id == last + 1 and EventLink.objects.last().note == ""
        assert checking.verify().whole

    def test_history_without_marks_is_taken_in_once(self, folder, office, django_capture_on_commit_callbacks):
        old = Event(verb="old", target_type="x", target_id="1")
        old.save()
        seal_now(django_capture_on_commit_callbacks)
        assert EventLink.objects.get(event=old).note == "" and checking.verify().whole
        new = Event(verb="old", target_type="x", target_id="1")
        new.save()
        seal_now(django_capture_on_commit_callbacks)
        assert EventLink.objects.get(event=new).note == "unmarked"

    def test_a_clock_that_went_back_is_noted_and_the_order_stays(self, chained, django_capture_on_commit_callbacks):
        event = Event(verb="x", target_type="core.bureau", target_id="1", at=timezone.now() - timedelta(days=1))
        event.mark = audit.marks.make([getattr(event, name) for name in canonical.MARKED])
        event.save()
        seal_now(django_capture_on_commit_callbacks)
        report = checking.verify()
        assert report.whole and report.clock_back == 1 and "时钟倒退" in report.notes[0]

    def test_a_rotated_key_goes_on_and_the_old_one_still_opens(self, chained, django_capture_on_commit_callbacks):
        keys.add("audit")
        write(None, chained[0], 2)
        seal_now(django_capture_on_commit_callbacks)
        assert set(EventSeal.objects.values_list("key", flat=True)) == {"k1", "k2"}
        assert checking.verify().whole

    def test_another_folder_of_keys_is_refused_and_named(self, chained, settings, tmp_path):
        settings.KEYS_DIR = tmp_path / "other"
        write(None, chained[0], 1)
        with pytest.raises(sealing.ChainBroken, match="审计密钥不是这个数据库的"):
            sealing.seal()
        assert Kind.KEY in kinds(checking.verify(sealing=False))


class TestAttacks:
    def test_one_field_changed(self, chained):
        victim = chained[2]
        report = tampered(f"UPDATE core_event SET verb = 'identity_view' WHERE id = {victim.pk}")
        assert kinds(report) == [Kind.CHANGED] and report.breaks[0].event == victim.pk
        assert f"#{victim.pk} 的内容被改动" in report.words

    def test_a_fact_in_the_content_changed(self, chained):
        report = tampered(f'UPDATE core_event SET data = \'{{"key": "x"}}\' WHERE id = {chained[0].pk}')
        assert kinds(report) == [Kind.CHANGED]

    def test_the_time_changed(self, chained):
        report = tampered(f"UPDATE core_event SET at = '2020-01-01 00:00:00+00:00' WHERE id = {chained[3].pk}")
        assert kinds(report) == [Kind.MOVED] and report.breaks[0].event == chained[3].pk

    def test_an_event_deleted_in_the_middle(self, chained):
        report = tampered(f"DELETE FROM core_event WHERE id = {chained[1].pk}")
        assert kinds(report) == [Kind.DELETED] and report.breaks[0].event == chained[1].pk

    def test_an_event_and_its_link_deleted(self, chained):
        seq = EventLink.objects.get(event=chained[1]).seq
        report = tampered(
            f"DELETE FROM core_eventlink WHERE seq = {seq}", f"DELETE FROM core_event WHERE id = {chained[1].pk}"
        )
        assert kinds(report) == [Kind.LINKS_GONE] and report.breaks[0].seq == seq

    def test_the_end_cut_off(self, chained):
        seal = EventSeal.objects.first()
        report = tampered(
            f"DELETE FROM core_eventlink WHERE seq >= {seal.first}",
            f"DELETE FROM core_eventseal WHERE number = {seal.number}",
            f"DELETE FROM core_event WHERE id > {chained[0].pk}",
        )
        assert kinds(report) == [Kind.END] and "末尾的记录被删去" in report.words

    def test_a_false_event(self, chained):
        report = tampered(row_of(chained[0], id=chained[-1].pk + 50, verb="'identity_view'"))
        assert kinds(report) == [Kind.INSERTED] and report.breaks[0].event == chained[-1].pk + 50

    def test_a_false_event_without_a_mark(self, chained):
        report = tampered(row_of(chained[0], id=chained[-1].pk + 50, mark="''"))
        assert kinds(report) == [Kind.INSERTED]

    def test_an_event_changed_before_it_came_into_the_chain(self, chained):
        (event,) = write(None, chained[0], 1)
        report = tampered(f"UPDATE core_event SET verb = 'x' WHERE id = {event.pk}")
        assert kinds(report) == [Kind.INSERTED] and "入链前被改动" in report.words

    def test_two_events_exchanged(self, chained):
        first, second = chained[1].pk, chained[4].pk
        report = tampered(
            f"UPDATE core_eventlink SET event_id = -1 WHERE event_id = {first}",
            f"UPDATE core_eventlink SET event_id = {first} WHERE event_id = {second}",
            f"UPDATE core_eventlink SET event_id = {second} WHERE event_id = -1",
        )
        assert kinds(report) == [Kind.EXCHANGED, Kind.EXCHANGED]
        assert {(found.event, found.other) for found in report.breaks} == {(first, second), (second, first)}

    def test_the_contents_of_two_exchanged(self, chained):
        first, second = chained[1].pk, chained[4].pk
        report = tampered(
            f"UPDATE core_event SET id = -1 WHERE id = {first}",
            f"UPDATE core_event SET id = {first} WHERE id = {second}",
            f"UPDATE core_event SET id = {second} WHERE id = -1",
        )
        assert kinds(report) == [Kind.EXCHANGED, Kind.EXCHANGED]

    def test_a_link_changed_and_not_its_event(self, chained):
        link = EventLink.objects.get(event=chained[2])
        zeros = "zeroblob(32)" if connection.vendor == "sqlite" else "decode(repeat('00', 32), 'hex')"
        report = tampered(f"UPDATE core_eventlink SET digest = {zeros} WHERE seq = {link.seq}")
        assert kinds(report) == [Kind.LINK_CHANGED] and report.breaks[0].event == chained[2].pk

    def test_a_seal_changed(self, chained):
        report = tampered("UPDATE core_eventseal SET highest = highest + 9 WHERE number = 1", sealing_too=False)
        assert kinds(report) == [Kind.SEAL_CHANGED]

    def test_an_older_database_put_back(self, chained, django_capture_on_commit_callbacks):
        line = heads.path().read_text()
        write(None, chained[0], 2)
        last = seal_now(django_capture_on_commit_callbacks).seq
        newer = heads.path().read_text()
        assert newer.startswith(line)
        seal = EventSeal.objects.first()
        report = tampered(
            f"DELETE FROM core_eventlink WHERE seq >= {seal.first}",
            f"DELETE FROM core_eventseal WHERE number = {seal.number}",
        )
        assert f"链头文件记到第 {last} 环" in report.words

    def test_the_whole_chain_made_anew_with_the_keys(self, chained):
        """Who also holds the keys can make a chain that holds in itself; the file of heads remembers the other one."""
        file, away = heads.path(), heads.path().with_suffix(".away")
        event = Event(verb="x", target_type="core.bureau", target_id="1", actor=None)
        mark = audit.marks.make([getattr(event, name) for name in canonical.MARKED])

        def anew():
            file.rename(away)
            sealing.seal()
            away.rename(file)

        report = tampered(
            "DELETE FROM core_eventlink",
            "DELETE FROM core_eventseal",
            f"UPDATE core_event SET verb = 'x', target_type = 'core.bureau', target_id = '1', actor_id = NULL, "
            f"thread = '', data = '{{}}', mark = '{mark}' WHERE id = {chained[0].pk}",
            then=anew,
        )
        assert Kind.END in kinds(report) and "整条链被重做" in report.words

    def test_the_file_of_heads_taken_away_or_changed(self, chained):
        text = heads.path().read_text()
        heads.path().write_text(text.replace('"seq": ', '"seq": 1'))
        assert Kind.END in kinds(checking.verify())
        heads.path().unlink()
        assert "链头文件不在" in checking.verify().words

    def test_the_tail_is_never_covered_up(self, chained):
        """A sealer that went on over a cut end would hide it."""
        heads.append(99, 10_000, b"\0" * 32)
        with pytest.raises(sealing.ChainBroken, match="暂停入链"):
            sealing.seal()
        with pytest.raises(CommandError, match="末尾的记录被删去"):
            call_command("seal_audit")
        call_command("seal_audit", restored="硬盘损坏，恢复11月25日的备份", verbosity=0)
        report = checking.verify()
        assert report.whole and "硬盘损坏" in report.notes[0]

    def test_a_line_cut_short_by_a_power_failure_is_no_fault(self, chained, django_capture_on_commit_callbacks):
        with heads.path().open("ab") as file:
            file.write(b'{"number": 9')
        write(None, chained[0], 1)
        seal_now(django_capture_on_commit_callbacks)
        assert checking.verify().whole and len(list(heads.lines())) == 2


class TestCommand:
    def test_it_says_the_record_is_whole_and_keeps_that(self, chained, capsys):
        call_command("verify_audit")
        assert "完整" in capsys.readouterr().out
        event = Event.objects.first()
        assert (event.verb, event.data["whole"]) == ("audit_verify", True)
        assert "完整" in audit.describe(event)

    def test_a_break_is_exit_code_1_and_a_bell(self, chained, capsys, office):
        heads.append(99, 10_000, b"\0" * 32)
        with pytest.raises(SystemExit) as ended:
            call_command("verify_audit")
        assert ended.value.code == 1 and "末尾的记录被删去" in capsys.readouterr().out
        assert Event.objects.first().data["whole"] is False

    def test_read_only_writes_nothing(self, chained):
        before = Event.objects.count(), EventLink.objects.count()
        call_command("verify_audit", read_only=True)
        assert (Event.objects.count(), EventLink.objects.count()) == before

    def test_since_a_day_begins_at_a_seal(self, chained, django_capture_on_commit_callbacks):
        write(None, chained[0], 2)
        seal_now(django_capture_on_commit_callbacks)
        report = checking.verify(since=EventSeal.objects.values_list(Now(), flat=True)[0] + timedelta(days=1))
        assert report.whole and report.checked == 0 and report.first > 1
