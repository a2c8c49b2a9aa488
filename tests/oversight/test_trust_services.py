"""Objections to the record, and the lists: off unless switched on, a basis, a notice, a second person, an end."""

from datetime import timedelta

import pytest

from cases.models import PriorRecord
from cases.services import case_handover, prior_remove
from pledges import services as pledge_services
from tests.factories import DAY, Office
from xinglongtai.core import audit, roles
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Notice, Parameter
from xinglongtai.oversight.trust import services
from xinglongtai.oversight.trust.models import TrustListing
from xinglongtai.oversight.trust.selectors import record_of

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)
OBJECTION = {"raised_by": "经营者本人", "way": "written", "raised_on": DAY, "words": "当天已寄出"}


def prior(office, party, *, breached=True, **values) -> PriorRecord:
    data = {
        "violation": "未亮照",
        "act_on": DAY - timedelta(days=400),
        "document_number": "旧〔2025〕1号",
        "source": "历史台账",
    }
    return PriorRecord.objects.create(
        bureau=office.bureau, party_name=party.name, **{"uscc": party.uscc, "breached": breached, **data, **values}
    )


def play(office):
    """One party broke its pledge (``office.broken``), one kept it (``office.kept``)."""
    office.broken, office.kept = office.rechecked("failed"), office.rechecked().party
    return office


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        return play(office_of_file)


def broken(office):
    """The party that broke its pledge, with the line's key."""
    return office.broken.party, f"pledge-{office.broken.pledges.get().pk}"


def objected(office, party, line, **changes):
    return services.objection_record(
        party=party, line=line, actor=office.officer, on=DAY, data={**OBJECTION, **changes}
    )


def decided(office, row, **values):
    given = {"accept": True, "corrected_to": "late", "reason": "邮戳属实", **values}
    return services.objection_decide(objection=row, actor=office.legal, on=LATER, **given)


def switched_on(office):
    Parameter.objects.create(bureau=office.bureau, key="trust.lists_enabled", value="是")
    return office


def basis(**changes):
    return {
        "kind": "discipline",
        "basis_document": "演示文件〔2026〕1号",
        "basis_article": "第三条 演示条文",
        "facts": "见守信记录",
        "measures": "增加检查频次",
        "starts_on": DAY,
        "ends_on": DAY + timedelta(days=90),
        **changes,
    }


def proposed(office, party, **changes) -> TrustListing:
    return services.listing_propose(party=party, actor=office.legal, on=DAY, data=basis(**changes))


def noticed(office, row) -> TrustListing:
    given = {"noticed_on": DAY, "notice": "直接送达", "reply": "没有意见"}
    return services.listing_notice(listing=row, actor=office.legal, on=DAY, **given)


def entered(office, party, **changes) -> TrustListing:
    row = noticed(office, proposed(office, party, **changes))
    return services.listing_decide(listing=row, actor=office.leader, on=DAY, approve=True)


def test_a_line_shows_what_was_computed_and_the_correction(office, refused):
    party, line = broken(office)
    row = objected(office, party, line)
    assert Notice.objects.filter(officer=office.legal, key=f"trust_objection:{row.pk}").exists()
    assert "经营者" not in str(audit.timeline(row.thread, 1)[0].data)
    with refused(TransitionRefused, "已有一项异议"):
        objected(office, party, line)
    decided(office, row)
    found = record_of(party, office.legal, LATER).line(line)
    assert (found.judged.kind, found.kind, found.label, found.tone) == ("broken", "late", "逾期履行", "warn")
    assert [number for *_, number in record_of(party, office.legal, LATER).counts] == [0, 0, 1, 0]
    assert any("由“失诺”更正为“逾期履行”：邮戳属实" in audit.describe(e) for e in audit.timeline(row.thread))
    with refused(TransitionRefused, "不需要再处理"):
        decided(office, row)
    rejected = decided(office, objected(office, party, line), accept=False, reason="没有新的材料")
    assert (rejected.state, rejected.corrected_to) == ("rejected", "")
    assert record_of(party, office.legal, LATER).line(line).label == "逾期履行"


def test_what_an_objection_must_say(office, refused):
    party, line = broken(office)
    running = office.signed()
    for changes, field in (
        ({"raised_by": " "}, "raised_by"),
        ({"words": ""}, "words"),
        ({"way": "rumour"}, "way"),
        ({"raised_on": LATER}, "raised_on"),
    ):
        with refused(DomainError, field=field):
            objected(office, party, line, **changes)
    with refused(DomainError, "已经不在守信记录里"):
        objected(office, party, "pledge-999")
    with refused(TransitionRefused, "还没有了结"):
        objected(office, running.case.party, f"pledge-{running.pk}")
    with pytest.raises(NotAllowed):
        services.objection_record(party=party, line=line, actor=office.sysadmin, on=DAY, data=OBJECTION)
    with pytest.raises(NotVisible):
        services.objection_record(party=party, line=line, actor=Office("other").officer, on=DAY, data=OBJECTION)


