"""The virus scanner: its protocol spoken to a stand-in, and every door through which files come in."""

import io
import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Evidence, Upload
from tests import evidence_stage as made
from tests import factories as make
from tests.clamd_stage import EICAR, SIGNED, clamd
from tests.partypage_stage import page_url
from xinglongtai.core.diagnosis import Level
from xinglongtai.core.models import Event
from xinglongtai.core.shield import checks, diagnosis, scanning
from xinglongtai.core.shield.clamd import Scanner, Unavailable, from_environment


def nobody() -> Scanner:
    """Where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Scanner(host="127.0.0.1", port=probe.getsockname()[1], seconds=1)


def infected() -> bytes:
    """A photograph that opens, with what scanners know in its tail."""
    return make.photo().read() + EICAR


class TestProtocol:
    def test_a_clean_file_arrives_whole_and_the_handle_is_read_from_its_beginning(self):
        handle = io.BytesIO(bytes(range(256)) * 1000)
        handle.read(10)
        with clamd() as (scanner, seen):
            assert scanner.scan(handle) == "" and seen == [handle.getvalue()]
            assert scanner.ping() and scanner.version() == SIGNED

    def test_what_is_found_has_a_name(self):
        with clamd() as (scanner, _):
            assert scanner.scan(io.BytesIO(b"x" * 70_000 + EICAR)) == "Eicar-Signature"

    def test_a_file_beyond_its_limit_got_no_verdict(self):
        with clamd(limit=1000) as (scanner, _), pytest.raises(Unavailable):
            scanner.scan(io.BytesIO(bytes(5_000_000)))

    def test_neither_nobody_nor_silence_is_a_verdict(self):
        with pytest.raises(Unavailable, match="refused"):
            nobody().ping()
        with clamd(silent=True, seconds=0.2) as (scanner, _), pytest.raises(Unavailable, match="timed out"):
            scanner.scan(io.BytesIO(b"x"))
        with pytest.raises(Unavailable):
            Scanner(path="/nowhere/clamd.ctl").version()

    def test_settings(self):
        assert from_environment({}) is None
        assert from_environment({"CLAMD_SOCKET": "/run/clamd.ctl"}) == Scanner(path="/run/clamd.ctl")
        assert from_environment({"CLAMD_HOST": "10.0.0.9", "CLAMD_TIMEOUT": "5"}) == Scanner(host="10.0.0.9", seconds=5)


@pytest.mark.django_db
class TestForms:
    def send(self, client, case, content):
        upload = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
        return client.post(reverse("cases:evidence_add", args=[case.pk]), {"files": upload, "kind_of": "photo"})

    def test_a_clean_photograph_is_kept(self, office, client, settings):
        case = office.with_violation()
        client.force_login(office.officer.user)
        with clamd() as (settings.CLAMD, seen):
            assert self.send(client, case, make.photo().read()).status_code == 302
        assert Evidence.objects.get().case == case and len(seen) == 1

    @pytest.mark.parametrize("in_memory", [2_000_000, 0], ids=["memory", "disk"])
    def test_an_infected_one_is_refused_and_recorded_before_any_view_sees_it(self, office, client, settings, in_memory):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
        case = office.with_violation()
        client.force_login(office.officer.user)
        with clamd() as (settings.CLAMD, _):
            answer = self.send(client, case, infected())
        assert answer.status_code == 422 and "发现病毒" in answer.text and not Evidence.objects.exists()
        event = Event.objects.get(verb="upload_infected")
        assert (
            event.actor == office.officer
            and event.data["found"] == "Eicar-Signature"
            and len(event.data["sha256"]) == 64
        )

    def test_without_a_verdict_nothing_is_taken(self, office, client, settings):
        settings.CLAMD, case = nobody(), office.with_violation()
        client.force_login(office.officer.user)
        answer = self.send(client, case, make.photo().read())
        assert answer.status_code == 422 and "过几分钟再传" in answer.text and not Evidence.objects.exists()

    def test_unless_the_bureau_wants_it_otherwise_and_then_it_is_marked(self, office, client, settings):
        settings.CLAMD, settings.CLAMD_DOWN, case = nobody(), "accept", office.with_violation()
        client.force_login(office.officer.user)
        assert self.send(client, case, make.photo().read()).status_code == 302
        assert Event.objects.get(verb="upload_unscanned").data["sha256"] == Evidence.objects.get().sha256

    def test_the_imports_of_the_back_office_go_through_the_same_door(self, office, client, settings):
        client.force_login(office.sysadmin.user)
        sheet = SimpleUploadedFile("a.csv", b"a,b\n" + EICAR, content_type="text/csv")
        with clamd() as (settings.CLAMD, _):
            answer = client.post("/admin/", {"import_file": sheet})
        assert answer.status_code == 422 and Event.objects.filter(verb="upload_infected").exists()

    def test_of_the_partys_page_no_officer_is_named(self, office, client, settings):
        client.force_login(office.officer.user)
        upload = SimpleUploadedFile("a.jpg", infected(), content_type="image/jpeg")
        with clamd() as (settings.CLAMD, _):
            answer = client.post(page_url(office.signed()), {"digits": "0000", "files": upload})
        assert answer.status_code == 422 and Event.objects.get(verb="upload_infected").actor is None


@pytest.mark.django_db
class TestPieces:
    def test_an_infected_whole_is_thrown_away(self, office, client, settings):
        case, content = office.with_violation(), infected()
        client.force_login(office.officer.user)
        with clamd() as (settings.CLAMD, _):
            begun = made.begin(client, case, content).json()
            answer = made.piece(client, begun["url"], 0, content)
        assert answer.status_code == 422 and "发现病毒" in answer.json()["error"]
        assert not Evidence.objects.exists() and not Upload.objects.exists()
        event = Event.objects.get(verb="upload_infected")
        assert event.thread == case.thread and event.actor == office.officer

    def test_without_a_verdict_the_pieces_wait(self, office, client, settings):
        settings.CLAMD, case, content = nobody(), office.with_violation(), make.photo().read()
        client.force_login(office.officer.user)
        begun = made.begin(client, case, content).json()
        assert "过几分钟再传" in made.piece(client, begun["url"], 0, content).json()["error"]
        with clamd() as (settings.CLAMD, _):
            assert made.piece(client, begun["url"], len(content), b"").json()["done"]
        assert Evidence.objects.get().case == case


class TestDoctor:
    def levels(self):
        return [line.level for line in diagnosis.scanner_answers()]

    def test_each_state_has_its_line(self, settings):
        settings.CLAMD = None
        assert self.levels() == [Level.NOTICE]
        settings.CLAMD = nobody()
        assert self.levels() == [Level.FAULT]
        with clamd() as (settings.CLAMD, _):
            settings.CLAMD_DOWN = "accept"
            assert self.levels()[0] is Level.GOOD and self.levels()[-1] is Level.NOTICE

    def test_the_day_of_the_signatures(self):
        assert diagnosis.signatures_of(SIGNED).isoformat() == "2026-11-25T08:30:00"
        assert diagnosis.signatures_of("ClamAV 1.4.6") is None

    def test_a_slip_in_the_setting_is_an_error(self, settings):
        settings.CLAMD_DOWN = "acept"
        assert [found.id for found in checks.scanner_is_told_what_to_do(None)] == ["xinglongtai.E003"]


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD = None
    assert scanning.require_clean(object(), actor=None) is None
