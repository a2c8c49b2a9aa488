"""审批: kinds and clocks of the inbox, deputies through every door, what waits for others, what was decided, several at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from cases.models import Case, Disposition
from cases.outcomes import BASES
from cases.status import ApprovalKind, CaseStatus, DecisionState, Outcome
from pledges import services
from pledges.approval_history import decided_by
from pledges.approval_steps import Desk
from pledges.approvals import elsewhere, everything, queue
from tests import factories as make
from tests.situations_of_pages import proposed
from xinglongtai.core import audit, delegations
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Officer, Parameter
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


def fresh(officer) -> Officer:
    return Officer.objects.select_related("unit__bureau", "user").get(pk=officer.pk)


def stand_in(office, deputy, *kinds, day, principal=None, heads=False):
    """``deputy`` decides on ``day`` for the leader; ``heads``: the bureau lets heads decide what leaders decide."""
    if heads:
        Parameter.objects.create(bureau=office.bureau, key=delegations.HEADS_FOR_LEADERS, value="是")
    given = {"actor": principal or office.leader, "deputy": deputy, "on": day, "reason": "外出", "kinds": kinds}
    return delegations.delegation_grant(**given, begins_on=day, ends_on=day)


def extension(office, day, **kwargs):
    """More time, asked for a pledge that runs."""
    pledge = office.signed(on=day, **kwargs)
    due = pledge.due_on + timedelta(days=2)
    return services.extension_request(pledge=pledge, actor=office.officer, on=day, new_due_on=due, reason="到货晚")


def clock(office, day):
    return case_services.clock_extension_request(
        case=office.ready(on=day), actor=office.officer, on=day, reason="待检验"
    )


def referral(office, day) -> Disposition:
    case = office.assessed(on=day, answers={"suspected_crime": True})
    case = case_services.assessment_confirm(case=case, actor=office.officer, on=day)
    basis = BASES[Outcome.REFER_POLICE]
    given = {"case": case, "actor": office.officer, "on": day, "basis": basis, "reason": "涉嫌犯罪"}
    return case_services.disposition_propose(outcome=Outcome.REFER_POLICE, **given)


def proposal(office, day) -> Disposition:
    return proposed(office, day).dispositions.get()


def test_kinds_with_the_clock_that_presses(office, day):
    police, asked = referral(office, day), [clock(office, day), extension(office, day), proposal(office, day)]
    case = proposed(office, day)
    case_services.disposition_withdraw(disposition=case.dispositions.get(), actor=office.officer)
    given = {"basis": BASES[Outcome.ESCALATE], "reason": "情节严重", "outcome": Outcome.ESCALATE}
    filing = case_services.disposition_propose(case=Case.objects.get(pk=case.pk), actor=office.officer, on=day, **given)
    later = day + timedelta(days=1)
    items = queue(fresh(office.leader), later)
    assert {item.pk for item in items if isinstance(item.row, Disposition)} == {police.pk, asked[2].pk, filing.pk}
    by_kind = {item.kind: item for item in items}
    assert set(by_kind) == set(ApprovalKind) - {ApprovalKind.FIRST_STEP}
    first = items[0]
    assert (first.kind, first.due_on, first.due_words) == ("referral", day + timedelta(3), "移送决定期限")
    assert first.waited == 1
    assert by_kind["filing"].due_on == filing.case.clock_due_on
    assert by_kind["extension"].due_on == asked[1].pledge.due_on
    days = [item.due_on for item in items]
    assert days == sorted(days)


def test_filters_stay_while_one_works_through(office, day, client):
    rows = [extension(office, day) for _ in range(3)]
    proposal(office, day)
    client.force_login(office.leader.user)
    inbox = reverse("pledges:approval_list")
    shown = client.get(inbox, {"kind": "extension", "unit": office.station.pk})
    assert (shown.context["count"], shown.context["total"]) == (3, 4)
    assert "事项：承诺延期" in shown.content.decode()
    assert client.get(inbox, {"unit": office.other_station.pk}).context["count"] == 0
    query = "?kind=extension"
    first, second, third = (f"{reverse('pledges:decide_extension', args=[row.pk])}{query}" for row in rows)
    around = client.get(second).context["around"]
    assert (around.place, around.total, around.previous, around.following) == (2, 3, first, third)
    assert client.post(second, {"decision": "reject", "note": "理由不足"}).url == first
    assert client.post(first, {"decision": "approve"}).url == third
    last = client.post(third, {"decision": "approve"}, follow=True)
    assert "这些条件下没有别的待审批事项了" in last.content.decode()


def test_a_deputy_decides_by_button_and_by_hand(office, day, client):
    """A head of another station sees and decides what waits, nothing else of the case, and it reads «某某代某某»."""
    other = make.officer(office.other_station, Role.UNIT_HEAD)
    row, later = extension(office, day), extension(office, day)
    url = reverse("pledges:decide_extension", args=[row.pk])
    client.force_login(other.user)
    assert client.get(url).status_code == client.post(url, {"decision": "approve"}).status_code == 404
    with pytest.raises(NotAllowed):
        services.extension_decide(extension=row, actor=fresh(other), on=day, approve=True)
    live = stand_in(office, other, "extension", day=day)
    page = client.get(url)
    assert f"您代{office.leader.name}" in page.content.decode()
    assert reverse("cases:detail", args=[row.pledge.case_id]) not in page.content.decode()
    assert client.get(reverse("cases:detail", args=[row.pledge.case_id])).status_code == 404
    inbox = client.get(reverse("pledges:approval_list")).content.decode()
    assert inbox.count("work-action") == 2 and f"代{office.leader.name}" in inbox
    assert client.get("/").content.decode().count("延期到") == 2  # the desk too
    assert client.post(url, {"decision": "approve", "note": "同意"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_for) == ("approved", other, office.leader)
    assert row.decider == f"{other.name}（演示二所）代{office.leader.name}（演示市xlt区市场监）"
    events = [audit.describe(event) for event in audit.timeline(row.pledge.thread)]
    assert events[0].startswith(f"代{office.leader.name}（演示市xlt区市场监）批准延期")
    assert "代您审批了承诺延期" in office.leader.notices.first().text
    assert client.get(url).status_code == 200  # what one decided stays readable
    delegations.delegation_revoke(delegation=live, actor=office.leader, on=day, reason="回来了")
    url = reverse("pledges:decide_extension", args=[later.pk])
    assert client.post(url, {"decision": "approve"}).status_code == 404
    with pytest.raises(NotAllowed):
        services.extension_decide(extension=later, actor=fresh(other), on=day, approve=True)


def test_a_deputy_is_bound_by_both_people(office, day, refused):
    """Neither the deputy's own, nor what the represented person handles, proposed or endorsed."""
    leader = make.officer(office.station, Role.LEADER)
    leader.user.groups.add(make.Group.objects.get(name="officer"))
    stand_in(office, office.head, "outcome", "clock", "extension", day=day, principal=leader, heads=True)
    deputy = fresh(office.head)
    mine, theirs, free = extension(office, day), extension(office, day), extension(office, day)
    Case.objects.filter(pk=mine.pledge.case_id).update(co_handler=deputy)
    Case.objects.filter(pk=theirs.pledge.case_id).update(co_handler=leader)
    asked = clock(office, day)
    asked.requested_by = leader
    asked.save()
    for row in (mine, theirs):
        with refused(NotAllowed, ""):
            services.extension_decide(extension=row, actor=deputy, on=day, approve=True)
    with refused(NotAllowed, "代行人同样不能审批"):
        case_services.clock_extension_decide(extension=asked, actor=deputy, on=day, approve=True)
    own = proposal(office, day)
    own.proposed_by = leader
    own.save()
    with refused(NotAllowed, "代行人同样不能审批"):
        case_services.disposition_decide(disposition=own, actor=deputy, on=day, approve=True)
    waiting = {item.key for item in queue(deputy, day) if item.step.principal}
    assert waiting == {("Extension", free.pk)}
    assert services.extension_decide(extension=free, actor=deputy, on=day, approve=True).decided_for == leader


