"""The examination: each thing broken on purpose is found, with what to do; the command's exit code; the page; the notes of runs."""

import json
import smtplib
import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection

from tests import factories as make
from xinglongtai.core import commandline, diagnosis, fonts
from xinglongtai.core.diagnosis import Finding, Level
from xinglongtai.core.installation import checks_data, checks_machine, checks_settings, heartbeats
from xinglongtai.core.models import Event, IssuedDocument, Outgoing

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def said(look) -> str:
    """Levels and words of what a look finds."""
    return "\n".join(f"{line.level.label} {line.words} → {line.remedy}" for line in look())


@pytest.fixture
def production(settings, tmp_path):
    """Settings as they should be."""
    settings.DEBUG = settings.DEMO_MODE = settings.WEBHOOK_LOOPBACK = False
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.HTTPS_ONLY = "https://pledge.example", ["pledge.example"], True
    settings.LOG_FORMAT, settings.VAR_DIR, settings.KEYS_DIR = "json", tmp_path, tmp_path / "keys"
    tmp_path.chmod(0o700)
    return settings


class TestSettings:
    def test_nothing_to_say(self, production):
        assert [line.level for line in checks_settings.settings_of_production()] == [Level.GOOD]

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("DEBUG", True, "DEBUG 打开着"),
            ("DEMO_MODE", True, "演示模式打开着"),
            ("SITE_URL", "http://127.0.0.1:8000", "外面打不开"),
            ("SITE_URL", "http://pledge.example", "不是 https"),
            ("HTTPS_ONLY", False, "HTTPS_ONLY 没有打开"),
            ("ALLOWED_HOSTS", ["*"], "任何域名"),
            ("ALLOWED_HOSTS", ["other.example"], "没有 pledge.example"),
        ],
    )
    def test_a_fault(self, production, name, value, words):
        setattr(production, name, value)
        assert f"故障 {words}" in said(checks_settings.settings_of_production) or words in said(
            checks_settings.settings_of_production
        )
        assert diagnosis.worst([("", list(checks_settings.settings_of_production()))]) is Level.FAULT

    def test_a_host_with_a_dot_covers_its_names(self, production):
        production.ALLOWED_HOSTS = [".example"]
        assert "故障" not in said(checks_settings.settings_of_production)

    def test_static_files(self, production, tmp_path):
        production.STATIC_ROOT = tmp_path
        assert "没有收集" in said(checks_settings.static_files)
        call_command("collectstatic", interactive=False, verbosity=0)
        assert said(checks_settings.static_files) == ""
        (tmp_path / "css/app.css").write_text("old")
        assert "不是这个版本的" in said(checks_settings.static_files)


