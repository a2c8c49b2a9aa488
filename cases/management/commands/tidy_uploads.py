"""Remove uploads that nobody continued: for cron."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.services import uploads_tidy


class Command(BaseCommand):
    """``tidy_uploads [--dry-run]``: evidence is never touched."""

    help = "清除多日没有续传的文件（参数“没有传完的文件保留天数”）。已登记的证据不受影响。"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只统计，不删除")

    def handle(self, *args, dry_run: bool, **options):
        rows, files = uploads_tidy(now=timezone.now(), dry_run=dry_run)
        self.stdout.write(f"{'可清除' if dry_run else '已清除'}传输记录 {rows} 条、未传完的文件 {files} 个。")
