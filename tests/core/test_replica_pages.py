"""Pages read from a standby, with a second database in its place (:mod:`tests.replica_stage`); SQLite has no standby."""

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from cases.models import Case, Party
from tests import factories as make
from tests.replica_stage import standby as second_database
from xinglongtai.core.installation import probes
from xinglongtai.core.models import Job, JobState, Notice
from xinglongtai.core.replica import checks, middleware
from xinglongtai.core.replica import standing as standings
from xinglongtai.core.replica.reading import REPLICA, begin
from xinglongtai.core.replica.standing import standing

HERE, THERE = "主库上的名字", "副本上的名字"

if connection.vendor == "postgresql":
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def office():
        office = make.Office()
        office.draft(party_=make.party(office.bureau, office.officer, name=HERE))
        return office

    @pytest.fixture
    def standby(office, settings):
        """It has everything, and calls the party by another name."""
        settings.DATABASE_ROUTERS = ["xinglongtai.core.replica.router.ReplicaRouter"]
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "xinglongtai.core.replica.middleware.ReplicaReads"]
        with second_database() as played:
            played.run("UPDATE cases_party SET name = %s", THERE)
            played.catches_up()
            yield played

    @pytest.fixture
    def page(client, office):
        """What the officer is shown at the address of that name."""
        client.force_login(office.officer.user)

        def shown(name="cases:list", *args, status=200):
            answer = client.get(reverse(name, args=args))
            assert answer.status_code == status, answer
            return answer.content.decode()

        return shown

    def test_lists_come_from_the_standby_and_the_case_does_not(standby, page):
        assert THERE in page() and HERE not in page()
        assert HERE in page("cases:detail", Case.objects.get().pk)

    def test_whoever_wrote_reads_from_the_primary_until_the_standby_has_it(standby, page, client, office):
        assert THERE in page()
        Notice.objects.create(officer=office.officer, key="k", text="看一看")
        client.post(reverse("core:notices_read"))
        cookie = client.cookies[middleware.cookie_name()]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        standby.falls_behind()
        standby.says("0/1")
        assert HERE in page(), "the standby is not there yet"
        standby.catches_up()
        assert THERE in page()

    def test_a_position_just_short_of_ones_own_is_not_enough(standby, page, client, office):
        standby.falls_behind()
        Notice.objects.create(officer=office.officer, key="k", text="看一看")
        client.post(reverse("core:notices_read"))
        standing._seen.append((standings.time.monotonic(), 0))  # it keeps up with the rest
        standing._fresh = standings.time.monotonic()
        assert HERE in page()

    def test_somebody_else_is_not_sent_to_the_primary(standby, office, client):
        client.force_login(office.officer.user)
        Notice.objects.create(officer=office.officer, key="k", text="看一看")
        client.post(reverse("core:notices_read"))
        assert middleware.cookie_name() in client.cookies
        client.cookies.pop(middleware.cookie_name())
        client.force_login(office.second.user)
        assert THERE in client.get(reverse("cases:list")).content.decode()

    def test_a_forged_word_counts_as_none(standby, page, client):
        client.cookies[middleware.cookie_name()] = "ffff:1:x"
        assert THERE in page()

    def test_a_login_is_a_write_and_a_look_is_none(standby, page, client):
        page()
        assert middleware.cookie_name() not in client.cookies

    def test_a_standby_that_is_too_far_behind_is_not_read_from(standby, page, monkeypatch):
        assert THERE in page()
        standby.stays()
        now = standings.time.monotonic()
        monkeypatch.setattr(standings.time, "monotonic", lambda: now + 20)
        assert THERE in page(), "what it had twenty seconds ago is good enough"
        monkeypatch.setattr(standings.time, "monotonic", lambda: now + 31)
        assert HERE in page()
        assert standing.words() == "behind"

    def test_a_new_process_does_not_know_and_asks_the_primary(standby, page):
        standby.says("0/1")
        assert HERE in page()
        assert probes.remarks() == {REPLICA: "not known yet"}

    def test_a_standby_that_cannot_be_reached_is_left_alone(standby, page, monkeypatch):
        connections[REPLICA].close()
        monkeypatch.setitem(connections[REPLICA].settings_dict, "PORT", "1")
        standing.forget()
        assert HERE in page()
        assert probes.remarks() == {REPLICA: "not used"}
        assert [line.level.label for line in checks.standby()] == ["故障"]
        asked = standing._asked
        assert HERE in page() and standing._asked == asked, "nobody waits for it again"
        monkeypatch.undo()
        now = standings.time.monotonic()
        monkeypatch.setattr(standings.time, "monotonic", lambda: now + standings.REST + 1)
        assert THERE in page(), "after its rest it is asked again"

    def test_one_that_dies_under_way_costs_nobody_a_page(standby, page):
        assert THERE in page()
        standby.dies()
        assert HERE in page()
        assert standing.trouble and standing.seconds_behind() is None

    def test_whatever_fails_there_is_asked_of_the_primary(standby, page):
        standby.run("ALTER TABLE cases_case RENAME TO gone")
        assert HERE in page()
        assert standing.trouble == "", "the server itself is well"

    def test_what_is_not_there_yet_is_found_on_the_primary(standby, page, office):
        late = make.party(office.bureau, office.officer, name="刚登记的店")
        assert "刚登记的店" in page("cases:party", late.pk)
        page("cases:party", late.pk + 1000, status=404)

    def test_rights_are_never_those_of_yesterday(standby, page, client, office):
        assert THERE in page()
        office.officer.user.groups.clear()
        assert THERE not in page(status=403)
        office.officer.user.is_active = False
        office.officer.user.save()
        assert client.get(reverse("cases:list")).status_code == 302

    def test_a_server_that_was_promoted_is_no_standby(standby, page):
        standby.says("FFFFFFFF/0", recovering=False)
        assert HERE in page()
        (line,) = checks.standby()
        assert line.level.label == "故障" and "主库" in line.words

    def test_the_doctor_tells_how_far_it_is(standby):
        (line,) = checks.standby()
        assert line.level.label == "正常"
        standby.says("0/1")
        (line,) = checks.standby()
        assert line.level.label == "注意" and "MB" in line.words

    def test_rows_read_there_are_kept_here(standby, office):
        with begin() as running:
            running.replica = True
            party = Party.objects.get()
            assert (party.name, party._state.db) == (THERE, REPLICA)
            with transaction.atomic():
                assert Party.objects.get().name == HERE
                assert Party.objects.select_for_update().get().name == HERE
            assert Party.objects.select_for_update().db == "default"
            party.name = "新名字"
            party.save(update_fields=["name"])
            assert Party.objects.get().name == "新名字"

    def test_the_end_of_a_job_is_seen_with_what_it_wrote(standby, office, client):
        client.force_login(office.officer.user)
        given = {"bureau": office.bureau, "kind": "count", "owner": office.officer, "result": {"url": "/cases/"}}
        going = Job.objects.create(**given)
        client.get(reverse("core:job", args=[going.pk]))
        assert middleware.cookie_name() not in client.cookies
        ended = Job.objects.create(**given, state=JobState.DONE)
        client.get(reverse("core:job_progress", args=[ended.pk]), headers={"HX-Request": "true"})
        assert middleware.cookie_name() in client.cookies

    def test_pages_of_parties_get_no_cookie(standby, client):
        client.get("/healthz/ready")
        assert middleware.cookie_name() not in client.cookies

    def test_a_primary_that_gives_no_position_keeps_its_reader(standby, rf, monkeypatch):
        from django.db import OperationalError
        from django.http import HttpResponse

        def gone():
            raise OperationalError

        monkeypatch.setattr(middleware, "written_to", gone)
        answer = HttpResponse()
        middleware._tell(answer)
        request = rf.get("/")
        request.COOKIES[middleware.cookie_name()] = answer.cookies[middleware.cookie_name()].value
        assert middleware._needed(request) == middleware._NEVER
