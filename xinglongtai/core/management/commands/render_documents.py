"""Make the bytes of papers that have none yet (after a failure or a crash); with --check compare all bytes with their SHA-256."""

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core import documents
from xinglongtai.core.models import IssuedDocument


class Command(BaseCommand):
    help = "补印未生成的文书；--check 核对全部文书文件是否与签发时一致"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="核对已生成的文件（只读）")
        parser.add_argument("--dry-run", action="store_true", help="只列出，不生成")

    def handle(self, *args, check, dry_run, **options):
        bad = self._check() if check else self._render(dry_run)
        if bad:
            raise CommandError(f"{bad} 份文书有问题，见上。")

    def _render(self, dry_run: bool) -> int:
        bad = done = 0
        for document in IssuedDocument.objects.unrendered().order_by("pk").iterator():
            if dry_run:
                self.stdout.write(f"待生成 {document.number_text}")
                continue
            if documents.render(document).state == IssuedDocument.State.READY:
                done += 1
            else:
                bad += 1
                self.stdout.write(f"生成失败 {document.number_text}：{document.error}")
        if not dry_run:
            self.stdout.write(f"已生成 {done} 份")
        return bad

    def _check(self) -> int:
        bad = 0
        for document in IssuedDocument.objects.filter(state=IssuedDocument.State.READY).order_by("pk").iterator():
            try:
                documents.read_bytes(document)
            except documents.DocumentDamaged as problem:
                bad += 1
                self.stdout.write(str(problem))
        self.stdout.write("核对完毕")
        return bad
