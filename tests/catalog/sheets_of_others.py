"""Files as bureaus have them, made on the spot: Excel of both kinds, Word, CSV, each with its own oddities."""

import csv
import io
import zipfile
from datetime import datetime

import docx
import openpyxl
import xlwt

BROKEN = "《中华人民共和国广告法》第九条第(三)项"
PUNISHED = "《广告法》第五十七条第一项"
CONDITIONS = "初次违法\n及时改正"
#: Headings and two lines in a bureau's own words.
PLAIN = [
    ["序号", "事项名称", "违法依据", "处罚依据", "适用条件", "备注"],
    [1, "使用“国家级”“最高级”用语发布广告", BROKEN, PUNISHED, CONDITIONS, "无"],
    [2, "广告中出现绝对化用语且未造成后果", BROKEN, PUNISHED, "危害后果轻微", ""],
]


def xlsx(rows, *, merges=(), title="轻微违法行为免罚清单", sheets=(), formats=None, name="清单") -> bytes:
    """A workbook; ``title`` stands merged above the table, "" for none. ``merges`` like «B3:C3»."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    for other, lines in sheets:
        extra = book.create_sheet(other)
        for line in lines:
            extra.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows, *, merges=(), day=None) -> bytes:
    """A workbook of the old kind; ``merges`` are (top, bottom, left, right), ``day`` a (row, column) written as a date."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    merged = {(top, left): (bottom, right) for top, bottom, left, right in merges}
    covered = {(r, c) for t, b, le, ri in merges for r in range(t, b + 1) for c in range(le, ri + 1)} - set(merged)
    date_style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in merged:
                bottom, right = merged[r, c]
                sheet.write_merge(r, bottom, c, right, value)
            elif (r, c) not in covered:
                style = (date_style,) if (r, c) == day or isinstance(value, datetime) else ()
                sheet.write(r, c, value, *style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(rows, *, merges=(), again=(), before="附件") -> bytes:
    """A document with a table; ``again`` makes further tables with the same headings (the next pages)."""
    document = docx.Document()
    document.add_paragraph(before)
    tables = [rows, *again]
    for number, lines in enumerate(tables):
        table = document.add_table(rows=0, cols=len(lines[0]))
        for line in lines:
            cells = table.add_row().cells
            for cell, value in zip(cells, line, strict=True):
                cell.text = "" if value is None else str(value)
        if number == 0:
            for (top, left), (bottom, right) in merges:
                words = table.cell(top, left).text
                table.cell(top, left).merge(table.cell(bottom, right)).text = words
        document.add_paragraph("续表")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text(rows, encoding="utf-8-sig", delimiter=",") -> bytes:
    """A CSV file in one of the usual encodings."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def spoilt_archive(packing: int, *, name: str = "word/document.xml") -> bytes:
    """A zip whose directory is whole and whose one member, packed as ``packing`` says, is not."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr(name, bytes(n * 97 % 251 for n in range(4000)))
    data = bytearray(buffer.getvalue())
    begin = 30 + len(name) + 12  # past the local header and the packing's own properties
    data[begin : begin + 40] = bytes(255 - byte for byte in data[begin : begin + 40])
    return bytes(data)
