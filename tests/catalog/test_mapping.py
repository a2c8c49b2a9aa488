"""Headings, columns, cells and articles of other people's sheets."""

from datetime import date, datetime

import pytest

from catalog.mapping import Mapping, find_heading, guess, heading_at, read_lines
from catalog.mapping.citations import full_title, named_articles, split_roles, titles_of, together
from catalog.mapping.cleaning import day, days, leniency, one_line, parts, plain, sentences, tidy, yes_no
from catalog.mapping.headings import known_key
from catalog.mapping.targets import BOTH, CONDITIONS_TEXT, EXCLUSIONS_TEXT, PENALTY, SKIP, VIOLATED
from tests.catalog.sheets_of_others import BROKEN, CONDITIONS, PLAIN, PUNISHED, text, word, xls, xlsx
from xinglongtai.core.grids import read

ADS = "中华人民共和国广告法"
TITLES = titles_of([(ADS, "广告法"), ("中华人民共和国行政处罚法", "行政处罚法"), ("无证无照经营查处办法", "")])


def grid_of(rows, **kwargs):
    return read(xlsx(rows, **kwargs), "a.xlsx").grids[0]


def understood(grid):
    heading = find_heading(grid)
    columns = guess(grid, heading)
    return heading, columns, *read_lines(grid, Mapping(heading, columns), TITLES)


class TestCleaning:
    @pytest.mark.parametrize(
        ("given", "iso"),
        [
            ("2026年3月1日", "2026-03-01"), ("2026.3.1", "2026-03-01"), ("20260301", "2026-03-01"), ("2026/03/01", "2026-03-01"),
            ("２０２６年３月１日", "2026-03-01"), ("2026-3-1 00:00:00", "2026-03-01"), ("二〇二六年三月一日", "2026-03-01"),
            ("二〇二六年十二月二十一日", "2026-12-21"), ("二〇二六年十月三十日", "2026-10-30"), (46082, "2026-03-01"),
            ("46082", "2026-03-01"), (46082.0, "2026-03-01"), (datetime(2026, 3, 1), "2026-03-01"), (date(2026, 3, 1), "2026-03-01"),
            ("长期", ""), ("—", ""), (None, ""),
            ("2026年2月30日", "2026年2月30日"), ("明年", "明年"),
            ("二〇二六年十三月一日", "二〇二六年十三月一日"),
        ],
    )  # fmt: skip
    def test_days(self, given, iso):
        assert day(given) == iso

    def test_texts(self):
        assert tidy("　Ａ１２\u200b 违法\r\n\r\n行为 ") == "A12 违法\n行为"
        assert one_line("违法\n行为 ab\ncd，\n甲 乙") == "违法行为 ab cd，甲乙"
        assert sentences("初次违法\n及时改正，\n\n无后果。") == "初次违法；及时改正，无后果。"
        assert parts("责令改正\n教育；约谈;") == "责令改正;教育;约谈"
        assert plain(" Ｒ １ ") == "R1"

    def test_choices(self):
        assert [yes_no(t) for t in ("√", "×", "无", "大概")] == ["是", "否", "", "大概"]
        assert [leniency(t) for t in ("首违免罚", "轻微免罚（首次）", "减轻处罚。", "不予处罚")] == [
            "首违不罚", "轻微不罚", "从轻减轻", "不予处罚"
        ]  # fmt: skip
        assert days("15个工作日") == ("15", "")
        assert days("１５") == ("15", "")
        assert days("无") == ("", "")
        assert days("当场") == ("当场", "")
        number, note = days("10日内")
        assert number == "10"
        assert "不是工作日" in note


