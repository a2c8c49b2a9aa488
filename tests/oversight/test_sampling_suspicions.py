"""疑点线索: finding them in the rows, not twice, not shown to those concerned, and what becomes of them."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Assessment, Case
from cases.status import EvidenceKind
from pledges.models import Recheck
from tests import factories as make
from tests import sampling_stage as stage
from tests.factories import DAY
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Parameter
from xinglongtai.core.roles import Role
from xinglongtai.oversight.sampling import services_draw, services_suspicion
from xinglongtai.oversight.sampling.models import Suspicion
from xinglongtai.oversight.sampling.status import DrawKind, SuspicionState

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(30)


def find(office, on=ON, **values):
    return services_suspicion.suspicions_find(bureau=office.bureau, on=on, **values)


def rules() -> set[str]:
    return set(Suspicion.objects.values_list("rule", flat=True))


@pytest.fixture
def two(office):
    """Two closed files with the very same photograph of the scene."""
    return stage.photographed(office, 2)


def same_photo() -> Suspicion:
    return Suspicion.objects.get(rule="same_photo")


def test_a_second_run_finds_nothing_twice_and_keeps_what_was_decided(office, two):
    assert find(office)["new"] == 1 and rules() == {"same_photo"}
    row = same_photo()
    assert set(row.cases.all()) == set(two) and len(row.details) == 2
    assert find(office, on=ON + timedelta(1)) == {"new": 0, "changed": 0, "same": 1}
    row.refresh_from_db()
    assert row.found_on == ON and row.seen_on == ON + timedelta(1) and row.is_open
    decide(office, row, SuspicionState.EXPLAINED)
    assert find(office)["same"] == 1
    row.refresh_from_db()
    assert row.state == SuspicionState.EXPLAINED and not row.renewed
    stage.photographed(office)
    assert find(office)["changed"] == 1
    row = same_photo()
    assert row.renewed and row.cases.count() == 3 and row.state == SuspicionState.EXPLAINED
    assert decide(office, row, SuspicionState.HANDED_ON).state == SuspicionState.HANDED_ON


def decide(office, row, state, reason="已向所里了解", actor=None, **values):
    return services_suspicion.suspicion_decide(
        suspicion=row, actor=actor or office.supervisor, on=ON, state=state, reason=reason, **values
    )


def test_those_concerned_never_see_it_whatever_their_rights(office, two):
    find(office)
    row = same_photo()
    seen = {
        name
        for name, one in vars(office).items()
        if hasattr(one, "certificate_no") and row in Suspicion.objects.visible_to(one)
    }
    assert seen == {"legal", "legal_2", "supervisor"}  # the leader approved these files
    for group in ("legal", "supervisor"):
        office.officer.user.groups.add(make.Group.objects.get(name=group))
    assert row not in Suspicion.objects.visible_to(make.Officer.objects.get(pk=office.officer.pk))
    assert row not in Suspicion.objects.visible_to(make.Office("far").supervisor)
    with pytest.raises(NotVisible):
        decide(office, row, SuspicionState.EXPLAINED, actor=office.leader)


def test_deciding_asks_for_a_way_and_a_reason(office, two, refused):
    find(office)
    row = same_photo()
    with refused(DomainError, "处理方式", field="state"):
        decide(office, row, SuspicionState.OPEN)
    with refused(DomainError, "理由", field="reason"):
        decide(office, row, SuspicionState.EXPLAINED, " ")
    with pytest.raises(StaleRow):
        decide(office, row, SuspicionState.EXPLAINED, version=9)
    with pytest.raises(NotAllowed):
        decide(office, row, SuspicionState.EXPLAINED, actor=office.head)
    decide(office, row, SuspicionState.HANDED_ON, version=1)
    with refused(TransitionRefused, "已转纪检线索"):
        decide(office, row, SuspicionState.EXPLAINED)


def test_to_review_makes_a_drawing_of_its_own(office, two, refused):
    find(office)
    row = same_photo()
    with refused(TransitionRefused, "评查标准"):
        decide(office, row, SuspicionState.TO_REVIEW)
    stage.standard(office)
    row = decide(office, row, SuspicionState.TO_REVIEW)
    drawing = row.drawing
    assert drawing.kind == DrawKind.DIRECTED and drawing.number.endswith("1号") and drawing.population == 2
    assert (drawing.since, drawing.until) == (DAY + timedelta(2), DAY + timedelta(2))
    assert all(review.reviewer for review in drawing.reviews.all())
    with refused(TransitionRefused, "其他有效抽查"):
        services_draw.drawing_direct(actor=office.supervisor, on=ON, case_ids=[two[0].pk], purpose="x")


def test_a_suspicion_adds_weight_and_a_leader_cannot_draw(office, two):
    find(office)
    stage.standard(office)
    leader = make.officer(office.bureau.unit, Role.LEADER, certified=False)
    with pytest.raises(NotAllowed):
        decide(office, same_photo(), SuspicionState.TO_REVIEW, actor=leader)
    drawing = stage.drawn(office, kind=DrawKind.WEIGHTED)
    assert [line.split(" ", 1)[1] for line in drawing.roll.text.splitlines()] == ["6 suspicion,late_entry"] * 2


def test_every_rule_finds_its_rows(office):
    """One situation a rule, written into the rows where no verb would: the readers and the rules agree about columns."""
    first, second = stage.closed(office), stage.closed(office)
    Case.objects.filter(pk=second.pk).update(party=first.party)
    for number, case in enumerate((first, second)):
        stage.picture(case, office, "a" * 64)
        stage.picture(case, office, f"{number}" * 64, kind=EvidenceKind.CORRECTED, taken_at=make.at(DAY - timedelta(1)))
    recheck = Recheck.objects.get(pledge__case=first)
    recheck.photos.set(first.evidence.filter(kind=EvidenceKind.CORRECTED))
    Recheck.objects.filter(pledge__case__in=[first, second]).update(
        note="现场查看营业执照已悬挂在醒目位置，与要求相符。"
    )
    sheet = Assessment.objects.get(violation__case=first)
    for line in sheet.sheet["lines"][:3]:
        line["override_reason"] = "情况特殊"
    Assessment.objects.filter(pk=sheet.pk).update(sheet=sheet.sheet, override_reason="情况特殊")
    once_more = Assessment(**{f.attname: getattr(sheet, f.attname) for f in sheet._meta.fields if f.name != "id"})
    once_more.is_current = False
    once_more.save()
    bounds = {"pair_cases": 2, "same_text_cases": 2, "bulk_letters": 2, "bulk_minutes": 240, "quick_lines": 1}
    for key, value in {**bounds, "early_hour": 12, "late_hour": 13}.items():
        Parameter.objects.create(bureau=office.bureau, key=f"suspicion.{key}", value=str(value))
    find(office)
    missing = {"odd_hours"} if timezone.localtime().hour == 12 else set()
    assert rules() == {rule.key for rule in services_suspicion.RULES} - missing
    assert find(office, on=ON + timedelta(800)) == {"new": 0, "changed": 0, "same": 0}  # outside the window


def test_the_number_of_queries_does_not_grow_with_the_files(office, two):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            find(office)
        return len(counted)

    find(office)
    stage.rows(office, 1)
    few = cost()
    stage.rows(office, 30)
    assert cost() == few <= 60
    assert Suspicion.objects.filter(rule="closed_at_once").count() == 31


def test_the_verb_is_for_those_who_may_see_and_their_own_bureau(office, refused):
    with pytest.raises(NotAllowed):
        find(office, actor=office.officer)
    with refused(DomainError, "本机关"):
        find(office, actor=make.Office("far").supervisor)
    assert find(office, actor=office.supervisor) == {"new": 0, "changed": 0, "same": 0}


def test_the_nightly_command(office, two, capsys):
    row = stage.found(office)
    late = row.due_on + timedelta(3)
    call_command("sampling_daily", "--date", late.isoformat(), "--dry-run")
    assert not Suspicion.objects.exists() and "未写入" in capsys.readouterr().out
    call_command("sampling_daily", "--date", late.isoformat(), "--bureau", "xlt")
    out = capsys.readouterr().out
    assert "提醒逾期评查意见 1 条" in out and same_photo()
    call_command("sampling_daily", "--date", late.isoformat())
    assert "新发现 0 条" in capsys.readouterr().out
    for wrong in (("--date", "x"), ("--bureau", "nobody")):
        with pytest.raises(CommandError):
            call_command("sampling_daily", *wrong)
