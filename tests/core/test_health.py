"""What watchers are told: yes or no to everybody, reasons only on this machine, and no when code and database do not fit."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from xinglongtai.core import fonts, keys
from xinglongtai.core.installation import probes

AWAY = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    """Answers are not kept from test to test; tables made from models have no migrations on record, which is not the matter here."""
    monkeypatch.setattr(probes, "KEPT", 0)
    monkeypatch.setattr(probes, "migrations_apart", lambda: (set(), set()))
    probes.forget()


def test_live_asks_nobody(client):
    """No database is allowed to this test."""
    response = client.get("/healthz/live")
    assert response.status_code == 200 and response.json()["status"] == "ok"
    assert not response.cookies and response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_without_session_and_in_few_questions(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        response = client.get("/healthz/ready")
    assert response.status_code == 200, response.text
    assert set(response.json()["checks"]) == set(probes.PROBES) and "version" in response.json()
    assert not response.cookies


@pytest.mark.django_db
def test_a_reader_from_outside_learns_yes_or_no(client):
    assert client.get("/healthz/ready", headers=AWAY).json() == {"status": "ok"}
    assert client.get("/healthz/live", headers=AWAY).json() == {"status": "ok"}


@pytest.mark.django_db
def test_https_only_does_not_send_watchers_away(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^healthz/"]
    assert client.get("/healthz/live").status_code == 200


def _no_database():
    raise DatabaseError("server closed the connection: host=10.0.0.5 user=xlt")


@pytest.mark.django_db
@pytest.mark.parametrize("probe", list(probes.PROBES))
def test_whatever_breaks_the_answer_is_no(client, monkeypatch, settings, tmp_path, probe):
    match probe:
        case "database":
            monkeypatch.setitem(probes.PROBES, "database", _no_database)
        case "migrations":
            monkeypatch.setattr(probes, "migrations_apart", lambda: (set(), {("core", "0099_later")}))
        case "fonts":
            monkeypatch.setattr(fonts, "directory", lambda: tmp_path)
        case "storage":
            settings.VAR_DIR = tmp_path / "gone"
            monkeypatch.setitem(probes.PROBES, "disk", lambda: "ok")
            monkeypatch.setitem(probes.PROBES, "fonts", lambda: "ok")
        case "disk":
            settings.DISK_LEAST_FREE_MB = 10**9
        case "keys":
            settings.KEYS_DIR = tmp_path
            (tmp_path / "data.keys").write_text("k1 broken")
    response = client.get("/healthz/ready")
    assert response.status_code == 503 and response.json()["status"] == "unavailable"
    assert [name for name, word in response.json()["checks"].items() if word != "ok"] == [probe]
    assert "10.0.0.5" not in response.text
    assert client.get("/healthz/ready", headers=AWAY).json() == {"status": "unavailable"}


def test_a_good_key_is_fine(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    keys.add("data")
    assert probes._keys() == "ok"


@pytest.mark.django_db
def test_old_code_beside_a_newer_database_says_no(monkeypatch):
    monkeypatch.undo()
    known = frozenset({("core", "0001_initial"), ("cases", "0001_initial")})  # a suite without migrations knows none
    monkeypatch.setattr(probes, "known_migrations", lambda: known)
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:  # a suite whose tables are made from models has no such table
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS django_migrations"
            f" (id {key} PRIMARY KEY, app varchar(255), name varchar(255), applied timestamp with time zone)"
        )
    recorder = MigrationRecorder(connection)
    for app, name in set(recorder.applied_migrations()) - known:
        recorder.record_unapplied(app, name)
    for app, name in known - set(recorder.applied_migrations()):
        recorder.record_applied(app, name)
    assert probes.migrations_apart() == (set(), set()) and probes._migrations() == "ok"
    recorder.record_applied("core", "0999_of_a_later_release")
    recorder.record_applied("an_app_of_yesterday", "0001_initial")
    assert probes.migrations_apart() == (set(), {("core", "0999_of_a_later_release")})
    assert probes._migrations() == "newer than this program"
    recorder.record_unapplied("core", "0001_initial")
    assert ("core", "0001_initial") in probes.migrations_apart()[0]


@pytest.mark.django_db
def test_an_answer_is_given_again_for_a_second(monkeypatch):
    asked = []
    monkeypatch.setattr(probes, "KEPT", 1000)
    monkeypatch.setattr(probes, "PROBES", {"one": lambda: asked.append(1) or "ok"})
    assert probes.ready() == probes.ready() == {"one": "ok"} and asked == [1]
    probes.forget()
    probes.ready()
    assert asked == [1, 1]
