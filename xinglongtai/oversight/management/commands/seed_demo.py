"""``seed_demo``: an invented installation to look at — three bureaux, their people, 120 cases. Idempotent."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.oversight.demo import seeding


class Command(BaseCommand):
    help = "装入演示数据（虚构的三个机关、人员和120件案件）；已装入则不作任何改动"

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, help="演示的“今天”，默认为当天，如 2026-11-22")
        parser.add_argument("--if-empty", action="store_true", help="库中已有数据时安静结束")
        parser.add_argument("--force", action="store_true", help="未设置 DEMO_MODE=1 也装入")

    def handle(self, *, date, if_empty, force, **options):
        if not (settings.DEMO_MODE or force):
            raise CommandError("演示数据只装入演示环境：请设置 DEMO_MODE=1，或加 --force。")
        if seeding.is_seeded():
            self.stdout.write("演示数据已在库中，未作改动。")
            return
        if if_empty and not seeding.is_empty():
            self.stdout.write("库中已有数据，未装入演示数据。")
            return
        try:
            seeding.seed(date or timezone.localdate())
        except seeding.NotADemo as refusal:
            raise CommandError(str(refusal)) from None
        self._tell(seeding.summary())

    def _tell(self, found: seeding.Summary) -> None:
        self.stdout.write(
            f"演示数据已装入：机关 {found.bureaux} 个，人员 {found.officers} 名，当事人 {found.parties} 个，"
            f"案件 {found.cases} 件，承诺 {found.pledges} 份，承诺书 {found.letters} 份（待生成 {found.unrendered} 份）。"
        )
        self.stdout.write("登录账号见 manage.py demo_logins。")
