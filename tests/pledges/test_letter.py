"""附件1 as it is printed: the words, the boxes, the fonts, the pages."""

import re
import subprocess
from datetime import date

import pypdf
import pytest

from pledges import letter
from tests.core import papers
from xinglongtai.core import fonts, typesetting

NUMBER = "盘兴市监柔承〔2026〕1号"
LONG_NAME = "盘锦兴隆台辽河油田综合服务有限责任公司第三生活服务分公司石油大街中心便民超市连锁经营部" * 2


@pytest.fixture
def printed(tmp_path):
    """Print a letter; its path, its pages as text, and the whole text without any white space."""

    def run(number=NUMBER, preview=False, **changes):
        path = tmp_path / "letter.pdf"
        path.write_bytes(
            typesetting.letter_pdf("pledge", "v1", papers.build(**changes).to_dict(), number=number, preview=preview)
        )
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout
        return path, text.split("\f")[:-1], re.sub(r"\s", "", text)

    return run


GOLDEN = (
    "柔性执法告知承诺书No:盘兴市监柔承〔2026〕1号盘锦市兴隆台区市场监督管理局：你局执法人员张建国、李晓梅在2026年9月25日的监督检查中发现"
    "我单位存在未将营业执照置于住所或者主要经营场所醒目位置违法行为，执法人员已向我单位进行了相关告知和《市场主体登记管理条例》"
    "（法律法规规章）宣传教育，并要求我单位予以纠正。我单位对以上情况确认无误，并自愿承诺：□1、立即予以纠正；"
    "☑2、在10月15日前纠正，并将整改情况说明及相关证明材料送达你局。若我单位未履行上述承诺，愿依法承担相应的法律责任。"
    "承诺人签名或盖章：年月日附：1.营业执照复印件（签字并确认）；2.当事人身份证复印件（签字并确认）。"
)


def test_the_wording_is_that_of_the_form(printed):
    _, pages, text = printed()
    assert len(pages) == 1 and text.startswith(GOLDEN)
    for word in (
        "92211103MA0XYZ123A",
        "LN00000001",
        "LN00000002",
        "2026年10月15日",
        "R3（第2版）",
        "盘兴市监责改〔2026〕18号",
    ):
        assert word in text
    assert letter.RIGHTS_TOLD in text and letter.PRIVACY_NOTICE in text and "第1页共1页" in text
    assert "演示" not in text and "预览" not in text


def test_a_person_says_i_and_the_first_mode_leaves_the_date_blank(printed):
    _, pages, text = printed(party_is_person=True, mode=letter.IMMEDIATE, due_on=None)
    assert "中发现我存在" in text and "若我未履行" in text and "我单位" not in text
    assert "☑1、立即予以纠正；□2、在月日前纠正" in text and len(pages) == 1


def test_every_font_is_embedded_as_a_subset_and_the_file_is_small(printed):
    path, _, _ = printed()
    found = []
    for page in pypdf.PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            found.append(font["/BaseFont"])
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in found)
    if fonts.prepared():
        assert all("XLT-Letter" in name for name in found)
        assert path.stat().st_size < 100 * 1024


def test_the_page_is_a4_with_the_margins_of_gb_t_9704(printed):
    path, _, _ = printed()
    box = pypdf.PdfReader(path).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    lines = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, text=True).stdout
    lefts = [float(x) for x in re.findall(r'xMin="([\d.]+)"', lines)]
    rights = [float(x) for x in re.findall(r'xMax="([\d.]+)"', lines)]
    assert min(lefts) >= 28 * 72 / 25.4 - 1 and max(rights) <= 595.3 - 26 * 72 / 25.4 + 1


@pytest.mark.parametrize("character", papers.RARE)
def test_rare_characters_are_printed(printed, character):
    path, _, text = printed(
        party_name=f"{character}记商行",
        officers=[letter.LetterOfficer(f"王{character}", "LN1"), letter.LetterOfficer("李", "LN2")],
    )
    assert f"{character}记商行" in text and f"王{character}、李" in text
    assert b".notdef" not in path.read_bytes() and b"WP-Encod-0" not in path.read_bytes()


def test_a_glyph_that_is_nowhere_leaves_the_trace_that_we_look_for(printed):
    path, _, _ = printed(party_name="\U0010fffd商行")
    assert b"WP-Encod-0" in path.read_bytes()


