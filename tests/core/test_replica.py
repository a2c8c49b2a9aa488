"""What holds without a standby: nothing is there. And what no database is needed for."""

import pytest
from django.conf import settings as of_the_run
from django.db import connections
from django.test import override_settings

from cases.models import Case
from xinglongtai.core.installation import probes
from xinglongtai.core.models import User
from xinglongtai.core.replica import checks, reading, standing
from xinglongtai.core.replica.router import ReplicaRouter


def test_without_a_setting_there_is_nothing():
    assert of_the_run.REPLICA_URL == "" and not of_the_run.DATABASE_ROUTERS
    assert not [name for name in of_the_run.MIDDLEWARE if "replica" in name]
    assert reading.REPLICA not in connections.databases
    assert checks.replica_is_possible(None) == []
    assert probes.remarks() == {}
    assert [line.level.label for line in checks.standby()] == ["正常"]


def test_half_a_configuration_is_refused():
    with override_settings(REPLICA_URL="postgres://x@127.0.0.1/x"):  # beside SQLite, or not an address of PostgreSQL
        (error,) = checks.replica_is_possible(None)
    assert error.id == "xinglongtai.E010" and "PostgreSQL" in error.msg
    both = {**of_the_run.DATABASES, reading.REPLICA: {}}
    for seconds, ids in ((30, []), (0, ["xinglongtai.E011"]), (601, ["xinglongtai.E011"])):
        with override_settings(REPLICA_URL="postgres://x", DATABASES=both, REPLICA_LAG_SECONDS=seconds):
            assert [error.id for error in checks.replica_is_possible(None)] == ids


@pytest.mark.parametrize(
    ("sql", "wrote"),
    [
        ('SELECT "cases_case"."id" FROM "cases_case" FOR UPDATE', False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ('SAVEPOINT "s1"', False),
        ("SET TRANSACTION READ ONLY", False),
        ('UPDATE "django_session" SET "x" = %s', False),
        ('DELETE FROM "core_accountsession" WHERE 1', False),
        ('INSERT INTO "core_event" ("x") VALUES (%s)', True),
        ('UPDATE "cases_case" SET "x" = %s', True),
        ("WITH moved AS (DELETE FROM x RETURNING *) SELECT * FROM moved", True),
        ("COPY x FROM STDIN", True),
        ("insert into cases_case values (1)", True),
    ],
)
def test_what_counts_as_writing(sql, wrote):
    """Whatever is not known to be harmless does."""
    assert reading.writes(sql) is wrote


def test_positions_are_numbers_of_bytes():
    assert standing.position("0/0") == 0
    assert standing.position("0/16B3748") < standing.position("0/FFFFFFFF") < standing.position("1/0")
    assert standing.position("1/0") == 2**32
    assert standing.Positions(primary=10, standby=4).behind == 6
    assert standing.Positions(primary=4, standby=10).behind == 0


@pytest.mark.django_db(transaction=True)
def test_where_the_router_sends():
    router = ReplicaRouter()
    assert router.db_for_read(Case) == router.db_for_write(Case) == "default"
    with reading.begin() as running:
        assert router.db_for_read(Case) == "default"
        running.replica = True
        assert router.db_for_read(Case) == "replica"
        assert router.db_for_write(Case) == "default"
        assert router.db_for_read(User) == "default", "who may do what is asked of the primary"
        User.objects.create(username="neu")
        assert running.wrote and router.db_for_read(Case) == "default", "one's own writes are seen at once"
    assert router.db_for_read(Case) == "default"
    assert router.allow_migrate("replica", "cases") is False
    assert router.allow_migrate("default", "cases") is None
    one, other = Case(), Case()
    one._state.db, other._state.db = "replica", "default"
    assert router.allow_relation(one, other) is True
    other._state.db = "elsewhere"
    assert router.allow_relation(one, other) is None


@pytest.mark.django_db
def test_a_transaction_reads_where_it_writes():
    """Every test of this kind is inside one."""
    with reading.begin() as running:
        running.replica = True
        assert ReplicaRouter().db_for_read(Case) == "default"


def test_said_outside_of_a_request_it_is_nothing():
    reading.written()
    with reading.begin() as running:
        reading.written()
        assert running.wrote


def test_decisions_stay_on_the_primary():
    """Pages whose buttons decide something show what is, not what was."""
    from cases.views import case, lists, review
    from pledges.views import approvals, desk

    assert lists.case_list.reads_replica
    for view in (case.detail, review.review_list, approvals.approval_list, desk.desk, lists.case_export):
        assert not getattr(view, "reads_replica", False)
