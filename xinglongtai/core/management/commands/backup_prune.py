"""Drop backups that need not be kept (BACKUP_KEEP), never the last good one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core.continuity.retention import backup_prune
from xinglongtai.core.errors import DomainError


class Command(BaseCommand):
    help = "清理旧备份：每天、每周、每月各留若干份（BACKUP_KEEP，默认 14,8,24），最后一份完好的总是留下"

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="place", type=Path, metavar="目录", help="备份目录（默认 BACKUP_DIR）")
        parser.add_argument("--dry-run", action="store_true", help="只列出，不清理")

    def handle(self, *args, place, dry_run, **options):
        try:
            done = backup_prune(place and place.resolve(), dry_run=dry_run)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        for name in done.dropped:
            self.stdout.write(f"{'将清理' if dry_run else '已清理'} {name}")
        for note in done.notes:
            self.stdout.write(note)
        freed = "" if dry_run else f"，文件块 {done.pieces:,} 个，腾出 {done.freed / 1e6:,.1f} MB"
        self.stdout.write(f"清理 {len(done.dropped)} 份，留下 {len(done.kept)} 份{freed}")
