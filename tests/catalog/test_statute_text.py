"""Reading legal texts: invented laws in the layouts of the public collections. No Django, no database."""

import io
import zipfile
from datetime import date

import pytest

from catalog.statute_text import (
    Address,
    NotReadable,
    differences,
    guess_facts,
    marked,
    parse,
    read_index,
    read_label,
    read_labels,
    read_lines,
)
from catalog.statute_text import docx as word
from catalog.statute_text.numbers import to_chinese, to_number

from .statute_samples import GUIDE, HTML_LAW, PLAIN_LAW, docx


def text_of(source: str, name: str = "演示条例(2024-01-05).md"):
    lines, remarks = read_lines(name, source.encode())
    return parse(lines)


def piece(text, key):
    return next(p for p in text.pieces if p.key == key)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("一百二十六", 126), ("两百", 200),
         ("一千零一十", 1010), ("48", 48), ("２０", 20), ("二〇二六", 2026), ("一百一十", 110)],
    )  # fmt: skip
    def test_read(self, text, value):
        assert to_number(text) == value

    def test_there_and_back(self):
        assert [to_number(to_chinese(number)) for number in range(1, 1300)] == list(range(1, 1300))

    @pytest.mark.parametrize(
        ("number", "text"), [(10, "十"), (110, "一百一十"), (105, "一百零五"), (48, "四十八"), (1010, "一千零一十")]
    )
    def test_written(self, number, text):
        assert to_chinese(number) == text


class TestAddress:
    @pytest.mark.parametrize(
        ("label", "key"),
        [
            ("第四十八条", "48"),
            ("第四十八条第一款", "48.1"),
            ("第四十八条之一第二款第（三）项", "48-1.2.3"),
            ("第九条第（三）项", "9.0.3"),
            ("第五条第一款第（二）项第3目", "5.1.2.3"),
        ],
    )
    def test_there_and_back(self, label, key):
        address = read_label(label)
        assert (address.key, address.label) == (key, label)

    @pytest.mark.parametrize(
        "label",
        ["第48条第1款第3项", "第四十八条 第一款 第(三)项", "第四十八条第一款（三）项", "第四十八条第一款第三项"],
    )
    def test_other_ways_of_writing(self, label):
        assert read_label(label).key == "48.1.3"

    def test_a_section_of_a_guide(self):
        assert read_label("九、") == read_label("第九条") == Address(9)

    @pytest.mark.parametrize(
        ("label", "keys"),
        [
            ("第八条、第九条", ["8", "9"]),
            ("第二十条第一款第（一）项、第（三）项", ["20.1.1", "20.1.3"]),
            ("第二十条第一款和第二款", ["20.1", "20.2"]),
            ("第二十条之一第一款、第二款第（二）项", ["20-1.1", "20-1.2.2"]),
        ],
    )
    def test_several_in_one(self, label, keys):
        assert [address.key for address in read_labels(label)] == keys
        assert read_label(label) is None

    @pytest.mark.parametrize("label", ["", "全文", "第一款", "附件一", "第十条第", "第十条等"])
    def test_what_names_no_provision(self, label):
        assert read_labels(label) == []