class TestArticles:
    @pytest.mark.parametrize(
        ("given", "named"),
        [
            ("《中华人民共和国广告法》第九条第（三）项、第五十七条", [(ADS, "第九条第（三）项"), (ADS, "第五十七条")]),
            ("《广告法》第九条第(三)项", [(ADS, "第九条第（三）项")]),
            ("广告法第9条第3项", [(ADS, "第九条第（三）项")]),
            ("违反了广告法第四十八条第一款、第二款", [(ADS, "第四十八条第一款"), (ADS, "第四十八条第二款")]),
            ("《广告法》第七十六条第一款第（一）、（二）项", [(ADS, "第七十六条第一款第（一）项"), (ADS, "第七十六条第一款第（二）项")]),
            ("《广告法》第五十条之一", [(ADS, "第五十条之一")]),
            ("《广告法》第二十条第二款第一项第三目", [(ADS, "第二十条第二款第（一）项第三目")]),
            ("《广告法》第九条；《行政处罚法》第三十三条第一款", [(ADS, "第九条"), ("中华人民共和国行政处罚法", "第三十三条第一款")]),
            ("《广告法》第九条，依据同法第五十七条", [(ADS, "第九条"), (ADS, "第五十七条")]),
            ("《无证无照经营查处办法》第二条", [("无证无照经营查处办法", "第二条")]),
            ("《没有的条例》第五条", [("没有的条例", "第五条")]),
            ("某某管理条例第五条", [("某某管理条例", "第五条")]),
            ("第五条", [("", "第五条")]),
            ("《广告法》(2021修正)第九条", [(ADS, "第九条")]),
            ("《广告法（2021年修正）》第一百零五条", [(ADS, "第一百零五条")]),
            ("没有条款", []),
            ("《广告法》第九条第（一）项至第（三）项", [(ADS, "第九条第（一）项"), (ADS, "第九条第（三）项")]),
        ],
    )  # fmt: skip
    def test_named(self, given, named):
        assert [(a.title, a.label) for a in named_articles(given, TITLES)] == named

    def test_roles(self):
        cell = "违反《广告法》第九条第（三）项的规定，依据《广告法》第五十七条第（一）项处罚"
        found = named_articles(cell, TITLES)
        broken, punishing, unclear = split_roles(cell, found)
        assert [[a.label for a in part] for part in (broken, punishing, unclear)] == [
            ["第九条第（三）项"],
            ["第五十七条第（一）项"],
            [],
        ]
        unmarked = "《广告法》第九条、第五十七条"
        assert len(split_roles(unmarked, named_articles(unmarked, TITLES))[2]) == 2

    def test_together(self):
        found = named_articles("《广告法》第九条、第九条、第十条，《行政处罚法》第三十三条", TITLES)
        assert together(found) == (ADS, "第九条;第十条", ["中华人民共和国行政处罚法第三十三条"])
        assert together([]) == ("", "", [])
        assert full_title("无证无照经营查处办法(2017年公布)", TITLES) == "无证无照经营查处办法"


class TestHeadings:
    def test_a_title_above(self):
        heading = find_heading(grid_of(PLAIN))
        assert (heading.first, heading.rows, heading.begins) == (1, 1, 2)
        assert heading.texts[1] == "事项名称"

    @pytest.mark.parametrize("kind", ["xlsx", "xls", "docx"])
    def test_two_rows_with_blocks(self, kind):
        rows = [["序号", "违法行为", "法律依据", "", "备注"], ["", "", "违反条款", "处罚条款", ""],
                [1, "甲行为", BROKEN, PUNISHED, ""], [2, "乙行为", BROKEN, PUNISHED, ""]]  # fmt: skip
        if kind == "xlsx":
            data = xlsx(rows, title="", merges=["C1:D1", "A1:A2", "B1:B2", "E1:E2"])
        elif kind == "xls":
            data = xls(rows, merges=[(0, 0, 2, 3), (0, 1, 0, 0), (0, 1, 1, 1), (0, 1, 4, 4)])
        else:
            blocks = [((0, 2), (0, 3)), ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 4), (1, 4))]
            data = word(rows, merges=blocks)
        grid = read(data, f"a.{kind}").grids[0]
        heading, columns, lines, _ = understood(grid)
        assert (heading.first, heading.rows) == (0, 2)
        assert heading.texts[2:4] == ("法律依据/违反条款", "法律依据/处罚条款")
        assert columns == {0: SKIP, 1: "violation", 2: VIOLATED, 3: PENALTY, 4: "note"}
        assert [line.cells["violation"] for line in lines] == ["甲行为", "乙行为"]

    def test_two_rows_in_csv(self):
        rows = [
            ["序号", "违法行为", "法律依据", "", "备注"],
            ["", "", "违反条款", "处罚条款", ""],
            ["1", "甲", BROKEN, PUNISHED, ""],
        ]
        grid = read(text(rows), "a.csv").grids[0]
        heading = find_heading(grid)
        assert (heading.first, heading.rows) == (0, 2)

    def test_words_known_in_the_lower_row_only(self):
        rows = [["基本情况", "", ""], ["违法行为", "适用条件", "备注"], ["甲", "乙", "丙"]]
        grid = grid_of(rows, title="")
        assert (find_heading(grid).first, find_heading(grid).rows) == (1, 1)

    def test_no_words_known(self):
        grid = grid_of([["甲", "乙"], ["丙", "丁"]], title="某某表")
        assert find_heading(grid).first == 1
        assert guess(grid, find_heading(grid)) == {0: SKIP, 1: SKIP}
        assert find_heading(read(text([["x"]]), "a.csv").grids[0]).first == 0

    def test_the_signature_is_of_the_words(self):
        one = find_heading(grid_of(PLAIN))
        two = find_heading(
            grid_of([[" 序 号", "事项名称 ", "违法依据", "处罚依据", "适用条件", "备注", None], *PLAIN[1:]], title="")
        )
        assert one.signature == two.signature
        assert one.signature != heading_at(grid_of(PLAIN), 2, 1).signature

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            ("序号", SKIP), ("轻微违法行为（事项名称）", "violation"), ("违 法 事 项", "violation"), ("实施日期", "effective_from"),
            ("有效期至", "effective_to"), ("免罚条件", CONDITIONS_TEXT), ("不适用情形", EXCLUSIONS_TEXT), ("天气", None),
            ("具体适用条件及说明", CONDITIONS_TEXT), ("领域类别", "domain"), ("拒绝原因", SKIP),
            ("这是一句很长很长的话里面写着违法行为四个字而已", None),
        ],
    )  # fmt: skip
    def test_words(self, words, key):
        assert known_key(words) == key


