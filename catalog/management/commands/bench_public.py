"""How long the public pages take, and how heavy they are, with a list of so many items. Leaves nothing in the database."""

import resource
import statistics
import time
from copy import copy
from datetime import date

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from catalog.models import Citation, Item, ItemCondition, ItemVersion
from catalog.public import papers
from catalog.public.answers import shelf
from catalog.services import starter_load
from xinglongtai.core import roles, units
from xinglongtai.core.models import Officer, User
from xinglongtai.core.roles import Role

CODE = "bench-public"


class Command(BaseCommand):
    help = "公开清单页面耗时和大小：首次、再次、304，以及 Excel 和 PDF"

    def add_arguments(self, parser):
        parser.add_argument("--items", type=int, default=1056, help="至少多少个事项，默认 1056")
        parser.add_argument("--rounds", type=int, default=20, help="每个地址多少次，默认 20")
        parser.add_argument("--no-pdf", action="store_true", help="不生成 PDF（上千项约半分钟）")

    def handle(self, *, items, rounds, **options):
        today = timezone.localdate()
        with transaction.atomic():
            bureau = self._list_of(items, today)
            client = Client(SERVER_NAME="127.0.0.1")
            self._pages(client, rounds, today)
            self._file(client, "list.xlsx")
            if not options["no_pdf"]:
                self._file(client, "list.pdf")
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
                self.stdout.write(f"PDF 在单独的进程中生成，内存最多 {peak} MB")
            self.stdout.write(f"公开 {len(papers.day_of(bureau, today, today).entries)} 项")
            transaction.set_rollback(True)

    def _pages(self, client: Client, rounds: int, today: date) -> None:
        ask = f"/catalog/{CODE}/"
        year_ago = today.replace(year=today.year - 1, day=1).isoformat()
        for name, address in (
            ("清单", ask),
            ("过去一天", f"{ask}?on={year_ago}"),
            ("查找（今天）", f"{ask}?q=没挂执照"),
            ("查找（过去）", f"{ask}?on={year_ago}&q=执照"),
            ("变更记录", f"{ask}changes/"),
            ("一个事项", f"{ask}items/R3/"),
        ):
            client.get(address)  # the index of today's list is there already when officers work
            first = [self._milliseconds(client, address, fresh=True) for _ in range(rounds)]
            again = [self._milliseconds(client, address) for _ in range(rounds)]
            answer = client.get(address)
            same = [self._milliseconds(client, address, etag=answer["ETag"]) for _ in range(rounds)]
            self.stdout.write(
                f"{name}：首次 {statistics.median(first):.0f} ms（最慢 {max(first):.0f}），再次 {statistics.median(again):.0f} ms，"
                f"304 {statistics.median(same):.0f} ms，HTML {len(answer.content) / 1000:.1f} kB"
            )

    def _milliseconds(self, client: Client, address: str, *, fresh: bool = False, etag: str = "") -> float:
        if fresh:
            shelf.clear()
        start = time.perf_counter()
        answer = client.get(address, headers={"If-None-Match": etag} if etag else None)
        taken = (time.perf_counter() - start) * 1000
        if answer.status_code != (304 if etag else 200):
            raise ValueError(f"{address}: {answer.status_code}")
        return taken

    def _file(self, client: Client, name: str) -> None:
        taken = []
        for _ in range(2):
            start = time.perf_counter()
            size = len(client.get(f"/catalog/{CODE}/{name}").content)
            taken.append(time.perf_counter() - start)
        self.stdout.write(f"{name}：首次 {taken[0]:.1f} s，再次 {taken[1] * 1000:.0f} ms，{size / 1000:.0f} kB")

    def _list_of(self, items: int, today: date):
        """The starter list copied often enough, in a bureau of its own."""
        roles.seed()
        bureau = units.create_bureau(
            code=CODE, name="测量局", full_name="测量用市场监督管理局", region_code="000000", document_prefix="测"
        )
        people = []
        for name in ("bench_legal", "bench_legal_2"):
            user = User.objects.create_user(name)
            user.groups.add(Group.objects.get(name=Role.LEGAL.value))
            people.append(Officer.objects.create(user=user, unit=bureau.unit, name=name))
        starter_load(actor=people[0], on=today, approver=people[1])
        originals = list(ItemVersion.objects.for_bureau(bureau).standing().with_parts())
        for n in range(1, -(-items // 66)):
            self._copy(originals, n)
        return bureau

    def _copy(self, originals: list[ItemVersion], n: int) -> None:
        """Rows as they are, past the locks: it is only measured and rolled back."""
        for original in originals:
            number = f"{original.item.number}{n:02d}"
            item = Item.objects.create(bureau=original.item.bureau, number=number, domain=original.item.domain)
            version = copy(original)
            version.pk, version.item = None, item
            (version,) = QuerySet(ItemVersion).bulk_create([version])
            for model, rows in ((Citation, original.citations.all()), (ItemCondition, original.conditions.all())):
                parts = [copy(row) for row in rows]
                for part in parts:
                    part.pk, part.version = None, version
                QuerySet(model).bulk_create(parts)
