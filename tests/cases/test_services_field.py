"""A draft of a phone becomes one case, however often it comes."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError

from cases import services
from cases.field import wording
from cases.models import Case, FieldEntry, Party
from cases.services import field as verbs
from tests import factories as f
from tests.field_stage import CODE, KEY, written
from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def receive(office, *, actor=None, on=f.DAY, key=KEY, **changed):
    return services.field_entry_receive(
        actor=actor or office.officer, on=on, client_key=key, data=written(**{"on": on, **changed})
    )


def test_a_draft_opens_a_case_with_what_was_seen(office):
    row = receive(office, co_handler=office.second)
    case = Case.objects.get(pk=row.case_id)
    assert (case.party.uscc, case.handler, case.co_handler) == (CODE, office.officer, office.second)
    assert (case.inspected_on, case.discovered_on, case.place) == (f.DAY, f.DAY, "演示路离线1号")
    assert case.facts["field"] == {"seen": "没挂执照", "note": "经营者不在场", "at": "09:30", "differs": {}}
    assert case.late_entry_reason == "" and verbs.words_seen(case) == "没挂执照"
    sentence = audit.describe(audit.timeline(case.thread)[0])
    assert sentence == "收到离线登记（2026年6月1日检查，校验值 000000000000）"
    assert str(row) == f"离线登记 {row.pk}"


def test_the_same_key_again_is_the_same_case(office):
    first = receive(office)
    again = receive(office, name="改过的名称")
    assert again == first and Case.objects.count() == 1 and Party.objects.count() == 1


def test_another_officer_does_not_send_it(office, refused):
    receive(office)
    with refused(NotAllowed, "只能由本人发送"):
        receive(office, actor=office.second)


def test_only_who_registers_sends(office, refused):
    with refused(NotAllowed, "登记检查"):
        receive(office, actor=office.supervisor)


def test_sent_twice_at_the_same_moment(office, monkeypatch):
    """The other transaction wins between the look and the insert."""
    first = receive(office)
    known, looks = verbs._known, []

    def late(key, actor):
        looks.append(key)
        return None if len(looks) == 1 else known(key, actor)

    monkeypatch.setattr(verbs, "_known", late)
    assert receive(office) == first
    assert Case.objects.count() == 1 and len(looks) == 2


def test_an_integrity_error_of_another_kind_is_not_hidden(office, monkeypatch):
    def broken(*args):
        raise IntegrityError("something else")

    monkeypatch.setattr(verbs, "_receive", broken)
    with pytest.raises(IntegrityError):
        receive(office)


def test_a_known_code_is_the_known_party_and_differences_are_told(office):
    shop = f.party(office.bureau, office.officer, uscc=CODE, name="红星（演示）超市", phone="13800000009")
    case = receive(office, place="后门").case
    assert case.party == shop and case.place == "后门"
    assert case.facts["field"]["differs"] == {
        "名称": "兴隆台区演示离线小店",
        "联系电话": "13800000001",
        "住所": "演示路离线1号",
    }
    shop.refresh_from_db()
    assert shop.phone == "13800000009"


def test_a_likely_double_is_for_the_officer_to_pick(office, refused):
    shop = f.party(office.bureau, office.officer, name="兴隆台区演示离线小店", uscc="")
    with refused(verbs.LikelyDoubles, "请选一个", field="party") as caught:
        receive(office)
    assert caught.value.parties == [shop] and not Case.objects.exists()
    picked = receive(office, party=str(shop.pk))
    assert picked.case.party == shop and picked.case.facts["field"]["differs"]["信用代码"] == CODE
    other = receive(office, party="new", key=uuid.uuid4())
    assert other.case.party != shop and Party.objects.count() == 2


def test_a_picked_party_must_be_in_sight(office, refused):
    foreign = f.Office("far")
    theirs = f.party(foreign.bureau, foreign.officer)
    with refused(DomainError, "重新选择", field="party"):
        receive(office, party=str(theirs.pk))


def test_a_later_day_is_a_late_entry_with_its_reason(office, refused):
    later = f.DAY + timedelta(days=2)
    with refused(DomainError, "补录原因", field="late_entry_reason"):
        receive(office, on=later, inspected_on=f.DAY, late_entry_reason=" ")
    case = receive(office, on=later, inspected_on=f.DAY).case
    case.refresh_from_db()
    assert (case.inspected_on, case.late_entry_reason) == (f.DAY, "现场无网络")
    assert "补录离线登记" in audit.describe(audit.timeline(case.thread)[0])


def test_a_clock_that_runs_ahead_is_named(office, refused):
    with refused(DomainError, "手机时钟比服务器快约1天2小时", field="inspected_on"):
        receive(office, inspected_on=f.DAY + timedelta(days=1), clock_ahead=26 * 3600)
    with refused(DomainError, "请改检查日期和时间", field="inspected_on"):
        receive(office, inspected_on=f.DAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"uscc": "92211103MA0000000X"}, "uscc"), ({"phone": "12"}, "phone"), ({"name": " "}, "name")],
)
def test_bad_particulars_are_refused_at_their_field(office, refused, changed, field):
    with refused(DomainError, field=field):
        receive(office, **changed)
    assert not FieldEntry.objects.exists() and not Case.objects.exists()


def test_the_second_officer_needs_a_certificate(office, refused):
    with refused(DomainError, "执法证", field="co_handler"):
        receive(office, co_handler=f.officer(office.station, certified=False))
    assert not Party.objects.exists()  # nothing half done


def test_a_person_without_code_and_place(office):
    case = receive(office, kind="natural_person", uscc="", address="", inspected_at=None).case
    assert case.place == "" and case.facts["field"]["at"] == ""


def test_a_case_of_the_desk_has_no_words_of_the_shop(office):
    assert verbs.words_seen(office.draft()) == ""


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, ""),
        (-119, ""),
        (120, "手机时钟比服务器快约2分钟"),
        (11_400, "手机时钟比服务器快约3小时10分钟"),
        (-90_000, "手机时钟比服务器慢约1天1小时"),
    ],
)
def test_clock_in_words(ahead, words):
    assert wording.clock_words(ahead) == words == FieldEntry(clock_ahead=ahead).clock_words