def test_a_name_of_eighty_characters_still_fits_the_page(printed):
    name = LONG_NAME[:80]
    _, pages, text = printed(party_name=name, lookup_url="https://example.org/p/abcdefgh")
    assert len(name) == 80 and name in text and len(pages) == 1


def test_an_ordinary_letter_with_everything_on_it_is_one_page(printed):
    """A violation half as long again as the longest of the catalog, and the party's link."""
    _, pages, _ = printed(
        violations=["违" * 45],
        laws=["中华人民共和国市场主体登记管理条例"],
        lookup_url="https://example.org/p/AbCdEfGhIjKlMnOp",
    )
    assert len(pages) == 1


def test_long_texts_take_a_second_page_that_keeps_promise_and_signature_together(printed):
    violations = [
        f"第{n}项" + "销售的预包装食品标签未按规定标注生产日期、保质期、贮存条件等事项，" * 4 for n in "一二三"
    ]
    _, pages, text = printed(violations=violations, laws=["食品安全法", "市场主体登记管理条例", "食品安全法"])
    assert len(pages) == 2
    second = re.sub(r"\s", "", pages[1])
    assert "自愿承诺" in second and "愿依法承担" in second and "承诺人签名或盖章" in second and f"No:{NUMBER}" in second
    assert (
        "①第一项" in text and "；②第二项" in text and "《食品安全法》、《市场主体登记管理条例》（法律法规规章）" in text
    )


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>公司",
        "甲&乙&amp;丙",
        "{{ 7|add:1 }}",
        '{% now "Y" %}',
        "</p><img src=file:///etc/passwd>",
        "\"'><b>",
    ],
)
def test_what_people_type_is_text(printed, name):
    _, _, text = printed(party_name=name, violations=[name])
    assert text.count(re.sub(r"\s", "", name)) == 2


def test_marks(printed):
    assert "「演示」本件不具有法律效力" in printed(demo=True)[2]
    _, _, text = printed(number="（签发时编号）", preview=True)
    assert "「预览」本件不具有法律效力" in text and "演示" not in text and "No:（签发时编号）" in text


def test_optional_facts_leave_no_empty_labels(printed):
    _, _, text = printed(
        party_code="", party_address="", party_phone="", item_text="", correction_order_no="", bureau_phone="",
        mode=letter.IMMEDIATE, due_on=None,
    )  # fmt: skip
    for label in ("统一社会信用代码", "地址", "电话", "清单事项", "责令改正文号", "改正期限"):
        assert f"{label}：" not in text


def test_snapshot_survives_json():
    snapshot = papers.build(demo=True)
    assert letter.LetterSnapshot.from_dict(snapshot.to_dict()) == snapshot
    with pytest.raises(TypeError):
        letter.LetterSnapshot.from_dict({**snapshot.to_dict(), "extra": 1})
    assert "盘锦市兴隆台区鑫旺综合超市" in snapshot.printed_text() and "True" not in snapshot.printed_text()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("未亮照经营", "未亮照经营"),
        ("未亮照经营的违法行为。", "未亮照经营"),
        ("未亮照经营行为；", "未亮照经营"),
        ("  未\n亮照  经营 ", "未 亮照 经营"),
        ("违法行为", "违法行为"),
    ],
)
def test_violations_fit_the_sentence(typed, words):
    assert letter.violation_words(typed) == words


def test_law_titles_get_their_marks_once():
    assert letter.law_titles(["食品安全法", "《广告法》第九条", "食品安全法"]) == "《食品安全法》、《广告法》第九条"
    assert letter.law_titles(["广告法第二十八条第一款"]) == "《广告法》第二十八条第一款"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"officers": [letter.LetterOfficer("张", "1")]}, "两名以上"),
        ({"violations": []}, "违法行为"),
        ({"violations": ["甲"] * 21}, "违法行为"),
        ({"violations": ["甲", "  "]}, "违法行为"),
        ({"laws": []}, "法律法规规章"),
        ({"laws": [" "]}, "法律法规规章"),
        ({"mode": "later"}, "承诺方式"),
        ({"due_on": None}, "改正期限"),
        ({"party_name": " "}, "当事人名称"),
    ],
)
def test_a_form_that_cannot_be_filled_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        papers.build(**changes)


def test_dates_have_no_leading_zeros():
    snapshot = papers.build(inspected_on=date(2026, 1, 2), due_on=date(2027, 1, 5))
    assert (snapshot.inspected_text, snapshot.due_text, snapshot.due_full) == ("2026年1月2日", "1月5日", "2027年1月5日")
