"""The pages of people, and what the morning page tells of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.factories import DAY
from tests.staffing_stage import YEAR, exam, insurance, lend, switch_on
from xinglongtai.core.models import Loan, Officer
from xinglongtai.core.staffing import acting, services
from xinglongtai.core.staffing.people import people, ruler_of, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    """Other tests' bureaus have the same numbers."""
    acting.forget()
    yield
    acting.forget()


class TestPages:
    def test_the_list_counts_and_narrows_in_a_fixed_number_of_queries(
        self, office, client, django_assert_max_num_queries
    ):
        on = timezone.localdate()
        Officer.objects.filter(pk=office.second.pk).update(certificate_to=on - timedelta(2))
        services.loan_lend(
            officer=office.officer,
            actor=office.sysadmin,
            on=on,
            data={
                "kind": "terminal",
                "number": "T1",
                "lent_on": on - timedelta(9),
                "due_on": on - timedelta(2),
                "note": "",
            },
        )
        client.force_login(office.supervisor.user)
        url = reverse("core:staffing")
        with django_assert_max_num_queries(18):
            page = client.get(url)
        assert page.context["list"].count == Officer.objects.filter(is_active=True).count()
        many = [make.officer(office.station) for _ in range(20)]
        with django_assert_max_num_queries(18):
            client.get(url)

        def names(query):
            return {row.officer.name for row in client.get(url + query).context["rows"]}

        assert names("?state=certificate") == {office.second.name}
        assert names("?state=late") == {office.officer.name}
        assert names(f"?words={many[3].certificate_no}") == {many[3].name}
        assert names(f"?unit={office.other_station.pk}") == {office.stranger.name}
        client.force_login(office.head.user)
        assert office.stranger.name not in names("")
        assert client.get(reverse("core:staffing_export") + "?state=late").status_code == 200

    def test_standing_in_words(self, office):
        exam(office)
        insurance(office, valid_to=DAY + timedelta(5))
        row = people(office.sysadmin, ruler_of(office.bureau, DAY)).get(pk=office.officer.pk)
        shown = standing_of(row, ruler_of(office.bureau, DAY))
        assert (shown.certificate.label, shown.exam.label, shown.insurance.text) == (
            "有效",
            "合格",
            "还有5天（至2026年6月6日）",
        )
        leader = people(office.sysadmin, ruler_of(office.bureau, DAY)).get(pk=office.leader.pk)
        assert standing_of(leader, ruler_of(office.bureau, DAY)).insurance.tone == "neutral"

    def test_one_person_from_every_side(self, office, client):
        on = timezone.localdate()
        client.force_login(office.sysadmin.user)
        page = reverse("core:staffing_officer", args=[office.officer.pk])
        for kind, data in {
            "training": {"on": on, "title": "演示培训", "hours": "8"},
            "exam": {"on": on, "title": "演示考试", "result": "failed", "score": "58.5"},
            "insurance": {"insurer": "演示保险", "policy_no": "P9", "valid_from": on, "valid_to": on + YEAR},
            "loan": {"kind": "recorder", "number": "R9", "lent_on": on},
        }.items():
            url = reverse("core:staffing_add", args=[office.officer.pk, kind])
            assert client.post(url, {}).status_code == 422
            assert client.post(url, data)["Location"] == page
        assert client.post(url, data).status_code == 422  # lent already
        assert client.get(reverse("core:staffing_add", args=[office.officer.pk, "nothing"])).status_code == 404
        loan = Loan.objects.get()
        back = reverse("core:loan_return", args=[loan.pk])
        assert client.post(back, {"returned_on": on, "condition": "lost"}).status_code == 422
        assert client.post(back, {"returned_on": on, "condition": "good"})["Location"] == page
        aside = reverse("core:staffing_set_aside", args=["loan", loan.pk])
        assert client.post(aside, {"reason": "登记错误"})["Location"] == page
        assert client.get(aside).status_code == 404
        text = client.get(page).content.decode()
        for words in ("演示培训", "58.5 分", "P9", "已撤下：登记错误", "撤下 " + office.officer.name):
            assert words in text
        client.force_login(office.officer.user)
        text = client.get(page).content.decode()
        assert "我的证件、培训和装备" in text and "登记培训" not in text

    def test_bulk_training(self, office, client):
        on = timezone.localdate()
        client.force_login(office.sysadmin.user)
        url = reverse("core:training_bulk")
        data = {"on": on, "title": "演示培训", "hours": "8", "people": [office.officer.pk]}
        assert client.post(url, {**data, "people": []}).status_code == 422
        assert client.post(url, data)["Location"] == reverse("core:staffing")
        page = client.post(url, {**data, "people": [office.officer.pk, office.second.pk]})
        assert "已登记 1 人" in page.content.decode() and "已经登记过" in page.content.decode()


def test_the_morning_page_tells_of_people(office):
    from xinglongtai.core.calendar import load_around
    from xinglongtai.oversight.staffing_section import build

    calendar = load_around(DAY)
    assert build(office.supervisor, DAY, calendar) is None and build(office.officer, DAY, calendar) is None
    insurance(office, valid_to=DAY + timedelta(5))
    exam(office, valid_to=DAY - timedelta(1))
    lend(office, office.stranger, lent_on=DAY - timedelta(9), due_on=DAY - timedelta(1))
    found = build(office.supervisor, DAY, calendar)
    assert (found.count, found.hidden) == (2, 0)
    assert [row.words for row in found.rows] == [
        "意外伤害险2026年6月6日到期；考试合格2026年5月31日已到期",
        "1 件装备逾期未还",
    ]
    assert len(build(office.head, DAY, calendar).rows) == 1
    switch_on(office, training_hours=40)
    late = build(office.supervisor, DAY.replace(month=10), calendar).rows[-1]
    assert late.words.endswith("人今年不足 40 学时") and late.url.endswith("?state=training")
