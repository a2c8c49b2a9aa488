"""The case page in every state for everybody, its side acts, refusals and stale forms."""

from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Case
from cases.next_step import CasePosition, Powers, next_step
from cases.status import CaseStatus, ReviewVerdict
from tests.situations_of_pages import PEOPLE, proposed, situations
from xinglongtai.core.models import Event, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def case(office, day, client):
    client.force_login(office.officer.user)
    return office.ready(on=day)


def page(client, name, row):
    return client.get(reverse(name, args=[row.pk]))


def act(client, name, row, **data):
    return client.post(reverse(name, args=[row.pk]), data)


def test_every_state_has_a_next_step_for_everybody(office, day, client):
    cases = situations(office, day)
    for name in PEOPLE:
        client.force_login(getattr(office, name).user)
        for state, case in cases.items():
            response = page(client, "cases:detail", case)
            assert response.status_code == 200, (name, state)
            assert "下一步" in response.content.decode()
    client.force_login(office.stranger.user)
    assert page(client, "cases:detail", cases["draft"]).status_code == 404
    client.force_login(office.sysadmin.user)
    assert page(client, "cases:detail", cases["draft"]).status_code == 404


def test_ended_cases_say_how(office, day, client):
    case = office.draft(on=day)
    services.case_cancel(case=case, actor=office.officer, reason="误登记")
    client.force_login(office.officer.user)
    assert "登记已撤销：误登记" in page(client, "cases:detail", case).content.decode()


@pytest.mark.parametrize(
    "can", [Powers(), Powers(own=True, handles=True), Powers(reviews=True, endorses=True, decides=True)]
)
def test_no_dead_end(office, day, can):
    case = office.draft(on=day)
    states = [s.value for s in CaseStatus if s not in {CaseStatus.READY, CaseStatus.PLEDGED}]
    for status, verdict in product(states, [v.value for v in ReviewVerdict] + [""]):
        case.status = status  # in memory only
        step = next_step(case, CasePosition(verdict=verdict), can, office.officer)
        assert step.sentence, (status, verdict)
        if can.handles and status in {"draft", "assessed", "corrected", "breached", "filed"}:
            assert step.can_act, (status, verdict)


def test_side_acts_are_only_those_allowed(case, office, client):
    shown = page(client, "cases:detail", case).content.decode()
    for words in ("退回修改", "换协办人", "移交", "上传材料", "教育记录", "申请延长核查期限", "核实改正"):
        assert words in shown
    assert "撤销登记" not in shown
    client.force_login(office.legal.user)
    shown = page(client, "cases:detail", case).content.decode()
    for words in ("退回修改", "换协办人", "上传材料"):
        assert words not in shown


def test_reopen_and_cancel(case, client):
    assert page(client, "cases:reopen", case).status_code == 200
    assert act(client, "cases:reopen", case, reason="", version=case.version).status_code == 422
    assert act(client, "cases:reopen", case, reason="写错名称", version=case.version).status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFT
    assert act(client, "cases:cancel", case, reason="重复登记", version=case.version).status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.CANCELLED
    refused = act(client, "cases:cancel", case, reason="再撤", version=case.version)
    assert refused.status_code == 422
    assert "不能转为" in refused.content.decode()


def test_a_stale_form_says_who_and_keeps_what_was_typed(case, office, client):
    services.education_record(case=case, actor=office.officer, on=timezone.localdate(), content="讲解")
    services.case_assign_co_handler(case=case, actor=office.officer, to=office.head, version=case.version)
    response = act(client, "cases:reopen", case, reason="我的理由不能丢", version=case.version)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "我的理由不能丢" in shown
    assert "您打开页面之后" in shown and office.officer.name in shown
    fresh = Case.objects.get(pk=case.pk)
    assert f'value="{fresh.version}"' in shown
    assert act(client, "cases:reopen", case, reason="我的理由不能丢", version=fresh.version).status_code == 302


