"""The legal desk below its pages: every kind of review arises, who may decide, who is reading, candidates, notices."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import services
from cases.models import Case, Review
from cases.review_duty import HANDLING, obstacle, part_in
from cases.review_queue import counts, next_for, pending_for, similar
from cases.status import CaseStatus, DecisionState
from catalog.models import Candidate
from catalog.status import LoadState
from tests import factories as make
from tests.factories import DAY, GOOD_ANSWERS
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event, Officer, Parameter
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db
LAW = "《侵害消费者权益行为处罚办法》第十二条第（二）项"
APPROVED = {"decision": "approve", "note": "轻微", "basis": "行政处罚法第三十三条第一款", "scope": "仅限本案"}


def off_list(office, words="店堂告示写明概不退换", law=LAW, **data):
    """A case with one off-list violation that waits for legal staff."""
    case = office.draft(**data)
    given = {"description": words, "off_list_reason": "张贴两日，无后果", "off_list_law": law}
    row = services.violation_add(case=case, actor=office.officer, on=DAY, data=given)
    answers = {**GOOD_ANSWERS, "key_area": "none"}
    services.assessment_make(violation=row, actor=office.officer, on=DAY, answers=answers)
    return services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="请审")[0]


def listed(office, answers=None, **kwargs):
    case = office.assessed(answers=answers, **kwargs)
    return services.review_request(case=case, actor=office.officer, note="请审")[0]


def decide(office, row, decision="approve", by=None, **values):
    values = {"note": "同意", **values}
    return services.review_decide(review=row, actor=by or office.legal, on=DAY, decision=decision, **values)


class TestEveryKindArises:
    def test_key_area(self, office):
        food = make.item(office.bureau, "F1", office.legal, key_area="food", load_state=LoadState.REVIEW)
        assert listed(office, version=food).reasons == ["key_area"]

    def test_off_list(self, office):
        assert off_list(office).reasons == ["off_list"]

    def test_override(self, office):
        case = office.assessed(answers={"costly_fix": True})
        reasons = {"costly_fix": "费用不足百元"}
        services.assessment_make(violation=case.violations.get(), actor=office.officer, on=DAY, overrides=reasons)
        rows = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="请审")
        assert rows[0].reasons == ["override"]

    def test_older_law_lighter_now(self, office):
        """行政处罚法 37: the rule became lighter after the act; approved it leads to the pledge."""
        row = listed(office, answers={"law_changed": "lighter"})
        assert row.reasons == ["law_change"]
        decide(office, row)
        assert Case.objects.get(pk=row.case_id).status == CaseStatus.READY

    def test_older_law_no_violation_any_more(self, office):
        row = listed(office, answers={"law_changed": "not_illegal"})
        assert row.reasons == ["law_change"]
        decide(office, row)
        row.assessment.refresh_from_db()
        assert row.assessment.decided_verdict == "no_pledge_needed"

    def test_older_law_act_before_the_item(self, office):
        """The act was over before the item's rules took effect."""
        version = make.item(office.bureau, "R9", office.legal, effective_from=DAY - timedelta(days=5))
        case = office.with_violation(version=version)
        given = {"act_on": DAY - timedelta(days=20), "act_ended_on": DAY - timedelta(days=15)}
        services.violation_update(violation=case.violations.get(), actor=office.officer, on=DAY, data=given)
        services.assessment_make(violation=case.violations.get(), actor=office.officer, on=DAY, answers=GOOD_ANSWERS)
        rows = services.review_request(case=Case.objects.get(pk=case.pk), actor=office.officer, note="请审")
        assert rows[0].reasons == ["law_change"]


