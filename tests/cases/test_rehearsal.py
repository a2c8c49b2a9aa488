"""预演: which old cases count, what is told of them, that nothing at all is written, and that it stays quick."""

from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cases import rehearsal as module
from cases import services
from cases.models import Assessment, Case
from cases.rehearsal import OPEN, RULES, SAME, UNREADABLE, months_before, rehearsal
from catalog.models import ConditionToken, ItemCondition, ItemVersion
from catalog.services import item_version_new
from catalog.version_links import links_for
from tests import factories as make
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import Event, Parameter
from xinglongtai.core.readonly import read_only

pytestmark = pytest.mark.django_db
DAY = make.DAY


def narrow(draft, token="kept_in_order", label="台账齐全", role="condition"):
    """One more condition on the draft."""
    kind = {"label": label, "role": role, "judged_by": "officer"}
    if "=" in token:
        kind |= {"value_type": "choice", "comparator": "=", "parameter": token.split("=")[1]}
    word, _ = ConditionToken.objects.get_or_create(token=token, defaults=kind)
    ItemCondition.objects.create(version=draft, token=word, text=label)


def whole(version) -> ItemVersion:
    return ItemVersion.objects.with_parts().select_related("source_list").get(pk=version.pk)


@pytest.fixture
def draft(office):
    return item_version_new(item=office.item.item, actor=office.legal)


def run(office, draft, on=DAY, **kwargs):
    return rehearsal(version=whole(draft), actor=office.legal, on=on, **kwargs)


@pytest.fixture
def page(client, office, monkeypatch):
    monkeypatch.setattr("cases.views.rehearsal.today", lambda: DAY)
    client.force_login(office.legal.user)
    return client


class TestWhatCounts:
    def test_every_assessed_violation_whatever_its_version(self, office, draft):
        office.assessed()
        office.ready()
        office.with_violation()  # not assessed yet
        assert run(office, draft).total == 2

    def test_not_another_item_another_bureau_or_what_was_cancelled(self, office, draft):
        office.assessed(version=make.item(office.bureau, "R4", office.legal))
        services.case_cancel(case=office.assessed(), actor=office.officer, reason="登记错了")
        make.Office("other").assessed()
        found = run(office, draft)
        assert (found.total, found.rows) == (0, [])

    def test_only_the_window(self, office, draft):
        office.assessed()
        later = date(2028, 6, 1)
        assert run(office, draft, on=later).total == 1
        assert run(office, draft, on=later + timedelta(days=1)).total == 0
        Parameter.objects.create(bureau=office.bureau, key="catalog.rehearsal_months", value="36")
        assert run(office, draft, on=later + timedelta(days=1)).total == 1

    def test_only_the_newest_sheet(self, office, draft):
        case = office.assessed()
        services.assessment_make(
            violation=case.violations.get(), actor=office.officer, on=DAY, answers={"costly_fix": True}
        )
        assert [row.recorded for row in run(office, draft).rows] == ["ordinary_procedure"]

    def test_a_version_published_before_is_not_rehearsed(self, office, refused):
        with refused(TransitionRefused, "只用于草稿和待审"):
            rehearsal(version=whole(office.item), actor=office.legal, on=DAY)

    def test_the_first_version_of_an_item(self, office, draft):
        ItemVersion.objects.filter(pk=draft.pk).update(version_no=0)
        found = run(office, draft)
        assert (found.before, found.differences, found.compared) == (None, [], "")


