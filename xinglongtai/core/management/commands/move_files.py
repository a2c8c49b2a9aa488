"""Copies the kept files from the disk into the store of ``FILES_URL``, or back. May be killed at any time and run beside the server."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core.bucket.errors import Unreachable
from xinglongtai.core.errors import DomainError
from xinglongtai.core.vault import ring


class Command(BaseCommand):
    help = (
        "把文件从本机磁盘复制到 FILES_URL 的对象存储（--back 复制回来），逐个读回核对；原处不删除，中断后再运行会接着做"
    )

    def add_arguments(self, parser):
        parser.add_argument("--back", action="store_true", help="从对象存储复制回本机磁盘")
        parser.add_argument("--check", action="store_true", help="已复制过的也逐个读出来核对")

    def handle(self, *args, back, check, **options):
        if settings.FILES is None:
            raise CommandError("没有设置 FILES_URL，不知道搬到哪个对象存储。请先在环境里设好 FILES_URL 和密钥再运行。")
        from xinglongtai.core.bucket import moving  # boto3 is imported only where it is used

        failed, began = 0, time.monotonic()
        try:
            ring.require_whole()
            for alias in moving.ALIASES:
                failed += self._move(moving, alias, back, check)
        except (DomainError, Unreachable) as refusal:
            raise CommandError(f"{refusal}。已复制的不受影响，排除后再运行会接着做。") from None
        self.stdout.write(f"用时 {time.monotonic() - began:.0f} 秒，原处的文件没有删除")
        if failed:
            raise CommandError(f"{failed} 个文件没有复制成，请按上面的原因处理后再运行。")

    def _move(self, moving, alias, back, check) -> int:
        pair, moved = moving.Pair(alias), moving.Moved()
        walk = pair.back if back else pair.into
        for number, _ in enumerate(walk(check=check, moved=moved), start=1):
            if number % 500 == 0:
                self.stdout.write(f"{alias}：看过 {number} 个，复制 {moved.copied} 个")
        for name, why in moved.failed:
            self.stderr.write(f"{alias}/{name}：{why}")
        self.stdout.write(f"{alias}：复制 {moved.copied} 个（{moved.size / 1e6:,.1f} MB），已有 {moved.there} 个")
        return len(moved.failed)