class TestMachine:
    def test_a_secret_that_everybody_reads(self, production, tmp_path):
        secret = tmp_path / "secret_key"
        secret.write_text("x")
        secret.chmod(0o644)
        assert "故障" not in said(checks_machine.data_folder)  # the folder is closed
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_uid == tmp_path.stat().st_uid and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o001)
        assert "其他账号也能读取" in said(checks_machine.data_folder)
        secret.chmod(0o600)
        assert "故障" not in said(checks_machine.data_folder)

    def test_keys_for_this_account_alone(self, production):
        assert "还没有建立" in said(checks_machine.keys_folder)
        production.KEYS_DIR.mkdir(mode=0o700)
        key = production.KEYS_DIR / "data.keys"
        key.write_text("x")
        key.chmod(0o640)
        assert "data.keys 其他账号可以读取" in said(checks_machine.keys_folder)
        key.chmod(0o600)
        assert "故障" not in said(checks_machine.keys_folder) and "同一个目录" in said(checks_machine.keys_folder)

    def test_fonts(self, monkeypatch, tmp_path):
        monkeypatch.setattr(fonts, "directory", lambda: tmp_path)
        assert "缺少文书字体" in said(checks_machine.letter_fonts)

    def test_disk(self, production):
        assert "剩余" in said(checks_machine.disk)
        production.DISK_LEAST_FREE_MB = 10**9
        assert "故障 数据所在磁盘" in said(checks_machine.disk)

    @pytest.mark.django_db
    def test_a_clock_set_back(self, monkeypatch, office):
        assert "拨回" not in said(checks_machine.clock)
        future = datetime.now(UTC) + timedelta(hours=1)
        monkeypatch.setattr(checks_machine, "_newest_event", lambda: future)
        assert "拨回" in said(checks_machine.clock)
        assert Event.objects.count() >= 0

    @pytest.mark.django_db
    def test_time_without_a_keeper(self, monkeypatch, settings):
        monkeypatch.setattr(checks_machine, "_asked", lambda *command: "no")
        assert "没有与时间服务器同步" in said(checks_machine.clock)
        monkeypatch.setattr(checks_machine, "_asked", lambda *command: "yes")
        settings.TIME_ZONE = "UTC"
        assert said(checks_machine.clock).startswith("故障 系统时区设成了 UTC")

    def test_mail(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        assert "没有设置邮件服务器" in said(checks_machine.mail)
        with socket.socket() as taken:  # listens for nobody: nothing answers there
            taken.bind(("127.0.0.1", 0))
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
            assert "故障 邮件服务器" in said(checks_machine.mail) and "连接不上" in said(checks_machine.mail)

    def test_mail_that_refuses_the_password(self, settings, monkeypatch):
        class Refusing(smtplib.SMTP):
            def connect(self, *args, **kwargs):
                return 220, b""

            def ehlo(self, name=""):
                return 250, b""

            def login(self, *args, **kwargs):
                raise smtplib.SMTPAuthenticationError(535, b"no")

            def quit(self):
                return 221, b""

        monkeypatch.setattr(smtplib, "SMTP", Refusing)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST_USER = "django.core.mail.backends.smtp.EmailBackend", "somebody"
        assert "不接受用户名和密码" in said(checks_machine.mail)


@pytest.mark.django_db
class TestData:
    def test_migrations(self, monkeypatch):
        monkeypatch.setattr(checks_data, "migrations_apart", lambda: ({("core", "0006")}, {("core", "0099")}))
        found = said(checks_data.database)
        assert "1 个数据库升级没有执行" in found and "更新的版本升级过" in found

    def test_no_database(self, monkeypatch):
        def gone():
            raise DatabaseError("host=10.0.0.5")

        monkeypatch.setattr(checks_data, "migrations_apart", gone)
        assert "数据库连接不上" in said(checks_data.database) and "10.0.0.5" not in said(checks_data.database)

    def test_what_the_engine_must_keep(self, monkeypatch, settings):
        monkeypatch.setattr(checks_data, "migrations_apart", lambda: (set(), set()))
        found = said(checks_data.database)
        if connection.vendor == "postgresql":  # the trial server runs without
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit = off")
            assert "synchronous_commit 关着" in said(checks_data.database)
        else:  # tests run without
            assert "synchronous 关着" in found

    def test_integrity(self):
        assert "故障" not in said(checks_data.integrity)

    def test_holidays(self, monkeypatch):
        assert "放假安排未录入" in said(checks_data.holidays)

    def test_roles(self):
        assert "不一致" not in said(checks_data.seeded_roles)
        Group.objects.get(name="auditor").permissions.clear()
        assert "审计管理员" in said(checks_data.seeded_roles)

    def test_papers_and_messages(self, office):
        assert said(checks_data.waiting_work) == ""
        old = datetime.now(UTC) - timedelta(hours=3)
        IssuedDocument.objects.create(
            bureau=office.bureau,
            kind="x",
            year=2026,
            template_version="v1",
            snapshot={},
            issued_by=office.officer,
            issued_at=old,
        )
        Outgoing.objects.create(
            officer=office.officer, channel="mail", key="a", topic="other", subject="x", text="x", not_before=old
        )
        Outgoing.objects.create(
            officer=office.officer,
            channel="mail",
            key="b",
            topic="other",
            subject="x",
            text="x",
            not_before=old,
            state="failed",
        )
        found = said(checks_data.waiting_work)
        assert "1 份文书还没有生成" in found and "1 条邮件或短信" in found and "1 条消息没有发出" in found


class TestRuns:
    @pytest.fixture(autouse=True)
    def apart(self, monkeypatch, settings, tmp_path):
        settings.VAR_DIR = tmp_path
        monkeypatch.setattr(heartbeats, "_EXPECTED", {})
        heartbeats.expect("nightly", "夜间任务", hours=26)
        # A command line ends with its connections; the test's own goes on.
        monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)

    def leave(self, at, said=""):
        heartbeats.leave("nightly", began=at - timedelta(seconds=2), ended=at, said=said)

    def test_a_failure_keeps_the_day_of_the_last_success(self):
        self.leave(NOW)
        self.leave(NOW + timedelta(hours=1), said="exit 1")
        beat = heartbeats.last("nightly")
        assert beat.succeeded == NOW and not beat.good and beat.seconds == 2.0
        self.leave(NOW + timedelta(hours=2))
        assert heartbeats.last("nightly").good

    def test_never_late_and_failed(self):
        assert "没有运行过" in said(checks_data.automatic_work)
        self.leave(datetime.now(UTC))
        assert said(checks_data.automatic_work) == ""
        self.leave(datetime.now(UTC), said="CommandError")
        assert said(checks_data.automatic_work).startswith("注意 夜间任务（nightly）上次运行出错：CommandError")
        self.leave(NOW - timedelta(days=3))
        (work,) = heartbeats.overview(NOW)
        assert work.late and work.words == "很久没有运行" and work.tone == "danger"

    def test_a_command_that_is_not_watched_leaves_nothing_and_a_damaged_note_is_none(self, tmp_path):
        heartbeats.leave("other", began=NOW, ended=NOW)
        assert not (tmp_path / "heartbeats" / "other.json").exists()
        (tmp_path / "heartbeats").mkdir()
        (tmp_path / "heartbeats" / "nightly.json").write_text("{")
        assert heartbeats.last("nightly") is None

    @pytest.mark.django_db
    def test_the_command_line_notes_success_failure_and_no_trial(self):
        heartbeats.expect("tidy_uploads", "x", hours=1)
        heartbeats.expect("send_due_digest", "x", hours=1)
        commandline.run(["manage.py", "tidy_uploads", "--dry-run"])
        assert heartbeats.last("tidy_uploads") is None
        commandline.run(["manage.py", "tidy_uploads"])
        assert heartbeats.last("tidy_uploads").good
        with pytest.raises(SystemExit):
            commandline.run(["manage.py", "send_due_digest", "--date", "gibberish"])
        assert heartbeats.last("send_due_digest").said == "exit 1"

    @pytest.mark.django_db
    def test_a_command_that_breaks_is_noted_by_its_kind(self, monkeypatch):
        heartbeats.expect("clearsessions", "x", hours=1)

        def broken(*args, **options):
            raise RuntimeError("王小明")

        monkeypatch.setattr("django.contrib.sessions.management.commands.clearsessions.Command.handle", broken)
        with pytest.raises(SystemExit):
            commandline.run(["manage.py", "clearsessions"])
        assert heartbeats.last("clearsessions").said == "RuntimeError"