class TestWhatIsTold:
    def test_changed_unknown_and_same(self, office, draft):
        narrow(draft, "party_type=enterprise", "当事人为企业")
        shop = office.assessed()
        branch = office.assessed(party_=make.party(office.bureau, office.officer, kind="branch"))
        firm = office.assessed(party_=make.party(office.bureau, office.officer, kind="company"))
        rows = {row.case: row for row in run(office, draft).rows}
        assert (rows[shop.pk].step, rows[shop.pk].draft_label) == ("eligible-not_eligible", "不能适用承诺")
        assert rows[shop.pk].changes[0].old == "没有这一项"
        assert (rows[branch.pk].kind, rows[branch.pk].step) == (OPEN, "")
        assert rows[branch.pk].draft_label == "未知：可以适用承诺，或者不能适用承诺"
        assert (rows[firm.pk].kind, rows[firm.pk].changes, rows[firm.pk].remark) == (SAME, (), "")

    def test_the_draft_is_not_blamed_for_parameters(self, office, draft):
        row = Assessment.objects.get(violation__case=office.assessed())
        Assessment.objects.filter(pk=row.pk).update(verdict="ordinary_procedure", decided_verdict="eligible")
        found = run(office, draft)
        assert found.counts[RULES] == 1 and found.counts[SAME] == 1
        told = found.chosen(RULES)[0]
        assert "与草稿无关" in told.remark and told.decided_label == "可以适用承诺"
        assert [group.key for group in found.groups()] == ["", RULES, SAME]

    def test_an_override_goes_along(self, office, draft):
        case = office.with_violation()
        services.assessment_make(
            violation=case.violations.get(),
            actor=office.officer,
            on=DAY,
            answers={**make.GOOD_ANSWERS, "no_intent": False},
            overrides={"no_intent": "当事人确不知情"},
        )
        row = run(office, draft).rows[0]
        assert (row.recorded, row.trial.baseline, row.kind) == ("needs_legal_review", "needs_legal_review", SAME)

    def test_an_override_without_its_line_is_named(self, office):
        version = make.item(office.bureau, "R8", office.legal, tokens={"kept_in_order": "台账齐全"})
        case = office.with_violation(version=version)
        services.assessment_make(
            violation=case.violations.get(),
            actor=office.officer,
            on=DAY,
            answers={**make.GOOD_ANSWERS, "kept_in_order": False},
            overrides={"kept_in_order": "台账在会计处"},
        )
        draft = item_version_new(item=version.item, actor=office.legal)
        draft.conditions.all().delete()
        row = run(office, draft).rows[0]
        assert "台账齐全" in row.remark and row.step == "needs_legal_review-eligible"

    def test_a_record_that_cannot_be_read_is_counted_apart(self, office, draft):
        row = Assessment.objects.get(violation__case=office.assessed())
        Assessment.objects.filter(pk=row.pk).update(facts={**row.facts, "jurisdiction": "从前的代码"})
        found = run(office, draft)
        told = found.chosen(UNREADABLE)[0]
        assert (told.kind, told.step, told.draft_label, told.baseline_label, told.changes) == (
            UNREADABLE,
            "",
            "",
            "",
            (),
        )
        assert "读不出" in told.remark
        assert found.counts["moved"] == 1

    def test_rules_are_read_once_for_each_version(self, office, draft):
        office.assessed()
        second = Assessment.objects.get(violation__case=office.assessed())
        Assessment.objects.filter(pk=second.pk).update(rule={**second.rule, "load_state": "needs_legal_review"})
        verdicts = {row.trial.baseline for row in run(office, draft).rows}
        assert verdicts == {"eligible", "needs_legal_review"}

    def test_somebody_who_may_not_see_the_case_sees_no_party(self, office, draft):
        office.assessed()
        row = rehearsal(version=whole(draft), actor=office.sysadmin, on=DAY).rows[0]
        assert (row.visible, row.party) == (False, "")

    def test_steps_are_counted(self, office, draft):
        narrow(draft, "party_type=enterprise", "当事人为企业")
        office.assessed()
        office.assessed()
        office.assessed(answers={"suspected_crime": True})
        found = run(office, draft)
        assert [(g.label, g.count) for g in found.steps] == [("可以适用承诺 → 不能适用承诺", 2)]
        assert len(found.chosen("eligible-not_eligible")) == 2
        assert len(found.chosen("")) == 2 and len(found.chosen(SAME)) == 1


def test_parts(office, draft, monkeypatch):
    monkeypatch.setattr(module, "PART", 2)
    cases = [office.assessed(on=DAY + timedelta(days=n)).pk for n in range(3)]
    on = DAY + timedelta(days=3)
    first, second = (run(office, draft, on=on, part=part) for part in (1, 2))
    assert [row.case for row in first.rows] == cases[:0:-1]
    assert [row.case for row in second.rows] == cases[:1]
    assert (list(first.parts), first.total) == ([1, 2], 3)
    assert run(office, draft, on=on, part=99).part == 2
    assert run(office, draft, on=on, part=-5).part == 1


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 12, 31), 1, date(2026, 11, 30)),
    ],
)
def test_months_before(day, months, found):
    assert months_before(day, months) == found


def everything() -> dict:
    """Every row of every table."""
    return {model: list(model.objects.order_by("pk").values()) for model in apps.get_models() if model._meta.managed}


