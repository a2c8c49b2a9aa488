"""统计: sorting into modes, freezing, withdrawing, the record of an export, and their pages; what they cost."""

import copy
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Assessment, Case
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.oversight.models import FrozenStatistics, HandlingMode
from xinglongtai.oversight.statistics import freezing, services
from xinglongtai.oversight.statistics.status import FrozenState

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def sort(office, **values):
    values = {
        "way": "criticism",
        "mode": "service",
        "since": DAY,
        "reason": "以讲道理为主",
        "actor": office.legal,
        "on": DAY,
    } | values
    return services.handling_mode_set(**values)


def freeze(office, **values):
    values = {"kind": "month", "year": 2026, "month": 6, "actor": office.supervisor, "on": JULY} | values
    return services.statistics_freeze(**values)


@pytest.mark.parametrize(
    ("values", "words", "field"),
    [
        ({"way": "nonsense"}, "请选择处理方式", "way"),
        ({"mode": "nonsense"}, "请选择归入哪一类", "mode"),
        ({"way": "lenient", "mode": "enforcement"}, "从宽的处理不算处罚", "mode"),
        ({"way": "lighter", "mode": "enforcement"}, "从宽的处理不算处罚", "mode"),
        ({"since": date(2019, 12, 31)}, "年以后", "since"),
        ({"since": DAY + timedelta(367)}, "一年以内", "since"),
        ({"reason": " "}, "请写明理由", "reason"),
        ({"way": "guidance", "mode": "service"}, "不需要更改", "mode"),
    ],
)
def test_sorting_is_refused(office, refused, values, words, field):
    with refused(DomainError, words, field):
        sort(office, **values)
    assert not HandlingMode.objects.exists()


def test_sorting_is_recorded(office, refused):
    for person in (office.supervisor, office.leader, office.officer):
        with refused(NotAllowed):
            sort(office, actor=person)
    row = sort(office)
    event = Event.objects.get(verb="handling_mode_set")
    assert event.thread == row.thread and event.data["before"] == "不归类" and event.actor == office.legal
    assert str(row) == "批评教育：服务"


def test_freezing_is_refused(office, refused):
    with refused(NotAllowed):
        freeze(office, actor=office.legal)
    for values in ({"kind": "week"}, {"year": 2019}, {"year": 2027}, {"month": 13}, {"month": None}):
        with refused(DomainError):
            freeze(office, **values)
    for values in ({"on": date(2026, 6, 30)}, {"kind": "year", "month": None}):
        with refused(TransitionRefused, "还没有结束"):
            freeze(office, **values)
    freeze(office)
    with refused(TransitionRefused, "已经定稿"):
        freeze(office)
    assert freeze(office, kind="year", year=2025, month=None).label == "2025年"
    assert FrozenStatistics.objects.count() == 2


