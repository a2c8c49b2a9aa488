"""Looks at the database and at the work that should have been done."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from .. import calendar, roles
from ..diagnosis import Finding, Level, check
from . import heartbeats
from .checks_machine import fault, good, notice
from .probes import migrations_apart

#: Messages and papers that wait longer than this are told of.
_PATIENCE = timedelta(hours=2)
_OLDEST_POSTGRESQL = 13_00_00


@check("数据库", order=5)
def database() -> Iterator[Finding]:
    """It answers, is migrated, and is set so that what was committed survives a power cut."""
    try:
        missing, foreign = migrations_apart()
    except DatabaseError as error:
        yield fault(f"数据库连接不上（{type(error).__name__}）", "检查数据库服务是否启动，核对 DATABASE_URL")
        return
    if missing:
        yield fault(
            f"有 {len(missing)} 个数据库升级没有执行", "备份后运行 manage.py migrate（升级请用 deploy/upgrade）"
        )
    if foreign:
        yield fault(f"数据库已被更新的版本升级过（{len(foreign)} 项本程序不认识）", "停用这个旧版本，启动新版本")
    yield from _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        number = connection.pg_version
        yield good(f"PostgreSQL {number // 10000}.{number % 100}")
        if number < _OLDEST_POSTGRESQL:
            yield fault("PostgreSQL 版本过旧", "升级到 14 以上")
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                yield fault(
                    f"PostgreSQL 的 {name} 关着，断电会丢失已签发的数据", f"postgresql.conf 设 {name} = on 后重新加载"
                )
        cursor.execute(
            "SELECT current_setting('server_encoding'), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        )
        encoding, superuser = cursor.fetchone()
        if encoding != "UTF8":
            yield fault(f"数据库编码是 {encoding}", "用 UTF8 重新建库")
        if superuser and not settings.DEBUG:
            yield fault("本系统用数据库超级用户连接", "换用没有特权的角色（见 deploy/postgresql/roles.sql）")


def _sqlite() -> Iterator[Finding]:
    path = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] != "wal":
            yield fault("SQLite 不是 WAL 模式，读写会互相等待", "确认数据目录在本地磁盘上（不能是网络盘），重启本系统")
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] == 0:
            yield fault("SQLite 的 synchronous 关着，断电会损坏数据库", "恢复默认设置后重启")
    yield (
        notice(f"使用内置的 SQLite（{path.name}）", "多人同时使用的，建议换成 PostgreSQL")
        if not settings.DEMO_MODE
        else good("SQLite")
    )


@check("数据库完整性", order=6, slow=True)
def integrity() -> Iterator[Finding]:
    """SQLite examines its pages; PostgreSQL's check sums are only asked for."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('data_checksums')")
            if cursor.fetchone()[0] == "off":
                yield notice(
                    "PostgreSQL 没有开页校验（data_checksums）", "停库后 pg_checksums --enable，磁盘坏块才能被发现"
                )
            return
        cursor.execute("PRAGMA quick_check(5)")
        lines = [row[0] for row in cursor.fetchall()]
        if lines != ["ok"]:
            yield fault(f"SQLite 数据库损坏（{len(lines)} 处）", "停用本系统，从备份恢复")
        cursor.execute("PRAGMA foreign_key_check")
        if cursor.fetchone():
            yield fault("SQLite 里有失去对应关系的记录", "停用本系统，联系开发人员")


@check("工作日历", order=50)
def holidays() -> Iterator[Finding]:
    """The arrangement of this year, and of the next from November on."""
    today = timezone.localdate()
    for year in calendar.missing_years(today):
        yield Finding(
            Level.FAULT if year == today.year else Level.NOTICE,
            f"{year} 年放假安排未录入，期限按周一至周五计算",
            "升级软件后运行 manage.py load_calendar，或者在后台“节假日和调休”录入",
        )


@check("角色", order=51)
def seeded_roles() -> Iterator[Finding]:
    """Every role with its rights, and somebody who keeps the system."""
    from django.contrib.auth.models import Group

    held = {
        group.name: {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    wrong = [role.label for role in roles.Role if held.get(role.value) != set(roles.ROLE_PERMISSIONS[role])]
    if wrong:
        yield fault(f"角色权限与本版本不一致：{'、'.join(wrong)}", "运行 manage.py seed_roles")
    keepers = Group.objects.filter(name=roles.Role.SYSADMIN, user__is_active=True)
    if not keepers.exists():
        yield notice("还没有系统管理员账号", "用 manage.py createsuperuser 建立第一个账号，再分配角色")


@check("文书和消息", order=60)
def waiting_work() -> Iterator[Finding]:
    """Papers without their PDF, messages that did not go out."""
    from ..models import IssuedDocument, Outgoing

    now = timezone.now()
    unmade = IssuedDocument.objects.unrendered().filter(issued_at__lt=now - _PATIENCE)
    if count := unmade.count():
        yield fault(f"{count} 份文书还没有生成 PDF（编号不受影响）", "运行 manage.py render_documents，看它说什么")
    stuck = Outgoing.objects.filter(state=Outgoing.State.WAITING, not_before__lt=now - _PATIENCE).count()
    if stuck:
        yield fault(f"{stuck} 条邮件或短信到时间没有发出", "检查 send_notices 是否定时运行、邮件服务器是否正常")
    failed = Outgoing.objects.filter(state=Outgoing.State.FAILED, created_at__gte=now - timedelta(days=7)).count()
    if failed:
        yield notice(f"最近 7 天有 {failed} 条消息没有发出，已停止重试", "在后台“外发消息”看原因")


@check("自动任务", order=70)
def automatic_work() -> Iterator[Finding]:
    """Every timer has run well not too long ago."""
    works = heartbeats.overview(timezone.now())
    never = [work.expected.command for work in works if work.beat is None]
    if never:
        words = (
            f"{len(never)} 项自动任务没有运行过：{'、'.join(never)}"
            if len(never) < len(works)
            else "自动任务都没有运行过"
        )
        yield notice(words, "启用 deploy/systemd 中的定时器（deploy/install 会装好）；刚安装的，过一天再看")
    for work in works:
        if work.beat and not work.beat.good:
            yield Finding(
                Level.FAULT if work.late else Level.NOTICE,
                f"{work.expected.label}（{work.expected.command}）上次运行出错：{work.beat.said}",
                f"journalctl -u xinglongtai-task@{work.expected.command}",
            )
        elif work.beat and work.late:
            when = timezone.localtime(work.beat.ended).strftime("%m-%d %H:%M")
            yield fault(
                f"{work.expected.label}（{work.expected.command}）自 {when} 起没有运行",
                f"systemctl status xinglongtai-task@{work.expected.command}.timer",
            )
