"""The change log without a database: what counts as new, changed, back and ended, and in which order it is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalog.public.changes import changes_of, counts_by_group, grouped, number_key

TODAY = date(2026, 11, 22)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def row(pk: int, item: int, starts: date, ends: date | None = None, *, published: date | None = None, **more) -> dict:
    return {
        "pk": pk, "item": item, "number": f"R{item}", "version_no": pk, "violation": f"行为{item}", "shown": True, "batch": 1,
        "effective_from": starts, "effective_to": ends, "published_at": moment(published or starts), "retired_at": None,
        "retire_reason": "", **more,
    }  # fmt: skip


def told(rows) -> list[tuple]:
    return [(c.kind, c.day.isoformat(), c.number, c.reason) for c in changes_of(rows, TODAY)]


def test_new_then_changed_then_ended():
    rows = [
        row(1, 3, date(2025, 1, 1), date(2026, 2, 28), retire_reason="由第2版接替"),
        row(2, 3, date(2026, 3, 1), date(2026, 9, 30), retire_reason="法规已废止", batch=2),
    ]
    assert told(rows) == [
        ("失效", "2026-10-01", "R3", "法规已废止"),
        ("修改", "2026-03-01", "R3", ""),
        ("新增", "2025-01-01", "R3", ""),
    ]
    changed = changes_of(rows, TODAY)[1]
    assert (changed.version, changed.before, changed.batch) == (2, 1, 2)


def test_an_end_without_reason_is_the_end_of_its_range():
    assert told([row(1, 3, date(2025, 1, 1), date(2026, 9, 30))])[0] == ("失效", "2026-10-01", "R3", "有效期届满")


def test_what_still_holds_has_not_ended():
    assert len(told([row(1, 3, date(2025, 1, 1), TODAY)])) == 1
    assert len(told([row(1, 3, date(2025, 1, 1), date(2027, 1, 1))])) == 1


def test_back_after_a_gap():
    rows = [row(1, 3, date(2025, 1, 1), date(2025, 6, 30)), row(2, 3, date(2026, 1, 1))]
    assert [line[0] for line in told(rows)] == ["重新列入", "失效", "新增"]


def test_switched_off_is_an_end_and_switched_on_a_return():
    rows = [
        row(1, 3, date(2025, 1, 1), date(2025, 6, 30), retire_reason="由第2版接替"),
        row(2, 3, date(2025, 7, 1), date(2025, 12, 31), shown=False),
        row(3, 3, date(2026, 1, 1)),
    ]
    assert told(rows) == [
        ("重新列入", "2026-01-01", "R3", ""),
        ("失效", "2025-07-01", "R3", "本机关停止使用该事项"),
        ("新增", "2025-01-01", "R3", ""),
    ]
    assert told([row(1, 3, date(2025, 1, 1), shown=False)]) == []


def test_published_now_for_later():
    (line,) = changes_of([row(1, 3, date(2027, 1, 1), published=date(2026, 11, 2))], TODAY)
    assert (line.day, line.starts) == (date(2026, 11, 2), date(2027, 1, 1))
    (line,) = changes_of([row(1, 3, date(2022, 3, 1), published=date(2026, 11, 2))], TODAY)
    assert line.starts is None  # a law's old day says nothing about the list


def test_withdrawn_before_its_first_day():
    rows = [
        row(1, 3, date(2026, 12, 1), date(2026, 11, 9), published=date(2026, 11, 1), retired_at=moment(date(2026, 11, 10)),
            retire_reason="公布有误"),
    ]  # fmt: skip
    assert told(rows) == [("失效", "2026-11-10", "R3", "未施行即失效：公布有误"), ("新增", "2026-11-01", "R3", "")]


def test_order_and_groups():
    day = date(2026, 1, 1)
    rows = [row(1, 10, day), row(2, 2, day), row(3, 4, day, batch=2), row(4, 5, date(2025, 1, 1), date(2025, 12, 31))]
    lines = changes_of(rows, TODAY)
    assert [(c.batch, c.kind, c.number) for c in lines] == [
        (2, "新增", "R4"), (1, "新增", "R2"), (1, "新增", "R10"), (1, "失效", "R5"), (1, "新增", "R5"),
    ]  # fmt: skip
    groups = grouped(lines, counts_by_group(lines))
    assert [(g.day, g.batch, g.counts, len(g.changes)) for g in groups] == [
        (day, 2, "新增1项", 1),
        (day, 1, "新增2项、失效1项", 3),
        (date(2025, 1, 1), 1, "新增1项", 1),
    ]
    # a page that begins in the middle of a day still tells the whole day's numbers
    assert grouped(lines[2:], counts_by_group(lines))[0].counts == "新增2项、失效1项"


def test_numbers_in_order():
    assert sorted(["R10", "R2", "AB1", "A2", "甲"], key=number_key) == ["甲", "A2", "AB1", "R2", "R10"]
