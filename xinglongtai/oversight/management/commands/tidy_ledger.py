"""Ledgers made for people, and sheets sent for import, deleted after their days; for cron: safe to run again."""

from datetime import date, datetime, time, timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.core.parameters import value
from xinglongtai.oversight.ledger.jobs import sweep
from xinglongtai.oversight.ledger.services_export import ledger_files_tidy
from xinglongtai.oversight.ledger.services_past import past_files_tidy


class Command(BaseCommand):
    help = "删除到期的台账导出文件和导入原件（天数是参数）；导入的记录和留痕不动"

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, default=None, help="按哪一天清理（默认今天）")

    def handle(self, *args, **options):
        on = options["date"] or timezone.localdate()
        self.stdout.write(f"中断的导出：清理 {sweep()} 处")
        for bureau in Bureau.objects.all():
            days = value(bureau, "ledger.keep_days")
            before = timezone.make_aware(datetime.combine(on - timedelta(days=days), time.min))
            made, sent = ledger_files_tidy(bureau=bureau, on=on), past_files_tidy(bureau=bureau, before=before)
            self.stdout.write(f"{bureau.full_name}：删除导出文件 {made} 份，导入原件 {sent} 份")
