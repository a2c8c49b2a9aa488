"""The order of 程序规定 78, the index's numbers, and the composition of a packet: pure rules."""

from datetime import date

import pytest

from cases.status import EvidenceKind
from pledges.casefile import order, packet
from pledges.casefile.order import MAIN, SIDE, Entry, absent, arrange, paginate, total
from pledges.papers.kinds import PaperKind


def entry(kind, key="", on=None, **more):
    return Entry(key or kind, kind, kind, on, **more)


def test_main_volume_before_side_volume_in_the_order_of_the_article():
    kinds = [
        "timeline",
        "closing_approval",
        "review",
        "source",
        "education",
        "photo",
        "pledge",
        "no_penalty_decision",
        "filing_approval",
    ]
    sections = arrange(entry(kind) for kind in kinds)
    assert [(s.volume, s.entries[0].kind) for s in sections] == [
        (MAIN, "filing_approval"),
        (MAIN, "no_penalty_decision"),
        (MAIN, "pledge"),
        (MAIN, "photo"),
        (MAIN, "education"),
        (SIDE, "source"),
        (SIDE, "review"),
        (SIDE, "closing_approval"),
        (SIDE, "timeline"),
    ]
    assert [s.heading for s in sections[:2]] == [
        "（一）立案（不予立案）审批表",
        "（二）行政处罚（不予行政处罚）决定书及送达回证",
    ]


def test_within_a_heading_by_kind_then_by_day_then_as_they_came():
    late, soon = date(2026, 6, 9), date(2026, 6, 1)
    entries = [entry("photo", "b", late), entry("scene_record"), entry("photo", "a", soon), entry("photo", "c", soon)]
    (section,) = arrange(entries)
    assert [e.key for e in section.entries] == ["scene_record", "a", "c", "b"]


def test_void_papers_lie_at_the_end_and_unknown_kinds_are_filed():
    sections = arrange([entry("pledge", "v", voided=True), entry("nobody_thought_of_it"), entry("timeline")])
    assert sections[-1].heading == order.VOID and sections[-1].entries[0].key == "v"
    assert (sections[0].volume, sections[0].heading) == (MAIN, "（七）其他有关材料")


@pytest.mark.parametrize("kind", [*PaperKind.values, *EvidenceKind.values, "pledge", "party_photo", "party_document"])
def test_every_kind_of_paper_and_evidence_has_a_place_of_its_own(kind):
    assert kind in order._PLACES


def test_headings_without_material_are_named():
    missing = absent(arrange([entry("pledge")]))
    assert "正卷（五）听证笔录" in missing and "副卷（五）结案审批表" in missing
    assert not any("对当事人制发" in words for words in missing) and len(missing) == 12


def test_the_index_counts_pages_through():
    listings = paginate(
        arrange([entry("pledge"), entry("photo"), entry("source")]), {"pledge": 2, "photo": 3, "source": 1}
    )
    lines = [line for listing in listings for line in listing.lines]
    assert [(line.serial, line.pages) for line in lines] == [(1, "1-2"), (2, "3-5"), (3, "6")]
    assert total(listings) == 6 and total([]) == 0


def facts(**changes) -> packet.Facts:
    promise = packet.Promise(
        "盘承1号",
        "在2026年6月8日前纠正",
        date(2026, 6, 1),
        date(2026, 6, 1),
        "演示",
        date(2026, 6, 8),
        date(2026, 6, 8),
        date(2026, 6, 11),
    )
    values = {
        "case_number": "7",
        "source": "日常监督检查",
        "discovered_on": date(2026, 6, 1),
        "inspected_on": date(2026, 6, 1),
        "place": "",
        "handlers": "张、李",
        "party": [("当事人", "演示店"), ("电话", "")],
        "violations": [("未亮照", "《条例》第三十六条", "《条例》第四十八条", "墙上没有执照")],
        "promise": promise,
        "checks": [packet.Check(date(2026, 6, 11), "逾期未改", "仍未悬挂。", "张、李", "证据第2号")],
    }
    return packet.Facts(**{**values, **changes})


def test_a_packet_tells_days_in_order_and_sets_promise_against_finding():
    made = packet.compose(facts())
    assert [day.on for day in made.days] == sorted(day.on for day in made.days)
    words = [day.words for day in made.days]
    assert words[0].startswith("发现线索") and words[-1] == "认定失诺"
    assert "改正期限届满" in words and made.days[-2].proof == "证据第2号"
    term = next(row for row in made.against if row.about == "期限")
    assert "超过期限3天" in term.found and term.promised == "2026年6月8日"
    assert next(row for row in made.against if row.about == "承诺事项").found == "没有提交整改情况说明和证明材料"
    draft = dict(made.draft)
    assert draft["案由"] == "涉嫌未亮照" and draft["当事人"] == "当事人：演示店"
    assert "未亮照（墙上没有执照）" in draft["案情摘要"] and "第十九条第一款" in draft["承办人意见"]
    assert made.lead == "2026年6月11日复查认定“逾期未改”，盘承1号承诺未履行。"


def test_a_packet_with_materials_an_extension_and_no_signature():
    unsigned = packet.Promise(
        "1号", "立即予以纠正", date(2026, 6, 1), None, "", date(2026, 6, 1), date(2026, 6, 5), None
    )
    handed = [packet.Handed(date(2026, 6, 4), "已改", "证据第1号")]
    check = [packet.Check(date(2026, 6, 5), "改后仍不符合", "不合格", "张、李")]
    made = packet.compose(
        facts(promise=unsigned, handed=handed, checks=check, place="店内", violations=[("未亮照", "", "", " ")])
    )
    words = "；".join(day.words for day in made.days)
    assert "签署承诺书" not in words and "提交整改材料（期限内）" in words and "原约定2026年6月1日" in words
    assert made.days[-1].on == date(2026, 6, 5)
    assert next(row for row in made.against if row.about == "承诺事项").found == "2026年6月4日提交：已改"
    assert next(row for row in made.against if row.about.startswith("承诺人")).promised == "未签署"
    draft = dict(made.draft)
    assert "签署柔性" not in draft["案情摘要"] and "在店内检查" in draft["案情摘要"] and draft["处罚依据"] == ""