class TestLayouts:
    def test_plain_paragraphs(self):
        text = text_of(PLAIN_LAW)
        assert text.title == "演示条例"
        assert [a.label for a in text.articles] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
        assert piece(text, "2.1.2").text == "第二项内容。"
        assert piece(text, "2.2").text == "前款规定的期限为十日。"
        assert piece(text, "2").heading == "第二章 演示义务 第一节 一般规定"
        assert piece(text, "2").text.startswith("经营者应当做到：\n（一）第一项内容；\n（二）第二项内容。\n前款")
        assert piece(text, "3.1.1.2").label == "第三条第（一）项第2目"
        assert text.preface == ["2023年1月1日 演示机关令第1号公布", "2024年1月5日 第一次修订"]
        assert text.faults == text.warnings == []
        assert text.counts() == {"article": 5, "paragraph": 6, "subparagraph": 3, "point": 2}

    def test_html_flavoured_markdown_says_the_same(self):
        plain, marked_up = text_of(PLAIN_LAW), text_of(HTML_LAW)
        assert [(p.key, p.text) for p in plain.pieces] == [(p.key, p.text) for p in marked_up.pieces]
        assert plain.digest() == marked_up.digest()

    def test_plain_text_and_word_say_the_same(self):
        source = (
            PLAIN_LAW.replace("# ", "")
            .replace("## ", "")
            .replace("### ", "")
            .replace("<!-- INFO END -->", "")
            .replace("#", "")
        )
        plain = text_of(PLAIN_LAW)
        for name, data in (
            ("演示条例.txt", source.encode("gb18030")),
            ("演示条例.txt", source.encode("utf-16")),
            ("演示条例.docx", docx(source)),
        ):
            lines, remarks = read_lines(name, data)
            text = parse(lines)
            assert (text.title, remarks) == ("演示条例", [])
            assert text.digest() == plain.digest()

    def test_a_guide_without_articles(self):
        text = text_of(GUIDE)
        assert [(p.key, p.level, p.label) for p in text.articles] == [
            ("1", "section", "第一条"),
            ("2", "section", "第二条"),
            ("3", "section", "第三条"),
        ]
        assert piece(text, "2.1.2").label == "第二条第（二）项"
        assert "一、二、三" in piece(text, "3").text

    def test_items_get_the_paragraph_where_there_are_several(self):
        assert piece(text_of(PLAIN_LAW), "2.1.1").label == "第二条第一款第（一）项"
        assert piece(text_of(PLAIN_LAW), "3.1.1").label == "第三条第（一）项"

    def test_a_title_in_two_lines_and_none(self):
        assert parse(["中华人民共和国", "演示法", "第一条　内容。"]).title == "中华人民共和国演示法"
        assert parse(["第一条　内容。"]).title == ""
        assert parse(["中华人民共和国"]).faults


