"""The daily look at what must be published, for cron: lists closed penalties, reminds legal staff. Safe to run again."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.oversight.publication.services import reminders_send, rows_make


class Command(BaseCommand):
    help = "把已结案的处罚列入公示报送，并提醒法制人员期限；同一天重复运行不会重复"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--dry-run", action="store_true", help="只显示将会列入多少，不作任何改动")

    def handle(self, *args, dry_run, **options):
        on = self._day(options["date"])
        with transaction.atomic():
            for bureau in Bureau.objects.order_by("pk"):
                made = rows_make(on=on, bureau=bureau)
                told = reminders_send(bureau=bureau, on=on)
                mark = "（试运行）" if dry_run else ""
                self.stdout.write(f"{mark}{bureau.full_name}：新列入 {made} 条，提醒 {told} 人")
            if dry_run:
                transaction.set_rollback(True)

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None
