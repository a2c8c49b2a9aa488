"""One consistent backup of database and files, closed to the registered public keys, while the system runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.continuity.making import backup_make
from xinglongtai.core.errors import DomainError


class Command(BaseCommand):
    help = "做一份备份：数据库、文件、密钥，加密后存入 BACKUP_DIR。登记的文件有缺失时退出码为 1，备份照样留下"

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, metavar="目录", help="存到别的目录（默认 BACKUP_DIR）")
        parser.add_argument("--whole", action="store_true", help="全部文件重新读一遍，损坏的文件块重做")

    def handle(self, *args, to, whole, **options):
        say = self.stderr.write if options["verbosity"] else lambda words: None
        now = timezone.localtime()
        try:
            done = backup_make(now=now, place=to and to.resolve(), whole=whole, say=say)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        one = done.made
        self.stdout.write(
            f"备份 {one.id} 已完成：{one.size / 1e6:,.1f} MB，新存入 {done.fresh_files:,} 个文件"
            f"（{done.fresh_bytes / 1e6:,.1f} MB），用时 {done.seconds:.1f} 秒，在 {one.path}"
        )
        for fault in done.faults:
            self.stdout.write(f"- {fault}")
        if done.faults:
            raise SystemExit(1)
