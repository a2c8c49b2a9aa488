"""When a paper counts as served and what each way of service asks for: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pledges.service import rules
from pledges.service.devices import plain_device
from pledges.service.rules import AgentFacts, ServiceFacts, agent_words, effective_on, service_faults
from pledges.status import Delivery
from xinglongtai.core.workdays import DayKind, WorkCalendar

DAY = date(2026, 6, 1)
NONE = WorkCalendar({})
BASE = ServiceFacts(method="hand", sent_on=DAY, issued_on=DAY, today=DAY, party_kind="company", recipient="演示甲")
GOOD = {
    "hand": {"relation": "head", "signed_receipt": True},
    "left": {"place": "演示路1号", "reason": "拒收", "witness": "演示社区"},
    "electronic": {"consented": True, "confirmed_electronic": "a@b", "electronic_address": " a@b ", "proofs": 1},
    "post": {"place": "演示路1号", "tracking": "YS1", "reason": "歇业"},
    "notice": {"reason": "下落不明", "channel": "board", "proofs": 1, "recipient": ""},
}


def fields(method: str, **changes) -> list[str]:
    facts = replace(BASE, **{"method": method, **GOOD[method], **changes})
    return [fault.field for fault in service_faults(facts)]


def test_the_words_are_those_of_the_records():
    assert list(rules.METHODS) == Delivery.values
    assert set(rules.BASIS) == set(Delivery.values)


@pytest.mark.parametrize("method", rules.METHODS)
def test_each_way_done_rightly(method):
    assert fields(method) == []


@pytest.mark.parametrize(
    ("method", "changes", "field"),
    [
        ("hand", {"sent_on": DAY + timedelta(1)}, "sent_on"),
        ("hand", {"sent_on": DAY - timedelta(1)}, "sent_on"),
        ("hand", {"recipient": " "}, "recipient"),
        ("hand", {"relation": ""}, "relation"),
        ("hand", {"signed_receipt": False}, "signed_receipt"),
        ("hand", {"relation": "self"}, "relation"),
        ("hand", {"relation": "family"}, "relation"),
        ("hand", {"relation": "receiver", "party_kind": "natural_person"}, "relation"),
        ("hand", {"relation": "agent", "agent_words": "没有委托书"}, "relation"),
        ("hand", {"relation": "designated"}, "recipient"),
        ("hand", {"relation": "designated", "designated": "演示乙"}, "recipient"),
        ("left", {"place": ""}, "place"),
        ("left", {"reason": " "}, "reason"),
        ("left", {"witness": ""}, "witness"),
        ("electronic", {"consented": False}, "electronic_address"),
        ("electronic", {"electronic_address": "c@d"}, "electronic_address"),
        ("electronic", {"proofs": 0}, "files"),
        ("post", {"tracking": ""}, "tracking"),
        ("post", {"place": ""}, "place"),
        ("post", {"reason": ""}, "reason"),
        ("post", {"received_on": DAY + timedelta(1), "proofs": 1}, "received_on"),
        ("post", {"received_on": DAY}, "files"),
        ("post", {"received_on": DAY, "proofs": 1, "returned": True}, "returned"),
        ("notice", {"reason": ""}, "reason"),
        ("notice", {"channel": ""}, "channel"),
        ("notice", {"channel": "newspaper"}, "channel_name"),
        ("notice", {"proofs": 0}, "files"),
    ],
)
def test_what_is_missing_is_named_at_its_field(method, changes, field):
    assert fields(method, **changes) == [field]


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("hand", {"relation": "self", "party_kind": "natural_person"}),
        ("hand", {"relation": "family", "party_kind": "individual_business"}),
        ("hand", {"relation": "receiver", "party_kind": "individual_business"}),
        ("hand", {"relation": "agent"}),
        ("hand", {"relation": "designated", "designated": "演示甲"}),
        ("left", {"witness": "", "proofs": 1}),
        ("post", {"reason": "", "address_confirmed": True}),
        ("post", {"received_on": DAY, "proofs": 1}),
        ("post", {"received_on": DAY, "proofs": 1, "returned": True, "address_confirmed": True}),
        ("notice", {"channel": "website", "channel_name": "公告栏目"}),
    ],
)
def test_other_lawful_ways(method, changes):
    assert fields(method, **changes) == []


def test_all_faults_are_told_at_once():
    assert fields("left", place="", reason="", witness="") == ["place", "reason", "witness"]
    assert [fault.field for fault in service_faults(replace(BASE, method="pigeon"))] == ["method"]


@pytest.mark.parametrize("method", ["hand", "left", "electronic"])
def test_served_on_the_day_itself(method):
    assert effective_on(method, DAY, calendar=NONE) == DAY


def test_by_post_the_slip_decides():
    assert effective_on("post", DAY, calendar=NONE) is None
    assert effective_on("post", DAY, DAY + timedelta(3), calendar=NONE) == DAY + timedelta(3)


def test_a_notice_runs_thirty_days_past_an_official_holiday_but_not_past_a_weekend():
    assert effective_on("notice", DAY, calendar=NONE) == date(2026, 7, 1)
    saturday = date(2026, 7, 4) - timedelta(30)
    assert effective_on("notice", saturday, calendar=NONE) == date(2026, 7, 4)
    closed = WorkCalendar({date(2026, 7, 1) + timedelta(n): (DayKind.HOLIDAY, "演示节") for n in range(2)})
    assert effective_on("notice", DAY, calendar=closed) == date(2026, 7, 3)
    assert effective_on("notice", DAY, calendar=NONE, notice_days=60) == date(2026, 7, 31)


AGENT = AgentFacts(has_authority=True, covers=True, valid_from=DAY, valid_to=DAY + timedelta(5))


@pytest.mark.parametrize(
    ("changes", "on", "words"),
    [
        ({}, DAY, ""),
        ({}, DAY + timedelta(5), ""),
        ({"valid_to": None}, DAY + timedelta(500), ""),
        ({"ended_on": DAY + timedelta(2)}, DAY + timedelta(1), ""),
        ({"has_authority": False}, DAY, "须有授权委托书"),
        ({}, DAY - timedelta(1), "还没有生效"),
        ({}, DAY + timedelta(6), "已经过期"),
        ({"ended_on": DAY + timedelta(2)}, DAY + timedelta(2), "终止"),
        ({"covers": False}, DAY, "没有写明"),
    ],
)
def test_an_agent_acts_only_by_a_paper_that_covers_the_day(changes, on, words):
    found = agent_words(replace(AGENT, **changes), on)
    assert found == "" if not words else words in found


def test_a_refusal_is_shown_by_somebody_or_something():
    assert [fault.field for fault in rules.refusal_faults(" ", "", 0)] == ["reason", "witness"]
    assert rules.refusal_faults("不签", "演示社区", 0) == []
    assert rules.refusal_faults("不签", "", 1) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13; X) AppleWebKit/537.36 Chrome/128.0.0.0 Mobile Safari/537.36",
            "安卓手机 · Chrome 128",
        ),
        ("Mozilla/5.0 (Linux; Android 13; Pad) Chrome/99.0 Safari/537.36", "安卓平板 · Chrome 99"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1",
            "苹果手机 · Safari 17",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Windows 电脑 · Edge 120"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/86.0 Mobile MicroMessenger/8.0", "安卓手机 · 微信 8"),
        ("curl Chrome/1", "未知设备 · Chrome 1"),
        ("Windows", "Windows 电脑"),
        ("", "未知设备"),
    ],
)
def test_a_device_in_plain_words(agent, words):
    assert plain_device(agent) == words
