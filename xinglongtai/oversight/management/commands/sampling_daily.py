"""The night's work of 案卷评查 for cron: the rules of suspicions, and reminders of late answers. Safe to run again."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.oversight.sampling.services_findings import findings_remind
from xinglongtai.oversight.sampling.services_suspicion import suspicions_find


class Command(BaseCommand):
    help = "检查疑点线索，提醒逾期未答复的评查意见；重复运行不会重复登记和提醒"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--bureau", help="只做一个机关，写机关代号")
        parser.add_argument("--dry-run", action="store_true", help="只显示结果，不写入")

    def handle(self, *args, bureau, dry_run, **options):
        on = self._day(options["date"])
        rows = Bureau.objects.filter(code=bureau) if bureau else Bureau.objects.all()
        if bureau and not rows:
            raise CommandError(f"没有代号为“{bureau}”的机关。")
        for office in rows:
            with transaction.atomic():
                counts = suspicions_find(bureau=office, on=on)
                reminded = findings_remind(bureau=office, on=on)
                transaction.set_rollback(dry_run)
            words = "疑点线索新发现 {new} 条，有变化 {changed} 条，未变 {same} 条".format(**counts)
            self.stdout.write(
                f"{office.full_name}：{words}；提醒逾期评查意见 {reminded} 条{'（未写入）' if dry_run else ''}"
            )

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None
