"""The demo's ledger: an import of the past taken over, one that waits with refused rows, and a file made for the supervisor."""

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from ..ledger.files import keys_of, table_of, write_file
from ..ledger.filters import LedgerFilter, ledger_rows
from ..ledger.past_reading import reading_of
from ..ledger.services_export import ledger_file_keep
from ..ledger.services_past import past_run_map, past_run_open, past_run_take, past_run_try
from .identities import uscc_of

_HEADINGS = (
    "序号",
    "被处罚人",
    "证照号码",
    "经营场所",
    "案由",
    "决定书文号",
    "承诺书编号",
    "违法时间",
    "处罚内容",
    "履行情况",
)
#: (name, serial of the code, days ago, act, outcome, kept). None of them is a party of the stories.
_SHOPS = (
    ("兴隆台区演示旧街副食店", 88001, 380, "未将营业执照置于住所或者主要经营场所醒目位置", "警告", "已整改到位"),
    ("兴隆台区演示旧街理发店", 88002, 410, "未按规定明码标价", "不予行政处罚", "已履行"),
    ("兴隆台区演示旧街五金店", 88003, 455, "未按规定明码标价", "转立案处罚", "未履行"),
    ("兴隆台区演示旧街小吃店", 88004, 520, "餐饮服务提供者未主动提醒消费者防止食品浪费", "警告", "已整改到位"),
    ("兴隆台区演示旧街水果摊", None, 560, "使用未经检定的计量器具", "责令改正", "部分整改"),
    ("兴隆台区演示旧街烟酒店", 88006, 610, "占道摆放广告牌", "警告", ""),
)


def play(everybody, stages: dict, on: date) -> None:
    """In the first bureau: last year's sheet taken over, this year's sheet tried, and an export of the supervisor."""
    staff = everybody[0]
    past = [_row(n, shop, on) for n, shop in enumerate(_SHOPS, start=1)]
    run = _tried(staff.legal, past, f"{(on - timedelta(days=365)).year}年处罚和承诺台账（演示）.xlsx", on)
    past_run_take(run=run, actor=staff.legal, on=on)
    wrong = [
        _faulty("书店", "9221110300000000XX", "2025-13-40"),
        _faulty("粮油店", uscc_of(88010), on + timedelta(days=40)),
        _faulty("茶庄", uscc_of(88011), on - timedelta(days=90)),
    ]
    _tried(staff.legal, [*past[:2], *wrong], f"{on.year}年台账（演示，待导入）.xlsx", on)
    _export(staff.supervisor, on)


def _faulty(shop: str, code: str, day) -> list:
    return [9, f"兴隆台区演示新街{shop}", code, "演示新街", "未按规定明码标价", f"演示旧罚{shop}", "", day, "警告", ""]


def _row(n: int, shop: tuple, on: date) -> list:
    name, serial, days, act, outcome, kept = shop
    day = on - timedelta(days=days)
    promised = f"演示旧承〔{day.year}〕{n}号" if kept in ("已履行", "未履行") else ""
    code = uscc_of(serial, kind="2") if serial else ""
    return [n, name, code, f"演示旧街{n}号", act, f"演示旧罚〔{day.year}〕{n}号", promised, day, outcome, kept]


def _tried(actor, rows: list[list], name: str, on: date):
    book = Workbook()
    page = book.active
    page.append(["兴隆台区历年处罚、承诺台账（演示）"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEADINGS))
    for row in (_HEADINGS, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    run = past_run_open(actor=actor, file_name=name, data=out.getvalue())
    reading = reading_of(run)
    given = {key: getattr(reading, key) for key in ("sheet", "heading", "columns", "kind")}
    run = past_run_map(run=run, actor=actor, source="演示：历年台账", **given)
    return past_run_try(run=run, actor=actor, on=on)


def _export(actor, on: date) -> None:
    form = LedgerFilter({"letter": "with"}, actor=actor)
    keys = keys_of(form.rows(ledger_rows(actor)), "xlsx")
    header, table = table_of("xlsx", keys, actor, full=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_file(path, "xlsx", header, table, f"台账；{form.sentence}；共 {len(keys)} 条")
        ledger_file_keep(actor=actor, path=path, form="xlsx", count=len(keys), filters=form.sentence, on=on)
