"""同案同罚: similar cases beside a disposition, the soft question, pairs with a word on them, rates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from cases.models import Case, Disposition, Violation
from cases.status import Outcome
from tests import factories as make
from tests.sameness_stage import closed, different, propose
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow
from xinglongtai.core.models import Officer, Parameter
from xinglongtai.core.roles import Role
from xinglongtai.oversight.models import SamenessDecision
from xinglongtai.oversight.sameness import comparing, rates, reading
from xinglongtai.oversight.sameness.services import heads_of, sameness_decide
from xinglongtai.oversight.sameness.similar import similar_to, usual_outcome

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def day():
    return timezone.localdate()


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker, day):
    """``odd`` was penalised lightly, ``beside`` it one with the same facts was not; ``corrected`` waits for its end."""
    office = office_of_file
    with django_db_blocker.unblock():
        office.odd, office.beside = different(office, day)
        office.corrected = corrected(office, day)
    return office


def parameter(office, **values):
    for key, value in values.items():
        Parameter.objects.update_or_create(bureau=office.bureau, key=f"sameness.{key}", defaults={"value": str(value)})


def fresh(officer) -> Officer:
    return Officer.objects.select_related("unit__bureau", "user").get(pk=officer.pk)


def corrected(office, day, **kwargs) -> Case:
    return office.educated(office.rechecked(on=day, **kwargs), on=day)


def page(client, who, name, *args, **query) -> str:
    client.force_login(who.user)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# --- beside a disposition ------------------------------------------------------------------------------------


def test_similar_cases_of_the_bureau_without_names_out_of_reach(office, day, client):
    odd, beside, more = office.odd, office.beside, closed(office, on=day)
    other = make.item(office.bureau, "Z9", office.legal)
    closed(office, on=day, version=other)  # another item
    far = make.Office("far")
    closed(far, on=day)  # another bureau
    Case.objects.filter(pk=odd.pk).update(unit=office.other_station, handler=office.stranger, co_handler=None)
    Disposition.objects.filter(case=odd).update(reason=f"{odd.party.name}态度恶劣")
    case = office.corrected
    [found] = similar_to(case, fresh(office.officer), day)
    assert (found.total, found.small, found.comparable) == (3, True, 3)
    assert found.shares == [("不予立案", "3件中2件"), ("从轻处罚", "3件中1件")]
    by_link = {line.case_id: line for line in found.lines}
    assert set(by_link) == {0, beside.pk, more.pk}
    assert (by_link[0].party, by_link[0].reason, by_link[0].unit) == ("", "当事人态度恶劣", "演示二所")
    assert by_link[beside.pk].agrees == ("同一事项", "改正情况相同", "首违情况相同", "当事人类型相同")
    shown = page(client, office.officer, "cases:propose", case.pk)
    assert "同类案件的处理（3 件）" in shown and odd.party.name not in shown and beside.party.name in shown


def test_a_departure_is_asked_for_a_reason_recorded_and_never_refused(office, day, client):
    parameter(office, usual_from=2)
    closed(office, on=day)
    case = office.corrected
    assert usual_outcome(case, day) == Outcome.NO_CASE
    assert "本机关同类案件多为“不予立案”" in page(client, office.officer, "cases:propose", case.pk)
    values = {"outcome": "escalate", "reason": "另有情节", "unlike": " 拒不配合检查 ", "version": case.version}
    assert client.post(reverse("cases:propose", args=[case.pk]), values).status_code == 302
    row = case.dispositions.get()
    assert (row.usual_outcome, row.unlike_reason) == ("no_case", "拒不配合检查")
    assert "（同类案件多为不予立案，不同处理的理由：拒不配合检查）" in audit.describe(audit.timeline(case.thread)[0])
    shown = page(client, office.leader, "pledges:decide_disposition", row.pk)
    assert "拟处理结果与多数同类案件不同" in shown and "承办人的理由：拒不配合检查" in shown
    silent = propose(office, corrected(office, day), "escalate", on=day)
    assert (silent.usual_outcome, silent.unlike_reason) == ("no_case", "")
    assert "没有说明" in audit.describe(audit.timeline(silent.case.thread)[0])
    like = propose(office, corrected(office, day), "no_case", on=day, unlike="无关")
    assert (like.usual_outcome, like.unlike_reason) == ("", "")


def test_nothing_is_usual_among_few_old_or_unlike_cases(office, day):
    case = office.corrected
    closed(office, on=day)
    assert usual_outcome(case, day) == ""
    parameter(office, usual_from=2, years=1)
    assert usual_outcome(case, day) == "no_case"
    assert usual_outcome(case, day + timedelta(days=400)) == ""
    broken = office.rechecked("failed", on=day)
    assert usual_outcome(broken, day) == ""  # not corrected: the others do not say what is usual
    draft = office.with_violation(on=day)
    assert usual_outcome(draft, day) == "" and similar_to(draft, fresh(office.officer), day) == []
    case_services.violation_add(
        case=office.draft(on=day), actor=office.officer, on=day, data={"item_version": office.item, "description": "x"}
    )
    several = Case.objects.latest("pk")
    Violation.objects.create(case=several, item_version=office.item, description="y", act_on=day)
    assert usual_outcome(several, day) == ""


def test_off_the_list_by_article_or_alike_words(office, day):
    def off_list(words, law, case=None):
        case = case or closed(office, on=day)
        fields = {"item_version": None, "off_list_reason": "x", "description": words, "off_list_law": law}
        case.violations.update(**fields)
        return case

    mine = off_list("未公示收费标准", "价格法第十三条", office.odd)
    same_law = off_list("标价不全", "《价格法》第十三条", office.beside)
    same_words = off_list("没有公示收费标准", "")
    off_list("无照经营", "别的法第二条")
    rows = reading.alike_rows(mine.violations.get(), bureau=office.bureau, since=day)
    assert {row.case_id for row in rows} == {same_law.pk, same_words.pk}
    [found] = similar_to(mine, fresh(office.leader), day)
    assert found.total == 2 and all("同一事项" in line.agrees for line in found.lines)


def test_how_a_pledge_was_corrected(office, day):
    case = office.corrected
    for late, word in ((0, "按期改正"), (-1, "逾期后改正")):
        due = day + timedelta(days=late)
        case.pledges.update(due_on=due, agreed_on=due, issued_on=day - timedelta(9))
        assert reading.corrections_of([case.pk]) == {case.pk: word}
    broken = office.rechecked("failed", on=day)
    assert reading.corrections_of([broken.pk]) == {broken.pk: "没有改正"}
    ready = office.ready(on=day)
    given = {"co_handler": None, "on": day}
    verified = {"case": ready, "actor": office.officer, "co_officer": office.second, "checked_on": day, "note": "已改"}
    case_services.correction_verify(on=given["on"], **verified)
    assert reading.corrections_of([ready.pk]) == {ready.pk: "按期改正"}


# --- pairs ---------------------------------------------------------------------------------------------------


def find(office, day, **kwargs):
    return comparing.find(office.bureau, since=day - timedelta(days=9), until=day, **kwargs)


def test_pairs_have_the_same_answers_and_another_end(office, day):
    odd, beside = office.odd, office.beside
    closed(office, Outcome.LIGHTER, on=day, answers={"harm": "minor"})  # another answer
    two = closed(office, Outcome.LIGHTER, on=day)
    Violation.objects.create(case=two, item_version=office.item, description="y", act_on=day)  # not attributable
    [pair] = find(office, day)
    assert (pair.odd.case, pair.beside.case, pair.among, pair.like_beside) == (odd.pk, beside.pk, 2, 1)
    assert find(office, day, item_id=office.item.item_id) == [pair]
    assert find(office, day, item_id=10**6) == []
    assert find(office, day - timedelta(days=20)) == []
    found, lines = comparing.pair_of(odd.pk, beside.pk, fresh(office.legal))
    assert found.odd.case == odd.pk and ("改正情况", "按期改正") in lines and ("违法行为轻微", "符合") in lines
    for one, other in ((odd.pk, two.pk), (odd.pk, odd.pk), (beside.pk, 10**6)):
        with pytest.raises(NotVisible):
            comparing.pair_of(one, other, fresh(office.legal))


def test_who_sees_a_pair_and_whose_name(office, day, client):
    odd, beside = office.odd, office.beside
    Case.objects.filter(pk=odd.pk).update(unit=office.other_station, handler=office.stranger, co_handler=None)
    listed = page(client, office.head, "oversight:sameness")
    assert beside.party.name in listed and odd.party.name not in listed and "不显示当事人" in listed
    assert "不同之处：承办单位" in listed
    shown = page(client, office.head, "oversight:sameness_pair", odd.pk, beside.pk)
    assert odd.party.name not in shown and "提交意见" not in shown
    assert odd.party.name in page(client, office.legal, "oversight:sameness")
    empty = make.officer(make.unit(office.bureau, "演示三所"), Role.UNIT_HEAD)
    assert "没有事实相同、处理不同的案件" in page(client, empty, "oversight:sameness")
    assert client.get(reverse("oversight:sameness_pair", args=[odd.pk, beside.pk])).status_code == 404
    for unit, count in ((office.station, 1), (office.other_station, 1), (empty.unit, 0)):
        client.force_login(office.legal.user)
        assert client.get(reverse("oversight:sameness"), {"unit": unit.pk}).context["count"] == count


def test_a_word_takes_the_pair_off_the_list_and_tells_the_head(office, day, client):
    odd, beside = office.odd, office.beside
    client.force_login(office.legal.user)
    url = reverse("oversight:sameness_decide", args=[odd.pk, beside.pk])
    assert "请写明理由" in client.post(url, {"judgement": "correct"}).content.decode()
    sent = {"judgement": "correct", "reason": "情节相同，应当一致", "version": 0}
    assert client.post(url, sent).url == reverse("oversight:sameness")
    row = SamenessDecision.objects.get()
    assert (row.case, row.beside, row.beside_outcome, row.decided_by) == (odd, beside, "no_case", office.legal)
    assert ["改正情况", "按期改正"] in row.facts["agrees"]
    notice = office.head.notices.get(key=f"sameness:{row.pk}:1")
    assert notice.url == reverse("oversight:sameness_pair", args=[odd.pk, beside.pk])
    assert odd.party.name not in notice.text
    assert "没有事实相同、处理不同的案件" in page(client, office.legal, "oversight:sameness")
    for state, count in (("correct", 1), ("justified", 0), ("all", 1)):
        assert client.get(reverse("oversight:sameness"), {"state": state}).context["count"] == count
    stale = client.post(url, {**sent, "judgement": "justified"})
    assert stale.status_code == 422 and "已被更新" in stale.content.decode()
    assert client.post(url, {**sent, "judgement": "justified", "version": 1}).status_code == 302
    said = audit.timeline(odd.thread)[0]
    assert (said.data["before"], said.data["judgement"]) == ("需要纠正", "有正当理由")
    newer = closed(office, on=day)  # another case of the usual kind: the question is answered already
    assert newer and client.get(reverse("oversight:sameness")).context["count"] == 0


def test_who_may_say_so_and_what_is_refused(office, day, refused):
    odd, beside = office.odd, office.beside

    def say(actor, **values):
        given = {"odd": odd.pk, "beside": beside.pk, "judgement": "justified", "reason": "有别", "on": day}
        return sameness_decide(actor=fresh(actor), **{**given, **values})

    for nobody in (office.head, office.leader, office.officer):
        with refused(NotAllowed, "同案同罚"):
            say(nobody)
    with refused(DomainError, "请选择", "judgement"):
        say(office.legal, judgement="x")
    with refused(DomainError, "理由", "reason"):
        say(office.legal, reason=" ")
    for values in ({"odd": 10**6}, {"beside": 10**6}, {"odd": beside.pk, "beside": beside.pk}):
        with pytest.raises(NotVisible):
            say(office.legal, **values)
    with pytest.raises(NotVisible):
        say(make.Office("far").legal)
    with pytest.raises(StaleRow):
        say(office.supervisor, version=3)
    assert say(office.supervisor).version == 1
    assert not office.head.notices.filter(key__startswith="sameness").exists()
    office.head.user.groups.clear()
    assert heads_of(odd) == [office.leader]


def test_pairs_take_a_fixed_number_of_queries(office, day, client):
    client.force_login(office.legal.user)

    def cost(name):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        return len(seen)

    names = ("oversight:sameness", "oversight:sameness_rates")
    few = [cost(name) for name in names]
    closed(office, Outcome.LIGHTER, on=day), closed(office, on=day)
    assert [cost(name) for name in names] == few


# --- rates ---------------------------------------------------------------------------------------------------


def test_rates_by_unit_and_item_with_caution(office, day, client):
    odd = office.odd
    Case.objects.filter(pk=odd.pk).update(unit=office.other_station)
    since = {"since": day - timedelta(days=9), "until": day}
    by_unit, by_item = rates.tally(fresh(office.legal), **since)
    units = rates.rows_of_units(by_unit, 10)
    assert [(row.name, row.total, row.small) for row in units] == [("演示一所", 1, True), ("演示二所", 1, True)]
    assert units[0].labelled == [("不予立案", "1件中1件"), ("从轻处罚", "")]
    [item] = rates.rows_of_items(by_item, 2)
    assert (item.name, item.total, item.small) == ("R3", 2, False)
    assert item.labelled[0][1].startswith("50.0%（1/2，95%区间")
    assert sum(counts.total() for counts in rates.tally(fresh(office.head), **since)[0].values()) == 1
    assert not rates.tally(fresh(office.legal), item_id=10**6, **since)[0]
    shown = page(client, office.legal, "oversight:sameness_rates")
    assert "样本少" in shown and "不排名次" in shown
    shown = page(client, office.legal, "oversight:sameness_rates", until=(day - timedelta(days=30)).isoformat())
    assert "没有办结的案件" in shown
