"""``find_item``: which list items fit what an officer says. One query as an argument, or many on standard input.

``--evaluate FILE…`` measures instead: shares of right answers over gold lists.
"""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.search.measure import Figures, measure, read
from catalog.selectors import Match, find_items, search_index
from xinglongtai.core.models import Bureau

NOTHING = "未找到清单事项，可走清单外核查"


class Command(BaseCommand):
    help = '按日常用语、拼音、首字母、编号或条款查找清单事项，如 find_item "没挂执照"；不带参数时从标准输入逐行读 JSON'

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="?", help='如 "没挂执照"、gzz、R3、第四十八条')
        parser.add_argument("--bureau", help="机关代号，默认第一个机关")
        parser.add_argument("--on", type=date.fromisoformat, help="日期，默认今天")
        parser.add_argument("--limit", type=int, default=8, help="最多几条，默认 8")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument(
            "--evaluate",
            nargs="+",
            type=Path,
            metavar="FILE",
            help="对照标准答案量查找效果：CSV，列为 query,gold,kind,split；gold 为事项编号，多个用分号隔开，空着表示应答未找到",
        )

    def handle(self, *, words, bureau, on, limit, json, evaluate, **options):
        if limit < 1:
            raise CommandError("--limit 须为 1 以上的整数。")
        self.bureau, self.on, self.limit = self._bureau(bureau), on or timezone.localdate(), limit
        if evaluate:
            self._evaluate(evaluate)
            return
        if words is not None:
            matches = self._find(words)
            self.stdout.write(_as_json(words, matches) if json else _as_text(matches))
            return
        bad = 0
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                asked = _words_of(line, number)
            except ValueError as fault:
                bad += 1
                self.stdout.write(_line({"line": number, "error": str(fault)}))
            else:
                self.stdout.write(_as_json(asked, self._find(asked)))
        if bad:
            raise CommandError(f"有 {bad} 行无法读取，见输出中的 error。")

    def _bureau(self, code) -> Bureau:
        row = (Bureau.objects.filter(code=code) if code else Bureau.objects.all()).order_by("pk").first()
        if row is None:
            raise CommandError(f"没有代号为“{code}”的机关。" if code else "还没有机关，请先建立机关并导入清单。")
        return row

    def _evaluate(self, paths: list[Path]) -> None:
        index = search_index(bureau=self.bureau, on=self.on)
        listed = {document.number for document in index.documents}
        unlisted: set[str] = set()
        self.stdout.write("标准答案	部分	有对应	首位命中	前三命中	无对应	答未找到")
        whole: dict[str, Figures] = {}
        for path in paths:
            try:
                rows = read(path)
                for row in rows:
                    row["numbers"] = set(filter(None, row["gold"].split(";")))
                unlisted |= set().union(*(row["numbers"] for row in rows)) - listed
                asked = [row for row in rows if not row["numbers"] or row["numbers"] & listed]
                figures = measure(lambda words: [hit.document.number for hit in index.search(words)], asked)
            except (OSError, KeyError, UnicodeDecodeError) as fault:
                raise CommandError(f"{path} 不能读作标准答案：{fault}") from fault
            for split, part in sorted(figures.items()):
                self.stdout.write(_figures(path.name, split, part))
                whole[split] = whole.get(split, Figures()) + part
        if len(paths) > 1:
            for split, part in sorted(whole.items()):
                self.stdout.write(_figures("合计", split, part))
        if unlisted:
            self.stdout.write(f"当日清单没有 {'、'.join(sorted(unlisted))}，只对应这些事项的描述不计。")

    def _find(self, words: str) -> list[Match]:
        return find_items(bureau=self.bureau, words=words, on=self.on, limit=self.limit)


def _figures(name: str, split: str, part: Figures) -> str:
    return "\t".join(
        [
            name,
            split,
            f"{part.fitting}",
            f"{part.first}（{part.top1:.1%}）",
            f"{part.three}（{part.top3:.1%}）",
            f"{part.unfitting}",
            f"{part.refused}（{part.refusal:.1%}）",
        ]
    )


def _words_of(line: str, number: int) -> str:
    """The words of an input line: a JSON string, an object with "words" (or "query"), or plain text."""
    try:
        value = json.loads(line)
    except ValueError:
        if line.lstrip()[:1] in '{["':
            raise ValueError(f"第 {number} 行不是有效的 JSON") from None
        return line.strip()
    if isinstance(value, dict):
        value = value.get("words", value.get("query"))
    if value is None or isinstance(value, dict | list):
        raise ValueError(f"第 {number} 行缺少 words")
    return str(value)


def _facts(match: Match) -> dict:
    version = match.version
    return {
        "item_no": version.item.number,
        "violation": version.violation,
        "domain": version.item.domain,
        "version": version.version_no,
        "load_state": version.load_state,
        "score": match.score,
        "reasons": match.reasons,
    }


def _as_json(words: str, matches: list[Match]) -> str:
    answer = {"words": words, "items": [_facts(match) for match in matches]}
    if not matches:
        answer["message"] = NOTHING
    return _line(answer)


def _line(facts: dict) -> str:
    return json.dumps(facts, ensure_ascii=False)


def _as_text(matches: list[Match]) -> str:
    lines = [
        f"{place}. {m.version.item.number} {m.version.violation}"
        f"（{m.version.item.domain}，{m.version.get_load_state_display()}，{m.score:.2f}）：{'；'.join(m.reasons)}"
        for place, m in enumerate(matches, start=1)
    ]
    return "\n".join(lines) or NOTHING
