"""How long a long sheet of the past takes from upload to undo, in a transaction taken back."""

import io
import resource
import time

import openpyxl
from django.core.files.storage import storages
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from xinglongtai.oversight.ledger.benching import DAY, office
from xinglongtai.oversight.ledger.past_reading import reading_of
from xinglongtai.oversight.ledger.services_past import (
    past_run_map,
    past_run_open,
    past_run_take,
    past_run_try,
    refused_file,
)
from xinglongtai.oversight.ledger.services_undo import past_run_undo

HEADINGS = [
    "序号",
    "被处罚人",
    "证照号码",
    "住所",
    "案由",
    "处罚决定书文号",
    "承诺书编号",
    "违法时间",
    "处罚内容",
    "履行情况",
    "备注",
]


def code(n: int) -> str:
    """A 信用代码 with a right check digit."""
    from stdnum.cn import uscc

    body = f"92000000MA{n:07d}"
    return body + uscc.calc_check_digit(body)


def sheet(rows: int) -> bytes:
    """A workbook with a title, headings of its own and ``rows`` lines; one in fifty is faulty, days come in five forms."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(["某区历年处罚、承诺台账"])
    page.append(HEADINGS)
    days = ["2025-03-05", "2025.3.5", "2025年3月5日", 45721, "二〇二五年三月"]
    for n in range(1, rows + 1):
        number = "9121110" if n % 50 == 0 else code(n)
        act = f"第{n % 400}种违法行为的表述，情节轻微" if n % 2 else "营业执照未置于住所或者主要经营场所的醒目位置"
        kept = ("已履行", "未履行", "")[n % 3]
        papers = [f"测罚〔2025〕{n}号", f"测承〔2025〕{n}号"]
        party = [n, f"测试区第{n}号商店", number, f"测试路{n}号"]
        page.append([*party, act, *papers, days[n % 5], "警告", kept, ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Command(BaseCommand):
    help = "导入历史台账用时：读取、试算、写入、再试算同一份、退回、撤销，各需多久，内存多少。什么都不留下。"

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=10_000, help="表格行数（默认 10000）")

    @transaction.atomic
    def handle(self, *args, rows, **options):
        _, actor, _ = office()
        data, told = sheet(rows), []
        self.stdout.write(
            f"{rows} 行，文件 {len(data) // 1024} KB，数据库 {connection.vendor}，开始时内存 {_memory():.0f} MB"
        )
        run = self._timed("读取并推测各列", lambda: self._opened(actor, data))
        run = self._timed(
            "试算", lambda: past_run_try(run=run, actor=actor, on=DAY, progress=lambda *so: told.append(so))
        )
        self._say(run)
        self.stdout.write(f"　进度报告 {len(told)} 次")
        run = self._timed("写入", lambda: past_run_take(run=run, actor=actor, on=DAY))
        self._timed("退回被拒绝的行", lambda: refused_file(run=run, actor=actor))
        again = self._opened(actor, data)
        again = self._timed("同一份再试算", lambda: past_run_try(run=again, actor=actor, on=DAY))
        self._say(again)
        self._timed("撤销", lambda: past_run_undo(run=run, actor=actor))
        for kept in (run, again):
            storages["imports"].delete(kept.file_path)
        transaction.set_rollback(True)

    def _opened(self, actor, data: bytes):
        run = past_run_open(actor=actor, file_name="台账.xlsx", data=data)
        reading = reading_of(run)
        given = {name: getattr(reading, name) for name in ("sheet", "heading", "columns", "kind")}
        return past_run_map(run=run, actor=actor, source="测量", **given)

    def _timed(self, words: str, act):
        begun, working = time.perf_counter(), time.process_time()
        result = act()
        used, worked = time.perf_counter() - begun, time.process_time() - working
        self.stdout.write(f"{words:　<12}{used:6.1f} 秒（处理器 {worked:.1f} 秒）  内存峰值 {_memory():4.0f} MB")
        return result

    def _say(self, run) -> None:
        self.stdout.write(f"　新增 {run.new}，变更 {run.changed}，已有 {run.same}，拒绝 {run.refused}")


def _memory() -> float:
    """Highest resident memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
