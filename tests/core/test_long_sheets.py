"""Long tables as files: real days, text that stays text, a workbook other programs open."""

import io
from datetime import date, datetime

from openpyxl import load_workbook

from tests.factories import at
from xinglongtai.core.long_sheets import csv_lines, write_workbook

DAY = date(2026, 6, 1)
HOSTILE = ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "<a>&\"'", "一\x0b二\r\n三"]


def book_of(rows, **kwargs):
    out = io.BytesIO()
    count = write_workbook(out, ["甲", "乙", "丙"], rows, **kwargs)
    return count, load_workbook(out).active


def test_days_are_days_and_text_stays_text():
    count, sheet = book_of([[text, DAY, n] for n, text in enumerate(HOSTILE)] + [["", None, at(DAY)]], note="=说明")
    assert count == 8
    assert [sheet["A1"].value, sheet["A1"].data_type, sheet["B2"].value] == ["=说明", "s", "乙"]
    assert sheet["A2"].font.b
    assert sheet.freeze_panes == "A3"
    rows = list(sheet.iter_rows(min_row=3))
    assert [row[0].value for row in rows] == ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "<a>&\"'", "一二\n三", None]
    assert {row[0].data_type for row in rows[:7]} == {"s"}
    assert all(row[1].value == datetime(2026, 6, 1) and row[1].is_date for row in rows[:7])
    assert [row[2].value for row in rows[:7]] == list(range(7))
    assert rows[7][2].value.strftime("%Y-%m-%d %H:%M") == "2026-06-01 10:00"


def test_without_a_note_the_headings_come_first_and_long_text_is_cut():
    count, sheet = book_of([["长" * 40_000, True, 1.5]])
    assert [cell.value for cell in sheet[1]] == ["甲", "乙", "丙"]
    assert (count, len(sheet["A2"].value), sheet["B2"].value, sheet["C2"].value) == (1, 32_767, "True", 1.5)


def test_an_empty_table_opens():
    assert book_of([])[0] == 0


def test_csv_has_the_mark_and_no_formulas():
    rows = [[text, DAY, None] for text in HOSTILE] + [["文", at(DAY), 3]] * 600
    data = b"".join(csv_lines(["甲", "乙", "丙"], rows)).decode("utf-8")
    lines = data.split("\r\n")
    assert lines[0] == "\ufeff甲,乙,丙"
    assert lines[1:5] == ["'=1+1,2026-06-01,", "'+86,2026-06-01,", "'-3,2026-06-01,", "'@SUM(A1),2026-06-01,"]
    assert "文,2026-06-01 10:00,3" in lines
    assert len(list(csv_lines(["甲"], []))) == 1
