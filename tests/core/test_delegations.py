"""授权代理: who may name whom, for what and how long; what a deputy may do, and when it is over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import audit, delegations, guard
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Delegation, Officer, Parameter
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db
EXTEND, DECIDE, FIRST = "pledges.approve_extension", "cases.approve_case", "cases.approve_first_step"


def grant(actor, deputy, first=0, last=3, **values):
    """A delegation from ``first`` to ``last`` days after :data:`DAY`."""
    days = {"begins_on": DAY + timedelta(first), "ends_on": DAY + timedelta(last)}
    return delegations.delegation_grant(actor=actor, deputy=deputy, **{"on": DAY, "reason": "外出", **days, **values})


def fresh(officer) -> Officer:
    """The person as a new request loads them: rights and delegations are kept for one."""
    return Officer.objects.select_related("unit__bureau", "user").get(pk=officer.pk)


def may(officer, right, kind, on=DAY) -> bool:
    return bool(delegations.deputed(fresh(officer), right, on=on, kind=kind))


def test_a_head_stands_in_for_what_no_law_reserves(office):
    row = grant(office.leader, office.head, kinds=["extension"])
    assert (row.kinds, str(row)) == (["extension"], f"{office.head}代{office.leader}")
    assert may(office.head, EXTEND, "extension") and not may(office.head, DECIDE, "clock")
    assert not may(office.stranger, EXTEND, "extension")
    told = audit.describe(audit.timeline(row.thread)[0])
    assert "代为审批（2026年6月1日至2026年6月4日）：承诺延期，原因：外出" in told
    for who in (office.leader, office.head):
        assert who.notices.get().text.endswith("承诺延期")


@pytest.mark.parametrize(("day", "live"), [(-1, False), (0, True), (3, True), (4, False)])
def test_it_ends_by_itself(office, day, live):
    row = grant(office.leader, office.head, kinds=["extension"])
    on = DAY + timedelta(day)
    assert may(office.head, EXTEND, "extension", on) is live
    assert (row.state_on(on) == "live") is live
    assert (row in Delegation.objects.in_state("live", on)) is live
    states = [state for state in ("ahead", "live", "over", "revoked") if row in Delegation.objects.in_state(state, on)]
    assert states == [row.state_on(on)]


def test_what_the_law_reserves_stays_with_leaders(office, refused):
    for kind in ("outcome", "filing", "referral", "clock"):
        with refused(DomainError, "依法由局负责人决定", "deputy"):
            grant(office.leader, office.head, kinds=[kind])
    with refused(DomainError, "不能授权", "deputy"):
        grant(office.leader, office.head)  # everything the leader decides
    Parameter.objects.create(bureau=office.bureau, key=delegations.HEADS_FOR_LEADERS, value="是")
    with refused(DomainError, "移送", "deputy"):
        grant(office.leader, office.head)
    grant(office.leader, office.head, kinds=["outcome", "clock"])
    assert may(office.head, DECIDE, "clock") and not may(office.head, DECIDE, "filing")
    Parameter.objects.update(value="否")
    assert not may(office.head, DECIDE, "clock")  # the bureau thought better of it


def test_the_right_of_ones_own_goes_first(office):
    other = make.officer(office.bureau.unit, Role.LEADER, certified=False)
    grant(office.leader, other)
    assert guard.require(fresh(other), DECIDE, "审批", on=DAY, kind="outcome") == guard.Authority(True)
    assert delegations.deputed(fresh(other), DECIDE, on=DAY) == ()


@pytest.mark.parametrize(
    ("values", "words", "field"),
    [
        ({"first": -1}, "过去", "begins_on"),
        ({"first": 2, "last": 1}, "早于", "ends_on"),
        ({"last": 30}, "最长授权 30 天", "ends_on"),
        ({"reason": " "}, "原因", "reason"),
        ({"kinds": ["first_step"]}, "自己有审批权", "kinds"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(office, refused, values, words, field):
    with refused(DomainError, words, field):
        grant(office.leader, office.head, **{"kinds": ["extension"], **values})
    assert not Delegation.objects.exists()


def test_only_colleagues_of_rank_in_office(office, refused):
    far = make.Office("far")
    gone = make.officer(office.station, Role.UNIT_HEAD)
    gone.is_active = False
    gone.save()
    for deputy in (office.officer, office.legal, office.supervisor, office.leader, far.head, far.leader, gone):
        with refused(DomainError, "代行人须是本机关在岗的", "deputy"):
            grant(office.leader, deputy, kinds=["extension"])


def test_a_deputy_gives_nothing_on(office, refused):
    grant(office.leader, office.head, kinds=["extension"])
    other = make.officer(office.other_station, Role.UNIT_HEAD)
    with refused(DomainError, "不能再转授", "kinds"):
        grant(fresh(office.head), other, kinds=["extension"])
    assert grant(fresh(office.head), other, first=9, last=9).kinds == ["first_step"]  # a power of their own
    kind = delegations.kinds_of(office.head)[0]
    assert not delegations.may_stand_in(kind, frozenset({Role.OFFICER}), True)
    for nobody in (office.officer, office.legal, office.supervisor):
        with refused(NotAllowed, "不能再转授"):
            grant(nobody, office.head)
    assert not may(other, EXTEND, "extension", DAY + timedelta(9))


def test_one_deputy_a_day_and_nobody_who_is_away(office, refused):
    other = make.officer(office.other_station, Role.UNIT_HEAD)
    grant(office.leader, office.head, kinds=["extension"])
    with refused(DomainError, "已授权", "begins_on"):
        grant(office.leader, other, first=3, last=5, kinds=["extension"])
    grant(office.leader, other, first=4, last=5, kinds=["extension"])
    grant(office.head, other, first=6, last=7)
    with refused(DomainError, "也授权了别人", "deputy"):
        grant(office.leader, office.head, first=7, last=8, kinds=["extension"])
    Parameter.objects.create(bureau=office.bureau, key=delegations.HEADS_FOR_LEADERS, value="是")
    grant(office.leader, office.head, first=8, last=8, kinds=["extension"])
    grant(office.leader, other, first=8, last=8, kinds=["clock"])  # another kind


def test_revoked_at_once_by_either_and_nobody_else(office, refused):
    row = grant(office.leader, office.head, kinds=["extension"])

    def end(actor, on=DAY, reason="提前回来"):
        return delegations.delegation_revoke(delegation=row, actor=actor, on=on, reason=reason)

    with refused(NotAllowed, "只有授权人可以收回"):
        end(office.supervisor)
    with refused(NotVisible):
        end(make.Office("far").leader)
    with refused(DomainError, "原因", "reason"):
        end(office.leader, reason=" ")
    with refused(TransitionRefused, "已经结束"):
        end(office.leader, on=DAY + timedelta(4))
    ended = end(office.leader)
    assert ended.state_on(DAY) == "revoked" and row in Delegation.objects.in_state("revoked", DAY)
    assert not may(office.head, EXTEND, "extension")
    assert "收回授权代理" in audit.describe(audit.timeline(row.thread)[0])
    with refused(TransitionRefused, "已经结束"):
        end(office.head)
    back = grant(office.leader, office.head, kinds=["extension"])
    delegations.delegation_revoke(delegation=back, actor=office.head, on=DAY, reason="也要外出")
    assert "交回" in office.leader.notices.first().text


def test_nothing_is_left_of_a_right_that_was_lost(office):
    grant(office.leader, office.head, kinds=["extension"])
    office.leader.user.groups.clear()
    assert not may(office.head, EXTEND, "extension")
    office.leader.user.groups.add(*make.Group.objects.filter(name="leader"))
    assert may(office.head, EXTEND, "extension")
    office.head.user.groups.set(make.Group.objects.filter(name="officer"))
    assert not may(office.head, EXTEND, "extension")
    office.head.user.groups.set(make.Group.objects.filter(name="unit_head"))
    Officer.objects.filter(pk=office.leader.pk).update(is_active=False)
    assert not may(office.head, EXTEND, "extension")


def test_the_guard_knows_a_deputy_only_with_day_and_kind(office, refused):
    row = grant(office.leader, office.head, kinds=["extension"])
    assert guard.require(fresh(office.head), EXTEND, "审批延期", on=DAY, kind="extension") == guard.Authority(
        False, (row,)
    )
    for asked in ({}, {"on": DAY}, {"kind": "extension"}, {"on": DAY, "kind": "outcome"}):
        with refused(NotAllowed, "没有审批延期的权限"):
            guard.require(fresh(office.head), EXTEND, "审批延期", **asked)


def test_few_queries_and_only_for_people_of_rank(office):
    grant(office.leader, office.head, kinds=["extension"])
    for who, cost in ((office.head, 2), (office.leader, 1), (office.officer, 0), (office.supervisor, 0)):
        person = fresh(who)
        delegations.roles.held(person)
        with CaptureQueriesContext(connection) as seen:
            for _ in range(3):
                delegations.standing_in(person, DAY)
        assert len(seen) == cost, who


def test_pages(office, client):
    from django.utils import timezone

    today = timezone.localdate()
    client.force_login(office.leader.user)
    url = reverse("core:delegation_new")
    assert "程序规定第十八条" in client.get(url).content.decode()
    sent = {"deputy": office.head.pk, "begins_on": today, "ends_on": today, "kinds": ["outcome"], "reason": "开会"}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "依法由局负责人决定" in refused.content.decode()
    assert client.post(url, {**sent, "kinds": ["extension"]}).url == reverse("core:delegations")
    row = Delegation.objects.get()
    assert office.head.name in client.get(reverse("core:delegations")).content.decode()
    assert f"{office.head.name}（演示一所）代您审批" in client.get(reverse("core:me")).content.decode()
    client.force_login(office.head.user)
    assert f"您代{office.leader.name}" in client.get(reverse("core:me")).content.decode()
    client.force_login(office.supervisor.user)
    every = reverse("core:delegations_all")
    for query, count in (({}, 1), ({"state": "live"}, 1), ({"state": "over"}, 0), ({"words": office.head.name}, 1)):
        assert client.get(every, query).context["list"].count == count, query
    end = reverse("core:delegation_revoke", args=[row.pk])
    assert client.post(end, {"reason": "x"}).status_code == 403
    client.force_login(office.leader.user)
    client.post(end, {"reason": ""})
    row.refresh_from_db()
    assert row.revoked_at is None
    client.post(end, {"reason": "会议取消"})
    row.refresh_from_db()
    assert row.revoked_by == office.leader