def test_who_decides_on_an_objection_and_how(office, refused):
    party, line = broken(office)
    row = objected(office, party, line)
    with refused(DomainError, "请写明理由", field="reason"):
        decided(office, row, reason=" ")
    for worse in ("", "broken", "refused"):
        with refused(DomainError, "变得更差", field="corrected_to"):
            decided(office, row, corrected_to=worse)
    with pytest.raises(StaleRow):
        decided(office, row, version=9)
    with pytest.raises(NotAllowed):
        services.objection_decide(objection=row, actor=office.leader, on=DAY, accept=False, reason="不对")
    with pytest.raises(NotVisible):
        services.objection_decide(objection=row, actor=Office("other").legal, on=DAY, accept=False, reason="不对")
    office.officer.user.groups.add(office.legal.user.groups.get())
    handler = type(office.officer).objects.get(pk=office.officer.pk)
    assert roles.allowed(handler, "oversight.correct_trust")
    with refused(NotAllowed, "自己案件"):
        services.objection_decide(objection=row, actor=handler, on=DAY, accept=False, reason="不对")


def test_imported_records_are_objected_to_and_may_go(office, refused):
    """A record taken back by undoing the import leaves the objection readable; it can then only be rejected."""
    party = office.draft().party
    old = prior(office, party)
    row = objected(office, party, f"prior-{old.pk}")
    prior_remove(record=old, actor=office.legal, reason="导错了")
    row.refresh_from_db()
    assert row.prior_id is None and "旧〔2025〕1号" in row.line
    with refused(TransitionRefused, "已经撤下"):
        decided(office, row)
    assert decided(office, row, accept=False, reason="记录已撤下").state == "rejected"


def test_printing_is_recorded(office):
    party, _ = broken(office)
    services.record_printed(party=party, actor=office.officer, count=1)
    assert audit.describe(audit.timeline(f"party:{party.pk}", 1)[0]) == "打印守信记录（1 条）"
    with pytest.raises(NotAllowed):
        services.record_printed(party=party, actor=office.sysadmin, count=1)


def test_the_lists_are_off(office, refused):
    party, _ = broken(office)
    with refused(TransitionRefused, "没有启用守信失信名单"):
        proposed(office, party)
    with refused(TransitionRefused, "没有启用"):
        services.list_export_record(actor=office.legal, count=0, filters="")
    row = proposed(switched_on(office), party)
    Parameter.objects.all().delete()
    with refused(TransitionRefused, "没有启用"):
        noticed(office, row)
    assert record_of(party, office.officer, DAY).broken  # the record itself is always there


def test_a_proposal_needs_basis_days_and_a_broken_promise(office, refused):
    switched_on(office)
    party, line = broken(office)
    kept = office.kept
    for name in ("basis_document", "basis_article", "facts", "measures"):
        with refused(DomainError, field=name):
            proposed(office, party, **{name: " "})
    for changes, field in (
        ({"kind": "praise"}, "kind"),
        ({"starts_on": DAY - timedelta(days=1)}, "starts_on"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"ends_on": DAY + timedelta(days=366)}, "ends_on"),
    ):
        with refused(DomainError, field=field):
            proposed(office, party, **changes)
    with refused(TransitionRefused, "没有失诺"):
        proposed(office, kept)
    refusing = office.issued()
    pledge_services.pledge_refuse(
        pledge=refusing, actor=office.officer, on=DAY, reason="不愿签署", witness="演示见证人"
    )
    with refused(TransitionRefused, "没有失诺"):
        proposed(office, refusing.case.party)
    waiting = objected(office, party, line)
    with refused(TransitionRefused, "异议待处理"):
        proposed(office, party)
    decided(office, waiting, accept=False)
    row = proposed(office, party)
    assert row.record[0]["kind"] == "失诺"
    assert Notice.objects.filter(officer=office.leader, key=f"trust_listing:{row.pk}").exists()
    with refused(TransitionRefused, "同样的提议"):
        proposed(office, party)
    assert proposed(office, kept, kind="incentive").state == "proposed"
    with pytest.raises(NotAllowed):
        services.listing_propose(party=party, actor=office.leader, on=DAY, data=basis())


