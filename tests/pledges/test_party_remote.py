"""Recheck without a visit: a fresh word, photos in time, and two officers who decide."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pledges import services
from pledges.models import RemoteProof
from pledges.services.remote import STATEMENT, WordExpired
from pledges.status import PledgeStatus, RecheckResult
from tests import factories as make
from tests.partypage_stage import allow_remote, link_of, remote_item, remote_pledge
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Event, Notice, Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def pledge(office):
    return remote_pledge(office)


def word(pledge, at):
    return services.remote_word_give(link=link_of(pledge), at=at)


def taken(pledge, colour=(9, 9, 9)):
    return services.party_file_keep(link=link_of(pledge), upload=make.photo(colour=colour), kind="corrected_photo")


def send(pledge, proof, at, photos, **given):
    given.setdefault("form", uuid.uuid4())
    return services.remote_proof_send(
        link=link_of(pledge), proof=proof.pk, at=at, on=timezone.localdate(at), photos=photos, **given
    )


def proved(pledge, at):
    row = word(pledge, at - timedelta(seconds=1))
    return send(pledge, row, timezone.now(), [taken(pledge)])


def decide(office, pledge, proof, **given):
    day = timezone.localdate()
    values = {"result": RecheckResult.CORRECTED, "note": "照片可见已改正", "co_officer": office.second, **given}
    return services.recheck_record(pledge=pledge, actor=office.officer, on=day, checked_on=day, proof=proof, **values)


class TestTheRule:
    @pytest.mark.parametrize("why", ["bureau", "item", "key area", "off list", "unsigned"])
    def test_where_it_is_not_allowed(self, office, refused, now, why):
        day = timezone.localdate()
        if why != "bureau":
            allow_remote(office)
        version = None if why == "item" else remote_item(office)
        if why == "unsigned":
            pledge = office.issued(on=day, version=version)
        else:
            pledge = office.signed(on=day, version=version)
        if why == "key area":
            food = remote_item(office, "F1", key_area="food", load_state="needs_legal_review")
            pledge.case.violations.update(item_version=food)
        if why == "off list":
            pledge.case.violations.update(item_version=None, off_list_reason="清单未列")
        with refused(TransitionRefused):
            word(pledge, now)


class TestTheWord:
    def test_holds_for_its_minutes_and_is_given_again_meanwhile(self, pledge, now):
        row = word(pledge, now)
        assert row.valid_until - row.given_at == timedelta(minutes=10)
        assert word(pledge, now + timedelta(minutes=9)) == row
        assert word(pledge, now + timedelta(minutes=10)) != row
        assert Event.objects.filter(verb="remote_word", actor=None).count() == 2

    def test_works_once(self, pledge, now, refused):
        row = proved(pledge, now)
        assert word(pledge, timezone.now()) != row
        with refused(WordExpired, "已用过"):
            send(pledge, row, timezone.now(), [taken(pledge, (1, 1, 1))])


class TestThePhotos:
    def test_in_time_with_place_and_as_materials(self, office, pledge, now):
        row = word(pledge, now)
        place = (Decimal("41.158900"), Decimal("122.071000"), 25)
        send(pledge, row, timezone.now(), [taken(pledge)], position=place)
        row.refresh_from_db()
        pledge.refresh_from_db()
        assert row.waits and (row.latitude, row.longitude, row.accuracy) == place
        assert pledge.status == PledgeStatus.SUBMITTED
        assert pledge.submissions.get().statement == STATEMENT
        assert Notice.objects.filter(officer=office.officer, key=f"remote-proof:{row.pk}").exists()
        assert Event.objects.filter(verb="remote_proof", actor=None).count() == 1

    def test_the_same_form_again_changes_nothing(self, pledge, now):
        row, form = word(pledge, now), uuid.uuid4()
        photo = taken(pledge)
        first = send(pledge, row, timezone.now(), [photo], form=form)
        assert send(pledge, row, timezone.now(), [photo], form=form) == first
        assert pledge.submissions.count() == 1

    def test_late_is_refused_and_recorded(self, pledge, now, refused):
        row = word(pledge, now)
        with refused(WordExpired, "新的验证字"):
            send(pledge, row, now + timedelta(minutes=11), [taken(pledge)])
        row.refresh_from_db()
        pledge.refresh_from_db()
        assert row.received_at is None and pledge.status == PledgeStatus.SIGNED
        assert Event.objects.filter(verb="remote_late", actor=None).count() == 1

    def test_an_unknown_word_is_no_word(self, pledge, now, refused):
        with refused(WordExpired):
            send(pledge, RemoteProof(pk=0), now, [taken(pledge)])

    def test_a_photo_is_needed_and_it_must_be_one(self, office, pledge, now, refused):
        row = word(pledge, now)
        with refused(DomainError, "拍一张", "files"):
            send(pledge, row, timezone.now(), [])

    def test_an_old_photo_cannot_show_the_word(self, pledge, now, refused):
        old = taken(pledge)
        row = word(pledge, timezone.now() + timedelta(seconds=1))
        with refused(DomainError, "以前交过", "files"):
            send(pledge, row, timezone.now() + timedelta(seconds=2), [old])


class TestDeciding:
    def test_two_officers_by_the_usual_verb(self, office, pledge, now):
        proof = proved(pledge, now)
        row = decide(office, pledge, proof)
        pledge.refresh_from_db()
        assert (row.remote, row.proof, pledge.status) == (True, proof, PledgeStatus.FULFILLED)
        assert list(row.photos.all()) == list(proof.photos.all())
        assert "免到场" in Event.objects.get(verb="recheck_record").data["result"]

    def test_one_officer_is_not_enough(self, office, pledge, now, refused):
        with refused(DomainError, "两名", "co_officer"):
            decide(office, pledge, proved(pledge, now), co_officer=None)

    def test_photos_are_used_once(self, office, pledge, now, refused):
        proof = proved(pledge, now)
        decide(office, pledge, proof, result=RecheckResult.UNVERIFIABLE)
        with refused(TransitionRefused, "处理过"):
            decide(office, pledge, proof)

    def test_photos_of_another_pledge_prove_nothing(self, office, pledge, now, refused):
        proof = proved(pledge, now)
        other = office.signed(on=timezone.localdate())
        with refused(TransitionRefused, "不属于"):
            decide(office, other, proof)

    def test_closed_meanwhile_by_the_bureau(self, office, pledge, now, refused):
        proof = proved(pledge, now)
        Parameter.objects.filter(key="recheck.remote").update(value="否")
        with refused(TransitionRefused, "不能免到场复查"):
            decide(office, pledge, proof)

    def test_asking_for_a_new_photo(self, office, pledge, now, refused):
        proof = proved(pledge, now)
        with refused(DomainError, "为什么", "reason"):
            services.remote_proof_return(proof=proof, actor=office.officer, at=now, reason="")
        row = services.remote_proof_return(proof=proof, actor=office.officer, at=timezone.now(), reason="字看不清")
        assert not row.waits
        with refused(TransitionRefused, "处理过"):
            services.remote_proof_return(proof=proof, actor=office.officer, at=now, reason="再退")
        with refused(TransitionRefused, "处理过"):
            decide(office, pledge, proof)
        again = proved(pledge, timezone.now())
        assert again != proof

    def test_asking_is_the_handling_officers(self, office, pledge, now):
        proof = proved(pledge, now)
        with pytest.raises(NotAllowed):
            services.remote_proof_return(proof=proof, actor=office.leader, at=now, reason="x")
