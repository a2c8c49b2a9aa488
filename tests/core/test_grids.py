"""Files of all kinds become the same grid; files that are no tables are refused with a sentence."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from cases.originals import documents
from catalog.statute_text import docx
from catalog.statute_text.errors import NotReadable
from tests.catalog.sheets_of_others import PLAIN, spoilt_archive, text, word, xls, xlsx
from xinglongtai.core.errors import DomainError
from xinglongtai.core.grids import LIMITS, FileRefused, Grid, Merge, read, returned
from xinglongtai.core.grids.archive import checked_names
from xinglongtai.core.grids.book import as_text

ROWS = [["编号", "内容"], ["R1", "甲，乙"], ["R2", "丙\n丁"]]


def texts(grid):
    return [[grid.text(r, c) for c in range(grid.width)] for r in range(len(grid.rows))]


def refusal(data, name, limits=LIMITS) -> str:
    with pytest.raises(FileRefused) as caught:
        read(data, name, limits)
    assert caught.value.field == "file"
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", xlsx(ROWS, title="")),
        ("a.xls", xls(ROWS)),
        ("a.docx", word(ROWS)),
        ("a.csv", text(ROWS)),
        ("a.CSV", text(ROWS, "utf-8")),
        ("a.csv", text(ROWS, "gb18030")),
        ("a.csv", text(ROWS, "utf-16")),
        ("a.csv", text(ROWS, "utf-16-le")),
        ("a.csv", text(ROWS, "utf-16-be")),
        ("a.csv", b"\xfe\xff" + text(ROWS, "utf-16-be")),
        ("a.csv", text(ROWS, "gb18030", "\t")),
        ("a.csv", text(ROWS, "utf-8", ";")),
    ],
)
def test_the_same_table(name, data):
    book = read(data, name)
    assert texts(book.grids[0]) == ROWS
    assert book.kind == name.lower()[2:]


def test_merged_cells_carry_their_value():
    merged = xlsx([["大类", "依据", None], [None, "违反", "处罚"], ["甲", "x", "y"], [None, "u", "v"]], title="清单",
                  merges=["A2:A3", "B2:C2", "A4:A5"])  # fmt: skip
    grid = read(merged, "a.xlsx").grids[0]
    assert texts(grid) == [
        ["清单"] * 3,
        ["大类", "依据", "依据"],
        ["大类", "违反", "处罚"],
        ["甲", "x", "y"],
        ["甲", "u", "v"],
    ]
    old = xls([["清单", None, None], ["大类", "依据", None], ["甲", "x", "y"], [None, "u", "v"]],
              merges=[(0, 0, 0, 2), (1, 1, 1, 2), (2, 3, 0, 0)])  # fmt: skip
    assert texts(read(old, "a.xls").grids[0])[1:] == [["大类", "依据", "依据"], ["甲", "x", "y"], ["甲", "u", "v"]]
    rows = [["大类", "依据", ""], ["甲", "x", "y"], ["", "u", "v"], ["乙", "p", "q"]]
    written = word(rows, merges=[((0, 1), (0, 2)), ((1, 0), (2, 0))])
    grid = read(written, "a.docx").grids[0]
    assert texts(grid) == [["大类", "依据", "依据"], ["甲", "x", "y"], ["甲", "u", "v"], ["乙", "p", "q"]]
    assert Merge(1, 0, 2, 0) in grid.merges


def test_a_block_to_the_last_row_of_a_word_table():
    written = word([["甲", "x"], ["", "y"]], merges=[((0, 0), (1, 0))])
    assert texts(read(written, "a.docx").grids[0]) == [["甲", "x"], ["甲", "y"]]


def test_a_word_table_over_several_pages_is_one():
    head = ["编号", "内容"]
    written = word([head, ["R1", "a"]], again=[[head, ["R2", "b"]], [["别的", "表"], ["x", "y"]]])
    grids = read(written, "a.docx").grids
    assert [grid.name for grid in grids] == ["表格1", "表格2"]
    assert [row[0] for row in texts(grids[0])] == ["编号", "R1", "编号", "R2"]


def test_values_keep_their_kind():
    data = xlsx([["日", "数", "真", "时"], [datetime(2026, 3, 1), 3.0, True, time(9, 30)]], title="")
    grid = read(data, "a.xlsx").grids[0]
    assert texts(grid)[1] == ["2026-03-01", "3", "是", "09:30:00"]
    grid = read(xls([["日"], [datetime(2026, 3, 1)], [True]]), "a.xls").grids[0]
    assert texts(grid) == [["日"], ["2026-03-01"], ["是"]]
    assert as_text(datetime(2026, 3, 1, 8, 5)) == "2026-03-01 08:05"
    assert (as_text(date(2026, 3, 1)), as_text(timedelta(hours=1)), as_text(False)) == ("2026-03-01", "1:00:00", "否")


def test_formulas_and_errors_are_named_by_address():
    data = xlsx([["a", "b"], ["=1+1", "#N/A"], ["x", "y"]], title="")
    grid = read(data, "a.xlsx").grids[0]
    assert "A2 是公式" in grid.unusable[1, 0]
    assert "选择性粘贴" in grid.unusable[1, 0]
    assert grid.unusable[1, 1] == "B2 是错误值 #N/A"
    merged = read(xlsx([["a", "b"], ["=1+1", None]], title="", merges=["A2:B2"]), "a.xlsx").grids[0]
    assert (1, 1) in merged.unusable


def test_several_sheets_the_hidden_ones_out():
    data = xlsx([["a"]], title="", sheets=[("第二张", [["b"]]), ("空表", []), ("藏", [["c"]])])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["藏"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [grid.name for grid in read(out.getvalue(), "a.xlsx").grids] == ["清单", "第二张"]


def test_formatting_far_below_counts_for_nothing():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.cell(900_000, 3).font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert texts(read(out.getvalue(), "a.xlsx").grids[0]) == [["a", "b"]]


def zipped(**members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return out.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one member put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


GOOD = xlsx(PLAIN)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"\xef\xbb\xbf\r\n", "a.csv", "文件是空的"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a.xlsx", "而是图片"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a.csv", "而是图片"),
        (b"%PDF-1.7", "a.docx", "而是PDF"),
        (b"Rar!\x1a\x07", "a.xlsx", "而是压缩包"),
        ("只是文字".encode(), "a.xlsx", "不是工作簿，而是文本"),
        ("只是文字".encode(), "a.txt", "不能读取“.txt”文件"),
        ("只是文字".encode(), "a.doc", "另存为 .docx"),
        (b"<html><table>", "a.xls", "网页格式"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", "网页格式"),
        (GOOD, "a.csv", "内容却是Excel 工作簿"),
        (GOOD, "a.xls", "扩展名改为“.xlsx”"),
        (word(ROWS), "a.xlsx", "内容却是Word 文档"),
        (xls(ROWS), "a.xlsx", "内容却是旧版 Excel"),
        (xls(ROWS), "a.et", "WPS 表格"),
        (GOOD, "a.xlsm", "文件里有宏"),
        (with_member(GOOD, "xl/vbaProject.bin", b"x"), "a.xlsx", "文件里有宏"),
        (zipped(a_DOT_txt="x"), "a.xlsx", "压缩包或其他程序"),
        (zipped(xl__workbook_DOT_bin="x"), "a.xlsb", "二进制工作簿"),
        (zipped(xl__workbook_DOT_xml="x"), "a.xlsx", "文件已损坏"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "文件已损坏"),
        (GOOD[:200] + bytes(200) + GOOD[400:], "a.xlsx", "文件已损坏"),
        (xls(ROWS)[:700], "a.xls", "损坏|不是能读取"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "设有密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "另存为 .docx"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "另存为 .docx"),
        (OLE, "a.xls", "不是能读取的表格"),
        (xlsx([[None]], title=""), "a.xlsx", "没有内容"),
        (bytes(range(256)) * 20, "a.csv", "无法识别|不是文本"),
        (b"a,\x01b\n", "a.csv", "不是文本"),
        (b'a,"' + b"x" * 200_000, "a.csv", "引号或分隔符"),
        (b"\xff\xfeabc", "a.csv", "文字编码"),
    ],
)
def test_files_that_are_no_tables(data, name, words):
    message = refusal(data, name)
    assert any(word in message for word in words.split("|")), message


def test_documents_without_tables():
    import docx

    out = io.BytesIO()
    docx.Document().save(out)
    assert "没有表格" in refusal(out.getvalue(), "a.docx")
    assert "太多了" in refusal(word(ROWS, again=[[["x"]]] * 2), "a.docx", replace(LIMITS, sheets=0))


def test_sizes_are_looked_at_before_anything_is_unpacked():
    assert "超过 10 MB" in refusal(b"PK" + bytes(11 * 1024 * 1024), "a.xlsx")
    bomb = with_member(GOOD, "xl/media/a.xml", bytes(50 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert "展开后约 50 MB" in refusal(bomb, "a.xlsx")
    assert "展开后" in refusal(with_member(GOOD, "a.bin", bytes(70 * 1024 * 1024)), "a.xlsx")
    assert "太多或重复" in refusal(GOOD, "a.xlsx", replace(LIMITS, members=3))


def test_entities_are_refused():
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "外部引用" in refusal(with_member(GOOD, "xl/worksheets/sheet1.xml", laughs), "a.xlsx")
    wide = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l SYSTEM "file:///etc/passwd"><w/>'.encode("utf-16-le")
    assert "外部引用" in refusal(with_member(GOOD, "xl/worksheets/sheet1.xml", wide), "a.xlsx")
    outside = b'<!DOCTYPE d SYSTEM "http://x/"><w:document/>'
    assert "外部引用" in refusal(with_member(word(ROWS), "word/document.xml", outside), "a.docx")


def encrypted_zip() -> bytes:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def test_passwords():
    assert "设有密码" in refusal(encrypted_zip(), "a.xlsx")


def test_an_old_workbook_with_a_password(monkeypatch):
    import xlrd

    def closed(**kwargs):
        raise xlrd.XLRDError("Workbook is encrypted")

    monkeypatch.setattr("xlrd.open_workbook", closed)
    assert "设有密码" in refusal(xls(ROWS), "a.xls")
    monkeypatch.setattr("xlrd.open_workbook", lambda **kwargs: 1 / 0)
    assert "文件已损坏" in refusal(xls(ROWS), "a.xls")

    def broken(**kwargs):
        raise xlrd.XLRDError("no")

    monkeypatch.setattr("xlrd.open_workbook", broken)
    assert "文件已损坏" in refusal(xls(ROWS), "a.xls")


@pytest.mark.parametrize(("name", "make"), [("a.xlsx", xlsx), ("a.xls", xls), ("a.docx", word), ("a.csv", text)])
def test_limits_with_a_number(name, make):
    few = replace(LIMITS, rows=5, columns=4)
    assert "超过 5 行" in refusal(make([["a", "b"]] * 9), name, few)
    assert "超过 4 列" in refusal(make([["a"] * 9] * 2), name, few)


def test_a_hundred_thousand_rows():
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(1, 100_001))
    many = head + rows + b"</sheetData></worksheet>"
    assert "超过 5100 行" in refusal(with_member(GOOD, "xl/worksheets/sheet1.xml", many), "a.xlsx")
    assert "超过 5100 行" in refusal(b"a,b\n" * 100_000, "a.csv")


def test_more_blocks_and_blank_rows_than_a_list_has():
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    many = head + b"".join(b'<row r="%d"/>' % n for n in range(1, 200_000)) + b"</sheetData></worksheet>"
    assert "行（含只有格式的空行）" in refusal(with_member(GOOD, "xl/worksheets/sheet1.xml", many), "a.xlsx")
    blocks = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 30_000))
    many = head + b"</sheetData><mergeCells>" + blocks + b"</mergeCells></worksheet>"
    assert "处合并单元格" in refusal(with_member(GOOD, "xl/worksheets/sheet1.xml", many), "a.xlsx")


def test_ten_thousand_columns():
    assert "超过 100 列" in refusal(xlsx([["a"] * 10_000], title=""), "a.xlsx")


def test_too_many_sheets_and_blocks():
    assert "最多 1 张" in refusal(xlsx([["a"]], sheets=[("b", [["x"]])]), "a.xlsx", replace(LIMITS, sheets=1))
    assert "最多 0 张" in refusal(xls(ROWS), "a.xls", replace(LIMITS, sheets=0))
    assert "合并单元格太多" in refusal(xlsx(ROWS), "a.xlsx", replace(LIMITS, filled=1))


def test_a_sheet_that_is_too_long_stands_beside_one_that_fits():
    data = xlsx([["a"]], title="", sheets=[("长", [["x"]] * 9)])
    grids = read(data, "a.xlsx", replace(LIMITS, rows=5)).grids
    assert not grids[0].fault
    assert "“长”超过 5 行" in grids[1].fault


def test_an_empty_grid():
    assert Grid("x").width == 0
    assert Grid("x").cell(3, 3) is None


class TestReturned:
    def test_the_senders_own_layout(self):
        book = read(xlsx([["序号", "依据", None], [None, "违反", "处罚"], [1, "=1+1", "x"], [2, "y", datetime(2026, 3, 1)]],
                         merges=["B2:C2", "A2:A3"]), "a.xlsx")  # fmt: skip
        ending, data = returned(book, book.grids[0], 3, {4: "理由一"})
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        rows = list(sheet.values)
        assert ending == "xlsx"
        assert rows[0][0] == "轻微违法行为免罚清单"
        assert rows[2][1:] == ("违反", "处罚", "拒绝原因")
        assert rows[3][0] == 2
        assert rows[3][2:] == (datetime(2026, 3, 1), "理由一")
        assert {str(m) for m in sheet.merged_cells.ranges} == {"A1:C1", "B2:C2", "A2:A3"}
        assert sheet.freeze_panes == "A4"
        _, data = returned(book, book.grids[0], 3, {3: "是公式"})
        cell = openpyxl.load_workbook(io.BytesIO(data)).active["B4"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")

    def test_csv_stays_csv(self):
        book = read(text([["编号", "内容"], ["R1", "=1+1"]], "gb18030"), "a.csv")
        ending, data = returned(book, book.grids[0], 1, {1: "理由"})
        assert ending == "csv"
        assert data.decode("utf-8-sig").splitlines() == ["编号,内容,拒绝原因", "R1,'=1+1,理由"]

    def test_words_no_workbook_takes(self):
        grid = Grid("a/b:c", [["x\x0b", timedelta(hours=1)], ["y", True]])
        _, data = returned(read(text(ROWS), "a.csv").__class__("xls", [grid]), grid, 1, {1: "z"})
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["abc"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["word/document.xml", "word/document.XML", "[Content_Types].XML"])
def test_a_spoilt_archive_is_refused_however_it_was_packed(packing, name):
    data = spoilt_archive(packing, name=name)
    with pytest.raises(FileRefused, match="已损坏"):
        checked_names(data, LIMITS)
    with pytest.raises(DomainError):
        documents.office(io.BytesIO(data))
    if name == "word/document.xml":
        with pytest.raises(NotReadable, match="已损坏"):
            docx.paragraphs(data)
