"""Put a backup back and prove it. Works on VAR_DIR, KEYS_DIR and DATABASE_URL of its own environment: call it by ``script/restore``."""

import getpass
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.bucket.errors import Unreachable
from xinglongtai.core.continuity import privately, restoring, store
from xinglongtai.core.continuity.proving import prove
from xinglongtai.core.errors import DomainError


class Command(BaseCommand):
    help = "恢复备份到空的目录和数据库（VAR_DIR、DATABASE_URL），再逐项核对。有一项不符时退出码为 1"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", default="", help="备份名（默认最近一份）")
        parser.add_argument("--from", dest="place", type=Path, metavar="目录", help="备份目录（默认 BACKUP_DIR）")
        parser.add_argument("--key", required=True, metavar="文件", help="私钥文件；- 为当场输入")
        parser.add_argument("--who", default="", metavar="姓名", help="谁恢复的（默认登录系统的账号名）")
        parser.add_argument("--reason", required=True, metavar="原因", help="为什么恢复，写入记录")
        parser.add_argument("--journal", type=Path, action="append", default=[], help="别处留存的编号流水，可以写几次")
        parser.add_argument(
            "--seen", action="append", default=[], metavar="编号", help="文书上见到的最大编号，可以写几次"
        )
        parser.add_argument("--signer", default="", metavar="标记", help="密钥单上的签名标记，不符时不恢复")
        parser.add_argument("--replace", action="store_true", help="要恢复到的地方不是空的也恢复，原有内容移到一边")
        parser.add_argument(
            "--yes-replace", default="", metavar="名称", help="再写一遍数据库名（SQLite 写目录名）以确认"
        )

        parser.add_argument(
            "--lacking",
            action="store_true",
            help="对象存储里缺少文件也恢复，缺少的在核对时逐个报告（只用于 FILES_URL）",
        )

    def handle(self, *args, name, place, key, who, reason, **options):
        began = time.monotonic()
        say = self.stderr.write if options["verbosity"] else lambda words: None
        if not reason.strip():
            raise CommandError("请写明恢复的原因（--reason）。")
        try:
            one = store.find((place or settings.BACKUP_DIR).resolve(), name)
            one.require_signer(options["signer"])
            now, who = timezone.localtime(), who or getpass.getuser()
            replace = options["yes_replace"] if options["replace"] else ""
            identities = privately.identities(key)
            lacking = options["lacking"]
            done = restoring.put_back(one, identities=identities, now=now, replace=replace, lacking=lacking, say=say)
            put = time.monotonic()
            self.stdout.write(f"备份 {one.id}（{one.told['made_at']}）已恢复，用时 {put - began:.1f} 秒。核对：")
            for path in done.moved:
                self.stdout.write(f"  原有内容移到 {path}")
            journals = [*options["journal"], one.place / "numbers"]
            proved = prove(done.told, who=who, reason=reason, now=now, journals=journals, seen=options["seen"], say=say)
        except (DomainError, Unreachable) as refusal:
            raise CommandError(str(refusal)) from refusal
        for proof in proved.proofs:
            self.stdout.write(f"  {'✓' if proof.good else '✗'} {proof.subject}：{proof.words}")
        self.stdout.write(f"核对用时 {time.monotonic() - put:.1f} 秒。")
        if not proved.good:
            raise SystemExit(1)
