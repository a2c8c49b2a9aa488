"""The nightly look at the law for cron: new tasks and reminders. Safe to run again; the suspension does not depend on it."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from catalog.models import LawChange
from catalog.services import law_changes_note
from xinglongtai.core.models import Bureau


class Command(BaseCommand):
    help = "检查法规变动：列出受影响的清单事项并提醒法制人员；同一天重复运行不会重复"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--dry-run", action="store_true", help="只显示将会发现什么，不作任何改动")

    def handle(self, *args, dry_run, **options):
        on = self._day(options["date"])
        with transaction.atomic():
            found = law_changes_note(on=on)
            self.stdout.write(
                f"{'（试运行）' if dry_run else ''}新发现变动 {len(found.changes)} 项，新增待处理 {found.touched} 条，"
                f"撤去 {found.dropped} 条，提醒 {found.notices} 条"
            )
            self._tell(on)
            if dry_run:
                transaction.set_rollback(True)

    def _tell(self, on: date) -> None:
        """Every bureau's open tasks, one line a change."""
        for bureau in Bureau.objects.order_by("pk"):
            for change in LawChange.objects.for_bureau(bureau).undecided().select_related("statute"):
                days = (change.effective_on - on).days
                when = f"还有{days}天" if days > 0 else "已生效"
                self.stdout.write(f"{bureau.full_name}：{change.headline}（{when}），未处理 {change.open_count} 条")

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None
