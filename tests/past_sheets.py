"""Sheets of the past as bureaus keep them, for the tests of their import."""

import io
from datetime import date

from openpyxl import Workbook

from xinglongtai.oversight.demo.identities import id_number_of, uscc_of

HEADINGS = ["序号", "被处罚人", "证照号码", "案由", "处罚决定书文号", "违法时间", "处罚内容", "整改情况"]
SHOP, OTHER = uscc_of(901, kind="2"), uscc_of(902, kind="2")
PERSON = id_number_of(7)
ACT = "营业执照未置于住所或主要经营场所醒目位置"
ROWS = [
    [1, "演示旧店", SHOP, ACT, "演罚〔2025〕1号", "2025.3.5", "警告", "已整改到位"],
    [2, "演示无照店", "", "无照经营食品摊", "演罚〔2025〕2号", "二〇二五年三月", "罚款500元", ""],
    [3, "演示摊主", PERSON, "未明码标价", "演罚〔2025〕3号", 45721, "不予处罚", "部分整改"],
    [4, "演示坏号店", "91211103MA0TEST12X", "未明码标价", "演罚〔2025〕4号", "2025-13-40", "", ""],
    [5, "演示将来店", OTHER, "未明码标价", "演罚〔2025〕5号", date(2030, 1, 1), "", ""],
    [6, "演示旧店", SHOP, ACT, "演罚〔2025〕1号", "2025年3月5日", "警告", "已整改到位"],
]


def book(rows=ROWS, headings=HEADINGS, title="某区2025年行政处罚台账", more=()) -> bytes:
    """A workbook with a merged title, headings and rows; ``more`` are rows below (合计 and the like)."""
    out, page = Workbook(), None
    page = out.active
    if title:
        page.append([title])
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    for row in (headings, *rows, *more):
        page.append(row)
    buffer = io.BytesIO()
    out.save(buffer)
    return buffer.getvalue()
