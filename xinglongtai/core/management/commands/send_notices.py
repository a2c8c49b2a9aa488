"""Mail and SMS for cron: every few minutes, safe to run again and twice at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.core.models import Notice, Outgoing
from xinglongtai.core.notices.sending import route, send_due


class Command(BaseCommand):
    help = "把站内消息按各人的设置发到电子邮箱和手机；没有发出的隔一段时间再发。可以反复运行"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只显示还有多少条待安排、待发送")

    def handle(self, *args, dry_run, **options):
        now = timezone.now()
        if dry_run:
            new = Notice.objects.filter(routed=False).count()
            due = Outgoing.objects.filter(state=Outgoing.State.WAITING, not_before__lte=now).count()
            self.stdout.write(f"待安排 {new} 条消息，现在可以发送 {due} 条")
            return
        routed = route(now=now)
        outcome = send_due(now=now)
        self.stdout.write(
            f"新安排 {routed} 条，发出 {outcome.sent} 条，稍后再发 {outcome.again} 条，没有发出 {outcome.failed} 条"
        )
