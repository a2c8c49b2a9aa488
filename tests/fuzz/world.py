"""The throw-away database of a trial."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _NoMigrations:
    """Tables as the models say: the trial asks what verbs do, not how an installation grew."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


@contextmanager
def database() -> Iterator[None]:
    """Django set up with the settings of the tests and an empty database that is dropped at the end."""
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    settings.MIGRATION_MODULES = _NoMigrations()
    django.setup()
    logging.disable(logging.ERROR)
    setup_test_environment(debug=False)
    old = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
        teardown_test_environment()
