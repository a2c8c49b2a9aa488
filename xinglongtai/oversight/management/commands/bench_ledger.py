"""How long the export of a long ledger takes and how much memory it needs, each form in a process of its own."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.models import Case
from xinglongtai.core.long_sheets import csv_lines
from xinglongtai.core.models import Officer
from xinglongtai.oversight.ledger.benching import fill, office
from xinglongtai.oversight.ledger.files import keys_of, table_of, write_file
from xinglongtai.oversight.ledger.filters import LedgerFilter, ledger_rows


class Command(BaseCommand):
    help = "台账导出用时和内存峰值：CSV、26 栏工作簿、邮件合并数据表（只在空的数据库里运行，见 script/bench）"

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=100_000, help="条数（默认 100000）")
        parser.add_argument("--only", default="", help="内部使用：只测一种形式")

    def handle(self, *args, rows, only, **options):
        if only:
            self._measure(only)
            return
        if Case.objects.exists():
            raise CommandError("数据库里已有案件。请用 script/bench ledger，在临时数据库里测量。")
        begun = time.perf_counter()
        officer, second, version = office()
        fill(rows, officer, second, version)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"{rows} 条，数据库 {connection.vendor}，建库 {time.perf_counter() - begun:.0f} 秒")
        self.stdout.flush()
        connection.close()
        for form in ("csv", "xlsx", "merge"):
            command = [sys.executable, sys.argv[0], "bench_ledger", "--only", form]
            # a process of its own, or the peak would be that of the filling
            subprocess.run(command, check=True, env=os.environ)

    def _measure(self, form: str) -> None:
        actor = Officer.objects.get(user__username="bench-1")
        before, begun, working = _memory(), time.perf_counter(), time.process_time()
        keys = keys_of(LedgerFilter({}, actor=actor).rows(ledger_rows(actor)), form)
        header, table = table_of(form, keys, actor, full=True)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger"
            if form == "csv":
                with path.open("wb") as out:
                    for piece in csv_lines(header, table):
                        out.write(piece)
            else:
                write_file(path, form, header, table, "测量")
            size = path.stat().st_size
        used, worked = time.perf_counter() - begun, time.process_time() - working
        peak = f"内存峰值 {_memory():4.0f} MB（开始时 {before:.0f} MB）"
        self.stdout.write(
            f"{form:<6}{len(keys)} 条 {used:6.1f} 秒（处理器 {worked:.1f} 秒）  文件 {size / 1048576:5.1f} MB  {peak}"
        )


def _memory() -> float:
    """Highest resident memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
