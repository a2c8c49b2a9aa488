"""Tells other systems of changes, for a timer (every minute): safe to run again and by two at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinglongtai.oversight.bridge import sending, services_outbox


class Command(BaseCommand):
    help = "把案件和承诺的变化推送给订阅的系统；可以重复运行，同时运行两个也不会重复投递"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只显示将要排队和投递的数目，不写入、不发送")

    def handle(self, *args, dry_run, **options):
        if dry_run:
            self._show()
            return
        done = sending.run(timezone.now)
        self.stdout.write(
            f"新排队 {done.queued} 条，送达 {done.sent} 条，未送达 {done.failed} 条（其中放弃 {done.dead} 条）"
        )

    def _show(self) -> None:
        now = timezone.now()
        for hook in services_outbox.live_hooks(now):
            waiting = services_outbox.planned(hook, services_outbox.unqueued(hook), now)
            self.stdout.write(f"{hook.token.system}（{hook.url}）：将排队 {len(waiting)} 条")
        self.stdout.write(f"到时间可以投递的：{services_outbox.due(now).count()} 条")