class TestNothingIsWritten:
    def test_no_row_and_no_event(self, page, office, draft):
        narrow(draft, "party_type=enterprise", "当事人为企业")
        office.assessed()
        office.issued()
        before = everything()
        assert page.get(reverse("cases:rehearsal", args=[draft.pk])).status_code == 200
        assert page.get(reverse("cases:rehearsal_export", args=[draft.pk])).status_code == 200
        assert everything() == before

    def test_the_database_refuses_writing(self, office):
        with pytest.raises(DatabaseError), read_only():
            Event.objects.create(verb="x")

    def test_and_takes_it_again_afterwards(self, office, draft):
        with read_only():
            run(office, draft)
        assert Case.objects.count() == 0
        office.draft()
        assert Case.objects.count() == 1


class TestPage:
    def test_what_it_shows(self, page, office, draft):
        narrow(draft, "party_type=enterprise", "当事人为企业")
        case = office.assessed()
        text = page.get(reverse("cases:rehearsal", args=[draft.pk])).content.decode()
        for words in ("只读", "与第1版相比", "当事人为企业", "结论会变", case.party.name, "没有这一项 → 不符合"):
            assert words in text
        assert reverse("cases:detail", args=[case.pk]) in text

    @pytest.mark.parametrize("kind", ["same", "", "nonsense", "eligible-not_eligible", "open"])
    def test_narrowed(self, page, office, draft, kind):
        office.assessed()
        shown = page.get(reverse("cases:rehearsal", args=[draft.pk]), {"kind": kind, "part": "x", "page": "9"})
        assert shown.status_code == 200
        assert shown.context["kind"] == (kind if kind == "same" else "")

    def test_nothing_to_rehearse(self, page, draft):
        assert "窗口内没有这个事项的旧案" in page.get(reverse("cases:rehearsal", args=[draft.pk])).content.decode()

    def test_parts_and_pages(self, page, office, draft, monkeypatch):
        monkeypatch.setattr(module, "PART", 1)
        office.assessed()
        office.assessed()
        text = page.get(reverse("cases:rehearsal", args=[draft.pk]), {"part": 2}).content.decode()
        assert "第 2 部分" in text and "共 2 件" in text

    def test_the_spreadsheet(self, page, office, draft):
        narrow(draft, "party_type=enterprise", "当事人为企业")
        case = office.assessed()
        answer = page.get(reverse("cases:rehearsal_export", args=[draft.pk]))
        rows = list(load_workbook(BytesIO(answer.content)).active.values)
        assert "预演 R3 第2版（草稿）" in rows[0][0]
        assert rows[1][0] == "案件号" and rows[2][:2] == (case.pk, case.party.name)
        assert "当事人为企业：没有这一项 → 不符合" in rows[2]

    def test_the_spreadsheet_hides_too(self, page, office, draft, monkeypatch):
        office.assessed()
        monkeypatch.setattr("cases.rehearsal.Case.objects.visible_to", lambda actor: Case.objects.none())
        answer = page.get(reverse("cases:rehearsal_export", args=[draft.pk]), {"kind": "same"})
        assert "不在可见范围" in list(load_workbook(BytesIO(answer.content)).active.values)[2]
        assert (
            "不在您的可见范围"
            in page.get(reverse("cases:rehearsal", args=[draft.pk]), {"kind": "same"}).content.decode()
        )

    def test_who_may(self, client, office, draft):
        url = reverse("cases:rehearsal", args=[draft.pk])
        for person, status in (("officer", 403), ("leader", 403), ("supervisor", 403), ("sysadmin", 403)):
            client.force_login(getattr(office, person).user)
            assert client.get(url).status_code == status
        client.force_login(make.Office("other").legal.user)
        assert client.get(url).status_code == 404
        client.force_login(office.legal.user)
        assert client.post(url).status_code == 405
        assert client.get(reverse("cases:rehearsal", args=[office.item.pk])).status_code == 409

    def test_queries_do_not_grow(self, page, office, draft):
        office.assessed()
        url = reverse("cases:rehearsal", args=[draft.pk])
        page.get(url)

        def asked():
            with CaptureQueriesContext(connection) as queries:
                page.get(url, {"kind": "same"})
            return len(queries)

        before = asked()
        for _ in range(4):
            office.assessed()
        assert asked() == before

    def test_the_door_on_the_version(self, office, draft):
        assert ("预演", reverse("cases:rehearsal", args=[draft.pk])) in links_for(draft, office.legal.user)
        assert "预演" not in dict(links_for(office.item, office.legal.user))
        assert "预演" not in dict(links_for(draft, office.officer.user))


def test_the_measurement(office):
    before = Case.objects.count(), ItemVersion.objects.count()
    out = StringIO()
    call_command("bench_rehearsal", "--count", "12", stdout=out)
    assert "旧案 12 件" in out.getvalue() and "结论会变" in out.getvalue()
    assert (Case.objects.count(), ItemVersion.objects.count()) == before
