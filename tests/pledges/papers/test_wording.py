"""The formatter knows a closed list and nothing else; the preflight names what is wrong."""

import pytest

from pledges.papers import due
from pledges.papers.compose import compose
from pledges.papers.defaults import DEFAULTS
from pledges.papers.fields import Values, described, known
from pledges.papers.kinds import PaperKind
from pledges.papers.sample import SAMPLE_DAY, sample_material, sample_values
from pledges.papers.wording import BLANK, LONGEST, MOST_PARAGRAPHS, Wording, fill, paragraphs_of, preflight, slots

KNOWN = {"当事人名称": True, "改正期限": False}


def faults(*paragraphs: str, title: str = "标题") -> str:
    found = preflight(title, paragraphs, KNOWN)
    return " ".join([*found.title, *found.paragraphs])


def test_a_good_wording_passes():
    assert preflight("标题", ("{当事人名称}：", "请于{ 改正期限 }前改正。"), KNOWN).clean


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (("没有占位",), "缺少必须有的占位：{当事人名称}"),
        (("{当事人名字}",), "第1段有不认识的占位“{当事人名字}”。是不是“{当事人名称}”？"),
        (("{当事人名称}", "{xyz}"), "第2段有不认识的占位“{xyz}”。可用的占位见旁边的清单。"),
        (("{当事人名称}{",), "第1段的花括号不成对"),
        (("{当事人名称}}",), "第1段的花括号不成对"),
        (("{{当事人名称}}",), "第1段的花括号不成对"),
        (("{}{当事人名称}",), "不认识的占位“{}”"),
        (("{当事人名称.__class__}",), "不认识的占位"),
        (("{当事人名称!r}",), "不认识的占位"),
        (("{当事人名称:>9}",), "不认识的占位"),
        (("{0}{当事人名称}",), "不认识的占位"),
        (("{当事人名称}" + "长" * LONGEST,), "每段最多"),
        (("{当事人名称}",) * (MOST_PARAGRAPHS + 1), "正文最多"),
        ((), "请至少写一段正文"),
    ],
)
def test_faults_are_named(paragraphs, words):
    assert words in faults(*paragraphs)


@pytest.mark.parametrize(
    ("title", "words"), [(" ", "请填写标题"), ("{当事人名称}", "标题中不能"), ("一\n二", "标题中不能")]
)
def test_a_title_is_plain(title, words):
    assert words in faults("{当事人名称}", title=title)


def test_nothing_is_guessed_where_nothing_is_known():
    assert "见旁边的清单" in " ".join(preflight("标题", ("{甲}",), {}).paragraphs)


def test_what_is_put_in_stays_text():
    values = {"当事人名称": "{改正期限}<b>%s</b>{0}", "改正期限": "不应出现"}
    assert fill(("致{当事人名称}",), values) == ["致{改正期限}<b>%s</b>{0}"]


def test_blank_values_leave_a_line_and_lines_make_paragraphs():
    assert fill(("一{甲}", "{乙}"), {"甲": "", "乙": "第一行\n\n第二行"}) == [f"一{BLANK}", "第一行", "第二行"]
    assert paragraphs_of("一\r\n\r\n 二 \n") == ("一", "二")
    assert slots("{a}b{ c }") == ["a", "c"]
    with pytest.raises(KeyError):
        fill(("{丙}",), {})


@pytest.mark.parametrize("kind", PaperKind.values)
def test_every_default_passes_its_own_preflight_and_leaves_nothing_open(kind):
    words = DEFAULTS[kind]
    assert preflight(words.title, words.paragraphs, known(kind)).clean
    assert "待核实" in words.notes and words.version == 0
    composed = compose(kind, sample_material(), sample_values(kind), words, on=SAMPLE_DAY)
    assert composed.missing == () and composed.by_hand == ()
    assert "{" not in str(composed.snapshot["blocks"]).replace("{'", "")


@pytest.mark.parametrize("kind", PaperKind.values)
def test_every_placeholder_of_the_list_has_a_value(kind):
    every = Wording("全部", tuple(f"{{{name}}}" for name in described(kind)))
    assert compose(kind, sample_material(), sample_values(kind), every, on=SAMPLE_DAY)


def test_values_remember_what_was_said():
    values = Values({"甲": "1", "乙": "2"})
    assert values["甲"] == "1" and values.said == {"甲"} and len(values) == 2 and list(values) == ["甲", "乙"]
    assert due.ORDER in DEFAULTS
