"""Notices: the bell line, what a person wishes, and what leaves the house — once, later, again, or not at all."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from tests.factories import at
from xinglongtai.core import notices
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Event, Notice, NoticePreference, Outgoing, Parameter
from xinglongtai.core.notices import preferences_save, privacy, sending, tell, topics
from xinglongtai.core.notices.preferences import Preferences
from xinglongtai.core.notices.topics import topic_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # twelve o'clock in China


def told(officer, key="k", topic="urge", text="案件 7 被督办，请答复", created=NOON) -> Notice:
    tell(officer, key=key, text=text, url="/cases/7/", topic=topic)
    Notice.objects.filter(officer=officer, key=key).update(created_at=created)
    return Notice.objects.get(officer=officer, key=key)


def wish(officer, **values):
    return preferences_save(actor=officer, chosen=values.pop("chosen", {}), **values)


class TestWhatIsWritten:
    @pytest.mark.parametrize(
        "number",
        [
            "211103199001010012",
            "21110319900101001X",
            "92211103MA0ABCDE5F",
            "13812345678",
            "138 1234 5678",
            "0427-2801234",
        ],
    )
    def test_numbers_are_taken_out(self, office, number):
        assert privacy.holds_numbers(f"请联系{number}。")
        row = told(office.officer, text=f"请联系{number}核对")
        assert row.text == f"请联系{privacy.HIDDEN}核对"

    @pytest.mark.parametrize(
        "text", ["承诺书 演xlt市监柔承〔2026〕1号（案件 12）", "2026年6月1日提醒：逾期 2 件", "案件 20260601"]
    )
    def test_other_numbers_stay(self, text):
        assert privacy.without_numbers(text) == text

    def test_once_a_key_and_an_unknown_topic_is_other(self, office):
        assert told(office.officer, topic="nonsense").topic == "other"
        assert not tell(office.officer, key="k", text="again")
        assert notices.mark(office.officer, key="m", text="x") and not notices.mark(office.officer, key="m", text="x")
        assert Notice.objects.shown().filter(officer=office.officer).count() == 1

    def test_every_call_names_a_topic_that_exists(self):
        """Read off the sources, so that a new caller cannot leave it out unnoticed."""
        import ast
        from pathlib import Path

        root, known, faults = Path(__file__).parents[2], {topic.key for topic in topics()}, []
        for path in (p for room in ("catalog", "cases", "pledges", "xinglongtai") for p in (root / room).rglob("*.py")):
            if "notices" in path.parts or "tell(" not in (source := path.read_text()):
                continue
            for node in ast.walk(ast.parse(source)):
                name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
                given = {word.arg: word.value for word in node.keywords} if name == "tell" else {}
                if not {"key", "text"} <= set(given):
                    continue
                topic = given.get("topic")
                if topic is None or (isinstance(topic, ast.Constant) and topic.value not in known):
                    faults.append(f"{path.name}:{node.lineno}")
        assert faults == []


class TestWishes:
    def test_defaults_choices_and_what_cannot_be_switched_off(self, office):
        urge, other = topic_of("urge"), topic_of("other")
        assert Preferences().wants(urge, "mail") and not Preferences().wants(other, "mail")
        row = wish(
            office.officer, chosen={"urge": {"bell": False, "mail": False, "sms": True}, "other": {"bell": True}}
        )
        assert row.choices == {"urge": {"mail": False, "sms": True}}
        mine = notices.preferences_of(office.officer)
        assert mine.wants(urge, "bell") and mine.wants(urge, "sms") and not mine.wants(urge, "mail")
        assert Event.objects.get(verb="notice_preferences").data == {}

    def test_a_topic_off_the_bell_is_not_shown_but_told_once(self, office, client):
        wish(office.officer, chosen={"other": {"bell": False}, "urge": {"bell": False}})
        assert not told(office.officer, topic="other").on_bell
        assert not tell(office.officer, key="k", text="x")
        assert told(office.officer, key="u", topic="urge").on_bell
        client.force_login(office.officer.user)
        page = client.get(reverse("core:notices"))
        assert [row.key for row in page.context["page_obj"]] == ["u"]
        assert page.context["frame"].unread == 1

    @pytest.mark.parametrize(
        ("begins", "ends", "hour", "until"),
        [
            (time(21), time(7), 22, (2, 7)),
            (time(21), time(7), 6, (1, 7)),
            (time(21), time(7), 7, None),
            (time(12), time(14), 13, (1, 14)),
            (time(12), time(14), 14, None),
            (None, None, 3, None),
        ],
    )
    def test_quiet_hours(self, begins, ends, hour, until):
        found = Preferences(quiet_from=begins, quiet_to=ends).quiet_until(at(NOON.date(), hour))
        assert (found and (found.day, found.hour)) == until

    @pytest.mark.parametrize(("begins", "ends"), [(time(9), None), (None, time(9)), (time(9), time(9))])
    def test_half_a_time_is_refused(self, office, begins, ends, refused):
        with refused(DomainError, "免打扰", field="quiet_to"):
            wish(office.officer, quiet_from=begins, quiet_to=ends)

    def test_the_page(self, office, client):
        client.force_login(office.officer.user)
        url = reverse("core:notice_preferences")
        assert "短信" not in client.get(url).content.decode()  # not set up: it does not appear
        given = {"urge-mail": "", "other-bell": "on", "quiet_from": "21:00", "quiet_to": "", "mail_daily": "on"}
        assert client.post(url, given).status_code == 422
        assert client.post(url, given | {"quiet_to": "07:30"}).status_code == 302
        row = NoticePreference.objects.get(officer=office.officer)
        assert (row.quiet_to, row.mail_daily) == (time(7, 30), True)
        assert row.choices["urge"] == {"mail": False} and row.choices["party"] == {"bell": False}
        assert "other" not in row.choices


class TestTheBell:
    def test_unread_first_by_topic_open_and_read(self, office, client):
        client.force_login(office.officer.user)
        page = client.get(reverse("core:notices"))
        assert "没有消息" in page.content.decode()
        old, new = told(office.officer, key="a"), told(office.officer, key="b", topic="approval")
        answer = client.get(reverse("core:notice_open", args=[new.pk]))
        assert answer["Location"] == "/cases/7/"
        page = client.get(reverse("core:notices"))
        assert [row.pk for row in page.context["page_obj"]] == [old.pk, new.pk]
        assert [(key, n) for key, _, n in page.context["filters"]] == [("urge", 1), ("approval", 1)]
        assert [row.pk for row in client.get("/notices/?topic=approval").context["page_obj"]] == [new.pk]
        answer = client.post(reverse("core:notice_read", args=[old.pk]), {"topic": "urge"})
        assert answer["Location"].endswith("?topic=urge")
        told(office.officer, key="c")
        told(office.officer, key="d", topic="approval")
        client.post(reverse("core:notices_read"), {"topic": "approval"})
        assert Notice.objects.get(key="c").read_at is None and Notice.objects.get(key="d").read_at
        client.post(reverse("core:notices_read"))
        assert not Notice.objects.filter(read_at__isnull=True).exists()

    def test_a_link_out_of_the_house_is_not_followed(self, office, client):
        row = told(office.officer)
        Notice.objects.filter(pk=row.pk).update(url="//evil.example/x")
        client.force_login(office.officer.user)
        assert client.get(reverse("core:notice_open", args=[row.pk]))["Location"] == reverse("core:notices")


class TestSending:
    def test_routed_once_and_sent_once(self, office):
        told(office.officer)
        told(office.officer, key="quiet one", topic="other")  # mail is off for this topic
        told(office.officer, key="daily", topic="digest")  # has a mail of its own
        told(office.officer, key="old", created=NOON - timedelta(days=4))
        assert (sending.route(now=NOON), sending.route(now=NOON)) == (1, 0)
        assert sending.send_due(now=NOON).sent == 1
        assert sending.send_due(now=NOON).sent == 0
        (message,) = mail.outbox
        assert (message.subject, message.to) == ("柔性执法承诺·督办", [office.officer.user.email])
        assert "案件 7 被督办" in message.body and "/cases/7/" in message.body
        assert Outgoing.objects.get().state == "sent"

    def test_quiet_hours_and_the_mail_of_the_day(self, office):
        wish(office.officer, quiet_from=time(11), quiet_to=time(14))
        wish(office.second, mail_daily=True)
        told(office.officer)
        told(office.second)
        told(office.second, key="k2", topic="approval", text="案件 8 处理意见：批准")
        assert sending.route(now=NOON) == 3
        assert sending.send_due(now=NOON + timedelta(minutes=5)).sent == 0
        assert sending.send_due(now=NOON + timedelta(hours=2)).sent == 1
        assert sending.send_due(now=NOON + timedelta(hours=20)).sent == 2  # eight in the morning
        gathered = mail.outbox[-1]
        assert len(mail.outbox) == 2 and "（2 条）" in gathered.subject
        assert "1. 【督办】案件 7" in gathered.body and "2. 【审批】案件 8" in gathered.body

    def test_the_gathering_hour_is_the_bureaus(self, office):
        Parameter.objects.create(bureau=office.bureau, key="notices.daily_hour", value="13")
        assert sending.gathering_time(office.bureau, NOON) == NOON + timedelta(hours=1)
        assert sending.gathering_time(office.bureau, NOON + timedelta(hours=2)) == NOON + timedelta(hours=25)

    def test_retries_back_off_and_end(self, office, monkeypatch):
        def broken(*args):
            raise OSError("down")

        monkeypatch.setattr("xinglongtai.core.notices.channels.send_mail", broken)
        told(office.officer)
        sending.route(now=NOON)
        now, waits = NOON, []
        for _ in sending.BACK_OFF:
            assert sending.send_due(now=now).again == 1
            assert sending.send_due(now=now).again == 0  # not before its time
            row = Outgoing.objects.get()
            waits.append(int((row.not_before - now).total_seconds() // 60))
            now = row.not_before
        assert tuple(waits) == sending.BACK_OFF
        assert sending.send_due(now=now).failed == 1
        row = Outgoing.objects.get()
        assert (row.state, row.attempts, row.error) == ("failed", 6, "邮件服务器没有接收（OSError）")

    def test_a_silent_server_is_left_alone_for_this_run(self, office, monkeypatch):
        """Each try may take the whole time-out; what was not tried keeps its place and goes with the next run."""
        tried = []

        def silent(*args):
            tried.append(args)
            raise TimeoutError

        for number in range(5):
            told(office.officer, key=f"k{number}")
        sending.route(now=NOON)
        with monkeypatch.context() as during:
            during.setattr("xinglongtai.core.notices.channels.send_mail", silent)
            assert sending.send_due(now=NOON).again == len(tried) == 3
        assert sending.send_due(now=NOON + timedelta(seconds=1)).sent == 2
        assert sending.send_due(now=NOON + timedelta(hours=1)).sent == 3

    def test_a_run_does_not_take_what_another_one_holds(self, office):
        told(office.officer)
        sending.route(now=NOON)
        row = Outgoing.objects.get()
        assert sending._claim(row, NOON) and not sending._claim(Outgoing.objects.get(), NOON)
        assert sending.send_due(now=NOON).sent == 0
        assert sending.send_due(now=NOON + timedelta(minutes=11)).sent == 1  # the run that held it died

    @pytest.mark.django_db(transaction=True)
    def test_two_runs_at_once_send_each_message_once(self, office):
        """Real connections: both runs read the same waiting rows, only one of them wins each."""
        for number in range(8):
            told(office.officer, key=f"k{number}")
        begin, sums = threading.Barrier(2), []

        def run():
            begin.wait()
            try:
                sending.route(now=NOON)
                sums.append(sending.send_due(now=NOON).sent)
            finally:
                connections.close_all()

        runs = [threading.Thread(target=run) for _ in range(2)]
        for one in runs:
            one.start()
        for one in runs:
            one.join()
        sending.route(now=NOON)
        sums.append(sending.send_due(now=NOON).sent)
        assert sum(sums) == len(mail.outbox) == Outgoing.objects.filter(state="sent").count() == 8

    def test_what_was_switched_off_meanwhile_is_dropped(self, office):
        told(office.officer)
        told(office.second)
        sending.route(now=NOON)
        office.second.user.email = ""
        office.second.user.save()
        Parameter.objects.create(bureau=office.bureau, key="notices.mail", value="否")
        sending.send_due(now=NOON)
        assert set(Outgoing.objects.values_list("state", flat=True)) == {"dropped"} and not mail.outbox
        told(office.officer, key="later")
        assert sending.route(now=NOON) == 0

    def test_the_command(self, office, capsys):
        tell(office.officer, key="k", text="案件 7 被督办", topic="urge")
        call_command("send_notices", dry_run=True)
        assert "待安排 1 条" in capsys.readouterr().out and not mail.outbox
        call_command("send_notices")
        call_command("send_notices")
        assert len(mail.outbox) == 1 and "发出 0 条" in capsys.readouterr().out

    def test_the_digest_goes_by_the_wishes(self, office):
        from xinglongtai.oversight.morning.digest import Message
        from xinglongtai.oversight.morning.services_digest import digest_send

        on = timezone.localdate()
        now = timezone.localtime()
        everybody = [office.officer, office.second, office.head, office.stranger]
        wish(office.second, chosen={"digest": {"mail": False}})
        begins, ends = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
        wish(office.head, quiet_from=begins, quiet_to=ends)
        office.stranger.user.email = ""
        office.stranger.user.save()
        messages = [Message(who, "6月1日提醒：逾期 1 件", "提醒", "案件 7", "/") for who in everybody]
        for _ in range(2):
            digest_send(messages, on=on)
        assert [message.to for message in mail.outbox] == [[office.officer.user.email]]
        row = Outgoing.objects.get()
        assert (row.officer, row.not_before > now) == (office.head, True)
        assert Notice.objects.shown().filter(topic="digest").count() == 4
