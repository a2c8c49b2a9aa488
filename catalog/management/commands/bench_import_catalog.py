"""How long a sheet of other people's making takes from upload to drafts: time, queries and memory, in a transaction taken back."""

import io
import resource
import time
import warnings
from contextlib import contextmanager

import openpyxl
from django.core.files.storage import storages
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ItemVersion
from catalog.services import starter_load
from catalog.services.import_runs import (
    import_run_confirm,
    import_run_map,
    import_run_open,
    import_run_preview,
    reading_of,
    refused_file,
)
from catalog.services.import_undo import import_run_undo
from xinglongtai.core.models import Officer, Unit, User
from xinglongtai.core.units import create_bureau, place

HEADINGS = ["序号", "领域", "轻微违法行为", "违反条款", "处罚依据", "适用条件", "改正期限", "备注"]
BROKEN, PUNISHED = "《中华人民共和国广告法》第九条第(三)项", "《广告法》第五十七条第一项"
FILLS = {"batch": "第二批", "leniency_kind": "首违不罚", "default_state": "须法制审核"}


def sheet(rows: int, *, note: str = "无") -> bytes:
    """A workbook with a merged title, headings of its own and ``rows`` lines; one in fifty names a law nobody knows."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["市场监管领域轻微违法行为免罚清单"])
    page.merge_cells("A1:H1")
    page.append(HEADINGS)
    for number in range(1, rows + 1):
        broken = "《没有登记的办法》第九条" if number % 50 == 0 else BROKEN
        words = f"第{number}种轻微违法行为的表述，未造成危害后果"
        page.append([number, "广告", words, broken, PUNISHED, "1.初次违法；2.及时改正", "5个工作日", note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Command(BaseCommand):
    help = "导入用时：预览、导入（新增和变更）、退回、撤销各需多久，查询多少次，内存多少。什么都不留下。"

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=1_000, help="表格行数（默认 1000）")

    @contextmanager
    def _measured(self, words: str):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries, warnings.catch_warnings(action="ignore"):
            yield
        used = time.perf_counter() - begun
        self.stdout.write(f"{words:　<14}{used:7.2f} 秒  查询 {len(queries):5d} 次  内存峰值 {_memory():4.0f} MB")

    @transaction.atomic
    def handle(self, *args, rows, **options):
        actor, on = _actor(), timezone.localdate()
        starter_load(actor=actor, on=on)
        self.stdout.write(f"{rows} 行，数据库 {connection.vendor}，开始时内存 {_memory():.0f} MB")
        run = self._opened(actor, sheet(rows), "读取并推测各列")
        with self._measured("预览（新增）"):
            run = import_run_preview(run=run, actor=actor, on=on)
        with self._measured("导入（新增）"):
            run = import_run_confirm(run=run, actor=actor, on=on)
        self.stdout.write(f"　新增 {run.created}，变更 {run.changed}，未变 {run.same}，拒绝 {run.refused}")
        with self._measured("退回被拒绝的行"):
            refused_file(run=run, actor=actor)
        again = self._opened(actor, sheet(rows, note="第二次"), "再读一份")
        with self._measured("预览（变更）"):
            again = import_run_preview(run=again, actor=actor, on=on)
        with self._measured("导入（变更）"):
            again = import_run_confirm(run=again, actor=actor, on=on)
        self.stdout.write(f"　新增 {again.created}，变更 {again.changed}，未变 {again.same}，拒绝 {again.refused}")
        with self._measured("撤销（变更）"):
            import_run_undo(run=again, actor=actor)
        with self._measured("撤销（新增）"):
            import_run_undo(run=run, actor=actor)
        left = ItemVersion.objects.filter(item__number__startswith="ZJ").count()
        self.stdout.write(f"撤销后留下 {left} 条")
        for kept in (run, again):
            storages["imports"].delete(kept.file_path)
        transaction.set_rollback(True)

    def _opened(self, actor, data: bytes, words: str):
        begun = time.perf_counter()
        run = import_run_open(actor=actor, file_name="清单.xlsx", data=data)
        reading = reading_of(run)
        used = time.perf_counter() - begun
        self.stdout.write(f"{words:　<14}{used:7.2f} 秒  文件 {len(data) // 1024} KB")
        return import_run_map(
            run=run,
            actor=actor,
            sheet=reading.sheet,
            heading=reading.heading,
            columns=reading.columns,
            fills=FILLS,
            prefix="ZJ",
        )


def _memory() -> float:
    """Highest resident memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _actor() -> Officer:
    bureau = create_bureau(code="bench", name="测试", full_name="测试机关", region_code="000000", document_prefix="测")
    user = User.objects.create_superuser("bench-import", password=None)
    unit = place(Unit(parent=bureau.unit, name="测试科"))
    return Officer.objects.create(user=user, unit=unit, name="测量")