class TestGuesses:
    def one(self, heading, *cells):
        grid = grid_of([["违法行为", heading], *(["甲", cell] for cell in cells)], title="")
        return guess(grid, heading_at(grid, 0, 1)).get(1, SKIP)

    def test_samples_tell_more_than_headings(self):
        assert self.one("适用条件", "corrected|改正;no_intent") == "conditions"
        assert self.one("适用条件", "及时改正") == CONDITIONS_TEXT
        assert self.one("排除情形", "false_materials") == "exclusions"
        assert self.one("处罚条款", "第四十六条") == "penalty_article"
        assert self.one("处罚条款", PUNISHED) == PENALTY
        assert self.one("违反的法规", "中华人民共和国广告法") == "violated_law"
        assert self.one("处罚依据") == PENALTY
        assert self.one("编号", "1", "2") == SKIP
        assert self.one("编号", "R1") == "item_no"
        assert self.one("法律依据", "违反甲") == BOTH
        assert self.one("", "首违不罚", "轻微免罚") == "leniency_kind"
        assert self.one("说法", f"违反{BROKEN}，依据{PUNISHED}处罚") == BOTH
        assert self.one("") == SKIP

    def test_no_target_twice(self):
        grid = grid_of([["违法行为名称", "违法行为", "备注", "说明"], ["甲", "乙", "丙", "丁"]], title="")
        assert guess(grid, heading_at(grid, 0, 1)) == {0: SKIP, 1: "violation", 2: "note", 3: "note"}
        grid = grid_of([["违法行为", "违法行为名称"], ["甲", "乙"]], title="")
        assert guess(grid, heading_at(grid, 0, 1)) == {0: "violation", 1: SKIP}

    @pytest.mark.parametrize(
        ("headings", "keys"),
        [
            (["违法行为", "法律依据", "处罚依据"], ["violation", VIOLATED, PENALTY]),
            (["违法行为", "违反条款", "法律依据"], ["violation", VIOLATED, PENALTY]),
            (["法律依据", "违反条款", "处罚依据"], [SKIP, VIOLATED, PENALTY]),
        ],
    )
    def test_a_basis_beside_the_penalty_is_what_was_violated(self, headings, keys):
        grid = grid_of([headings, ["《价格法》第十三条", "《价格法》第十三条", "《价格法》第四十二条"]], title="")
        assert list(guess(grid, heading_at(grid, 0, 1)).values()) == keys


