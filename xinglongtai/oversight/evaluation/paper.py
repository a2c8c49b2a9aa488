"""The words of the yearly report as they are printed: figures resolved to strings. No database, no clock, no personal data."""

import re

from xinglongtai.core.workdays import chinese_date

from .measures import MEASURES, figures
from .table import SHOWN, Row
from .yearly import YearReport

KIND, TEMPLATE_VERSION = "evaluation", "v1"


def build(report: YearReport, *, demo: bool = False) -> dict:
    """The printed strings of ``report``."""
    seen = report.seen
    return _close_set(_words(report, seen, demo))


#: A half-width space beside a Chinese character: on paper, justified, it becomes a gap.
_GAP = re.compile(r"(?<=[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]) | (?=[\u3400-\u9fff\uff00-\uffef\u3000-\u303f])")


def _close_set(words):
    if isinstance(words, str):
        return _GAP.sub("", words)
    if isinstance(words, dict):
        return {key: _close_set(inner) for key, inner in words.items()}
    return [_close_set(inner) for inner in words] if isinstance(words, list) else words


def _words(report: YearReport, seen: list[Row], demo: bool) -> dict:
    return {
        "title": f"{report.year}年度柔性执法清单实施评估报告",
        "year": str(report.year),
        "bureau_name": report.bureau.full_name,
        "on_text": chinese_date(report.on),
        "partial": "" if report.over else "本年度尚未结束。",
        "overview": _overview(report, len(seen)),
        "compared": _compared(report),
        "headings": [measure.title for measure in MEASURES if measure.key in SHOWN],
        "rows": [_line(row) for row in sorted(seen, key=report.rows.index)],
        "unused": "、".join(row.label.number for row in report.unseen),
        "decisions": [_decision(row) for row in seen if row.decided],
        "undecided": [_suggestion(row) for row in report.undecided],
        "rule": report.limits.words(),
        "methods": [{"title": measure.title, "how": measure.how} for measure in MEASURES],
        "small": str(report.limits.small_sample),
        "demo": demo,
    }


def _overview(report: YearReport, seen: int) -> str:
    counts, found = report.total, figures(report.total, report.limits.small_sample)
    if not counts:
        return f"清单事项 {len(report.rows)} 项，本年度没有使用。"
    return (
        f"清单事项 {len(report.rows)} 项，其中有实施情况的 {seen} 项。适用核查 {counts['used']} 次，签发承诺 {counts['issued']} 次，"
        f"签署 {counts['signed']} 次；按期改正率 {_said(found['on_time'])}；失诺率 {_said(found['breach'])}；"
        f"12个月内再犯率 {_said(found['again12'])}，24个月内再犯率 {_said(found['again24'])}；"
        f"送审的不同意见 {counts['overrides']} 次，其中法制同意 {counts['overrides_approved']} 次；"
        f"转立案 {counts['filed']} 次，移送 {counts['referred']} 次。"
    )


def _said(figure) -> str:
    if not figure.bottom:
        return "尚无可计算的数据"
    if figure.small:
        return f"{figure.text}（样本少）"
    return f"{figure.text}（{figure.detail}）"


def _compared(report: YearReport) -> str:
    now, then = report.total, report.previous
    earlier = figures(then, report.limits.small_sample)
    if not then:
        return f"{report.previous_label}没有数据，不作比较。"
    return (
        f"与{report.previous_label}相比：使用由 {then['used']} 次变为 {now['used']} 次，签署由 {then['signed']} 次变为 {now['signed']} 次；"
        f"{report.previous_label}按期改正率 {_said(earlier['on_time'])}，失诺率 {_said(earlier['breach'])}。"
    )


def _line(row: Row) -> dict:
    return {
        "number": row.label.number,
        "violation": row.label.violation,
        "cells": [{"text": figure.text, "small": figure.small} for figure in row.cells],
    }


def _decision(row: Row) -> dict:
    changed = row.decided.suggestion != row.suggested.kind
    return {
        "number": row.label.number,
        "violation": row.label.violation,
        "suggestion": row.suggested.kind.label,
        "why": row.suggested.reason,
        "then": f"作出决定时规则建议“{row.decided.suggestion_label}”。" if changed else "",
        "decision": row.decided.label,
        "reason": row.decided.reason,
        "on": chinese_date(row.decided.day),
    }


def _suggestion(row: Row) -> dict:
    return {"number": row.label.number, "suggestion": row.suggested.kind.label, "why": row.suggested.reason}
