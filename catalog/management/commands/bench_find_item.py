"""How long finding an item takes at a thousand items: the starter list copied often enough, varied queries, warm."""

import csv
import statistics
import time

from django.core.management.base import BaseCommand

from catalog.search import Document, SearchIndex, text
from catalog.services.starter import FILES

#: What an officer typing should not have to wait longer than.
BAR_MS = 50
#: Every kind of question: words, stories, slips, pinyin, initials, letters among characters, articles, numbers, nothing.
QUERIES = (
    "没挂执照",
    "饭店菜单上没有写清楚价格还加收服务费",
    "今天下午检查发现一楼小超市的营业执照压在抽屉里没挂出来，冰柜里还有两袋过了保质期的速冻水饺",
    "广告公司接广告没核对内容也没存档",
    "最中解是权",
    "合证格没有",
    "meiguazhizhao",
    "mei biao jia",
    "yingyezhizhao meiyou guazaixianyandedifang",
    "gzz",
    "dzc mjd",
    "没挂zz",
    "jkz过期了",
    "yaodian GSP",
    "登记管理条例第四十八条",
    "第48条",
    "R3",
    "广告",
    "超速驾驶",
    "手机买了三天就坏了商家不给退",
    "asdfgh",
)


class Command(BaseCommand):
    help = "清单查找耗时（毫秒）：中位数、第95百分位和最慢；每次都不用先前切过的词"

    def add_arguments(self, parser):
        parser.add_argument("--items", type=int, default=1000, help="至少多少个事项，默认 1000")
        parser.add_argument("--rounds", type=int, default=20, help="每个查询多少次，默认 20")

    def handle(self, *, items, rounds, **options):
        with open(FILES / "items.csv", encoding="utf-8") as handle:
            lines = list(csv.DictReader(handle))
        copies = -(-items // len(lines))
        index = SearchIndex([_document(line, copy) for copy in range(copies) for line in lines])
        index.search("没挂执照")
        asked = [(_milliseconds(index, query), query) for _ in range(rounds) for query in QUERIES]
        taken = sorted(time for time, _ in asked)
        self.stdout.write(
            f"{len(index.documents)} 个事项，{len(QUERIES)} 种说法，{len(taken)} 次：中位数 {statistics.median(taken):.1f} ms，"
            f"第95百分位 {taken[int(len(taken) * 0.95)]:.1f} ms，最慢 {taken[-1]:.1f} ms；"
            f"{BAR_MS} ms 以内的占 {sum(time <= BAR_MS for time in taken) / len(taken):.1%}"
        )
        for query in QUERIES:
            times = [time for time, words in asked if words == query]
            self.stdout.write(f"  {statistics.median(times):6.1f} ms（最慢 {max(times):.1f}） {query}")


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
    text.read.cache_clear()
    text.pairs.cache_clear()
    start = time.perf_counter()
    index.search(query)
    return (time.perf_counter() - start) * 1000
