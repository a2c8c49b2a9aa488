"""Copies the journals of numbers to their second places and tells the 系统管理员 of too old a backup. Every five minutes."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.core.continuity.watching import backup_watch


class Command(BaseCommand):
    help = "把编号流水复制到备份目录和第二处；一天没有备份时提醒系统管理员。每 5 分钟运行，可以重复运行"

    def handle(self, *args, **options):
        done = backup_watch(now=timezone.now())
        if done.caught_up and options["verbosity"]:
            self.stdout.write(f"编号流水补记 {done.caught_up} 行")
        for fault in done.faults + done.lacking:
            self.stdout.write(fault)
        if done.faults:
            raise SystemExit(1)