class TestWhoMayDecide:
    def both(self, office):
        """A legal person who also works at the station."""
        person = make.officer(office.station)
        person.user.groups.add(Group.objects.get(name=Role.LEGAL.value))
        return Officer.objects.get(pk=person.pk)

    def test_whoever_brought_evidence_or_facts(self, office, refused):
        row, both = off_list(office), self.both(office)
        assert obstacle(row, both, part_in([row.case], both)) == ""
        services.evidence_add(case=row.case, actor=both, upload=make.photo())
        assert pending_for(both).count() == 0 and pending_for(office.legal).count() == 1
        for verb in (services.review_claim, services.review_release):
            with refused(NotAllowed, "上传过本案的材料"):
                verb(review=row, actor=both)
        with refused(NotAllowed, "由其他法制人员审核"):
            decide(office, row, by=both, **APPROVED)

    @pytest.mark.parametrize("verb", HANDLING)
    def test_every_act_of_handling_counts(self, office, verb):
        row = off_list(office)
        with transaction.atomic():
            Event.objects.create(verb=verb, actor=office.legal, target_type="x", target_id="1", thread=row.case.thread)
        assert HANDLING[verb] in obstacle(row, office.legal, part_in([row.case], office.legal))
        assert not pending_for(office.legal).exists()

    def test_looking_and_reviewing_do_not_count(self, office):
        one = off_list(office)
        decide(office, one, "return")
        again = services.review_request(case=Case.objects.get(pk=one.case_id), actor=office.officer, note="已补")[0]
        assert obstacle(again, office.legal, part_in([again.case], office.legal)) == ""

    def test_who_asked_and_who_handles(self, office):
        row = off_list(office)
        assert "送审人" in obstacle(row, office.officer, {})
        assert "承办人" in obstacle(row, office.second, part_in([row.case], office.second))

    def test_the_database_keeps_them_apart(self, office):
        row = off_list(office)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=row.pk).update(decided_by=row.requested_by)

    def test_others_see_nothing(self, office, refused):
        row = off_list(office)
        with refused(NotVisible):
            services.review_claim(review=row, actor=make.Office("far").legal)
        with refused(NotAllowed):
            services.review_claim(review=row, actor=office.leader)


class TestReading:
    def test_one_reads_the_other_waits(self, office, refused):
        row = off_list(office)
        services.review_claim(review=row, actor=office.legal)
        services.review_claim(review=row, actor=office.legal)
        assert next_for(office.legal_2) is None and next_for(office.legal) == row
        with refused(TransitionRefused, "改由我来审"):
            decide(office, row, by=office.legal_2, **APPROVED)
        services.review_claim(review=row, actor=office.legal_2)
        assert Event.objects.filter(verb="review_take_over", actor=office.legal_2).count() == 1
        assert office.legal.notices.filter(text__contains="接过去审").exists()
        decide(office, row, by=office.legal_2, **APPROVED)
        row.refresh_from_db()
        assert (row.claimed_by, row.decided_by) == (None, office.legal_2)

    def test_it_lapses(self, office):
        Parameter.objects.create(bureau=office.bureau, key="review.claim_minutes", value="30")
        row = off_list(office)
        services.review_claim(review=row, actor=office.legal)
        Review.objects.update(claimed_at=timezone.now() - timedelta(minutes=31))
        assert next_for(office.legal_2) == row
        services.review_claim(review=row, actor=office.legal_2)
        assert not Event.objects.filter(verb="review_take_over").exists()

    def test_given_back(self, office):
        row = off_list(office)
        services.review_claim(review=row, actor=office.legal)
        services.review_release(review=row, actor=office.legal_2)
        assert Review.objects.get().claimed_by == office.legal
        services.review_release(review=row, actor=office.legal)
        assert Review.objects.get().claimed_by is None

    def test_the_next_one(self, office):
        first, second, third = off_list(office), off_list(office), off_list(office)
        assert next_for(office.legal) == first
        assert next_for(office.legal, after=first) == second
        assert next_for(office.legal, after=third) == first
        for row in (first, second):
            decide(office, row, "reject")
        assert next_for(office.legal, after=third) is None


