"""登记检查 ③ through the pages: questions, look-ups, the live sheet and where it leads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Assessment, Case
from cases.services import case_update, violation_add
from cases.status import CaseStatus
from tests import factories as f

pytestmark = pytest.mark.django_db


def day() -> date:
    return timezone.localdate()


@pytest.fixture
def web(client, office):
    client.force_login(office.officer.user)
    return client


@pytest.fixture
def party(office):
    return f.party(office.bureau, office.officer, name="红星（演示）超市")


def url(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def good(violation, **more) -> dict:
    """The form of ③ filled in for an item without tokens of its own, as a browser posts it."""
    yes_no = {True: "yes", False: "no"}
    data = {f"v{violation.pk}-{k}": yes_no.get(v, v) for k, v in f.GOOD_ANSWERS.items()}
    return {**data, "seen": "eligible", **more}


def text(response) -> str:
    return response.content.decode()


# --- ③ --------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(office, party):
    return office.draft(on=day(), party_=party)


@pytest.fixture
def checked(office, party):
    return office.with_violation(on=day(), party_=party)


def test_nothing_is_answered_beforehand_and_the_missing_is_named(web, checked):
    page = text(web.get(url("intake_assess", checked.pk)))
    assert " checked" not in page and "还没有结论" in page and "涉嫌犯罪" in page and "去回答" in page
    checked.refresh_from_db()
    assert checked.step == 3


def test_without_violations_back_to_the_step_before(web, case):
    assert web.get(url("intake_assess", case.pk)).url == url("intake_violations", case.pk)


def test_live_keeps_answers_and_shows_every_failing_line(web, checked):
    row = checked.violations.get()
    bad = good(row) | {f"v{row.pk}-correctable": "no", f"v{row.pk}-no_intent": "no"}
    page = text(web.post(url("assess_live", checked.pk), bad))
    assert "不能适用承诺" in page and "具备整改条件" in page and "无主观故意" in page and "hx-swap-oob" in page
    row.refresh_from_db()
    assert row.answers["correctable"] is False
    assert "可以适用承诺" in text(web.post(url("assess_live", checked.pk), good(row)))


def test_an_answer_nobody_can_read_is_told_and_not_kept(web, office, party):
    version = f.item(
        office.bureau, "R9", office.legal, violation="标价不清", tokens={"goods_value<=500": "货值500元以下"}
    )
    type(version.conditions.get().token).objects.update(
        value_type="compare", comparator="<=", parameter="500", unit="元"
    )
    case = office.with_violation(on=day(), party_=party, version=version)
    row = case.violations.get()
    page = text(web.post(url("assess_live", case.pk), good(row, **{f"v{row.pk}-goods_value": "很多"})))
    assert "读不懂" in page and "有答复要改正" in page
    row.refresh_from_db()
    assert row.answers == {}


def test_eligible_goes_on_to_the_promise(web, checked):
    row = checked.violations.get()
    answer = web.post(url("assess_confirm", checked.pk), good(row, version=Case.objects.get(pk=checked.pk).version))
    checked.refresh_from_db()
    assert answer.url == reverse("pledges:promise", args=[checked.pk]) and checked.status == CaseStatus.READY


def test_verdict_that_was_not_on_the_screen_is_shown_before_it_counts(web, checked):
    row = checked.violations.get()
    data = good(row) | {f"v{row.pk}-suspected_crime": "yes"}
    answer = web.post(url("assess_confirm", checked.pk), data)
    assert answer.status_code == 422 and "移送公安机关" in text(answer) and not Assessment.objects.exists()
    web.post(url("assess_confirm", checked.pk), data | {"seen": "transfer_to_police"})
    checked.refresh_from_db()
    assert checked.status == CaseStatus.ASSESSED


def test_override_goes_to_legal_review_with_its_reason(web, checked):
    row = checked.violations.get()
    data = good(row) | {f"v{row.pk}-no_intent": "no", f"o{row.pk}-no_intent": "店主当场说明，确非故意"}
    live = text(web.post(url("assess_live", checked.pk), data))
    assert "提请法制审核" in live and "店主当场说明" in live
    data |= {"seen": "needs_legal_review"}
    refused = web.post(url("review_request", checked.pk), data)
    assert refused.status_code == 422 and "请写明送审说明" in text(refused) and "店主当场说明" in text(refused)
    web.post(url("review_request", checked.pk), data | {"note": "请审核"})
    checked.refresh_from_db()
    assert checked.status == CaseStatus.REVIEW
    assert web.get(url("intake_assess", checked.pk)).url == url("detail", checked.pk)
    assert web.post(url("assess_confirm", checked.pk), data).status_code == 302


def test_stale_sheet_says_who_and_keeps_the_answers(web, office, checked):
    row = checked.violations.get()
    case_update(case=checked, actor=office.second, on=day(), data={"place": "别处"})
    answer = web.post(url("assess_confirm", checked.pk), good(row, version=checked.version))
    assert answer.status_code == 422 and office.second.name in text(answer) and " checked" in text(answer)


def test_lookups_elsewhere_are_recorded_with_note_and_screenshot(web, office, party):
    version = f.item(office.bureau, "C1", office.legal, violation="未明码标价", tokens={"first_offence": "首次"},
                     leniency_kind="first_offence", penalty_structure="discretionary")  # fmt: skip
    case = office.with_violation(on=day(), party_=party, version=version)
    row = case.violations.get()
    assert "首违核查：到其他系统查询并记录结果" in text(web.get(url("intake_assess", case.pk)))
    to = url("history_check", case.pk)
    refused = web.post(to, good(row, check=f"{row.pk}:gsxt:unverified"))
    assert refused.status_code == 422 and "未能核实的原因" in text(refused)
    note = {f"h{row.pk}-gsxt-note": "系统维护", f"h{row.pk}-gsxt-file": f.photo("截图.jpg")}
    web.post(to, good(row, check=f"{row.pk}:gsxt:unverified", **note))
    web.post(to, good(row, check=f"{row.pk}:case_system:none"))
    page = text(web.get(url("intake_assess", case.pk)))
    assert "系统维护" in page and "查询截图" in page and row.history_checks.filter(source="case_system").exists()
    row.refresh_from_db()
    assert row.answers["correctable"] is True
    assert web.post(to, {"check": "0:gsxt:none"}).status_code == 404


def test_a_refused_lookup_keeps_its_screenshot_and_note_for_the_next_try(web, office, checked):
    row, to = checked.violations.get(), url("history_check", checked.pk)
    sent = {f"h{row.pk}-gsxt-file": f.photo("截图.jpg"), "check": f"{row.pk}:gsxt:unverified"}
    refused = web.post(to, good(row, **sent))
    shot = checked.evidence.get(kind="screenshot")
    kept = f'name="h{row.pk}-gsxt-kept" value="{shot.pk}"'
    assert refused.status_code == 422 and kept in refused.content.decode()
    again = {f"h{row.pk}-gsxt-kept": str(shot.pk), f"h{row.pk}-gsxt-note": "系统维护"}
    assert "系统维护" in text(web.post(to, good(row, check=f"{row.pk}:gsxt:none?", **again)))
    assert web.post(to, good(row, check=f"{row.pk}:gsxt:unverified", **again)).status_code == 302
    assert row.history_checks.get(source="gsxt").evidence == shot and checked.evidence.count() == 1


def test_general_questions_are_asked_once_for_several_violations(web, office, checked):
    version = f.item(office.bureau, "R4", office.legal, violation="公司登记事项未变更")
    row = checked.violations.get()
    second = violation_add(
        case=checked, actor=office.officer, on=day(), data={"item_version": version, "description": version.violation}
    )
    page = text(web.get(url("intake_assess", checked.pk)))
    assert page.count('name="all-suspected_crime"') == 3 and f'name="v{row.pk}-suspected_crime"' not in page
    web.post(url("intake_assess", checked.pk), {"none_of": "all"})
    for one in (row, second):
        one.refresh_from_db()
        assert one.answers["suspected_crime"] is False and one.answers["high_risk"] is False


def test_a_violation_added_later_is_not_covered_by_earlier_answers(web, office, checked):
    row = checked.violations.get()
    web.post(url("assess_live", checked.pk), good(row))
    version = f.item(office.bureau, "R4", office.legal, violation="公司登记事项未变更")
    data = {"item_version": version, "description": version.violation}
    violation_add(case=checked, actor=office.officer, on=day(), data=data)
    page = text(web.get(url("intake_assess", checked.pk)))
    asked = page[page.index("各项违法行为共同的问题") : page.index('id="q-all-2"')]
    assert " checked" not in asked and "还没有结论" in page


def test_clock_that_ran_out_is_warned_about(web, office, party):
    case = office.with_violation(on=day() - timedelta(days=60), party_=party)
    assert "届满" in text(web.get(url("intake_assess", case.pk)))


def test_clock_too_short_for_the_items_period_is_warned_about(web, office, party):
    version = f.item(office.bureau, "R5", office.legal, violation="逾期未变更", correction_days_max=15)
    case = office.with_violation(on=day() - timedelta(days=5), party_=party, version=version)
    assert "须先批准延长核查期限" in text(web.get(url("intake_assess", case.pk)))


def test_registration_that_is_over_leads_where_the_case_is(web, office, party):
    case = office.ready(on=day(), party_=party)
    assert web.get(url("intake_violations", case.pk)).url == reverse("pledges:promise", args=[case.pk])
    row = case.violations.get()
    assert web.get(url("violation_edit", case.pk, row.pk)).status_code == 302


def test_strangers_see_nothing(client, office, checked):
    client.force_login(office.stranger.user)
    for name in ("intake_violations", "intake_assess"):
        assert client.get(url(name, checked.pk)).status_code == 404
