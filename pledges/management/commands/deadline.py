"""A deadline on the command line, by the same code as the screens. Documented in docs/deadline.md."""

import json
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core import calendar, workdays

FIELDS = frozenset({"start", "length", "unit", "move_weekends"})


def answer(request, days: workdays.WorkCalendar) -> dict:
    """One request (a JSON object) answered; ``ValueError`` (Chinese) when it cannot be read."""
    if not isinstance(request, dict):
        raise ValueError("每行须为一个 JSON 对象。")
    if unknown := sorted(set(request) - FIELDS):
        raise ValueError(f"不认识的字段：{'、'.join(unknown)}。")
    try:
        start = date.fromisoformat(request["start"])
    except (KeyError, TypeError, ValueError):
        raise ValueError("start 须为日期，如 2026-09-25。") from None
    move_weekends = request.get("move_weekends", True)
    if not isinstance(move_weekends, bool):
        raise ValueError("move_weekends 须为 true 或 false。")
    return workdays.deadline(
        start, request.get("length"), request.get("unit", "working"), days, move_weekends=move_weekends
    ).to_dict()


class Command(BaseCommand):
    help = "计算期限：从起始日的次日起算，列出不计入的日期和所用规则"

    def add_arguments(self, parser):
        parser.add_argument("--start", help="起始日，如 2026-09-25（当日不计入）")
        parser.add_argument("--length", type=int, help="长度（天）")
        parser.add_argument("--unit", choices=["working", "calendar"], default="working", help="工作日或自然日")
        parser.add_argument("--keep-weekends", action="store_true", help="自然日期限的最后一日是普通周末时不顺延")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--stdin", action="store_true", help="从标准输入逐行读取 JSON 请求")

    def handle(self, *args, start, length, unit, keep_weekends, stdin, **options):
        days = calendar.load()
        if stdin:
            self._many(days)
            return
        if start is None or length is None:
            raise CommandError("请给出 --start 和 --length，或使用 --stdin。")
        request = {"start": start, "length": length, "unit": unit, "move_weekends": not keep_weekends}
        try:
            result = answer(request, days)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else _words(result))

    def _many(self, days) -> None:
        failed = False
        if hasattr(sys.stdin, "reconfigure"):  # bytes that are no UTF-8 spoil their own line only
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        for number, line in enumerate(sys.stdin, 1):
            if not line.strip():
                continue
            try:
                result = answer(json.loads(line.removeprefix("\ufeff")), days)
            except (ValueError, RecursionError) as error:
                failed = True
                unreadable = isinstance(error, json.JSONDecodeError | RecursionError)
                message = "不是有效的 JSON。" if unreadable else str(error)
                result = {"line": number, "error": message}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        if failed:
            sys.exit(1)


def _words(result: dict) -> str:
    lines = [f"{result['due_on']}", result["rule"]]
    lines += [f"不计入：{day['on']} {day['reason']}" for day in result["skipped"]]
    lines += [f"注意：{warning}" for warning in result["warnings"]]
    return "\n".join(lines)
