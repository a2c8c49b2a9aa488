"""The demo holds what it promises: every state, every deadline, valid invented people, whole papers; a second run changes nothing.

The walk through every link (``tests.crawl``) stands here too, so that the demo is built once a run.
"""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from cases import identity
from cases.models import (
    Assessment,
    Case,
    ClockExtension,
    Disposition,
    Education,
    Evidence,
    FirstOffenceCheck,
    Measure,
    Party,
    PriorRecord,
    Review,
)
from cases.outcomes import NEEDS_EDUCATION
from cases.status import CaseStatus, CheckResult, DecisionState, MeasureKind, Outcome, PartyKind, ReviewVerdict, Source
from catalog.models import Batch, Candidate, Item, ItemVersion
from catalog.status import CandidateState
from pledges.models import (
    Extension,
    Letter,
    Paper,
    PaperWording,
    PartyLink,
    PartyWish,
    Pledge,
    Recheck,
    RemoteProof,
    Submission,
    Urge,
)
from pledges.papers.kinds import PaperKind
from pledges.status import PledgeStatus, RecheckResult
from tests import crawl, personal_walk
from tests.demo_world import demo_world
from xinglongtai.core import documents, numbering, roles, sms_gateway
from xinglongtai.core.login import DEMO_PASSWORD
from xinglongtai.core.models import (
    Bureau,
    CalendarDay,
    Certificate,
    Event,
    IssuedDocument,
    Notice,
    NoticePreference,
    NumberSeries,
    Officer,
    Outgoing,
    Parameter,
    User,
)
from xinglongtai.core.notices import privacy, sending, topics
from xinglongtai.core.roles import Role
from xinglongtai.core.staffing.people import people, ruler_of, trouble
from xinglongtai.oversight.demo import evaluation, fieldwork, seeding
from xinglongtai.oversight.demo.casting import Casting
from xinglongtai.oversight.demo.people import PLACES
from xinglongtai.oversight.demo.programme import CASES, programme
from xinglongtai.oversight.demo.renewal import BATCH
from xinglongtai.oversight.models import Drawing
from xinglongtai.oversight.publication.models import PublicationPack

pytestmark = pytest.mark.django_db  # each test leaves the demo as it found it


@pytest.fixture(scope="module")
def on(django_db_setup, django_db_blocker):
    with demo_world(django_db_blocker) as day:
        yield day


def run(command: str, *args) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def values_of(model, field: str) -> set:
    return set(model.objects.values_list(field, flat=True))


def test_how_much_there_is(on):
    found = seeding.summary()
    told = sum(entry.cases for _, entry in programme([place.code for place in PLACES]))
    assert told >= CASES
    assert (found.bureaux, found.parties, found.cases) == (3, 40, told + evaluation.CASES + fieldwork.CASES)
    assert found.officers >= 10
    assert found.letters == found.pledges >= 80
    assert Measure.objects.count() >= 20
    assert PriorRecord.objects.count() >= 6
    assert Notice.objects.exists()


@pytest.mark.parametrize(
    ("model", "field", "wanted"),
    [
        (Case, "status", CaseStatus),
        (Case, "source", Source),
        (Pledge, "status", PledgeStatus),
        (Recheck, "result", RecheckResult),
        (Party, "kind", PartyKind),
        (Measure, "kind", MeasureKind),
        (FirstOffenceCheck, "result", CheckResult),
        (Assessment, "verdict", ReviewVerdict),
        (Disposition, "outcome", Outcome),
        (Paper, "kind", PaperKind),
    ],
)
def test_every_value_occurs(on, model, field, wanted):
    assert set(wanted.values) <= values_of(model, field)


def test_every_decision_is_seen_waiting_and_decided(on):
    pending, approved, rejected = DecisionState.PENDING, DecisionState.APPROVED, DecisionState.REJECTED
    for model in (Extension, ClockExtension, Review):
        assert {pending, approved, rejected} <= values_of(model, "state")
    assert {pending, approved, rejected, DecisionState.ENDORSED} <= values_of(Disposition, "state")
    assert {row.answered_on is None for row in Urge.objects.all()} == {True, False}
    assert {reason for review in Review.objects.all() for reason in review.reasons} >= {
        "key_area",
        "off_list",
        "override",
    }


