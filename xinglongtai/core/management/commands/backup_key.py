"""Public keys that backups are closed to. A private key is shown once and kept nowhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.continuity import keyring, keysheet, privately, store
from xinglongtai.core.continuity.verifying import read_manifest
from xinglongtai.core.errors import DomainError


class Command(BaseCommand):
    help = "备份密钥：make 生成一对（私钥只显示一次），add 登记公钥，list 列出，remove 去掉，check 试私钥能否打开最近的备份"

    def add_arguments(self, parser):
        parser.add_argument("act", choices=["make", "add", "list", "remove", "check"])
        parser.add_argument("public", nargs="?", default="", help="公钥 age1…（add、remove）")
        parser.add_argument("--name", default="", help="谁保管，如 局档案室")
        parser.add_argument("--sheet", type=Path, metavar="文件", help="密钥单写成 PDF 文件，打印后立即删除（make）")
        parser.add_argument("--key", default="", metavar="文件", help="私钥文件；- 为当场输入（check）")

    def handle(self, *args, act, **options):
        try:
            getattr(self, f"_{act}")(**options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _make(self, *, name, sheet, **options):
        if not name.strip():
            raise DomainError("请用 --name 写明由谁保管，如 --name 局档案室。")
        if sheet and sheet.exists():
            raise DomainError(f"{sheet} 已经存在，请换一个文件名。")
        private, public = keyring.make()
        on = timezone.localdate()
        text = keysheet.Sheet(private, public, name, on, keyring.signer_mark(keyring.signer()))
        if sheet:
            keysheet.write(sheet, text)
        keyring.add(public, name=name, on=on)
        self.stdout.write(text.lines() if not sheet else f"密钥单在 {sheet}：打印两份，分开锁好，然后删除这个文件。")
        self.stdout.write(f"已登记公钥 {public}。以后的备份可以用这把私钥打开，以前的不能。")

    def _add(self, *, public, name, **options):
        keyring.add(public, name=name, on=timezone.localdate())
        self.stdout.write("已登记。以后的备份可以用对应的私钥打开，下一次备份会把全部文件重新存一遍。")

    def _list(self, **options):
        for one in keyring.recipients():
            self.stdout.write(f"{one.key}  {one.since}  {one.name}")
        self.stdout.write(f"签名标记 {keyring.signer_mark(keyring.signer())}")

    def _remove(self, *, public, **options):
        keyring.remove(public)
        self.stdout.write("已去掉。以后的备份不能再用对应的私钥打开；以前的备份仍然可以。")

    def _check(self, *, key, **options):
        from django.conf import settings

        if not key:
            raise DomainError("请用 --key 指明私钥文件（- 为当场输入）。")
        identities = privately.identities(key)
        one = store.find(settings.BACKUP_DIR)
        read_manifest(one, identities)
        self.stdout.write(f"这把私钥能打开最近的备份 {one.id}。")