class TestOddities:
    def warnings(self, *lines):
        return parse(["# 演示法", *lines])

    def test_nothing_recognised(self):
        assert "没有认出任何条文" in self.warnings("通知如下").faults[0]

    def test_a_gap(self):
        assert "第一条之后直接是第三条" in self.warnings("第一条 甲。", "第三条 丙。").warnings[0]
        assert "第一个条文是第二条" in self.warnings("第二条 甲。").warnings[0]

    def test_a_duplicate_and_a_wrong_order(self):
        assert "第二条出现了两次" in self.warnings("第一条 甲。", "第二条 乙。", "第二条 丙。").faults[0]
        assert "顺序不对" in self.warnings("第一条 甲。", "第五条 乙。", "第三条 丙。").faults[0]

    def test_items_that_repeat_or_jump(self):
        text = self.warnings("第一条 有下列情形：", "（一）甲；", "（三）丙；", "（三）又丙。")
        assert "不连续" in text.warnings[0] and "有两个第（三）项" in text.warnings[1]
        assert piece(text, "1.1.3").text == "丙；\n（三）又丙。"

    def test_an_annex_and_another_file_behind_it(self):
        text = self.warnings("第一条 甲。", "第二条 乙。", "附件：演示表", "第九条 丙。")
        assert len(text.articles) == 2 and text.left_out == ["附件：演示表", "第九条 丙。"]
        text = self.warnings("第一条 甲。", "第二条 乙。", "第一条 另一份。")
        assert len(text.articles) == 2 and "另一份文件" in text.warnings[0]

    def test_words_of_the_website_after_the_end(self):
        text = self.warnings(
            "第一条 甲。", "第二条 本法自2024年1月1日起施行。", "《旧办法》同时废止。", "打印本页。", "关闭窗口。"
        )
        assert piece(text, "2").text == "本法自2024年1月1日起施行。\n《旧办法》同时废止。"
        assert text.left_out == ["打印本页。", "关闭窗口。"] and "不像条文" in text.warnings[0]

    def test_broken_lines_are_joined(self):
        text = self.warnings("第一条 经营者应当", "公示执照。", "违反前款的，责令改正。")
        assert piece(text, "1.1").text == "经营者应当公示执照。" and piece(text, "1.2")
        assert "断成两行" in text.warnings[0]

    def test_a_reference_at_the_start_of_a_line_opens_no_article(self):
        text = self.warnings(
            "第一条甲。", "第二条乙。", "第一条规定的情形除外。", "第三条第二款所列情形同样处理。", "第三条丙。"
        )
        assert [a.label for a in text.articles] == ["第一条", "第二条", "第三条"]
        assert piece(text, "2.3").text.startswith("第三条第二款")

    def test_an_article_whose_words_begin_on_the_next_line(self):
        text = self.warnings("第一条", "甲。", "第二条", "（一）乙；", "（二）丙。")
        assert piece(text, "1").text == "甲。" and piece(text, "2.1.2").text == "丙。"

    def test_headings_and_numbered_lines(self):
        text = self.warnings(
            "第一编 总则", "第一章 甲", "第一条 甲：", "1. 其一；", "2. 其二。", "## 随便的标题",
            "第二章 乙", "第二条 乙：", "（一）丙：", "① 丁；", "③ 戊。",
        )  # fmt: skip
        assert piece(text, "1").text == "甲：\n1. 其一；\n2. 其二。"
        assert piece(text, "2").heading == "第一编 总则 第二章 乙"
        assert piece(text, "2.1.1.1").text == "丁；\n③ 戊。"


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("a.pdf", b"%PDF-1.7", "PDF"),
            ("a.doc", b"\xd0\xcf\x11\xe0....", "旧版 Word"),
            ("a.md", b"  \n ", "空的"),
            ("a.md", b"<br>", "没有文字"),
            ("a.md", b"PK\x03\x04....", "压缩包"),
            ("a.exe", b"MZ", "只能导入"),
            ("a.txt", b"\xff\xfe\x00", "读不出"),
            ("a.txt", b"\x81\x00\xff\xff", "读不出"),
            ("a.txt", b"x" * (8 * 1024 * 1024 + 1), "8 MB"),
            ("a.docx", b"PK\x03\x04 broken", "已损坏"),
            ("a.docx", b"not a zip", "已损坏"),
        ],
    )
    def test_refusals(self, name, data, words):
        with pytest.raises(NotReadable, match=words):
            read_lines(name, data)

    def test_a_zip_that_is_no_document(self):
        with pytest.raises(NotReadable, match="没有 Word 正文"):
            read_lines("a.docx", docx("x", member="xl/workbook.xml"))

    def test_a_bomb(self, monkeypatch):
        monkeypatch.setattr(word, "MAX_XML", 1000)
        with pytest.raises(NotReadable, match="超过 40 MB"):
            read_lines("a.docx", docx("一" * 5000))
        monkeypatch.setattr(word, "MAX_MEMBERS", 0)
        with pytest.raises(NotReadable, match="部件过多"):
            read_lines("a.docx", docx("第一条 甲。"))

    def test_xml_that_is_none_or_has_entities(self):
        for xml in ("<a>" * 5000 + "</a>" * 5000, "<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("word/document.xml", xml)
            with pytest.raises(NotReadable, match="已损坏"):
                read_lines("a.docx", buffer.getvalue())

    def test_automatic_numbers_are_told(self):
        lines, remarks = read_lines("a.docx", docx("甲。", numbered=True))
        assert lines == ["甲。"] and "自动编号" in remarks[0]

    def test_deleted_words_breaks_and_copies(self):
        body = (
            "<w:p><w:r><w:t>第一条</w:t><w:tab/><w:t>甲。</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
            "<w:p><w:r><w:t>第二条 乙</w:t><w:br/><w:t>丙。</w:t></w:r></w:p>"
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            "<mc:Fallback><w:p><w:r><w:t>影子</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        )
        assert read_lines("a.docx", docx("", body=body))[0] == ["第一条　甲。", "第二条 乙", "丙。"]

    def test_links_invisible_characters_and_quotes(self):
        source = "# 演示法\n[原文](https://example.test)\n> 前言 见[说明](x)\n\u200b第一条 甲<br>乙。\n"
        assert read_lines("a.md", source.encode())[0] == ["# 演示法", "前言 见说明", "第一条 甲乙。"]


class TestFacts:
    @pytest.mark.parametrize(
        ("name", "preface", "closing", "expected"),
        [
            ("演示法(2021-07-27).md", "2021年7月27日 全国人民代表大会常务委员会通过", "本法自2022年3月1日起施行。",
             ("法律", date(2021, 7, 27), date(2022, 3, 1))),
            ("演示条例20210727.txt", "中华人民共和国国务院令第1号", "自公布之日起施行。",
             ("行政法规", date(2021, 7, 27), date(2021, 7, 27))),
            ("办法.docx", "2023年2月25日 国家某总局令第7号公布 自2023年5月1日起施行", "其他。",
             ("部门规章", date(2023, 2, 25), date(2023, 5, 1))),
            ("规定.md", "二〇二三年二月二十五日 某市人民政府令第7号公布 2023年5月1日 施行", "其他。",
             ("地方政府规章", date(2023, 2, 25), date(2023, 5, 1))),
            ("某市条例.md", "2020年1月1日某市人民代表大会通过", "自二〇二〇年三月一日起施行。",
             ("地方性法规", date(2020, 1, 1), date(2020, 3, 1))),
            ("无日期.md", "某单位", "其他。", ("", None, None)),
            ("坏日期(2021-13-45).md", "某单位", "自2021年13月1日起施行。", ("", None, None)),
        ],
    )  # fmt: skip
    def test_guesses(self, name, preface, closing, expected):
        facts = guess_facts(name, parse(["# 演示规矩", preface, "第一条 甲。", f"第二条 {closing}"]))
        assert (facts.kind, facts.version_date, facts.effective_from) == expected
        assert bool(facts.doubts) == (None in expected)

    def test_the_first_start_is_not_taken_for_that_of_an_amendment(self):
        text = parse(["# 中华人民共和国演示法", "第一条 甲。", "第二条 本法自1993年9月1日起施行。"])
        facts = guess_facts("演示法(2018-12-29).md", text)
        assert facts.kind == "法律" and facts.short_title == "演示法"
        assert facts.effective_from is None and "首次施行日" in facts.doubts[0]

    def test_at_once_after_an_amendment_is_a_doubt(self):
        text = parse(["# 某规定", "2010年1月1日公布 2012年2月2日修订 国务院", "第一条 自公布之日起施行。"])
        facts = guess_facts("某规定(2012-02-02).md", text)
        assert (facts.kind, facts.effective_from) == ("行政法规", None) and "经过修改" in facts.doubts[0]

    def test_a_guide_is_a_guide(self):
        assert guess_facts("某指南.md", text_of(GUIDE)).kind == "规范性文件"

    def test_a_table_of_facts(self):
        data = "文件名,名称,效力级别,公布日期,施行日期,备注\na.md,演示法,法律,2021-01-22,,说明\n,空行,,,,\n"
        for coding in ("utf-8-sig", "gb18030"):
            facts = read_index(data.encode(coding))["a.md"]
            assert (facts.title, facts.version_date, facts.effective_from) == ("演示法", date(2021, 1, 22), None)

    @pytest.mark.parametrize(
        ("data", "words"), [("a,b\n1,2\n", "缺少列"), ("", "缺少列"), ("file,version_date\na.md,去年\n", "第 2 行")]
    )
    def test_a_table_that_is_none(self, data, words):
        with pytest.raises(NotReadable, match=words):
            read_index(data.encode())

    def test_a_table_that_is_no_csv(self, monkeypatch):
        monkeypatch.setattr("csv.DictReader", lambda *args: (_ for _ in ()).throw(__import__("csv").Error()))
        with pytest.raises(NotReadable, match="CSV"):
            read_index(b"file")


def test_differences_between_two_texts():
    old = {"1": ("第一条", "甲"), "2": ("第二条", "乙"), "3": ("第三条", "丙")}
    new = {"1": ("第一条", "甲"), "2": ("第二条", "乙丁"), "4": ("第四条", "戊")}
    assert [(c.key, c.word) for c in differences(old, new)] == [("2", "修改"), ("4", "新增"), ("3", "删去")]
    assert marked("罚款一千元", "罚款二千元") == [("same", "罚款"), ("gone", "一"), ("come", "二"), ("same", "千元")]