def test_endorsing_and_deciding_stay_two_people(office, day, refused):
    """Whoever endorsed as a deputy, and whom they represented, does not decide."""
    stand_in(office, office.head, "outcome", day=day, heads=True)
    row = proposal(office, day)
    case_services.disposition_endorse(disposition=row, actor=fresh(office.head), note="同意", on=day)
    row.refresh_from_db()
    assert (row.endorsed_by, row.endorsed_for, row.endorsed_on) == (office.head, None, day)
    with refused(NotAllowed, "办案人员"):
        case_services.disposition_decide(disposition=row, actor=fresh(office.head), on=day, approve=True)
    other = make.officer(office.other_station, Role.UNIT_HEAD)
    stand_in(office, other, day=day, principal=office.head)
    next_one = proposal(office, day)
    assert [item.step.action for item in queue(fresh(other), day)] == ["初审"]
    case_services.disposition_endorse(disposition=next_one, actor=fresh(other), on=day)
    next_one.refresh_from_db()
    assert (next_one.endorsed_by, next_one.endorsed_for) == (other, office.head)
    assert "代您初审" in office.head.notices.first().text
    with pytest.raises(NotVisible):  # without the day nobody is a deputy
        case_services.disposition_endorse(disposition=proposal(office, day), actor=fresh(other))
    with refused(NotAllowed, "办案人员"):
        case_services.disposition_decide(disposition=next_one, actor=fresh(office.head), on=day, approve=True)