def test_the_legal_desk_has_every_kind(on):
    """Each kind waits at least twice, one is late, one is being read; candidates in every state, two of them alike."""
    waiting = Review.objects.filter(state=DecisionState.PENDING, case__bureau__code="xinglongtai")
    kinds = Counter(reason for review in waiting for reason in review.reasons)
    assert min(kinds[kind] for kind in ("key_area", "off_list", "override", "law_change")) >= 2
    assert waiting.filter(claimed_by__isnull=False).exists()
    assert waiting.filter(requested_at__date__lte=on - timedelta(days=16)).exists()
    assert {row.state for row in Candidate.objects.all()} == set(CandidateState.values)
    names = {row.violation + row.violated + row.reasons for row in Candidate.objects.all()}
    assert not any(party.name in words for party in Party.objects.all() for words in names)


def test_every_kind_of_deadline(on):
    distances = Counter((due - on).days for due in Pledge.objects.open().values_list("due_on", flat=True))
    assert {-30, -1, 0, 1, 2, 3} <= set(distances)
    assert max(distances) > 3
    assert Pledge.objects.overdue(on=on).count() >= 10
    assert Pledge.objects.due_today(on=on).exists()
    waiting = Pledge.objects.awaiting_recheck()
    assert {pledge.submitted_on > pledge.due_on for pledge in waiting} == {True, False}
    clash = [p for p in Pledge.objects.open().select_related("case") if p.due_on > p.case.clock_due_on]
    assert len(clash) >= 2
    assert Pledge.objects.unsigned().filter(due_on__lt=on).exists()


def test_parties_came_to_their_pages(on):
    """Materials, a wish for more time, an objection with its answer, and photos with a word wait in the first bureau."""
    assert Submission.objects.filter(received_by=None).count() >= 2
    assert set(values_of(PartyWish, "kind")) == {"time", "objection"}
    assert {wish.answered_on is None for wish in PartyWish.objects.all()} == {True, False}
    assert any(proof.waits for proof in RemoteProof.objects.all())
    assert PartyLink.objects.filter(revoked_at=None).count() == Pledge.objects.count()


def test_nothing_personal_leaves_in_a_message(on):
    """Every line the demo left and every mail and SMS that would go out of it: no party's name, operator, number, phone or address."""
    user = User.objects.exclude(email="").first()
    gateway = sms_gateway.Gateway("http://127.0.0.1:9/{phone}/{text}", timeout=1)
    NoticePreference.objects.all().delete()
    everything = {topic.key: {"mail": True, "sms": True} for topic in topics()}
    for officer in Officer.objects.filter(user__isnull=False):
        NoticePreference.objects.create(officer=officer, choices=everything)
    for bureau in Bureau.objects.all():
        Parameter.objects.create(bureau=bureau, key="notices.sms", value="是")
    now = timezone.now()
    Notice.objects.update(routed=False, created_at=now)
    with override_settings(SMS_GATEWAY=gateway):
        sending.route(now=now)
    call_command("send_due_digest", date=on.isoformat(), stdout=StringIO())
    rows = [*Notice.objects.values_list("text", "url"), *Outgoing.objects.values_list("subject", "text", "url")]
    rows += [(message.subject, message.body) for message in mail.outbox]
    assert set(Outgoing.objects.values_list("channel", flat=True)) == {"mail", "sms"} and mail.outbox and user
    said = "\n".join("\n".join(map(str, row)) for row in rows)
    fields = ("name", "operator", "uscc", "registration_no", "id_number", "phone", "address")
    for party in Party.objects.all():
        for value in (getattr(party, field) for field in fields):
            assert not value or value not in said, value
    assert not privacy.holds_numbers(said)
    assert values_of(Notice, "topic") >= {"urge", "approval", "review", "handover", "catalog", "law", "digest"}


def test_no_number_of_a_person_stands_where_it_may_not(on):
    personal_walk.check()


def test_people_have_records_in_every_state(on):
    """Valid, expiring, lapsed and missing; a renewed certificate answers for the days before it."""
    supervisor = Officer.objects.get(user__username="demo_supervisor")
    ruler = ruler_of(supervisor.bureau, on)
    rows = people(supervisor, ruler)
    for state in (
        "certificate",
        "certificate_soon",
        "insurance",
        "insurance_soon",
        "exam",
        "exam_soon",
        "training",
        "late",
    ):
        assert rows.filter(trouble(state, ruler)).exists(), state
    row = Certificate.objects.get()
    assert row.officer.certified_on(row.valid_to) and row.officer.certified_on(row.officer.certificate_from)


