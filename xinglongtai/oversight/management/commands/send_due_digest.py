"""The morning's reminders for cron: safe to run again, once a day and person."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.oversight.digest import messages
from xinglongtai.oversight.services_digest import digest_send


class Command(BaseCommand):
    help = "发送当天的到期提醒：站内消息和电子邮件；同一天重复运行不会重复发送"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--bureau", help="只发一个机关，写机关代号")
        parser.add_argument("--dry-run", action="store_true", help="只显示将要发送的内容")

    def handle(self, *args, bureau, dry_run, **options):
        on = self._day(options["date"])
        site = settings.SITE_URL.rstrip("/")
        failed = 0
        for office in self._bureaus(bureau):
            found = messages(office, on, site)
            if dry_run:
                self._show(office, found)
                continue
            outcome = digest_send(found, on=on)
            failed += len(outcome.failed)
            self.stdout.write(f"{office.full_name}：站内消息 {outcome.notices} 条，邮件 {outcome.mails} 封")
            for login, reason in outcome.failed:
                self.stderr.write(f"邮件没有发出：{login}（{reason}）")
        if failed:
            raise CommandError(f"{failed} 封邮件没有发出，其余已发送。排除故障后再运行一次即可补发。")

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None

    def _bureaus(self, code: str | None):
        rows = Bureau.objects.filter(code=code) if code else Bureau.objects.all()
        if code and not rows:
            raise CommandError(f"没有代号为“{code}”的机关。")
        return rows

    def _show(self, office: Bureau, found) -> None:
        self.stdout.write(f"{office.full_name}：将提醒 {len(found)} 人")
        for message in found:
            mail = message.officer.user.email or "没有邮箱，只发站内消息"
            self.stdout.write(f"  {message.officer.name}（{mail}）：{message.text}")
