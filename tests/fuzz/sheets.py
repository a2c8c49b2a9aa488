"""Damaged and hostile files: good sheets with cells, bytes and archives spoilt."""

import csv
import io
import random
import zipfile

from openpyxl import Workbook

from . import hostile

_NAMES = [
    "表.xlsx",
    "表.csv",
    "表.xlsm",
    "表.xls",
    "表.docx",
    "表",
    "表.",
    "<x-fuzz>.xlsx",
    "长" * 300 + ".csv",
    "a\x00.csv",
    "..\\..\\表.xlsx",
]
_CELLS = [
    None,
    0,
    -1,
    1.5,
    1e308,
    10**15,
    True,
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|'/c calc'!A0",
    45721,
    2958466,
    -5,
]


def _cell(dice: random.Random):
    return dice.choice(_CELLS) if dice.random() < 0.4 else hostile.text(dice)[:40_000]


def _fit(value):
    """As a workbook can hold it at all."""
    if isinstance(value, str):
        return "".join(c for c in value if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff"))[:32_000]
    return value


def spoilt_rows(dice: random.Random, rows: list[list]) -> list[list]:
    """Rows with cells, columns or headings that are wrong."""
    rows = [list(row) for row in rows]
    for _ in range(dice.randint(0, 6)):
        row = dice.choice(rows)
        act = dice.choice(["cell"] * 8 + ["longer", "shorter", "heading", "twice", "empty", "wide", "order", "many"])
        if act == "cell" and row:
            row[dice.randrange(len(row))] = _cell(dice)
        elif act == "longer":
            row += [_cell(dice) for _ in range(5)]
        elif act == "shorter":
            del row[dice.randint(0, len(row)) :]
        elif act == "heading" and rows[0]:
            rows[0][dice.randrange(len(rows[0]))] = dice.choice([rows[0][0], _cell(dice)])
        elif act == "twice":
            rows.append(list(row[:20]))
        elif act == "empty":
            rows.insert(dice.randrange(len(rows) + 1), [])
        elif act == "wide" and dice.random() < 0.1 and len(row) < 100:
            row += ["x"] * 10_000
        elif act == "order":
            dice.shuffle(rows)
        elif act == "many" and dice.random() < 0.1:
            rows += [list(row[:20]) for _ in range(400)]
    return rows


def workbook(dice: random.Random, rows: list[list]) -> bytes:
    """A real workbook of these rows, sometimes with merged blocks, a second sheet or nothing on the first."""
    book = Workbook()
    page = book.active if dice.random() < 0.9 else book.create_sheet("<x-fuzz>"[:1] + "另一张")
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row[:16_000], 1):
            if value is not None:
                page.cell(number, column, _fit(value))
    for _ in range(dice.choice([0, 0, 0, 1, 3])):
        top, left = dice.randint(1, 6), dice.randint(1, 6)
        try:
            page.merge_cells(
                start_row=top,
                start_column=left,
                end_row=top + dice.choice([0, 1, 900]),
                end_column=left + dice.choice([1, 9, 500]),
            )
        except (ValueError, AttributeError):
            continue
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(dice: random.Random, rows: list[list]) -> bytes:
    """CSV in one of the usual encodings, or in none."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dice.choice([",", ",", ",", ";", "\t", "|"]), escapechar="\\")
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    coding = dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
    return out.getvalue().encode(coding, "surrogatepass" if coding != "gb18030" else "replace")


def bent(dice: random.Random, data: bytes) -> bytes:
    """Bytes cut off, turned, doubled, or with something else in front."""
    act = dice.choice(["cut", "flip", "flip", "middle", "front", "twice", "nothing"])
    if act == "cut":
        return data[: dice.randrange(len(data) + 1)]
    if act == "flip":
        changed = bytearray(data)
        for _ in range(dice.choice([1, 5, 50])):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        return bytes(changed)
    if act == "middle":
        at = dice.randrange(len(data))
        return data[:at] + data[at + dice.randrange(1, 400) :]
    if act == "front":
        return (
            dice.choice([b"\x00", b"\xef\xbb\xbf", b"%PDF-1.7\n", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
            + data
        )
    return data * 2 if act == "twice" else b""


def repacked(dice: random.Random, data: bytes) -> bytes:
    """A workbook whose inside is wrong: a part missing, swollen, cut, doubled or full of entities."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen, act = dice.choice(names), dice.choice(["gone", "bomb", "bent", "entities", "path", "markup"])
        for name in names:
            part = old.read(name)
            if name == chosen:
                if act == "gone":
                    continue
                if act == "bomb":
                    part = part + b" " * dice.choice([300_000, 30_000_000])
                elif act == "bent":
                    part = bent(dice, part)
                elif act == "entities":
                    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
                elif act == "markup":
                    part = part.replace(b"<v>", dice.choice([b"<v>x", b"<v>1e999", b"<v>99999", b"<w>", b"<v>-1"]))
            new.writestr(name, part)
        if act == "path":
            new.writestr("../../etc/x", b"x" * 10)
    return out.getvalue()


def spoilt(dice: random.Random, rows: list[list]) -> tuple[str, bytes]:
    """A name and a file."""
    rows = spoilt_rows(dice, rows)
    sheet = dice.random() < 0.6
    data = workbook(dice, rows) if sheet else text(dice, rows)
    throw = dice.random()
    if throw < 0.25 and data:
        data = bent(dice, data)
    elif throw < 0.45 and sheet:
        data = repacked(dice, data)
    name = dice.choice(_NAMES) if dice.random() < 0.15 else ("表.xlsx" if sheet else "表.csv")
    return name, data
