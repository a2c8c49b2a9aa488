"""``load_starter_catalog``: the starter catalog (示例) for one bureau. Idempotent."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.services import starter_load
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.roles import allowed


class Command(BaseCommand):
    help = "为一个机关载入起步清单（示例）；已有的事项编号不变"

    def add_arguments(self, parser):
        parser.add_argument("--bureau", required=True, help="机关代号，如 xinglongtai")
        parser.add_argument("--publish", action="store_true", help="提交并发布可以发布的草稿（须有两名法制人员）")
        parser.add_argument("--actor", help="以哪个账号办理；默认为该机关第一个有清单权限的人员")
        parser.add_argument("--approver", help="由哪个账号审核发布；默认为该机关另一名有清单权限的人员")
        parser.add_argument("--date", type=date.fromisoformat, help="办理日期，默认今天")

    def handle(self, *, bureau, publish, actor, approver, date, **options):
        found = Bureau.objects.filter(code=bureau).first()
        if found is None:
            raise CommandError(f"没有代号为“{bureau}”的机关。")
        try:
            loader = self._officer(found, actor)
            second = self._officer(found, approver, other_than=loader) if publish else None
            outcome = starter_load(actor=loader, on=date or timezone.localdate(), approver=second)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(
            f"起步清单（示例）：法规版本新增 {outcome.statutes}，条件词新增 {outcome.tokens}，"
            f"事项新增 {outcome.created}，已有 {outcome.present}，发布 {outcome.published}"
        )
        for line in outcome.left_as_draft:
            self.stdout.write(f"  仍为草稿：{line}")

    def _officer(self, bureau, username, other_than=None) -> Officer:
        people = Officer.objects.filter(unit__bureau=bureau, is_active=True, user__isnull=False).select_related(
            "user", "unit__bureau"
        )
        if username:
            people = people.filter(user__username=username)
        for officer in people.order_by("pk"):
            if officer != other_than and allowed(officer, "catalog.import_catalog"):
                return officer
        if other_than:
            raise CommandError(
                "发布须由另一名法制人员审核，该机关没有第二名有清单权限的人员。请先建立账号，或不带 --publish 载入为草稿。"
            )
        raise CommandError("该机关没有可以导入清单的法制人员账号。请先建立账号并加入“法制机构”角色（seed_roles）。")
