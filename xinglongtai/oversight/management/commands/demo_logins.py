"""``demo_logins``: the logins of the demo as a table."""

import unicodedata

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.models import Officer
from xinglongtai.core.roles import Role

HEAD = ("角色", "姓名", "单位", "账号", "密码")


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """The rows as lines whose columns stand under each other."""
    widest = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [text + " " * (room - width(text)) for text, room in zip(row, widest, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines


class Command(BaseCommand):
    help = "列出演示账号（角色、姓名、单位、账号、密码）"

    def handle(self, *args, **options):
        if not settings.DEMO_MODE:
            raise CommandError("不是演示环境（DEMO_MODE），没有演示账号可列。")
        people = Officer.objects.filter(user__username__startswith="demo_", user__is_active=True)
        people = people.select_related("user", "unit__bureau").prefetch_related("user__groups").order_by("pk")
        rows = [(self._role(p), p.name, self._place(p), p.user.username, DEMO_PASSWORD) for p in people]
        if not rows:
            raise CommandError("库中没有演示账号，请先运行 manage.py seed_demo。")
        for line in aligned([HEAD, *rows]):
            self.stdout.write(line)

    def _role(self, officer: Officer) -> str:
        return "、".join(Role(group.name).label for group in officer.user.groups.all())

    def _place(self, officer: Officer) -> str:
        bureau, unit = officer.unit.bureau.unit, officer.unit
        return str(bureau) if unit.pk == bureau.pk else f"{bureau} {unit}"