def test_states_that_take_two_papers(on):
    again = [c for c in Case.objects.all() if {p.status for p in c.pledges.all()} == {"voided", "signed"}]
    assert again
    without = Case.objects.filter(corrections__isnull=False, pledges__status="refused")
    assert {case.status for case in without} == {CaseStatus.CORRECTED, CaseStatus.CLOSED}
    filed = Case.objects.filter(filed_on__isnull=False, pledges__status="breached")
    assert filed.filter(outcome=Outcome.NO_PENALTY).exists()


def test_people(on):
    in_first = Officer.objects.filter(unit__bureau__code="xinglongtai")
    assert set(in_first.values_list("user__groups__name", flat=True)) == set(Role.values)
    ends = [officer.certificate_to for officer in Officer.objects.all() if officer.certificate_to]
    assert any(day < on for day in ends)
    assert any(on <= day <= on + timedelta(days=30) for day in ends)
    staff = set(User.objects.filter(is_staff=True).values_list("groups__name", flat=True))
    assert staff == {Role.LEGAL, *roles.THREE_KEEPERS}
    assert not User.objects.filter(is_superuser=True).exists()


def test_everybody_can_sign_in(on):
    hashes = set()
    for user in User.objects.all():
        if user.password in hashes or authenticate(username=user.username, password=DEMO_PASSWORD):
            hashes.add(user.password)
        client = Client()
        client.force_login(user)
        assert client.get("/", follow=True).status_code == 200, user.username
    assert hashes == values_of(User, "password")
    listed = run("demo_logins")
    assert all(name in listed for name in values_of(User, "username"))
    assert DEMO_PASSWORD in listed


def test_names_are_marked_and_numbers_are_valid(on):
    names = [*values_of(Party, "name"), *values_of(Officer, "name"), *values_of(Bureau, "full_name")]
    operators = values_of(Party, "operator") - {""}
    assert all("演示" in name for name in [*names, *operators])
    assert {len(name) for name in values_of(Party, "name")} & {80}
    for rare in "𠮷㛃䶮𬀩𫖯":
        assert any(rare in name for name in names)
    for party in Party.objects.all():
        assert party.identity
        assert not party.uscc or identity.check_uscc(party.uscc) == party.uscc
        assert not party.registration_no or identity.check_registration_no(party.registration_no)
        assert not party.id_number or identity.check_id_number(party.id_number)
        assert identity.check_phone(party.phone).startswith("199000")
    assert Party.objects.filter(uscc="").exclude(registration_no="").exists()


def test_lists_are_published_as_a_sample(on):
    assert Batch.objects.filter(is_sample=True, name="起步清单").count() == 3
    per_bureau = Counter(ItemVersion.objects.published().values_list("item__bureau__code", flat=True))
    assert sorted(per_bureau.values()) == [63, 64, 64]  # the first list has moved: one item ended, one changed
    assert set(ItemVersion.objects.filter(batch__name=BATCH).values_list("version_no", "state")) == {(2, "published")}
    assert Item.objects.filter(candidates=None).count() == 3 * 66
    assert values_of(ItemVersion, "load_state") == {"enabled", "needs_legal_review", "disabled"}
    assert CalendarDay.objects.filter(day__year=on.year).exists()


def test_numbers_have_no_gaps(on):
    packs = NumberSeries.objects.get(kind="publication_pack")  # they are no issued papers
    assert [pack.number for pack in PublicationPack.objects.order_by("pk")] == [
        numbering.render_pattern(packs.pattern, prefix=packs.bureau.document_prefix, year=packs.year, n=n)
        for n in range(1, packs.last + 1)
    ]
    drawn = NumberSeries.objects.filter(kind="sampling")  # nor are drawings
    assert [Drawing.objects.filter(bureau=row.bureau).count() for row in drawn] == [row.last for row in drawn]
    for series in NumberSeries.objects.exclude(kind__in=["publication_pack", "sampling"]):
        rows = IssuedDocument.objects.filter(bureau=series.bureau, kind=series.kind, year=series.year).order_by("n")
        assert [row.n for row in rows] == list(range(1, series.last + 1))
        assert [row.issued_at for row in rows] == sorted(row.issued_at for row in rows)
    assert NumberSeries.objects.count() >= 3


