"""Files without a row, left by a process that died while it wrote: listed; with --delete removed."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.core import orphans


class Command(BaseCommand):
    help = "列出数据库里没有登记的文件（进程中断时留下的）；--delete 才删除。恢复过旧备份之后不要删除"

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="删除列出的文件")
        parser.add_argument("--hours", type=int, default=24, help="只看多少小时以前写的文件；默认 24")

    def handle(self, *args, delete, hours, **options):
        found = orphans.find(before=timezone.now() - timedelta(hours=max(hours, 1)))
        for row in found:
            self.stdout.write(f"{row.alias}/{row.name}（{row.size} 字节）")
        if delete:
            orphans.remove(found)
        self.stdout.write(f"没有登记的文件 {len(found)} 个{'，已删除' if delete and found else ''}")
