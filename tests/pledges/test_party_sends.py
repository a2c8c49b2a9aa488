"""Materials and wishes from the party's page: the same transition as an officer's entry, once a form, told to the officer."""

import uuid
from datetime import timedelta

import pytest

from cases.models import Evidence
from pledges import services
from pledges.models import PartyWish, Pledge, Submission
from pledges.status import PledgeStatus, WishKind
from tests import factories as make
from tests.factories import DAY
from tests.partypage_stage import drawing, executable, link_of
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Notice, Parameter

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(10)


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    """With the pledge that most tests begin with, made once."""
    with django_db_blocker.unblock():
        office_of_file.pledge = office_of_file.signed()
    return office_of_file


def send(pledge, *, on=DAY, form=None, files=(), statement="执照已挂好"):
    return services.party_materials_send(
        link=link_of(pledge), on=on, statement=statement, files=list(files), form=form or uuid.uuid4()
    )


def wish(pledge, *, on=DAY, kind=WishKind.TIME, text="材料未到", until=LATER, form=None):
    return services.party_wish_send(
        link=link_of(pledge), on=on, kind=kind, text=text, until=until, form=form or uuid.uuid4()
    )


class TestMaterials:
    def test_the_pledge_waits_for_recheck_and_the_officer_is_told(self, office):
        pledge = office.pledge
        photo = services.party_file_keep(link=link_of(pledge), upload=make.photo())
        row = send(pledge, files=[photo], on=DAY + timedelta(2))
        pledge.refresh_from_db()
        assert (pledge.status, pledge.submitted_on) == (PledgeStatus.SUBMITTED, DAY + timedelta(2))
        assert row.online and list(row.files.all()) == [photo]
        assert (photo.origin, photo.uploaded_by, photo.sender) == ("party", None, "当事人")
        notice = Notice.objects.get(officer=office.officer)
        assert "交来整改材料" in notice.text and notice.url == f"/cases/{pledge.case_id}/#partypage"

    def test_the_record_names_nobody_and_repeats_nothing(self, office):
        pledge = office.pledge
        send(pledge, statement="我是演示经营者，电话13800001234")
        event = Event.objects.get(verb="party_materials")
        assert event.actor is None and event.thread == pledge.thread and "13800001234" not in str(event.data)

    def test_the_same_form_again_is_one_submission(self, office):
        pledge, form = office.pledge, uuid.uuid4()
        first = send(pledge, form=form)
        assert send(pledge, form=form) == first
        assert Submission.objects.count() == 1

    def test_more_may_follow(self, office):
        pledge = office.pledge
        send(pledge)
        before = Pledge.objects.get(pk=pledge.pk)
        send(pledge, statement="补充发票", on=DAY + timedelta(1))
        pledge.refresh_from_db()
        assert (pledge.status, pledge.submitted_on) == (PledgeStatus.SUBMITTED, DAY)
        assert pledge.version == before.version + 1  # a recheck form that was open before is stale

    def test_after_the_deadline_it_is_marked_late(self, office):
        pledge = office.pledge
        send(pledge, on=pledge.due_on + timedelta(1))
        assert Event.objects.get(verb="party_materials").data["late"] is True

    @pytest.mark.parametrize(("state", "said"), [("issued", "签署"), ("voided", "停用"), ("fulfilled", "已经通过")])
    def test_not_before_signing_and_not_after_the_end(self, office, refused, state, said):
        if state == "fulfilled":
            pledge = office.rechecked().pledges.get()
        else:
            pledge = office.issued()
        link = link_of(pledge)
        if state == "voided":
            services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="写错")
        with refused(TransitionRefused, said):
            services.party_materials_send(link=link, on=DAY, statement="x", files=[], form=uuid.uuid4())
        with refused(TransitionRefused, said):
            services.party_file_keep(link=link, upload=make.photo())

    def test_a_statement_is_needed(self, office, refused):
        with refused(DomainError, "怎么改正", "statement"):
            send(office.pledge, statement="  ")

    def test_an_officers_entry_still_refuses_a_second_time(self, office):
        pledge = office.submitted()
        with pytest.raises(TransitionRefused):
            services.materials_receive(pledge=pledge, actor=office.officer, on=DAY, statement="x")


