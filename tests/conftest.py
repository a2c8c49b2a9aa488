"""What every test shares: no test is left out."""

import copy
import gc

import pytest

LEFT_OUT: list[str] = []
#: Fixtures whose tests commit.
TRANSACTIONAL = {"transactional_db", "live_server"}
#: Files that take long as a whole start first, so that no worker is left alone with one of them at the end.
LONG_FILES = (
    "test_demo.py",
    "test_concurrency.py",
    "test_rights.py",
    "test_rights_deep.py",
    "test_casefile_services.py",
)


#: Files that open many pages or take long, and exercise no watched rule that others do not: coverage, which doubles their time, rests
#: meanwhile. A rule that loses its only watched test fails the step «every branch of the law»: then its file leaves this list.
UNWATCHED = (
    "core/test_admin.py",
    "core/test_backup.py",
    "core/test_backup_roundtrip.py",
    "core/test_documents.py",
    "core/test_grids.py",
    "core/test_record_pages.py",
    "core/test_typesetting.py",
    "catalog/test_examples_pages.py",
    "catalog/test_mapping.py",
    "catalog/test_public_*.py",
    "catalog/test_selectors.py",
    "catalog/test_statute_pages.py",
    "cases/test_bombs.py",
    "cases/test_evidence_pages.py",
    "cases/test_law_text.py",
    "cases/test_measures.py",
    "cases/test_rehearsal.py",
    "cases/test_views_assess.py",
    "cases/test_views_case.py",
    "cases/test_views_field.py",
    "cases/test_views_review.py",
    "pledges/test_casefile_*.py",
    "pledges/test_letter.py",
    "pledges/test_overdue_agrees.py",
    "pledges/test_party_office.py",
    "pledges/test_party_pages.py",
    "pledges/test_party_sheets.py",
    "pledges/test_views_*.py",
    "papers/test_golden.py",
    "papers/test_hostile_words.py",
    "papers/test_views.py",
    "papers/test_wordings.py",
    "oversight/test_evaluation_counts.py",
    "oversight/test_evaluation_views.py",
    "oversight/test_law.py",
    "oversight/test_morning_brief.py",
    "oversight/test_morning_views.py",
    "oversight/test_publication_*.py",
    "oversight/test_statistics_counts.py",
    "oversight/test_statistics_show.py",
    "oversight/test_trust_*.py",
    "test_back_office*.py",
    "test_bad_input.py",
    "test_bridge_fuzz.py",
    "test_demo.py",
    "test_house.py",
    "test_rights*.py",
)


def pytest_collection_modifyitems(items):
    for item in items:
        item.watched = not any(item.path.match(pattern) for pattern in UNWATCHED)
    items.sort(key=lambda item: LONG_FILES.index(item.path.name) if item.path.name in LONG_FILES else len(LONG_FILES))


def pytest_collection_finish():
    """What stands by now stays to the end: the collector of garbage needs not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    plugin = item.config.pluginmanager.getplugin("_cov")
    coverage = plugin.cov_controller if plugin and not item.watched else None
    if coverage:
        coverage.pause()
    try:
        return (yield)
    finally:
        if coverage:
            coverage.resume()


def pytest_runtest_logreport(report):
    if report.skipped:
        LEFT_OUT.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """A test that was left out is a failure: what is missing must be installed, not passed over."""
    if LEFT_OUT and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for nodeid in LEFT_OUT:
        terminalreporter.write_line(f"left out, which counts as failed: {nodeid}", red=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Roles stand in every test database from the start, as on an installation; seeding them again costs three queries.

    Tests with transactions of their own are swept up: row by row on SQLite, by emptying tables on PostgreSQL. «Evidence is never
    deleted» and «the record is never emptied» would forbid it; these rules alone are taken off.
    """
    from django.db import connection

    from xinglongtai.core import roles
    from xinglongtai.core.record.rules import sweeping

    with django_db_blocker.unblock():
        roles.seed()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER IF EXISTS evidence_never_deleted")
            for statement in sweeping(connection.vendor):
                cursor.execute(statement)


@pytest.fixture
def office(db, office_of_file):
    """One bureau with its people and one published item."""
    from tests.factories import Office

    return copy.deepcopy(office_of_file) if office_of_file else Office()


@pytest.fixture(scope="module")
def office_of_file(request, django_db_setup, django_db_blocker):
    """The office made once for a file, in a transaction around its tests; None where a test has transactions of its own.

    Each test has its savepoint in it and gets a copy of the objects, so nothing of a test is left to the next.
    """
    from django.db import transaction

    from tests.factories import Office

    tests = [item for item in request.session.items if item.path == request.path]
    if any(map(_has_transactions_of_its_own, tests)):
        yield None
        return
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        made = Office()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _has_transactions_of_its_own(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and (marker.args or marker.kwargs)) or bool(TRANSACTIONAL & set(item.fixturenames))


@pytest.fixture
def refused():
    """``with refused(TransitionRefused, "文字"):`` — a refusal whose Chinese message contains the words."""
    from contextlib import contextmanager

    @contextmanager
    def check(kind, words="", field=None):
        with pytest.raises(kind) as caught:
            yield caught
        assert words in str(caught.value)
        if field is not None:
            assert caught.value.field == field

    return check
