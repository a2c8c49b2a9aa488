"""Check a backup: closed files against their hashes, and with the private key everything inside."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.continuity import privately, store
from xinglongtai.core.continuity.verifying import backup_verify
from xinglongtai.core.errors import DomainError


class Command(BaseCommand):
    help = "核对备份是否完好；带 --key 时逐一打开核对。有问题时退出码为 1"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", default="", help="备份名，如 20261126-183000-1a2b（默认最近一份）")
        parser.add_argument("--from", dest="place", type=Path, metavar="目录", help="备份目录（默认 BACKUP_DIR）")
        parser.add_argument("--key", metavar="文件", help="私钥文件；- 为当场输入")
        parser.add_argument(
            "--work", type=Path, metavar="目录", help="解开 SQLite 数据库的临时目录（默认 VAR_DIR/continuity）"
        )
        parser.add_argument("--quick", action="store_true", help="不带私钥时只核对大小")
        parser.add_argument("--all", action="store_true", help="全部备份，一份一份地")

    def handle(self, *args, name, place, key, work, quick, **options):
        say = self.stderr.write if options["verbosity"] else lambda words: None
        place, good = (place or settings.BACKUP_DIR).resolve(), True
        try:
            chosen = store.sets(place) if options["all"] else [store.find(place, name)]
            identities = privately.identities(key) if key else None
            for one in chosen:
                found = backup_verify(
                    one, now=timezone.localtime(), identities=identities, work=work, sizes_only=quick, say=say
                )
                good = good and found.good
                self.stdout.write(found.words)
                for line in [*found.faults[1:], *(f"注意：{note}" for note in found.notes)]:
                    self.stdout.write(f"- {line}")
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if not good:
            raise SystemExit(1)