class TestFiles:
    @pytest.mark.parametrize("upload", [executable(), drawing()], ids=["exe", "svg"])
    def test_what_is_no_picture_is_refused_and_recorded(self, office, upload):
        pledge = office.pledge
        with pytest.raises(DomainError):
            services.party_file_keep(link=link_of(pledge), upload=upload)
        assert not Evidence.objects.exists()
        event = Event.objects.get(verb="party_file_refused")
        assert event.actor is None and event.thread == pledge.thread

    def test_a_photo_of_forty_megabytes(self, office, refused):
        big = make.photo()
        big.size = 40 * 1024 * 1024
        with refused(DomainError, "超过"):
            services.party_file_keep(link=link_of(office.pledge), upload=big)

    def test_no_more_than_so_many(self, office, refused):
        Parameter.objects.create(bureau=office.bureau, key="party.max_files", value="1")
        link = link_of(office.pledge)
        services.party_file_keep(link=link, upload=make.photo())
        with refused(DomainError, "最多交 1 个", "files"):
            services.party_file_keep(link=link, upload=make.photo(colour=(1, 2, 3)))


class TestWishes:
    def test_more_time_changes_nothing_but_is_told(self, office):
        pledge = office.pledge
        row = wish(pledge)
        pledge.refresh_from_db()
        assert (row.kind, row.until, pledge.due_on) == ("time", LATER, DAY + timedelta(7))
        assert not pledge.extensions.exists()
        assert "申请延期至2026年6月11日" in Notice.objects.get(officer=office.officer).text
        assert Event.objects.get(verb="party_wish_time").data["until"] == "2026-06-11"

    def test_the_same_form_again_is_one_wish(self, office):
        pledge, form = office.pledge, uuid.uuid4()
        assert wish(pledge, form=form) == wish(pledge, form=form)
        assert PartyWish.objects.count() == 1

    @pytest.mark.parametrize(
        ("given", "said", "field"),
        [
            ({"text": " "}, "理由", "text"),
            ({"until": None}, "哪一天", "until"),
            ({"until": DAY}, "晚于", "until"),
            ({"until": DAY + timedelta(200)}, "最晚", "until"),
            ({"on": DAY + timedelta(8)}, "已过", ""),
        ],
    )
    def test_what_cannot_be_wished(self, office, refused, given, said, field):
        with refused(DomainError, said, field):
            wish(office.pledge, **given)

    def test_one_wish_for_time_waits_at_a_time(self, office, refused):
        pledge = office.pledge
        first = wish(pledge)
        with refused(TransitionRefused, "正在办理"):
            wish(pledge)
        services.party_wish_answer(wish=first, actor=office.officer, on=DAY, answer="请补充理由")
        assert wish(pledge)

    def test_an_objection_at_any_time_also_after_the_breach(self, office, refused):
        pledge = office.rechecked("failed").pledges.get()
        row = wish(pledge, kind=WishKind.OBJECTION, text="<script>alert(1)</script>已经改了")
        assert row.until is None
        assert "陈述申辩" in Notice.objects.get(key=f"party-wish:{row.pk}").text
        with refused(DomainError, "说明的情况", "text"):
            wish(pledge, kind=WishKind.OBJECTION, text="")


class TestAnswering:
    def test_by_the_handling_officer_once(self, office, refused):
        row = wish(office.pledge)
        with refused(DomainError, "写明答复", "answer"):
            services.party_wish_answer(wish=row, actor=office.officer, on=DAY, answer="")
        done = services.party_wish_answer(wish=row, actor=office.officer, on=DAY, answer="同意，正在报批")
        assert (done.answer, done.answered_by, done.answered_on) == ("同意，正在报批", office.officer, DAY)
        with refused(TransitionRefused, "已经答复"):
            services.party_wish_answer(wish=row, actor=office.officer, on=DAY, answer="再答")

    def test_not_by_others(self, office):
        row = wish(office.pledge)
        with pytest.raises(NotVisible):
            services.party_wish_answer(wish=row, actor=office.stranger, on=DAY, answer="x")
        with pytest.raises(NotAllowed):
            services.party_wish_answer(wish=row, actor=office.supervisor, on=DAY, answer="x")
        colleague = make.officer(office.station)
        with pytest.raises(NotAllowed):
            services.party_wish_answer(wish=row, actor=colleague, on=DAY, answer="x")
