"""Reading sheets of the past: headings, days, numbers, what was kept. Without a database."""

from datetime import date, datetime

import pytest

from tests.factories import DAY
from tests.past_sheets import HEADINGS, PERSON, ROWS, SHOP, book
from xinglongtai.core.grids import read
from xinglongtai.core.grids.headings import find_heading, heading_at
from xinglongtai.oversight.ledger.columns import HEADER
from xinglongtai.oversight.ledger.past_cells import masked_sample, read_day, read_identity, read_kept
from xinglongtai.oversight.ledger.past_lines import MIXED, PENALTIES, PLEDGES, read_past
from xinglongtai.oversight.ledger.past_targets import guess, known_key, mapping_faults


def told_of(rows, headings=HEADINGS, kind=MIXED, **kwargs):
    grid = read(book(rows, headings, **kwargs), "台账.xlsx").grids[0]
    heading = find_heading(grid, known_key)
    return read_past(grid, heading, guess(grid, heading), kind, DAY)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2024, 3, 5), date(2024, 3, 5)),
        (datetime(2024, 3, 5, 10), date(2024, 3, 5)),
        ("2024.3.5", date(2024, 3, 5)),
        ("2024年3月5日", date(2024, 3, 5)),
        ("２０２４／３／５", date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5)),
        (45356, date(2024, 3, 5)),
        (45356.0, date(2024, 3, 5)),
        ("二〇二四年三月五日", date(2024, 3, 5)),
        ("二〇二四年三月", date(2024, 3, 31)),
        ("二○二四年十二月", date(2024, 12, 31)),
        ("2024年2月", date(2024, 2, 29)),
        ("2026-06", DAY),
        ("无", None),
        (None, None),
    ],
)
def test_days(cell, day):
    found, reasons, notes = read_day(cell, DAY, "违法日期")
    assert (found, reasons) == (day, [])
    month_only = (
        isinstance(cell, str) and not any(sign in cell for sign in "日号") and "月" in cell or cell == "2026-06"
    )
    assert bool(notes) is month_only


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2024-02-30", "不是能识别的日期"),
        ("2024年13月", "不是能识别的日期"),
        ("2024", "不是能识别的日期"),
        (12, "不是能识别的日期"),
        ("去年", "不是能识别的日期"),
        ("2026-06-02", "晚于今天"),
        ("2026年7月", "晚于今天"),
        ("1949-10-01", "早于 1990 年"),
    ],
)
def test_impossible_days(cell, words):
    found, reasons, _ = read_day(cell, DAY, "违法日期")
    assert found is None and words in reasons[0] and "违法日期" in reasons[0]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        (SHOP.lower(), {"uscc": SHOP}),
        (f"统一社会信用代码：{SHOP}", {"uscc": SHOP}),
        (f"{SHOP}；{PERSON}", {"uscc": SHOP, "id_number": PERSON}),
        (PERSON, {"id_number": PERSON}),
        ("110108000000016", {"registration_no": "110108000000016"}),
        ("不详", {}),
        ("无", {}),
    ],
)
def test_numbers_told_apart(cell, values):
    said = read_identity(cell)
    assert (said.values, said.reasons, said.notes) == (values, [], [])


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (SHOP[:-1] + ("0" if SHOP[-1] != "0" else "1"), "校验位不对"),
        (PERSON[:-1] + ("0" if PERSON[-1] != "0" else "1"), "身份证号的校验位不对"),
        ("110108000000017", "旧注册号的校验位不对"),
        ("12345", "5 位"),
        (211103198001010000, "存成了数字"),
        (f"{SHOP}、92211103MA00000129", "两个不同的证件号"),
    ],
)
def test_numbers_that_cannot_be(cell, words):
    assert words in "；".join(read_identity(cell).reasons)


def test_masked_numbers_and_old_codes_are_no_identity():
    assert read_identity("2111**********0012").notes == ["证件号已遮盖，只能按名称提示"]
    assert "组织机构代码" in read_identity("12345678-X").notes[0]
    assert SHOP not in masked_sample(f"号 {SHOP}") and masked_sample("警告") == "警告"


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        ("已履行", True, False),
        ("履行完毕", True, False),
        ("2024年5月6日 整改到位", True, False),
        ("当场改正", True, False),
        ("是", True, False),
        ("未履行", False, False),
        ("逾期未改", False, False),
        ("拒不改正", False, False),
        ("整改不到位", False, False),
        ("没有按期整改", False, False),
        ("否", False, False),
        ("未到期", None, True),
        ("部分整改", None, True),
        ("另见卷宗", None, True),
        ("", None, False),
    ],
)
def test_whether_it_was_kept(text, kept, noted):
    assert read_kept(text)[0] is kept
    assert bool(read_kept(text)[1]) is noted


