"""登记检查 ④ through the pages: choosing the day, preview, 签发 once and only once, the issued letter."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.services import case_update
from pledges.models import Pledge
from tests import factories as f

pytestmark = pytest.mark.django_db


def day() -> date:
    return timezone.localdate()


@pytest.fixture
def web(client, office):
    client.force_login(office.officer.user)
    return client


@pytest.fixture
def case(office):
    return office.ready(on=day())


def url(name: str, *args) -> str:
    return reverse(f"pledges:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def promised(case, **more) -> dict:
    return {"mode": "by_date", "due_on": day() + timedelta(days=3), "order_number": "", "version": case.version, **more}


def test_the_screen_offers_default_day_limit_and_both_certificates(web, office, case):
    page = text(web.get(url("promise", case.pk)))
    assert "签发承诺书" in page and "最迟到" in page and "本机关最长15个工作日" in page
    assert page.count("执法证有效") == 2 and '"workdays"' in page


def test_live_part_warns_about_clash_and_refuses_days_out_of_range(web, office):
    case = office.ready(on=day() - timedelta(days=14))
    late = day() + timedelta(days=15)
    page = text(web.get(url("promise", case.pk), {"mode": "by_date", "due_on": late}, headers={"HX-Request": "true"}))
    assert "不能再作出不予立案决定" in page and "<html" not in page and "preview.pdf" in page
    for bad in (day() - timedelta(days=1), day() + timedelta(days=90), "", "2026-13-45"):
        answer = web.get(url("promise", case.pk), {"mode": "by_date", "due_on": bad}, headers={"HX-Request": "true"})
        assert "preview.pdf" not in text(answer) and "改正期限" in text(answer)
    at_once = web.get(url("promise", case.pk), {"mode": "immediate"}, headers={"HX-Request": "true"})
    assert "当场纠正" in text(at_once)


def test_year_without_calendar_is_warned_about(web, case):
    query = {"mode": "by_date", "due_on": day() + timedelta(days=5)}
    page = text(web.get(url("promise", case.pk), query, headers={"HX-Request": "true"}))
    assert "放假安排未录入" in page


def test_preview_is_a_pdf_without_number_and_spends_none(web, case):
    answer = web.get(url("promise_preview", case.pk), {"mode": "by_date", "due_on": day() + timedelta(days=3)})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert answer["X-Frame-Options"] == "SAMEORIGIN" and not Pledge.objects.exists()


def test_issue_leads_to_the_letter_and_its_next_step(web, case):
    answer = web.post(url("issue", case.pk), promised(case, order_number="演责改〔2026〕1号"))
    pledge = Pledge.objects.get()
    assert answer.url == url("issued", pledge.pk)
    page = text(web.get(answer.url))
    assert pledge.letter.document.number_text in page and "演责改〔2026〕1号" in page and url("sign", pledge.pk) in page
    assert web.get(url("issued_letter", pledge.pk)).content.startswith(b"%PDF-")


def test_second_click_finds_the_issued_letter(web, case):
    data = promised(case)
    web.post(url("issue", case.pk), data)
    answer = web.post(url("issue", case.pk), data, follow=True)
    assert "已经签发，不用再签发一次" in text(answer) and Pledge.objects.count() == 1
    assert web.get(url("promise", case.pk)).url == url("issued", Pledge.objects.get().pk)


def test_second_click_that_overtakes_the_first(web, case, monkeypatch):
    """The row was read before the other click issued: the refusal of the verb leads to the letter as well."""
    from pledges import services
    from pledges.views import promise

    def late(**values):
        services.pledge_issue(**values)
        return services.pledge_issue(**values)

    monkeypatch.setattr(promise, "_issue", lambda given, case, actor: late(
        case=case, actor=actor, on=day(), mode=given["mode"], due_on=given["due_on"], version=None))  # fmt: skip
    answer = web.post(url("issue", case.pk), promised(case))
    assert answer.url == url("issued", Pledge.objects.get().pk)


def test_immediate_needs_no_day(web, case):
    web.post(url("issue", case.pk), promised(case, mode="immediate", due_on="x"))
    assert Pledge.objects.get().due_on == day()


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"due_on": ""}, "请选择改正期限"),
        ({"due_on": "2026-99-99"}, "有效的日期"),
        ({"due_on": "2020-01-01"}, "不能早于今天"),
        ({"due_on": "2099-01-01"}, "最迟到"),
        ({"mode": "never"}, "承诺方式"),
    ],
)
def test_bad_input_is_told_and_the_rest_kept(web, case, wrong, words):
    answer = web.post(url("issue", case.pk), promised(case, order_number="留着的文号", **wrong))
    assert answer.status_code == 422 and words in text(answer) and 'value="留着的文号"' in text(answer)
    assert not Pledge.objects.exists()


def test_stale_form_says_who_changed_the_case_and_can_be_sent_again(web, office, case):
    from cases.services import assessment_confirm, case_reopen

    old = promised(case)
    case_reopen(case=case, actor=office.second, reason="地址写错")
    case_update(case=Case.objects.get(pk=case.pk), actor=office.second, on=day(), data={"place": "别处"})
    assessment_confirm(case=Case.objects.get(pk=case.pk), actor=office.second, on=day())
    answer = web.post(url("issue", case.pk), old)
    page = text(answer)
    assert answer.status_code == 422 and office.second.name in page and "您打开页面之后" in page
    fresh = Case.objects.get(pk=case.pk)
    assert f'name="version" value="{fresh.version}"' in page
    assert web.post(url("issue", case.pk), promised(fresh)).status_code == 302


def test_item_that_expired_since_is_refused_with_what_to_do(web, office, case):
    office.item.effective_to = day() - timedelta(days=1)
    office.item.save(by_service=True)
    page = text(web.post(url("issue", case.pk), promised(case)))
    assert "已不在施行期内" in page and "退回修改" in page


def test_second_officer_whose_certificate_ran_out_is_replaced_on_the_spot(web, office):
    case = office.ready(on=day() - timedelta(days=2))
    office.second.certificate_to = day() - timedelta(days=1)
    office.second.save()
    other = f.officer(office.station)
    page = text(web.get(url("promise", case.pk)))
    assert "执法证无效" in page and "请选择第二名执法人员" in page and other.name in page
    assert "必填" in text(web.post(url("issue", case.pk), promised(case))) and not Pledge.objects.exists()
    web.post(url("issue", case.pk), promised(case, co_handler=other.pk))
    case.refresh_from_db()
    assert case.co_handler == other and Pledge.objects.count() == 1


def test_own_certificate_that_ran_out_blocks_issuing(web, office):
    case = office.ready(on=day() - timedelta(days=2))
    office.officer.certificate_to = day() - timedelta(days=1)
    office.officer.save()
    assert "执法证" in text(web.post(url("issue", case.pk), promised(case))) and not Pledge.objects.exists()


def test_letter_that_cannot_be_made_yet_is_told(web, office, monkeypatch):
    from xinglongtai.core import documents
    from xinglongtai.core.documents import DocumentNotReady

    pledge = office.issued(on=day())

    def unready(document):
        raise DocumentNotReady("文书暂时无法生成，编号已保留。请稍后重试。")

    monkeypatch.setattr(documents, "read_bytes", unready)
    assert "编号已保留" in text(web.get(url("issued", pledge.pk)))


def test_a_draft_is_sent_back_to_its_step(web, office):
    case = office.with_violation(on=day())
    assert web.get(url("promise", case.pk)).url == reverse("cases:intake_violations", args=[case.pk])
    assert web.post(url("issue", case.pk), {}).status_code == 302


def test_who_may_not_issue(client, office, case):
    client.force_login(office.leader.user)
    assert client.get(url("promise", case.pk)).status_code == 403
    client.force_login(office.stranger.user)
    assert client.get(url("promise", case.pk)).status_code == 404
