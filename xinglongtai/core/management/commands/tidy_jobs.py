"""Places in the queue of jobs that ended long ago; for cron: safe to run again."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.core.jobs import queue


class Command(BaseCommand):
    help = "清理早已办完的后台任务在队列里留下的记录；任务本身和它的结果不动"

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=7, help="清理多少天以前的；默认 7")

    def handle(self, *args, days, **options):
        gone = queue.tidy(before=timezone.now() - timedelta(days=max(days, 1)))
        self.stdout.write(f"清理队列记录 {gone} 条")
