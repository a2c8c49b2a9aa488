"""Numbers that were printed and are no longer in the database: passed over, never given again, and explained.

A number of a void paper stays with that paper. A number here has no paper any more: the database was put back to a moment before it was
given. Each has a row that says when it was given, why its paper is gone, and who put the database back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .. import audit
from ..errors import DomainError
from ..models import Bureau, LostNumber, NumberSeries, Restoration
from . import journal
from .journal import Given

#: So many are passed over without asking, when a number is taken and the journal knows more than the database.
AT_ONCE = 50
#: More than this in one series is no journal of this bureau.
MOST = 100_000
BY_ITSELF = "数据库比编号流水旧（断电或恢复过较早的数据库），系统自动越过"

audit.register({"numbers_lost": "登记编号空缺 {first} 至 {last}，共{count}个：{cause}"})


class NumbersBehind(DomainError):
    """The database is far behind the journal: it is an older one, and somebody must say so."""


def highest_of(lists: Iterable[Iterable[Given]]) -> dict[tuple, dict[int, Given]]:
    """Series → number → what is known of it, of several journals together."""
    found: dict[tuple, dict[int, Given]] = {}
    for given_ones in lists:
        for given in given_ones:
            found.setdefault(given.series, {})[given.n] = given
    return found


def pass_over(
    series: NumberSeries,
    *,
    upto: int,
    known: dict[int, Given],
    cause: str,
    who: str = "",
    restoration: Restoration | None = None,
) -> list[LostNumber]:
    """Move a locked ``series`` to ``upto`` and record every number on the way. In the caller's transaction."""
    from ..numbering import label_of, render_pattern

    first = series.last + 1
    if upto - series.last > MOST:
        raise NumbersBehind(
            f"编号流水中{series.year}年的最大号是{upto}，与数据库相差过大，请核对编号流水是不是本机关的。"
        )
    prefix = series.bureau.document_prefix
    rows = []
    for n in range(first, upto + 1):
        given = known.get(n)
        text = given.text if given else render_pattern(series.pattern, prefix=prefix, year=series.year, n=n)
        row = LostNumber(bureau=series.bureau, kind=series.kind, year=series.year, n=n, text=text)
        row.given_at = datetime.fromisoformat(given.at) if given else None
        row.cause, row.who, row.restoration = cause[:300], who[:60], restoration
        rows.append(row)
    if not rows:
        return []
    LostNumber.objects.bulk_create(rows, batch_size=500)
    series.last = upto
    series.save(update_fields=["last"])
    told = {"kind": label_of(series.kind), "count": len(rows), "first": rows[0].text, "last": rows[-1].text}
    audit.record(verb="numbers_lost", actor=None, target=series, cause=cause, who=who, **told)
    return rows


def heal(series: NumberSeries) -> None:
    """Before a number is taken: nothing, unless the journal knows a higher one than the locked ``series``.

    A few are passed over at once, so that an officer in a shop is not held up; :class:`NumbersBehind` for many.
    """
    upto = journal.highest(series.bureau_id, series.kind, series.year)
    if upto <= series.last:
        return
    if upto - series.last > AT_ONCE:
        raise NumbersBehind(
            f"数据库中的编号只到{series.last}号，而已经给出过{upto}号：数据库可能是较早的备份。"
            "为避免重号，暂不能签发，请系统管理员按《手册-备份与恢复》“编号核对”一节处理。"
        )
    known = {given.n: given for given in journal.read(journal.path()) if given.series == _key(series)}
    pass_over(series, upto=upto, known=known, cause=BY_ITSELF)


def _key(series: NumberSeries) -> tuple:
    return series.bureau_id, series.kind, series.year


@transaction.atomic
def settle(
    *, lists: Iterable[Iterable[Given]], cause: str, who: str, restoration: Restoration | None = None
) -> list[LostNumber]:
    """Compare all series with journals that survived, move those that are behind, and give what was lost, in order."""
    lost = []
    for (bureau, kind, year), known in sorted(highest_of(lists).items()):
        upto = max(known)
        if not Bureau.objects.filter(pk=bureau).exists():
            raise DomainError(f"编号流水中有本数据库没有的机关（编号 {bureau}），请核对是不是这套系统的流水。")
        row = NumberSeries(bureau_id=bureau, kind=kind, year=year, pattern=known[upto].pattern)
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)  # the year's first number may be among the lost
        series = NumberSeries.objects.select_for_update().get(bureau_id=bureau, kind=kind, year=year)
        if upto > series.last:
            lost += pass_over(series, upto=upto, known=known, cause=cause, who=who, restoration=restoration)
    return lost


def seen_on_paper(text: str) -> Given:
    """A number read off a paper («盘兴市监柔承〔2026〕57号») as a line of a journal; for when no journal survived.

    :class:`DomainError` where no series of this database prints such a number.
    """
    for series in NumberSeries.objects.select_related("bureau"):
        head = series.pattern.replace("{prefix}", series.bureau.document_prefix).replace("{year}", str(series.year))
        before, _, after = head.partition("{n}")
        middle = text.removeprefix(before).removesuffix(after)
        if text.startswith(before) and text.endswith(after) and middle.isascii() and middle.isdigit():
            at = timezone.now().isoformat(timespec="seconds")
            return Given(at, series.bureau_id, series.kind, series.year, int(middle), series.pattern, text)
    raise DomainError(f"没有哪个编号序列会印出“{text}”，请照文书上的样子填写，如“盘兴市监柔承〔2026〕57号”。")


def catch_up(now: datetime) -> int:
    """Write the last number of every series that the journal does not know (given before there was one, or just before a crash).

    Gives how many lines were added.
    """
    from ..numbering import render_pattern

    known, missing = journal.heights(), []
    for series in NumberSeries.objects.select_related("bureau").order_by("pk"):
        given = known.get(_key(series))
        if series.last and (given is None or given.n < series.last):
            prefix = series.bureau.document_prefix
            text = render_pattern(series.pattern, prefix=prefix, year=series.year, n=series.last)
            at = now.isoformat(timespec="seconds")
            missing.append(Given(at, *_key(series), series.last, series.pattern, text))
    if missing:
        journal.add(missing)
    return len(missing)


@dataclass(frozen=True)
class Gap:
    """Numbers in a row that were lost together, for a page: «{first} 至 {last}»."""

    kind: str
    first: str
    last: str
    count: int
    cause: str
    who: str


def shown(bureau) -> list[Gap]:
    """The gaps of a bureau's numbers, newest year first; one query."""
    from ..numbering import label_of

    found: list[list[LostNumber]] = []
    for row in LostNumber.objects.filter(bureau=bureau).order_by("-year", "kind", "n"):
        before = found[-1][-1] if found else None
        together = before and (row.year, row.kind, row.cause, row.n - 1) == (
            before.year,
            before.kind,
            before.cause,
            before.n,
        )
        if together:
            found[-1].append(row)
        else:
            found.append([row])
    return [
        Gap(label_of(rows[0].kind), rows[0].text, rows[-1].text, len(rows), rows[0].cause, rows[0].who)
        for rows in found
    ]


def behind() -> list[tuple[NumberSeries, int]]:
    """Series whose journal knows more than the database, with the highest number known."""
    known = journal.heights()
    rows = NumberSeries.objects.select_related("bureau")
    return [(row, known[_key(row)].n) for row in rows if _key(row) in known and known[_key(row)].n > row.last]
