"""Numbers of papers: gapless and unique per bureau, kind and year, also when many are issued at once (GB/T 9704).

The number is taken in the caller's transaction: what rolls back gives its number back, what is voided later keeps it. After the commit
it is written down beside the database (:mod:`.continuity.journal`), so that a database put back to yesterday gives none twice.
"""

from dataclasses import dataclass
from string import Formatter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from . import parameters
from .continuity import gaps, journal
from .errors import DomainError
from .models import NumberSeries

PLACEHOLDERS = frozenset({"prefix", "year", "n"})
FOREIGN_BRACKETS = frozenset("[]()（）【】{}［］")


@dataclass(frozen=True)
class Number:
    """A number that was taken: ``text`` is what is printed, e.g. «盘兴市监柔承〔2026〕1号»."""

    n: int
    text: str
    year: int
    kind: str


class BadPattern(ValueError):
    """The pattern cannot number papers; the message is Chinese."""


def check_pattern(pattern: str) -> None:
    """:class:`BadPattern` unless ``pattern`` is made of text, {prefix} at most once, and «〔{year}〕{n}号» exactly once at its end.

    GB/T 9704: six-corner brackets, the year in full, no 第, no leading zeros.
    """
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise BadPattern("编号格式中的花括号不成对。") from None
    names = [name for _, name, _, _ in parts if name is not None]
    if any(name not in PLACEHOLDERS or spec or conversion for _, name, spec, conversion in parts if name is not None):
        raise BadPattern("编号格式只能使用 {prefix}、{year}、{n}，不能补零。")
    if sorted(names) != sorted(set(names)):
        raise BadPattern("编号格式中每个占位符只能出现一次。")
    if not pattern.endswith("〔{year}〕{n}号"):
        raise BadPattern("编号格式须以“〔{year}〕{n}号”结尾，年份用六角括号括入。")
    head = pattern.removesuffix("〔{year}〕{n}号").replace("{prefix}", "")
    if FOREIGN_BRACKETS & set(head) or "第" in head or head != head.strip():
        raise BadPattern("编号格式中不能有其他括号、“第”字或首尾空格。")


def render_pattern(pattern: str, *, prefix: str, year: int, n: int) -> str:
    """The printed number. ``prefix`` is the bureau's 机关代字."""
    check_pattern(pattern)
    return pattern.replace("{year}", str(year)).replace("{n}", str(n)).replace("{prefix}", prefix)


def declare(kind: str, label: str, default: str) -> None:
    """Declare a series at start-up (from the app's ``parameters.py``); its pattern is the parameter «numbering.<kind>»."""
    check_pattern(default)
    parameters.define(
        f"numbering.{kind}",
        f"{label}编号格式（自下一个新年度序列起生效）",
        default,
        "GB/T 9704",
        kind="text",
        check=check_pattern,
    )


def label_of(kind: str) -> str:
    """What people call the papers of a series; the kind itself where nobody declared it."""
    known = {definition.key: definition.label for definition in parameters.definitions()}
    return known.get(f"numbering.{kind}", kind).partition("编号格式")[0]


def _locked(bureau, kind: str, year: int) -> NumberSeries | None:
    rows = NumberSeries.objects.select_for_update().filter(bureau=bureau, kind=kind, year=year)
    return rows.order_by("pk").first()


def take(*, bureau, kind: str, year: int) -> Number:
    """The next number of the series. Other takers of the same series wait until the caller's transaction ends.

    A year's first number fixes its pattern. Where the journal of given numbers knows more than the database, the series is moved
    past them first (:func:`.continuity.gaps.heal`). :class:`DomainError` outside a transaction, for a kind nobody declared, and for a
    pattern that cannot number papers.
    """
    if not transaction.get_connection().in_atomic_block:
        raise DomainError("编号必须与签发在同一事务中取得。")
    series = _locked(bureau, kind, year)
    if series is None:
        # Two first takers may come at once: the loser's insert does nothing and both then queue for the row.
        row = NumberSeries(bureau=bureau, kind=kind, year=year, pattern=_pattern(bureau, kind))
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)
        series = _locked(bureau, kind, year)
    gaps.heal(series)
    series.last += 1
    series.save(update_fields=["last"])
    text = render_pattern(series.pattern, prefix=bureau.document_prefix, year=year, n=series.last)
    _write_down(series, text)
    return Number(series.last, text, year, kind)


def _write_down(series: NumberSeries, text: str) -> None:
    """In the journal, once the number is given for good. A disk that is full takes no number back: ``backup_watch`` catches up."""
    at = timezone.now().isoformat(timespec="seconds")
    key = series.bureau_id, series.kind, series.year
    given = journal.Given(at, *key, series.last, series.pattern, text)

    def write():
        journal.add([given])

    transaction.on_commit(write, robust=True)


def _pattern(bureau, kind: str) -> str:
    try:
        return parameters.value(bureau, f"numbering.{kind}")
    except KeyError:
        raise DomainError(f"没有为“{kind}”设置编号序列，请联系系统管理员。") from None
    except ValidationError as error:
        raise DomainError(f"编号格式不能使用：{error.messages[0]}请系统管理员在参数中改正。") from None
