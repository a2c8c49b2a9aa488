"""At the server's console, when no 安全管理员 can help: unlock, take away a lost second factor, switch a superuser off."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.accounts import locks, second_factor, sessions
from xinglongtai.core.models import User


class Command(BaseCommand):
    help = "解除锁定、重置动态验证码或停用超级管理员账号（只在服务器上、没有安全管理员能办理时使用）；写入操作记录"

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--unlock", action="store_true", help="清除登录失败次数")
        parser.add_argument("--reset-second-factor", action="store_true", help="删除动态验证码和恢复码，结束登录")
        parser.add_argument("--switch-off", action="store_true", help="停用（只用于安装时的超级管理员账号）")
        parser.add_argument("--reason", required=True, help="原因，写入操作记录")

    @transaction.atomic
    def handle(self, username, reason, unlock, reset_second_factor, switch_off, **options):
        account = User.objects.select_for_update().filter(username=username).first()
        if account is None:
            raise CommandError(f"没有账号 {username}")
        if not (unlock or reset_second_factor or switch_off):
            raise CommandError("请给出 --unlock、--reset-second-factor 或 --switch-off")
        if switch_off and not account.is_superuser:
            raise CommandError("只能停用超级管理员账号；其他账号由系统管理员停用")
        facts = {"actor": None, "target": account, "name": username, "reason": f"服务器上办理：{reason}"}
        if unlock:
            locks.forgive(username=username)
            audit.record(verb="account_unlock", **facts)
        if reset_second_factor:
            second_factor.remove(account)
            audit.record(verb="factor_reset", **facts)
        if switch_off:
            account.is_active = False
            account.save(update_fields=["is_active"])
            audit.record(verb="account_edit", **facts, fields=["可以登录"], active="停用")
        if reset_second_factor or switch_off:
            sessions.close(account.open_sessions.all())
        self.stdout.write(f"已办理：{username}")