class TestLines:
    def test_the_usual_sheet(self):
        heading, columns, lines, skipped = understood(grid_of(PLAIN))
        assert columns == {0: SKIP, 1: "violation", 2: VIOLATED, 3: PENALTY, 4: CONDITIONS_TEXT, 5: "note"}
        first = lines[0]
        assert first.number == 3
        assert first.cells == {
            "violation": "使用“国家级”“最高级”用语发布广告",
            "violated_law": ADS, "violated_article": "第九条第（三）项",
            "penalty_law": ADS, "penalty_article": "第五十七条第（一）项", "note": "",
        }  # fmt: skip
        assert first.texts == {"适用条件": "初次违法；及时改正"}
        assert (first.reasons, skipped) == ([], [])

    def test_rows_that_are_no_lines(self):
        rows = [*PLAIN, [None] * 6, PLAIN[0], ["轻微违法行为免罚清单"] + [None] * 5, [3, "丙", BROKEN, PUNISHED, "x", ""],
                ["二、广告领域"] + [None] * 5, ["合计", 3, "", "", "", ""],
                ["备注：以上事项由法制机构解释", "", "", "", "", ""]]  # fmt: skip
        *_, lines, skipped = understood(grid_of(rows))
        assert [line.number for line in lines] == [3, 4, 8]
        assert [(row.number, row.why) for row in skipped] == [
            (6, "重复的表头"), (7, "重复的标题"), (9, "标题或分节行，不是事项"), (10, "合计或备注行"), (11, "合计或备注行"),
        ]  # fmt: skip

    def test_a_line_that_begins_like_a_note(self):
        rows = [["备注", "违法行为", "适用条件"], ["备注", "甲行为", "x"], ["说明", "乙行为", "y"]]
        *_, lines, skipped = understood(grid_of(rows, title=""))
        assert [line.cells["violation"] for line in lines] == ["甲行为", "乙行为"]

    def test_mixed_cells(self):
        rows = [["违法行为", "法律依据", "从宽依据", "相关条款"],
                ["甲", f"违反{BROKEN}，按照{PUNISHED}处罚", "《行政处罚法》第三十三条第一款\n总局清单", "无"],
                ["乙", "《广告法》第九条、第五十七条", "第三十三条", "《广告法》第一条"],
                ["丙", "违反《广告法》第九条和《行政处罚法》第五条，处罚：《广告法》第五十七条、《行政处罚法》第九条", "", ""],
                ["丁", "按规定", "", ""], ["戊", "无", "", ""]]  # fmt: skip
        *_, lines, _ = understood(grid_of(rows, title=""))
        first, second, third, fourth, fifth = lines
        assert first.cells["violated_article"] == "第九条第（三）项"
        assert first.cells["penalty_article"] == "第五十七条第（一）项"
        assert first.cells["leniency_basis"] == "中华人民共和国行政处罚法第三十三条第一款;总局清单"
        assert second.cells["violated_law"] == ""
        assert second.cells["related_basis"] == f"{ADS}第九条;{ADS}第五十七条;{ADS}第一条"
        assert second.cells["leniency_basis"] == "第三十三条"
        assert "分不清" in second.notes[0]
        assert third.cells["related_basis"] == "中华人民共和国行政处罚法第五条;中华人民共和国行政处罚法第九条"
        assert [note[:4] for note in third.notes] == ["违反条款", "处罚条款"]
        assert "读不出法规和条款" in fourth.reasons[0]
        assert (fifth.reasons, fifth.cells["violated_law"]) == ([], "")

    def test_our_own_columns(self):
        rows = [
            ["事项编号", "违法行为", "违反的法规", "违反条款", "施行日期", "条文已核对", "从宽类型", "改正期限",
             "使用状态", "日常用语", "适用条件", "备注", "说明"],
            ["ｒ３", "甲\n行为", "《广告法》", "第9条；第10条", "2026.3.1", "√", "首违免罚", "10日",
             "停用", "俗语一\n俗语二", "corrected\nno_intent|无主观", "一\n二", "三"],
            ["R4", "乙", "无", "按规定", "", "", "", "", "", "", "corrected", "", "三"],
        ]  # fmt: skip
        *_, lines, _ = understood(grid_of(rows, title=""))
        assert lines[0].cells == {
            "item_no": "R3", "violation": "甲行为", "violated_law": ADS, "violated_article": "第九条;第十条",
            "effective_from": "2026-03-01", "verified": "是", "leniency_kind": "首违不罚", "correction_days_max_suggested": "10",
            "default_state": "停用", "keywords": "俗语一;俗语二", "conditions": "corrected;no_intent|无主观", "note": "一；二；三",
        }  # fmt: skip
        assert lines[1].cells["violated_article"] == "按规定"
        assert lines[1].cells["note"] == "三"
        assert "不是工作日" in lines[0].notes[0]

    def test_rows_of_articles_are_remarked_on(self):
        rows = [
            ["违法行为", "违反条款", "备注"],
            ["甲", "《广告法》第九条第（一）至（三）项", "x"],
            ["乙", "《广告法》第九条", "y"],
        ]
        *_, lines, _ = understood(grid_of(rows, title=""))
        assert lines[0].cells["violated_article"] == "第九条第（一）项;第九条第（三）项"
        assert "只记下了首尾两条" in lines[0].notes[0]
        assert lines[1].notes == []

    def test_several_columns_of_conditions(self):
        grid = grid_of(
            [["违法行为", "适用条件", "具体条件", "排除情形"], ["甲", "一", "二", "三"], ["乙", "无", "", ""]], title=""
        )
        *_, lines, _ = understood(grid)
        assert lines[0].texts == {"适用条件": "一；二", "排除情形": "三"}
        assert lines[1].texts == {}

    def test_formulas_refuse_the_line_only_where_they_matter(self):
        rows = [["序号", "违法行为", "备注"], ["=ROW()-1", "甲", "x"], ["=ROW()-1", '="乙"', "y"]]
        *_, lines, _ = understood(grid_of(rows, title=""))
        assert lines[0].reasons == []
        assert "B3 是公式" in lines[1].reasons[0]

    def test_merged_values_reach_every_line(self):
        rows = [["领域", "违法行为", "适用条件"], ["广告", "甲", "x"], [None, "乙", "y"]]
        *_, lines, _ = understood(grid_of(rows, title="", merges=["A2:A3"]))
        assert [line.cells["domain"] for line in lines] == ["广告", "广告"]

    def test_conditions_as_written(self):
        assert CONDITIONS == "初次违法\n及时改正"