def test_notice_comes_before_discipline_and_another_person_decides(office, refused):
    switched_on(office)
    party, line = broken(office)
    row = proposed(office, party)
    decide = services.listing_decide
    given = {"listing": row, "on": DAY}
    with refused(TransitionRefused, "事先告知"):
        decide(actor=office.leader, approve=True, **given)
    for values, field in (
        ({"noticed_on": LATER, "notice": "送达"}, "noticed_on"),
        ({"noticed_on": DAY, "notice": " "}, "notice"),
    ):
        with refused(DomainError, field=field):
            services.listing_notice(actor=office.legal, **given, **values)
    noticed(office, row)
    with refused(DomainError, "不列入请写明理由", field="note"):
        decide(actor=office.leader, approve=False, **given)
    office.legal.user.groups.add(office.leader.user.groups.get())
    both = type(office.legal).objects.get(pk=office.legal.pk)
    with refused(NotAllowed, "自己的提议"):
        decide(actor=both, approve=True, **given)
    with pytest.raises(NotAllowed):
        decide(actor=office.supervisor, approve=True, **given)
    with pytest.raises(StaleRow):
        decide(actor=office.leader, approve=True, version=1, **given)
    late = DAY + timedelta(days=91)
    with refused(TransitionRefused, "截止日期已过"):
        decide(listing=row, actor=office.leader, on=late, approve=True)
    decided(office, objected(office, party, line))
    with refused(TransitionRefused, "没有失诺"):
        decide(actor=office.leader, approve=True, **given)
    assert decide(actor=office.leader, approve=False, note="已更正", **given).state == "rejected"
    with refused(TransitionRefused, "不能这样办理"):
        decide(actor=office.leader, approve=True, **given)


def test_entries_lapse_by_themselves_or_end_early(office, refused):
    switched_on(office)
    row = entered(office, broken(office)[0], starts_on=LATER)
    last = row.ends_on
    assert [row.in_force(day) for day in (DAY, LATER, last, last + timedelta(days=1))] == [False, True, True, False]
    standings = [row.standing(day)[0] for day in (DAY, LATER, last + timedelta(days=1))]
    assert standings == ["已决定，2026年6月2日开始", "在列", "已到期"]
    end = services.listing_end
    with refused(TransitionRefused, "已到期"):
        end(listing=row, actor=office.leader, on=last + timedelta(days=1), reason="修复")
    with refused(DomainError, "请写明理由", field="reason"):
        end(listing=row, actor=office.leader, on=LATER, reason="")
    with pytest.raises(NotAllowed):
        end(listing=row, actor=office.legal, on=LATER, reason="修复")
    end(listing=row, actor=office.leader, on=LATER, reason="已改正，完成信用修复")
    row.refresh_from_db()
    assert row.standing(LATER) == ("提前移出", "neutral") and not row.in_force(LATER)
    with refused(TransitionRefused, "不需要移出"):
        end(listing=row, actor=office.leader, on=LATER, reason="再来")
    told = [audit.describe(event) for event in audit.timeline(row.thread)]
    assert told[0] == "提前移出失信联合惩戒名单（2026年6月2日）：已改正，完成信用修复" and len(told) == 4
    assert told[1] == "决定列入失信联合惩戒名单，2026年6月2日至2026年8月30日"


def test_an_incentive_needs_no_notice_and_a_proposal_can_be_taken_back(office, refused):
    switched_on(office)
    party = office.kept
    row = proposed(office, party, kind="incentive")
    services.listing_withdraw(listing=row, actor=office.legal, on=DAY, reason="材料不全")
    with refused(TransitionRefused, "已撤回提议"):
        services.listing_withdraw(listing=row, actor=office.legal, on=DAY, reason="再撤")
    row = proposed(office, party, kind="incentive")
    services.listing_decide(listing=row, actor=office.leader, on=DAY, approve=True, note="同意")
    row.refresh_from_db()
    assert row.standing(DAY) == ("在列", "good")
    services.list_export_record(actor=office.officer, count=1, filters="")
    with pytest.raises(NotVisible):
        services.listing_end(listing=row, actor=switched_on(Office("other")).leader, on=DAY, reason="别局")


def test_the_same_firm_by_its_number_and_out_of_reach(office):
    """A case that went to another unit stands without a link; a record by name only counts for nothing."""
    party, line = broken(office)
    prior(office, party)
    prior(office, party, uscc="", breached=True, document_number="同名")
    case = party.cases.get()
    case_handover(case=case, actor=office.supervisor, to=office.stranger, note="改派", version=None)
    made = record_of(party, office.officer, DAY)
    assert made.line(line).case_id is None
    assert record_of(party, office.legal, DAY).line(line).case_id == case.pk
    assert [row.title for row in made.unsure] == ["同名"]
    assert [number for *_, number in made.counts] == [0, 0, 0, 2]