def test_any_headings():
    assert [
        known_key(text) for text in ("统一社会信用代码", "信用代码", "单位名称", "承诺书编号/文号", "被处罚人名称")
    ] == [
        "identity",
        "identity",
        "party_name",
        "pledge_number",
        "party_name",
    ]
    grid = read(book(), "台账.xlsx").grids[0]
    heading = find_heading(grid, known_key)
    assert (heading.first, heading.rows) == (1, 1)
    assert list(guess(grid, heading).values()) == [
        *("", "party_name", "identity", "violation", "document_number", "act_on", "outcome", "kept")
    ]


def test_two_columns_of_one_meaning_and_columns_without_a_heading():
    grid = read(
        book([["甲店", "某案", "未明码标价", SHOP]], ["当事人", "案件名称", "案由", ""], title=""), "a.xlsx"
    ).grids[0]
    assert list(guess(grid, find_heading(grid, known_key)).values()) == ["party_name", "", "violation", "identity"]


def test_two_lines_of_headings_and_our_own_export():
    rows = [
        ["当事人", "", "处罚", ""],
        ["单位名称", "信用代码", "决定书文号", "处罚内容"],
        ["甲店", SHOP, "1号", "警告"],
    ]
    grid = read(book(rows[1:], rows[0], title=""), "a.xlsx").grids[0]
    heading = heading_at(grid, 0, 2)
    assert list(guess(grid, heading).values()) == ["party_name", "identity", "document_number", "outcome"]
    own = read(book([["x"] * 26], HEADER, title="台账"), "a.xlsx").grids[0]
    keys = guess(own, find_heading(own, known_key))
    assert {HEADER[column]: key for column, key in keys.items() if key} == {
        "承诺书编号": "pledge_number",
        "当事人名称": "party_name",
        "统一社会信用代码/证件号": "identity",
        "地址": "address",
        "检查日期": "act_on",
        "违法行为": "violation",
        "清单事项及版本": "item",
        "复查日期及结果": "kept",
        "处理结果": "outcome",
        "决定文号": "document_number",
        "备注": "note",
    }


def test_what_a_mapping_lacks():
    assert mapping_faults({0: "party_name", 1: "violation", 2: "act_on", 3: "note", 4: "note"}) == []
    faults = "；".join(mapping_faults({0: "party_name", 1: "party_name"}))
    assert all(words in faults for words in ("几列都对应到", "“违法行为”", "窗口期无法计算"))


def test_rows_and_what_is_no_row():
    more = [[], HEADINGS, ["合计", 6], ["二、承诺类"] * 8, [7, "演示后店", "", "=1+1", "", "2025-1-1", "", ""]]
    told, skipped = told_of(ROWS, more=more)
    assert [row.number for row in told] == [3, 4, 5, 6, 7, 8, 13]
    assert [why for _, why, _ in skipped] == ["重复的表头", "合计或备注行", "标题或分节行，不是记录"]
    first, month, person, bad = told[:4]
    assert (first.values["uscc"], first.values["act_on"], first.values["corrected"]) == (SHOP, date(2025, 3, 5), True)
    assert month.values["act_on"] == date(2025, 3, 31) and len(month.notes) == 2
    assert person.values["id_number"] == PERSON and not person.values["corrected"]
    assert len(bad.reasons) == 2
    assert any("是公式" in reason for reason in told[-1].reasons)


@pytest.mark.parametrize(
    ("kind", "number", "text", "breached"),
    [
        (MIXED, "演承1号", "未整改", True),
        (MIXED, "", "未整改", False),
        (MIXED, "", "承诺未履行", True),
        (PLEDGES, "", "未整改", True),
        (PENALTIES, "演承1号", "逾期未改", False),
        (PENALTIES, "演承1号", "失诺", True),
    ],
)
def test_only_a_promise_can_be_broken(kind, number, text, breached):
    headings = ["当事人", "违法行为", "日期", "承诺书编号", "整改情况"]
    told = told_of([["甲店", "行为", "2025-1-1", number, text]], headings, kind)[0][0]
    assert told.values["breached"] is breached
    assert any("不按失诺记" in note for note in told.notes) is not breached


def test_doubts_and_contradictions_are_said():
    headings = ["当事人", "违法行为", "处罚决定日期", "处罚结果", "是否失诺", "整改情况", "备注"]
    rows = [
        ["甲店", "行为", "2025-1-1", "罚" * 70, "否", "", "旧账"],
        ["乙店", "行" * 201, "2025-1-1", "", "是", "已整改", ""],
        ["", "", "", "承诺未履行", "也许", "", ""],
    ]
    good, contrary, empty = told_of(rows, headings)[0]
    assert good.reasons == [] and len(good.values["outcome"]) == 60 and good.values["note"].endswith("旧账")
    assert any("按决定（签订）日期记" in note for note in good.notes)
    assert any("既写了失诺" in reason for reason in contrary.reasons) and any("200" in r for r in contrary.reasons)
    assert len(empty.reasons) == 4 and empty.values["breached"]
