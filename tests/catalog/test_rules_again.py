"""Rules of the database put in place a second time (in a file of its own: PostgreSQL alters no table with rows just written)."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.database_rules import RULES
from tests import factories as f
from xinglongtai.core import database_rules


def test_installing_again_changes_nothing(db):
    assert set(database_rules.install()) >= {rule.name for rule in RULES}
    version = f.Office().item
    change = "UPDATE catalog_itemversion SET violation = 'x' WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="itemversion_keeps_words"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [version.pk])