def test_a_deputy_closes_a_case_and_sees_its_photos(office, day, client):
    other = make.officer(office.other_station, Role.UNIT_HEAD)
    row = proposal(office, day)
    photo = case_services.evidence_add(case=row.case, actor=office.officer, upload=make.photo())
    serve = reverse("cases:evidence", args=[photo.pk])
    client.force_login(other.user)
    assert client.get(serve).status_code == 404
    stand_in(office, other, "outcome", day=day, heads=True)
    url = reverse("pledges:decide_disposition", args=[row.pk])
    assert f"{serve}?thumb=1" in client.get(url).content.decode()
    assert client.get(serve).status_code == 200
    assert client.get(reverse("cases:evidence_page", args=[photo.pk])).status_code == 404
    assert client.post(url, {"decision": "approve"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_for, row.case.status) == ("approved", office.leader, CaseStatus.CLOSED)
    assert client.get(serve).status_code == 404  # decided: nothing waits any more
    after = client.get(url)
    assert after.status_code == 200 and serve not in after.content.decode()


def test_the_first_step_sends_back_with_a_reason(office, day, client, refused):
    row = proposal(office, day)
    client.force_login(office.head.user)
    url = reverse("pledges:decide_disposition", args=[row.pk])
    assert "请写明理由" in client.post(url, {"decision": "return", "note": ""}).content.decode()
    assert client.post(url, {"decision": "return", "note": "照片看不清"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decision_note) == ("rejected", office.head, "照片看不清")
    case = Case.objects.get(pk=row.case_id)
    assert case.status == CaseStatus.CORRECTED
    assert office.officer.notices.first().text.endswith("未批准，理由见案件页")
    client.force_login(office.officer.user)
    for name in ("detail", "propose"):
        assert "理由：照片看不清" in client.get(reverse(f"cases:{name}", args=[case.pk])).content.decode()
    again = proposal(office, day)
    case_services.disposition_endorse(disposition=again, actor=office.head, on=day)
    with refused(TransitionRefused, "已经初审"):
        case_services.disposition_return(
            disposition=again, actor=fresh(make.officer(office.station, Role.UNIT_HEAD)), on=day, note="x"
        )
    with refused(NotAllowed, "初审"):
        case_services.disposition_return(disposition=again, actor=office.officer, on=day, note="x")


def test_a_refusal_reaches_the_one_who_asked(office, day):
    row = extension(office, day)
    row.requested_by = office.second
    row.save()
    services.extension_decide(extension=row, actor=office.leader, on=day, approve=False, note="期限足够")
    for who in (office.officer, office.second):
        assert who.notices.first().text.endswith("未批准，理由见案件页")


def test_what_waits_for_others_and_with_whom(office, day, client):
    Parameter.objects.create(bureau=office.bureau, key="decision.two_steps", value="是")
    pending, endorsed = proposal(office, day), proposal(office, day)
    case_services.disposition_endorse(disposition=endorsed, actor=office.head, on=day)
    asked = extension(office, day)
    stand_in(office, office.head, "extension", day=day)
    of_leader = {item.key: item.with_whom for item in elsewhere(fresh(office.leader), day)}
    assert of_leader == {("Disposition", pending.pk): f"等初审：{office.head.name}（演示一所）"}
    of_head = {item.key: item.with_whom for item in elsewhere(fresh(office.head), day)}
    assert list(of_head) == [("Disposition", endorsed.pk)]  # the extension waits for the deputy
    assert of_head["Disposition", endorsed.pk].startswith(f"等审批：{office.leader.name}")
    Case.objects.filter(pk=asked.pledge.case_id).update(co_handler=office.leader)
    waits = {item.key: item.with_whom for item in elsewhere(fresh(office.leader), day)}["Extension", asked.pk]
    assert waits == "等审批：没有可以审批的人，请联系系统管理员"
    client.force_login(office.head.user)
    page = client.get(reverse("pledges:approval_elsewhere")).content.decode()
    assert office.leader.name in page


def test_what_one_decided_lately(office, day, client):
    row, old = extension(office, day), extension(office, day - timedelta(days=70))
    services.extension_decide(extension=old, actor=office.leader, on=day - timedelta(days=70), approve=True)
    stand_in(office, office.head, "extension", day=day)
    services.extension_decide(extension=row, actor=fresh(office.head), on=day, approve=False, note="不够")
    case_services.disposition_endorse(disposition=proposal(office, day), actor=office.head, on=day)
    case_services.clock_extension_decide(extension=clock(office, day), actor=office.leader, on=day, approve=True)
    mine = decided_by(office.head, day)
    assert {(one.what[:4], one.state, one.principal[:2]) for one in mine} == {
        ("延期到2", "未批准", "您代"),
        ("不予立案", "已初审", ""),
    }
    theirs = {(one.what[:4], one.principal[-2:]) for one in decided_by(office.leader, day)}
    assert theirs == {("延期到2", "代您"), ("延长核查", "")}
    client.force_login(office.head.user)
    page = client.get(reverse("pledges:approval_decided")).content.decode()
    assert "审批后不能撤销" in page and "不够" in page


def test_several_extensions_at_once(office, day, client, refused):
    good, clash = extension(office, day), extension(office, day)
    Case.objects.filter(pk=clash.pledge.case_id).update(clock_due_on=clash.new_due_on - timedelta(days=1))
    gone, other = extension(office, day), proposal(office, day)
    client.force_login(office.leader.user)
    page = client.get(reverse("pledges:approval_list")).content.decode()
    assert "须逐项审批" in page and "依法要由负责人逐项审查" in page
    assert page.count('name="ids"') == 2
    url = reverse("pledges:approve_extensions")
    empty = client.post(url, {"note": "同意"})
    assert empty.status_code == 422 and "请先勾选" in empty.content.decode()
    services.extension_decide(extension=gone, actor=office.leader, on=day, approve=False, note="不够")
    done = client.post(url, {"ids": [good.pk, clash.pk, gone.pk, 10**9], "note": "同意"}, follow=True).content.decode()
    assert "已批准 1 项" in done and "须逐项审批" in done and "未批准" in done
    good.refresh_from_db(), clash.refresh_from_db(), other.refresh_from_db()
    assert [good.state, clash.state, other.state] == ["approved", "pending", "pending"]
    client.force_login(office.stranger.user)
    assert client.post(url, {"ids": [clash.pk]}).status_code == 403
    with refused(DomainError, "勾选", "ids"):
        services.extensions_approve(extensions=[], actor=office.leader, on=day)
    with refused(NotVisible, "没有找到"):
        services.extensions_approve(extensions=[clash], actor=make.Office("other").leader, on=day)


def test_a_request_decided_in_another_tab_says_so(office, day, client):
    row = clock(office, day)
    client.force_login(office.leader.user)
    url = reverse("pledges:decide_clock", args=[row.pk])
    case_services.clock_extension_decide(extension=row, actor=office.leader, on=day, approve=True)
    late = client.post(url, {"decision": "reject", "note": "我写的话"})
    assert late.status_code == 422 and "已批准" in late.content.decode() and "我写的话" in late.content.decode()


def test_only_a_deputy_of_the_day_sees_the_inbox(office, day):
    assert not Desk(fresh(office.officer), day).has_inbox and everything(Desk(fresh(office.officer), day)) == []
    with pytest.raises(NotVisible):
        case_services.clock_extension_decide(
            extension=clock(office, day), actor=make.Office("far").leader, on=day, approve=True
        )
    assert DecisionState.PENDING in {item.row.state for item in everything(Desk(fresh(office.leader), day))}