@pytest.mark.django_db
class TestCommandAndPage:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        lines = [Finding(Level.NOTICE, "快满了", "清理")]
        monkeypatch.setattr(diagnosis, "_CHECKS", [diagnosis.Check("磁盘", lambda: lines, 1)])
        self.lines = lines

    def test_exit_codes_and_words(self, capsys):
        call_command("doctor")
        assert "【磁盘】" in (text := capsys.readouterr().out) and "→ 清理" in text and "注意 1 项" in text
        self.lines.append(Finding(Level.FAULT, "满了", "扩容"))
        with pytest.raises(SystemExit) as end:
            call_command("doctor", "--json")
        told = json.loads(capsys.readouterr().out)
        assert end.value.code == 1 and told["worst"] == "fault"
        assert told["findings"][1] == {"subject": "磁盘", "level": "fault", "words": "满了", "remedy": "扩容"}

    def test_slow_looks_stay_off_the_page(self, monkeypatch):
        monkeypatch.setattr(diagnosis, "_CHECKS", [diagnosis.Check("慢", lambda: 1 / 0, 1, slow=True)])
        assert diagnosis.examine(quick=True) == [] and len(diagnosis.examine()) == 1

    def test_the_page(self, client):
        office = make.Office("doctor")
        client.force_login(office.sysadmin.user)
        self.lines.append(Finding(Level.FAULT, "<b>满了</b>", "扩容"))
        page = client.get("/examination/").text
        assert "1 项故障需要处理" in page and "&lt;b&gt;满了" in page and "check_files" in page
        assert "/examination/" in client.get("/places/").text
