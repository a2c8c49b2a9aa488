"""How long finding an item takes at a thousand items: the starter list copied often enough, varied queries, warm."""

import csv
import statistics
import time

from django.core.management.base import BaseCommand

from catalog.search import Document, SearchIndex
from catalog.services.starter import FILES

QUERIES = (
    "没挂执照",
    "gzz",
    "meiguazhizhao",
    "饭店菜单上没有写清楚价格还加收服务费",
    "登记管理条例第四十八条",
    "没挂zz",
    "超速驾驶",
)


class Command(BaseCommand):
    help = "清单查找耗时（毫秒）：中位数和第95百分位"

    def add_arguments(self, parser):
        parser.add_argument("--items", type=int, default=1000, help="至少多少个事项，默认 1000")
        parser.add_argument("--rounds", type=int, default=20, help="每个查询多少次，默认 20")

    def handle(self, *, items, rounds, **options):
        with open(FILES / "items.csv", encoding="utf-8") as handle:
            lines = list(csv.DictReader(handle))
        copies = -(-items // len(lines))
        index = SearchIndex([_document(line, copy) for copy in range(copies) for line in lines])
        index.search("没挂执照")
        taken = sorted(_milliseconds(index, query) for query in QUERIES for _ in range(rounds))
        p95 = taken[int(len(taken) * 0.95)]
        self.stdout.write(
            f"{len(index.documents)} 个事项，{len(taken)} 次：中位数 {statistics.median(taken):.1f} ms,"
            f"第95百分位 {p95:.1f} ms，最慢 {taken[-1]:.1f} ms"
        )


def _document(line: dict, copy: int) -> Document:
    return Document(
        key=f"{line['item_no']}/{copy}",
        number=f"{line['item_no']}{copy or ''}",
        violation=line["violation"],
        keywords=tuple(filter(None, line["keywords"].split(";"))),
        domain=line["domain"],
        articles=((line["violated_law"], line["violated_article"]),),
    )


def _milliseconds(index: SearchIndex, query: str) -> float:
    start = time.perf_counter()
    index.search(query)
    return (time.perf_counter() - start) * 1000
