"""案卷评查: drawing, assigning, grading, the system's judgements — plain functions over plain facts."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from xinglongtai.oversight.sampling import drawing
from xinglongtai.oversight.sampling.checks import CHECKS, Certified, FileFacts, ViolationFacts, Visit, judge
from xinglongtai.oversight.sampling.drawing import Ticket
from xinglongtai.oversight.sampling.grading import Limits, Scored, grade
from xinglongtai.oversight.sampling.start_standard import LINES
from xinglongtai.oversight.sampling.status import FINDING_NEXT, FindingState, Grade, Judged, Part

SEED = "0123456789abcdef"


def test_the_roll_is_read_back_and_its_hash_is_that_of_its_bytes():
    tickets = [Ticket(17, 3, ("off_list", "override")), Ticket(5)]
    text = drawing.roll_text(tickets)
    assert text == "5 1\n17 3 off_list,override\n"
    assert drawing.read_roll(text) == sorted(tickets, key=lambda ticket: ticket.case_id)
    assert drawing.fingerprint(text) == hashlib.sha256(text.encode()).hexdigest()


def test_anybody_can_compute_the_place_by_hand():
    numbers = [hashlib.sha256(f"{SEED}:17:{k}".encode()).hexdigest() for k in (1, 2, 3)]
    assert drawing.place(SEED, Ticket(17, 3)) == min(numbers)
    assert drawing.place(SEED, Ticket(17, 1)) == numbers[0]


def test_the_same_seed_draws_the_same_and_a_larger_drawing_only_adds():
    tickets = [Ticket(n) for n in range(1, 200)]
    few, many = (drawing.draw(SEED, tickets, n) for n in (10, 30))
    assert many[:10] == few == drawing.draw(SEED, tickets[::-1], 10)
    assert drawing.draw("another", tickets, 10) != few


def test_a_heavy_file_is_drawn_about_as_often_as_its_weight_says():
    tickets = [Ticket(1, 4), *(Ticket(n) for n in range(2, 17))]
    first = Counter(drawing.draw(f"{n}", tickets, 1)[0].case_id for n in range(3000))
    assert 0.17 < first[1] / 3000 < 0.25  # 4 of 19
    assert all(first[n] for n in range(2, 17))


@pytest.mark.parametrize(
    ("size", "unit", "population", "count"),
    [(10, "count", 100, 10), (10, "count", 3, 3), (5, "share", 100, 5), (5, "share", 101, 6), (1, "share", 3, 1)],
)
def test_how_many(size, unit, population, count):
    assert drawing.wanted_count(size, unit, population) == count


def test_files_are_given_out_evenly_and_never_to_whoever_is_barred():
    barred = {1: frozenset({10}), 2: frozenset({10, 11, 12}), 3: frozenset({11, 12})}
    given = drawing.assign(SEED, list(range(1, 31)), [10, 11, 12], barred)
    assert given[2] is None and given[3] == 10 and given[1] != 10
    load = Counter(one for one in given.values() if one)
    assert max(load.values()) - min(load.values()) <= 1 and sum(load.values()) == 29


LIMITS = Limits(good=90, fair=60)


@pytest.mark.parametrize(
    ("lines", "total", "result"),
    [
        ([Scored(50, 50), Scored(50, 40)], "90", Grade.GOOD),
        ([Scored(50, 50), Scored(50, 39)], "89", Grade.FAIR),
        ([Scored(50, 30), Scored(50, 30)], "60", Grade.FAIR),
        ([Scored(50, 30), Scored(50, 29)], "59", Grade.POOR),
        ([Scored(8, 8), Scored(4, 3), Scored(88, None)], "91.7", Grade.GOOD),
        ([Scored(100, 100), Scored(0, 0, veto=True, failed=True)], "100", Grade.POOR),
        ([Scored(100, 100), Scored(0, 0, veto=True)], "100", Grade.GOOD),
        ([Scored(100, None)], "100", Grade.GOOD),
    ],
)
def test_grades(lines, total, result):
    outcome = grade(lines, LIMITS)
    assert (outcome.total, outcome.grade) == (total, result)
    assert LIMITS.words().startswith("满分100分：90分以上优秀")
    assert outcome.vetoed == any(line.failed for line in lines)


def test_the_start_sheet_makes_a_hundred_points_with_known_checks():
    assert sum(line.points for line in LINES) == 100
    assert {line.check for line in LINES} - {""} <= set(CHECKS)
    assert {line.part for line in LINES} == set(Part)
    assert {line.check for line in LINES if line.veto} == {"two_officers", "other_decides"}


def test_a_finding_goes_to_and_fro_until_accepted():
    assert FINDING_NEXT[FindingState.ACCEPTED] == frozenset()
    assert set(FINDING_NEXT) == set(FindingState)


ON = date(2026, 6, 1)
A, B = (Certified(name, date(2020, 1, 1), date(2028, 1, 1)) for name in ("甲", "乙"))
SOURCES = ("本系统", "公示系统")
GOOD = FileFacts(
    inspection=Visit(ON, (A, B)),
    violations=(ViolationFacts("未亮照", SOURCES, sheet_on=ON),),
    required_sources=SOURCES,
    letter_on=ON,
    signed_on=ON,
    delivery="直接送达",
    served_on=ON,
    recheck=Visit(ON, (A, B)),
    educated_on=ON,
    education_due=True,
    ended_on=date(2026, 6, 3),
    clock_due_on=date(2026, 6, 23),
    scene_photos=1,
    fixed_photos=1,
    handlers=("甲", "乙"),
    decided_by="丙",
)
V = GOOD.violations[0]


def violation(**changes):
    return {"violations": (replace(V, **changes),)}


@pytest.mark.parametrize(
    ("check", "changes", "outcome", "words"),
    [
        *[(key, {}, Judged.HELD, "") for key in CHECKS],
        ("two_officers", {"inspection": Visit(ON, (A,))}, Judged.NOT_HELD, "只有一名"),
        (
            "two_officers",
            {"inspection": Visit(ON, (A, replace(B, valid_to=date(2026, 5, 31))))},
            Judged.NOT_HELD,
            "到期",
        ),
        ("two_officers", {"inspection": Visit(ON, (A, replace(B, valid_to=ON)))}, Judged.HELD, ""),
        ("two_officers", {"inspection": Visit(ON, (A, replace(B, valid_to=None)))}, Judged.NOT_HELD, "没有登记"),
        (
            "two_officers",
            {"inspection": Visit(ON, (A, replace(B, valid_from=date(2026, 6, 2))))},
            Judged.UNKNOWN,
            "旧证",
        ),
        ("recheck_two", {"recheck": None}, Judged.UNKNOWN, "没有复查"),
        ("history_checked", {"violations": ()}, Judged.UNKNOWN, ""),
        ("history_checked", violation(sources=("本系统",)), Judged.NOT_HELD, "公示系统"),
        ("history_checked", violation(unverified=("公示系统",)), Judged.HELD, "未能核实"),
        ("sheet_first", {"violations": ()}, Judged.UNKNOWN, ""),
        ("sheet_first", violation(sheet_on=None), Judged.NOT_HELD, "没有适用核查表"),
        ("sheet_first", violation(sheet_on=date(2026, 6, 2)), Judged.NOT_HELD, "晚于"),
        ("legal_review", violation(needs_review=True), Judged.NOT_HELD, "未亮照"),
        ("legal_review", violation(needs_review=True, reviewed=True), Judged.HELD, "均有"),
        ("clock_held", {"ended_on": date(2026, 6, 24)}, Judged.NOT_HELD, "6月24日"),
        ("clock_held", {"ended_on": date(2026, 6, 23), "extended": True}, Judged.HELD, "延长"),
        ("clock_held", {"filed_on": date(2026, 6, 2), "ended_on": date(2026, 9, 1)}, Judged.HELD, "立案"),
        ("clock_held", {"clock_due_on": None}, Judged.UNKNOWN, ""),
        ("education_given", {"educated_on": None}, Judged.NOT_HELD, ""),
        ("education_given", {"educated_on": None, "education_due": False}, Judged.UNKNOWN, ""),
        ("education_given", {"educated_on": date(2026, 6, 4)}, Judged.NOT_HELD, "晚于"),
        ("letter_signed", {"letter_on": None}, Judged.UNKNOWN, ""),
        ("letter_signed", {"signed_on": None}, Judged.NOT_HELD, "签署"),
        ("letter_signed", {"served_on": None}, Judged.HELD, "直接送达"),
        ("letter_signed", {"served_on": None, "delivery": ""}, Judged.NOT_HELD, "送达"),
        ("photos_there", {"scene_photos": 0, "fixed_photos": 0}, Judged.NOT_HELD, "现场照片、整改后照片"),
        ("photos_there", {"recheck": None, "fixed_photos": 0}, Judged.HELD, "没有复查"),
        ("other_decides", {"decided_by": "甲"}, Judged.NOT_HELD, "甲"),
        ("other_decides", {"decided_by": ""}, Judged.UNKNOWN, ""),
        ("agrees", {"disagreements": ("承诺书·名称",)}, Judged.NOT_HELD, "承诺书·名称"),
        ("complete", {"missing": ("教育记录",)}, Judged.NOT_HELD, "教育记录"),
    ],
)
def test_what_the_system_says_of_a_line(check, changes, outcome, words):
    said = judge(check, replace(GOOD, **changes))
    assert said.outcome == outcome and words in said.why and said.why


def test_a_line_without_a_check_is_the_reviewers_alone():
    assert judge("", GOOD) is None
