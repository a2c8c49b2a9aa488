"""Take over prior records from a CSV or Excel file; the same rows and the same checks as in the admin."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tablib import Dataset

from cases.resources import PriorRecordResource
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer


class Command(BaseCommand):
    help = "导入本系统启用前的处罚和承诺记录（CSV 或 XLSX）；有一行不合格就全部不导入"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="以谁的名义导入（法制人员的登录名）")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")

    def handle(self, *args, file, username, dry_run, **options):
        actor = Officer.objects.select_related("user", "unit__bureau").filter(user__username=username).first()
        if actor is None:
            raise CommandError(f"没有登录名为“{username}”的人员。")
        resource = PriorRecordResource(actor=actor, on=timezone.localdate(), file_name=file.name)
        try:
            result = resource.import_data(self._read(file), dry_run=dry_run, use_transactions=True)
        except DomainError as error:
            raise CommandError(error.message) from None
        for error in result.base_errors:
            raise CommandError("；".join(getattr(error.error, "messages", [str(error.error)])))
        for row in result.invalid_rows:
            self.stdout.write(f"第 {row.number + 1} 行：{'；'.join(row.error.messages)}")
        for number, errors in result.row_errors():
            self.stdout.write(f"第 {number + 1} 行：{'；'.join(str(error.error) for error in errors)}")
        if result.has_errors() or result.has_validation_errors():
            raise CommandError("上面的行不合格，没有导入任何记录。改正后再试。")
        word = "可以导入" if dry_run else "已导入"
        self.stdout.write(f"{word} {len(resource.taken)} 条，已有 {resource.known} 条未重复导入")

    def _read(self, file: Path) -> Dataset:
        try:
            content = file.read_bytes()
        except OSError:
            raise CommandError(f"打不开文件 {file}。") from None
        try:
            if file.suffix.lower() == ".xlsx":
                return Dataset().load(content, format="xlsx")
            return Dataset().load(_decoded(content), format="csv")
        except Exception as problem:  # whatever the readers of foreign files meet
            raise CommandError(f"文件 {file.name} 不是可以读取的 CSV 或 XLSX:{problem}") from None


def _decoded(content: bytes) -> str:
    """Text of a CSV as Excel or WPS writes it: UTF-8 with or without mark, or GB 18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