def test_withdrawing_keeps_the_row(office, refused):
    row = freeze(office)
    assert (row.label, str(row)) == ("2026年6月", "2026年6月统计")
    with refused(NotAllowed):
        services.statistics_withdraw(frozen=row, actor=office.legal, on=JULY, reason="错了")
    foreign = make.Office("far")
    with refused(NotVisible):
        services.statistics_withdraw(frozen=row, actor=foreign.leader, on=JULY, reason="错了")
    with refused(DomainError, "撤回理由"):
        services.statistics_withdraw(frozen=row, actor=office.leader, on=JULY, reason=" ")
    with refused(StaleRow):
        services.statistics_withdraw(frozen=row, actor=office.leader, on=JULY, reason="错了", version=9)
    gone = services.statistics_withdraw(frozen=row, actor=office.leader, on=JULY, reason="补录未完", version=1)
    assert gone.state == FrozenState.WITHDRAWN and gone.content == row.content
    with refused(TransitionRefused, "已经撤回"):
        services.statistics_withdraw(frozen=row, actor=office.leader, on=JULY, reason="再撤")
    assert freeze(office).pk != row.pk
    verbs = list(Event.objects.filter(thread=row.thread).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["statistics_freeze", "statistics_withdraw", "statistics_freeze"]
    assert not FrozenStatistics.objects.visible_to(office.head).exists()
    assert FrozenStatistics.objects.visible_to(office.legal).count() == 2


def test_tampering_shows_and_two_cannot_stand(office):
    row = freeze(office)
    kept = FrozenStatistics.objects.get(pk=row.pk)
    assert freezing.Thawed(kept).intact
    kept.content["numbers"]["cases"] = 99
    assert not freezing.Thawed(kept).intact
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_an_export_is_recorded(office, refused):
    with refused(NotAllowed):
        services.list_export_record(actor=office.officer, measure="检查案件", count=1, filters="")
    services.list_export_record(actor=office.head, measure="检查案件", count=7, filters="")
    assert Event.objects.get(verb="statistics_export").data["count"] == 7


def test_the_pages_call_the_verbs(office, client):
    day = timezone.localdate()
    client.force_login(office.legal.user)
    form = {"way": "lenient", "mode": "enforcement", "since": day.isoformat(), "reason": "试"}
    response = client.post("/oversight/statistics/modes/set/", form)
    assert response.status_code == 422 and "从宽的处理不算处罚" in response.content.decode()
    assert client.post("/oversight/statistics/modes/set/", form | {"mode": "management"}).status_code == 302
    assert "立案后不予处罚、免予处罚" in client.get("/oversight/statistics/modes/").content.decode()
    client.force_login(office.supervisor.user)
    last = day.replace(day=1) - timedelta(days=1)
    asked = {"year": last.year, "month": last.month}
    response = client.post("/oversight/statistics/frozen/freeze/", asked, follow=True)
    row = FrozenStatistics.objects.get()
    assert "以后案件变化也不会改变这些数字" in response.content.decode()
    assert "已经定稿" in client.post("/oversight/statistics/frozen/freeze/", asked, follow=True).content.decode()
    address = f"/oversight/statistics/frozen/{row.pk}/withdraw/"
    assert "请写明撤回理由" in client.post(address, {"reason": ""}, follow=True).content.decode()
    text = client.post(address, {"reason": "补录未完", "version": 1}, follow=True).content.decode()
    assert "已撤回" in text and "补录未完" in text
    assert "已撤回" in client.get("/oversight/statistics/frozen/").content.decode()
    assert "没有符合条件的记录" in client.get("/oversight/statistics/list/?measure=again&part=top").content.decode()
    client.force_login(office.head.user)
    assert "全局口径" in client.get("/oversight/statistics/frozen/").content.decode()


def _alike(pledge, times: int) -> None:
    """So many copies of the pledge with its case, violation and sheet."""
    found = {}
    for row in (pledge.case, pledge.case.violations.get(), Assessment.objects.get(violation__case=pledge.case), pledge):
        copies = [copy.copy(row) for _ in range(times)]
        for n, made in enumerate(copies):
            made.pk = None
            for name in ("case", "violation"):
                if name in found and hasattr(row, f"{name}_id"):
                    setattr(made, name, found[name][n])
        found[row._meta.model_name] = type(row).objects.bulk_create(copies)


def test_pages_cost_the_same_with_one_and_with_many(office, client):
    """The number of queries does not grow with the cases."""
    client.force_login(office.supervisor.user)
    day = timezone.localdate()
    addresses = [
        "/oversight/statistics/",
        "/oversight/statistics/?by=item&show=relief",
        "/oversight/statistics/list/?measure=cases",
        "/oversight/statistics/list/?measure=issued&part=bottom",
    ]

    def cost(address) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code in (200, 404)
        return len(queries)

    pledge = office.signed(on=day)
    for address in addresses:
        client.get(address)
    once = [cost(address) for address in addresses]
    _alike(pledge, 3)
    assert Case.objects.count() == 4
    assert "4 件检查案件" in client.get(addresses[0]).content.decode().replace("<strong>", "").replace("</strong>", "")
    assert [cost(address) for address in addresses] == once
    assert max(once) <= 45, once