def test_every_case_has_what_its_page_needs(on):
    cases = Case.objects.prefetch_related("violations__assessments", "violations__history_checks", "pledges__letter")
    early = {CaseStatus.DRAFT, CaseStatus.CANCELLED}
    for case in cases:
        sheets = [sheet for row in case.violations.all() for sheet in row.assessments.all() if sheet.is_current]
        if case.status not in early:
            assert sheets and len(sheets) == len(case.violations.all()), case.pk
            assert all(len(row.history_checks.all()) == 4 for row in case.violations.all())
        if case.outcome in NEEDS_EDUCATION:
            assert Education.objects.filter(case=case).exists()
        assert case.clock_due_on and case.co_handler_id
        assert case.handler.unit_id == case.unit_id
        for pledge in case.pledges.all():
            assert pledge.letter.document.snapshot["demo"] is True
    assert Letter.objects.count() == Pledge.objects.count()
    assert values_of(Evidence, "kind") >= {"photo", "corrected_photo", "signed_scan"}


def test_time_runs_forward_and_never_past_today(on):
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    days = [timezone.localdate(moment) for moment in moments]
    assert days[0] <= on - timedelta(days=300)
    assert days[-1] <= on
    for pledge in Pledge.objects.all():
        assert timezone.localdate(pledge.created_at) == pledge.issued_on <= on
        assert timezone.localdate(pledge.letter.document.issued_at) == pledge.issued_on


def test_papers_are_whole_marked_and_one_was_replaced(on):
    for paper in Paper.objects.select_related("document", "case"):
        assert paper.document.snapshot["demo"] is True and "演示" in paper.document.snapshot["facts"]["party_name"]
    assert Paper.objects.filter(document__voided_at__isnull=False).exists()
    assert not Case.objects.filter(outcome=Outcome.NO_PENALTY, decision_number="").exists()
    assert {bool(row.approved_at) for row in PaperWording.objects.all()} == {True, False}
    kinds = {paper.kind: paper for paper in Paper.objects.select_related("document")}
    assert documents.read_bytes(kinds["scene_record"].document).startswith(b"%PDF-")


def test_letters_open(on):
    letters = IssuedDocument.objects.filter(kind="pledge")
    strange = [d for d in letters if set(d.snapshot["party_name"]) & set("𠮷㛃䶮𬀩𫖯")]
    long_named = [d for d in letters if len(d.snapshot["party_name"]) == 80]
    assert strange and long_named
    for document in (strange[0], long_named[0]):
        assert documents.read_bytes(document).startswith(b"%PDF-")


def test_a_second_run_changes_nothing(on):
    def state():
        return (
            *(m.objects.count() for m in (Case, Event, Officer, Party, Pledge, Notice)),
            max(values_of(Event, "at")),
        )

    before = state()
    assert "未作改动" in run("seed_demo", "--date", "2026-12-01")
    assert "未作改动" in run("seed_demo", "--if-empty")
    seeding.seed(date(2026, 12, 1))
    assert state() == before


def test_items_that_expire_in_between_are_not_cast(on):
    """The trademark items end with 2026: a demo of 2027 must not hand them out."""
    bureau = Bureau.objects.get(code="xinglongtai")

    def numbers(until):
        return {version.item.number for version, _ in Casting(bureau, [], on, until).items}

    changed = set(ItemVersion.objects.filter(batch__name=BATCH).values_list("item__number", flat=True))
    assert numbers(on) - numbers(date(2027, 1, 15)) - changed == {"T1", "T2", "T3", "T4"}


def test_measures_follow_the_case_they_belong_to(on):
    attached = Measure.objects.filter(case__isnull=False).select_related("case")
    assert attached
    assert all(row.case.inspected_on <= row.on <= on for row in attached)


# --- every link that a person is shown leads to a page: no error of ours (500), no dead end (404), no door that is shut (403)


@pytest.mark.parametrize("username", crawl.PEOPLE)
def test_every_link_leads_to_a_page(on, username):
    walk = crawl.Crawl(username, crawl.states())
    walk.walk()
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.opened > 10


def test_links_are_found():
    page = """<a href="/a/?x=1#top">1</a><a href="b/">2</a><a href="https://example.org/">3</a><img src="/c.png">
    <form action="/search/"></form><form action="/post/" method="post"></form><div hx-get="/live/"></div><a href="">4</a>
    <a href="mailto:a@b">5</a>"""
    assert crawl.links_of(page, "/cases/") == ["/a/?x=1", "/cases/b/", "/c.png", "/search/", "/live/"]
