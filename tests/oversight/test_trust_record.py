"""What became of a promise: pure rules. Refusing is no broken faith, a void letter was no promise."""

from dataclasses import replace
from datetime import date

import pytest

from xinglongtai.oversight.trust.record import Facts, judge, judge_prior
from xinglongtai.oversight.trust.status import corrections_of

AGREED, EXTENDED, ON = date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 20)
KEPT = Facts(
    "fulfilled", False, AGREED, AGREED, submitted_on=date(2026, 6, 8), found="整改到位", found_on=date(2026, 6, 12)
)
LONGER = replace(KEPT, due_on=EXTENDED)


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        (
            KEPT,
            "on_time",
            "承诺2026年6月8日前改正，2026年6月8日送交整改材料，2026年6月12日复查整改到位，在约定的期限内。",
        ),
        (replace(KEPT, submitted_on=None, found_on=AGREED), "on_time", "在约定的期限内"),
        (replace(KEPT, submitted_on=None, found_on=date(2026, 6, 9)), "late", "晚于期限1天，已改正到位"),
        (replace(KEPT, submitted_on=date(2026, 6, 9)), "late", "晚于期限1天"),
        (LONGER, "on_time", "批准延期至2026年6月15日"),
        (replace(LONGER, submitted_on=date(2026, 6, 15)), "extended", "在批准延长的期限内"),
        (replace(LONGER, submitted_on=date(2026, 6, 16)), "late", "晚于期限1天"),
        (replace(KEPT, at_once=True, submitted_on=None, found_on=AGREED), "on_time", "承诺立即改正（2026年6月8日）"),
        (replace(KEPT, submitted_on=None, found_on=None), "on_time", "在约定的期限内"),
        (replace(KEPT, status="breached", found="拒不改正"), "broken", "2026年6月12日复查认定“拒不改正”。"),
        (replace(KEPT, status="breached", found="", found_on=None), "broken", "复查认定“未履行承诺”。"),
        (replace(KEPT, status="refused"), "refused", "不签不算失诺，也不因此加重处理"),
        (replace(KEPT, status="voided", reason="当事人名称写错"), "void", "承诺书已作废（当事人名称写错），不计入。"),
        (replace(KEPT, status="voided"), "void", "承诺书已作废，不计入。"),
        (replace(KEPT, status="issued"), "open", "还没有签署，尚不是承诺"),
        (replace(KEPT, status="signed", due_on=ON), "open", "期限未到"),
        (replace(KEPT, status="signed"), "open", "期限已过，还没有送交整改材料，未经复查不作认定"),
        (replace(KEPT, status="submitted"), "open", "2026年6月8日送交整改材料，等待复查"),
        (replace(KEPT, status="submitted", submitted_on=None), "open", "承诺2026年6月8日前改正，等待复查"),
    ],
)
def test_judging(facts, kind, words):
    found = judge(facts, ON)
    assert found.kind == kind
    assert words in found.words


def test_an_unknown_status_is_no_guess():
    with pytest.raises(ValueError, match="未知"):
        judge(replace(KEPT, status="lost"), ON)


def test_imported_records():
    broken = judge_prior(True, "承诺未履行", "历史台账")
    assert (broken.kind, broken.words) == (
        "broken",
        "历史记录（来源：历史台账），处理结果“承诺未履行”，记载未履行承诺。",
    )
    other = judge_prior(False, "", "历史台账")
    assert other.kind == "other"
    assert "只作列明" in other.words


@pytest.mark.parametrize(
    ("computed", "choices"),
    [
        ("broken", ["on_time", "extended", "late", "void"]),
        ("late", ["on_time", "extended", "void"]),
        ("on_time", ["void"]),
        ("refused", ["void"]),
        ("other", ["void"]),
    ],
)
def test_an_objection_never_makes_a_line_worse(computed, choices):
    assert [value for value, _ in corrections_of(computed)] == choices