def test_handover_follows_the_person(case, office, client):
    assert page(client, "cases:handover", case).status_code == 200
    same = act(client, "cases:handover", case, to=office.stranger.pk, note="", version=case.version)
    assert same.status_code == 422
    response = act(client, "cases:handover", case, to=office.stranger.pk, note="请接手", version=case.version)
    assert response.status_code == 302 and response.url == reverse("pledges:desk")
    assert Notice.objects.filter(officer=office.stranger).exists()


def test_co_handler_education_clock(case, office, client):
    assert page(client, "cases:co_handler", case).status_code == 200
    assert act(client, "cases:co_handler", case, to=office.head.pk, version=case.version).status_code == 302
    case.refresh_from_db()
    assert case.co_handler == office.head
    assert "讲解了" in page(client, "cases:education", case).content.decode()
    assert act(client, "cases:education", case, content="讲解第三十六条").status_code == 302
    assert "核查期限" in page(client, "cases:clock_extension", case).content.decode()
    assert act(client, "cases:clock_extension", case, reason="待检验", version=case.version).status_code == 302
    again = act(client, "cases:clock_extension", case, reason="待检验", version="")
    assert again.status_code == 422 and "只能延长一次" in again.content.decode()


def test_correction_without_a_pledge(case, office, day, client):
    assert page(client, "cases:correction_verify", case).status_code == 200
    data = {
        "checked_on": day.isoformat(),
        "co_officer": office.second.pk,
        "note": "已悬挂执照",
        "version": case.version,
    }
    assert act(client, "cases:correction_verify", case, **data).status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.CORRECTED


def test_propose_offers_what_is_allowed_and_withdraw(office, day, client):
    case = office.rechecked(on=day)
    client.force_login(office.officer.user)
    shown = page(client, "cases:propose", case).content.decode()
    assert "还没有教育记录" in shown
    case = office.educated(case, on=day)
    shown = page(client, "cases:propose", case).content.decode()
    assert "不予立案" in shown and "复查，当事人已经改正到位" in shown
    form = page(client, "cases:propose", case).context["form"]
    data = {"outcome": "no_case", "basis": form.initial["basis"], "other_basis": "", "reason": form.initial["reason"]}
    assert act(client, "cases:propose", case, **data, version=case.version).status_code == 302
    row = case.dispositions.get()
    assert "等待" in page(client, "cases:detail", case).content.decode()
    assert act(client, "cases:disposition_withdraw", row).status_code == 302
    assert act(client, "cases:disposition_withdraw", row).status_code == 409
    client.force_login(office.leader.user)
    assert page(client, "cases:propose", case).status_code == 403


def test_identity_is_masked_until_looked_at_and_the_look_is_recorded(office, day, client):
    case = office.ready(on=day)
    client.force_login(office.officer.user)
    shown = page(client, "cases:detail", case).content.decode()
    assert case.party.phone not in shown
    address, ask = reverse("cases:identity", args=[case.party_id]), {"case": case.pk}
    response = client.post(address, ask, headers={"HX-Request": "true"})
    assert case.party.phone not in response.content.decode() and "用途" in response.content.decode()
    assert not Event.objects.filter(verb="identity_view").exists()
    response = client.post(address, {**ask, "purpose": "contact"}, headers={"HX-Request": "true"})
    assert case.party.phone in response.content.decode()
    assert Event.objects.filter(verb="identity_view", thread=case.thread, actor=office.officer).count() == 1
    assert client.post(reverse("cases:identity", args=[case.party_id])).status_code == 200
    client.force_login(office.supervisor.user)
    assert client.post(reverse("cases:identity", args=[case.party_id])).status_code == 403


def test_case_page_takes_a_fixed_number_of_queries(office, day, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = proposed(office, day)
    client.force_login(office.leader.user)
    page(client, "cases:detail", case)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, "cases:detail", case)
    for n in range(3):
        services.education_record(case=case, actor=office.officer, on=day, content=f"第{n}次")
    for n in range(3):
        services.evidence_add(case=case, actor=office.officer, upload=photo(n))
    with CaptureQueriesContext(connection) as many:
        page(client, "cases:detail", case)
    assert len(many) == len(few)


def photo(n):
    from tests.factories import photo as make

    return make(colour=(n * 30, 20, 40))