class TestOffList:
    def test_basis_and_scope_are_asked_for(self, office, refused):
        row = off_list(office)
        for missing in ("basis", "scope"):
            with refused(DomainError, field=missing):
                decide(office, row, **{**APPROVED, missing: " "})
        decide(office, row, "reject", note="不轻微")
        assert not Candidate.objects.exists()

    def test_a_listed_item_keeps_none(self, office):
        row = listed(office, answers={"law_changed": "lighter"})
        decide(office, row, **APPROVED)
        row.refresh_from_db()
        assert (row.approved_basis, row.approved_scope) == ("", "") and not Candidate.objects.exists()

    def test_the_candidate_names_no_party(self, office):
        party = make.party(office.bureau, office.officer)
        row = off_list(office, words=f"{party.name}店堂告示写明概不退换", party_=party)
        decide(office, row, **{**APPROVED, "note": f"{party.name}（{party.phone}）当场撤下"})
        found = Candidate.objects.get()
        assert found.violation == "当事人店堂告示写明概不退换"
        assert (found.origin, found.origin_url) == (f"案件{row.case_id}", f"/cases/{row.case_id}/")
        assert (found.violated, found.basis, found.scope) == (LAW, APPROVED["basis"], APPROVED["scope"])
        assert found.reasons == "承办人：张贴两日，无后果\n审核：当事人（（号码略））当场撤下"
        assert (found.proposed_by, found.proposed_on) == (office.legal, DAY)


class TestRoundTheDecision:
    def test_legal_is_told_and_so_are_the_handlers(self, office):
        row = off_list(office)
        for person in (office.legal, office.legal_2):
            assert person.notices.get(key=f"review_asked:{row.pk}").url == f"/reviews/{row.pk}/"
        assert not office.officer.notices.filter(key__startswith="review_asked").exists()
        decide(office, row, "reject", note="后果不轻微")
        for person in (office.officer, office.second):
            assert "不同意适用" in person.notices.get(key=f"review:{row.pk}").text

    def test_without_a_second_officer(self, office):
        row = off_list(office)
        Case.objects.filter(pk=row.case_id).update(co_handler=None)
        decide(office, row, "return", note="补照片")
        assert office.officer.notices.filter(text__contains="退回补充").exists()

    def test_reopening_takes_the_request_back(self, office, refused):
        row = off_list(office)
        services.case_reopen(case=row.case, actor=office.officer, reason="写错了")
        row.refresh_from_db()
        assert (row.state, row.opinion) == (DecisionState.WITHDRAWN, "随案退回")
        with refused(StaleRow, "不再需要审核"):
            decide(office, row, **APPROVED)
        case = Case.objects.get(pk=row.case_id)
        assert services.review_request(case=case, actor=office.officer, note="改好了")[0].is_pending

    def test_counts_by_kind(self, office):
        off_list(office), off_list(office), listed(office, answers={"law_changed": "lighter"})
        decide(office, off_list(office), "reject")
        found = {line["key"]: line["number"] for line in counts(office.legal)}
        assert found == {"": 3, "key_area": 0, "off_list": 2, "override": 0, "law_change": 1}

    def test_other_reasons_are_counted_where_there_are_some(self, office):
        listed(office, answers={"no_intent": ""})
        assert {line["key"]: line["number"] for line in counts(office.legal)}["other"] == 1


class TestSimilar:
    def test_same_item_whatever_its_version(self, office):
        first = listed(office, answers={"law_changed": "lighter"})
        decide(office, first)
        second, foreign = listed(office, answers={"law_changed": "lighter"}), off_list(office)
        assert list(similar(second)) == [first] and list(similar(foreign)) == []

    def test_off_list_by_words_or_articles(self, office):
        first = off_list(office)
        decide(office, first, **APPROVED)
        same_words = off_list(office, law="待核实")
        decide(office, same_words, "reject")
        assert set(similar(off_list(office, words="促销商品不退"))) == {first}
        assert set(similar(off_list(office, law="待核实"))) == {first, same_words}
        assert set(similar(off_list(office, words="另一种行为", law="待核实"))) == set()

    def test_at_most_five(self, office):
        for _ in range(6):
            decide(office, off_list(office), "reject")
        assert len(similar(off_list(office))) == 5
