"""``seed_scale`` on a tiny nation: the same rows again, every rule of the database back in place, numbers right, pages that open."""

import hashlib
import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases import identity, words_rules
from cases.models import Assessment, Case, CaseWords, Evidence, Party, Violation
from cases.status import CaseStatus
from pledges.models import Letter, Pledge
from pledges.status import PledgeStatus
from xinglongtai.core import audit, documents
from xinglongtai.core.models import Event, IssuedDocument, NumberSeries, Officer, Unit, User
from xinglongtai.core.record import canonical, marks
from xinglongtai.core.textsearch import search_key
from xinglongtai.oversight.scale import seeding
from xinglongtai.oversight.scale.bare import Bare
from xinglongtai.oversight.scale.nation import logins
from xinglongtai.oversight.scale.size import UNTIL, Size

pytestmark = pytest.mark.django_db
SIZE = Size(0.0001)
LISTS = ("cases:list", "pledges:list", "cases:party_list", "oversight:ledger")
FIGURES = ("oversight:brief", "oversight:overdue", "oversight:statistics", "pledges:approval_list")
#: What the named logins open.
PAGES = {
    "scale_leader": (*LISTS, *FIGURES, "pledges:desk"),
    "scale_supervisor": ("oversight:overdue",),
    "scale_legal": ("cases:review_list", "oversight:evaluation"),
    "scale_unit_head": ("pledges:desk", "cases:list", "oversight:brief"),
    "scale_officer": ("pledges:desk", "cases:list"),
    "scale_province": ("oversight:statistics",),
    "scale_city": ("oversight:overdue",),
    "scale_auditor": ("core:record", "core:record_looks", "core:record_check"),
    "scale_sysadmin": ("core:staffing",),
}


class _Undo(Exception):
    pass


