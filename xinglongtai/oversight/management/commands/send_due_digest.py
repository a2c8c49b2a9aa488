"""The morning's work for cron: 督办 without an answer go to the leaders, then everybody's reminders. Safe to run again."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pledges.services import urges_escalate
from xinglongtai.core.models import Bureau
from xinglongtai.oversight.morning.digest import messages
from xinglongtai.oversight.morning.services_digest import digest_send
from xinglongtai.oversight.morning.services_marks import lines_forget


def day_of(text: str | None) -> date:
    """The day a command was asked for, or today."""
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None


def bureaus_of(code: str | None):
    """The bureau with ``code``, or all."""
    rows = Bureau.objects.filter(code=code) if code else Bureau.objects.all()
    if code and not rows:
        raise CommandError(f"没有代号为“{code}”的机关。")
    return rows


class Command(BaseCommand):
    help = "把超期未答复的督办报局负责人，并发送当天的提醒：站内消息和电子邮件；同一天重复运行不会重复发送"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--bureau", help="只发一个机关，写机关代号")
        parser.add_argument("--dry-run", action="store_true", help="只显示将要发送的内容")

    def handle(self, *args, bureau, dry_run, **options):
        on = day_of(options["date"])
        site = settings.SITE_URL.rstrip("/")
        failed = 0
        for office in bureaus_of(bureau):
            if dry_run:
                self._show(office, messages(office, on, site))
                continue
            escalated = urges_escalate(bureau=office, on=on)
            outcome = digest_send(messages(office, on, site), on=on)
            failed += len(outcome.failed)
            self.stdout.write(
                f"{office.full_name}：督办报局负责人 {escalated} 件，站内消息 {outcome.notices} 条，邮件 {outcome.mails} 封"
            )
            for login, reason in outcome.failed:
                self.stderr.write(f"邮件没有发出：{login}（{reason}）")
        if not dry_run:
            lines_forget(on=on)
        if failed:
            raise CommandError(f"{failed} 封邮件没有发出，其余已发送。排除故障后再运行一次即可补发。")

    def _show(self, office: Bureau, found) -> None:
        self.stdout.write(f"{office.full_name}：将提醒 {len(found)} 人")
        for message in found:
            mail = message.officer.user.email or "没有邮箱，只发站内消息"
            self.stdout.write(f"  {message.officer.name}（{mail}）：{message.text}")
