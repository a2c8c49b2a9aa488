"""``seed_scale``: a nation's ten years, invented, to measure with. Idempotent; only into an empty database."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.record import sealing
from xinglongtai.oversight.scale import seeding
from xinglongtai.oversight.scale.nation import logins
from xinglongtai.oversight.scale.size import UNTIL, Size


class Command(BaseCommand):
    help = "装入性能测试数据（虚构的全国十年案件）；规模 1 为 300 万件案件；只装入空库，已装入则不作任何改动"

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", type=float, default=0.01, help="规模，1 = 300 万件案件、200 万份承诺（默认 0.01）"
        )
        parser.add_argument("--until", type=date.fromisoformat, default=UNTIL, help=f"数据的“今天”，默认 {UNTIL}")
        parser.add_argument("--seed", type=int, default=1, help="同样的数得出同样的数据")
        parser.add_argument("--workers", type=int, help="同时工作的进程数；PostgreSQL 默认 2，SQLite 只能 1")
        parser.add_argument("--seal", action="store_true", help="装入后把操作记录收入链条（规模 1 约需一个多小时）")

    def handle(self, *, scale, until, seed, workers, seal, **options):
        if not (settings.DEMO_MODE or settings.DEBUG):
            raise CommandError("性能测试数据只装入演示或开发环境：请设置 DEMO_MODE=1 或 DEBUG=1。")
        if not 0 < scale <= 2:
            raise CommandError("规模须大于 0，不超过 2。")
        alone = connection.vendor == "sqlite" or connection.in_atomic_block
        workers = 1 if alone else workers or 2
        try:
            seeding.seed(Size(scale, until, seed), workers=workers, say=self._say)
        except seeding.NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        self._say(f"登录账号（密码 {DEMO_PASSWORD}）：{'、'.join(logins())}")
        if seal:
            done = sealing.seal(
                progress=lambda count: self._say(f"已入链 {count:,} 条") if count % 100_000 == 0 else None
            )
            self._say(f"操作记录已入链：{done.links:,} 条，其中有备注的 {done.noted:,} 条")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
