"""Closes stored files from before that still lie plain. May be killed at any time and run beside the server."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from xinglongtai.core.errors import DomainError
from xinglongtai.core.vault import files, ring


class Command(BaseCommand):
    help = "把以前存下的证件扫描件、导入表格、台账、案卷等文件加密；可以中断后再运行，不影响正在使用的系统"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列数量，不改动")
        parser.add_argument(
            "--scrub",
            action="store_true",
            help="另外整理数据库文件，清除其中已删除的明文痕迹（期间会短时锁库，请在下班后运行）",
        )

    def handle(self, *args, dry_run, scrub, **options):
        try:
            ring.require_whole()
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        failed = sum(self._close(alias, storage, dry_run) for alias, storage in files.closing_storages())
        if scrub and not dry_run:
            self._scrub()
        if failed:
            raise CommandError(f"{failed} 个文件没有加密，原样保留。请按上面的原因处理后再运行。")

    def _close(self, alias, storage, dry_run) -> int:
        done = failed = 0
        for name in list(files.plain_files(alias, storage)):
            try:
                done += dry_run or files.reclose(storage, name)
            except (DomainError, OSError) as fault:
                failed += 1
                self.stderr.write(f"{alias}/{name}：{fault}")
            if done and done % 200 == 0 and not dry_run:
                self.stdout.write(f"{alias}：已加密 {done} 个")
        self.stdout.write(f"{alias}：{'待加密' if dry_run else '加密'} {done} 个")
        return failed

    def _scrub(self):
        words = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] if connection.vendor == "sqlite" else ["VACUUM FULL"]
        try:
            with connection.cursor() as cursor:
                for statement in words:
                    cursor.execute(statement)
        except DatabaseError as fault:
            raise CommandError(f"数据库文件没有整理成（{fault}）。文件加密不受影响，请在没有人使用时再运行。") from None
        self.stdout.write("数据库文件已整理")