def rules() -> Counter:
    """Indexes, constraints and triggers of the database, as it tells them."""
    told = {
        "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')",
        "postgresql": """
            SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema()
            UNION ALL SELECT con.contype::text, con.conname::text, pg_get_constraintdef(con.oid) || con.convalidated::text
            FROM pg_constraint con WHERE con.connamespace = current_schema()::regnamespace
            UNION ALL SELECT 'trigger', tgname::text, tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        """,
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(told)
        return Counter((kind, name, _plain(text)) for kind, name, text in cursor.fetchall())


def _plain(text: str) -> str:
    """Without the casts and brackets that PostgreSQL writes otherwise after a round trip, as after a dump and a restore."""
    return re.sub(r"::(character varying|text)(\[\])?|[()\[\] ]", "", text or "")


def filled(tables: list[str]) -> dict[str, str]:
    """Table → digest of its rows, as the programme reads them (closed columns opened)."""
    models = {model._meta.db_table: model for model in _models()}
    found = {}
    for table in tables:
        rows = models[table]._base_manager.order_by("pk").values_list()
        if table == "core_event":  # what the list's own verbs record bears a number used once
            rows = rows.filter(thread__startswith="case:")
        found[table] = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
    return found


def _models():
    from django.apps import apps

    return apps.get_models()


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    """Seeded twice, the first time taken back; what was said, and what stood before and after."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            before = rules()
            first = _seeded_and_undone()
            said = []
            seeding.seed(SIZE, workers=1, say=said.append)
            yield {"said": said, "before": before, "first": first, "second": filled(list(first))}
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def _seeded_and_undone() -> dict[str, str]:
    try:
        with transaction.atomic():
            seeding.seed(SIZE, workers=1, say=lambda text: None)
            found = filled([*seeding.world().tables(), "core_unit", "core_officer", "core_numberseries"])
            raise _Undo
    except _Undo:
        return found


@pytest.fixture
def client_of(settings):
    settings.DEMO_MODE = True

    def opened(login: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(User.objects.get(username=login))
        return client

    return opened


def test_the_same_size_gives_the_same_rows(nation):
    assert {table for table, rows in nation["first"].items() if rows != nation["second"][table]} == set()
    assert len(nation["first"]) > 20


def test_every_rule_of_the_database_is_back_and_holds(nation):
    assert rules() == nation["before"]
    if connection.vendor == "sqlite":
        connection.check_constraints()


def test_a_bare_table_has_its_rules_back_though_somebody_added_one(nation):
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX event_of_somebody ON core_event (verb, at)")
    before = rules()
    with Bare(["core_event"], 1, lambda text: None):
        assert rules() != before
    assert rules() == before


def test_volumes(nation):
    assert (Case.objects.count(), Party.objects.count()) == (SIZE.cases, SIZE.parties)
    assert 0.6 < Pledge.objects.count() / SIZE.cases < 0.75
    assert 1.4 < Evidence.objects.count() / SIZE.cases < 2.0
    assert 6 < Event.objects.filter(thread__startswith="case:").count() / SIZE.cases < 8
    assert Unit.objects.count() == 1 + SIZE.provinces + SIZE.cities + SIZE.districts
    assert Assessment.objects.count() <= Violation.objects.count() < 1.2 * SIZE.cases
    assert sum([Size(1).provinces, Size(1).cities, Size(1).districts]) == 2_999


def test_statuses(nation):
    """The last weeks hold what is still going on, and nobody's day lies in the future."""
    assert {CaseStatus.CLOSED, CaseStatus.CANCELLED} < set(Case.objects.values_list("status", flat=True))
    assert Case.objects.open().exists()
    assert PledgeStatus.FULFILLED in set(Pledge.objects.values_list("status", flat=True))
    assert not Case.objects.filter(inspected_on__gt=UNTIL).exists()
    assert not Case.objects.filter(outcome_on__gt=UNTIL).exists()
    assert not Pledge.objects.filter(issued_on__gt=UNTIL).exists()


def test_numbers_are_gapless_and_go_on(nation, settings):
    for series in NumberSeries.objects.all():
        rows = IssuedDocument.objects.filter(bureau=series.bureau, kind=series.kind, year=series.year)
        assert sorted(rows.values_list("n", flat=True)) == list(range(1, series.last + 1))
    assert Letter.objects.count() == Pledge.objects.count() == IssuedDocument.objects.count()
    for document in IssuedDocument.objects.order_by("-pk")[:3]:
        assert document.number_text == f"演国市监柔承〔{document.year}〕{document.n}号"
        assert documents.read_bytes(document).startswith(b"%PDF")


def test_letters_bear_their_numbers_in_the_order_of_the_days(nation):
    rows = list(IssuedDocument.objects.order_by("year", "n").values_list("issued_at", flat=True))
    assert rows == sorted(rows)


def test_cases_are_found_by_their_words(nation):
    """What triggers would have told: the same as when every case is told anew."""
    kept = dict(CaseWords.objects.values_list("pk", "words"))
    assert len(kept) == Case.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(words_rules.again(connection.vendor, "true"))
    assert {key: set(words.split("\n")) for key, words in CaseWords.objects.values_list("pk", "words")} == {
        key: set(words.split("\n")) for key, words in kept.items()
    }
    letter = Letter.objects.select_related("document", "pledge").first()
    assert letter.pledge in Pledge.objects.matching(letter.number)


def test_parties_are_what_the_verbs_would_have_made(nation):
    for party in Party.objects.all():
        assert party.name_key == search_key(party.name) and party.address_key == search_key(party.address)
        assert "演示" in party.name
        assert not party.uscc or identity.check_uscc(party.uscc) == party.uscc
        assert not party.id_number or identity.check_id_number(party.id_number) == party.id_number
        assert bool(party.id_mark) == bool(party.id_number)


def test_acts_are_signed_and_told_in_order(nation):
    rows = list(Event.objects.filter(thread__startswith="case:").order_by("pk"))
    for event in rows:
        assert marks.good(event.mark, [getattr(event, name) for name in canonical.MARKED])
        assert abs((marks.told_at(event.mark) - event.at).total_seconds()) < 1
        assert audit.describe(event) != event.verb
    moments = [event.at for event in rows]
    assert moments == sorted(moments)


def test_acts_name_rows_that_exist(nation):
    from django.apps import apps

    for kind in (
        Event.objects.filter(thread__startswith="case:").order_by().values_list("target_type", flat=True).distinct()
    ):
        rows = Event.objects.filter(thread__startswith="case:", target_type=kind)
        known = set(apps.get_model(kind)._base_manager.values_list("pk", flat=True))
        assert {int(key) for key in rows.values_list("target_id", flat=True)} <= known


def test_new_rows_get_numbers_of_their_own(nation):
    highest = Event.objects.order_by("-pk").first().pk
    with transaction.atomic():
        event = audit.record(verb="case_pledged", actor=None, target=Case.objects.first())
    assert event.pk == highest + 1
    assert Case.objects.order_by("-pk").first().pk == SIZE.cases


def test_pages_open(nation, client_of):
    assert set(PAGES) < set(logins())
    wrong = {}
    for login, names in PAGES.items():
        client = client_of(login)
        for name in names:
            if (code := client.get(reverse(name)).status_code) != 200:
                wrong[login, name] = code
    assert wrong == {}


def test_cases_and_parties_open(nation, client_of):
    client = client_of("scale_leader")
    shown = {row.status: row for row in Case.objects.order_by("pk")}
    addresses = [reverse("cases:detail", args=[row.pk]) for row in shown.values()]
    party = Case.objects.order_by("-pk").first().party_id
    addresses += [reverse("cases:party", args=[party]), reverse("oversight:trust_party", args=[party])]
    addresses += [f"{reverse('pledges:search')}?q={'演示'}"]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_people_of_one_district_have_something_to_do(nation, client_of):
    officer = Officer.objects.get(user__username="scale_officer")
    assert Case.objects.visible_to(officer).count() > 5
    case = Case.objects.visible_to(officer).order_by("-pk").first()
    assert client_of("scale_officer").get(reverse("cases:detail", args=[case.pk])).status_code == 200


def test_the_nights_check_of_the_files_runs(nation):
    out = StringIO()
    call_command("check_files", date=UNTIL.isoformat(), stdout=out)
    assert f"核对 {Case.objects.open().count()} 件" in out.getvalue()


def test_twice_is_once_and_other_sizes_are_refused(nation, settings):
    settings.DEMO_MODE = True
    out = StringIO()
    call_command("seed_scale", scale=SIZE.scale, stdout=out)
    assert "未作改动" in out.getvalue()
    with pytest.raises(CommandError, match="请另建一个空库"):
        call_command("seed_scale", scale=0.0002)


def test_only_where_nobody_works(settings):
    settings.DEMO_MODE = settings.DEBUG = False
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("seed_scale", scale=SIZE.scale)
    settings.DEMO_MODE = True
    with pytest.raises(CommandError, match="规模"):
        call_command("seed_scale", scale=0)
