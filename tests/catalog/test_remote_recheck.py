"""«可以免到场复查» is one of the words of an item: copied, compared, imported, and fixed by the database once published."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.differences import differences
from catalog.models import ItemVersion
from catalog.rows import RowRefused, read_row
from catalog.services import item_version_new
from tests import factories as make

pytestmark = pytest.mark.django_db
ROW = {
    "item_no": "R3",
    "batch": "第一批",
    "domain": "登记注册与公示",
    "violation": "未亮照",
    "leniency_kind": "轻微不罚",
    "default_state": "须法制审核",
}


def test_a_new_version_keeps_it_and_a_change_is_told(office):
    old = make.item(office.bureau, "R7", office.legal, remote_recheck=True)
    draft = item_version_new(item=old.item, actor=office.legal)
    assert draft.remote_recheck
    draft.remote_recheck = False
    told = {row.name: (row.label, row.old, row.new) for row in differences(old, draft)}
    assert told["remote_recheck"] == ("可以免到场复查", "是", "否")


def test_the_database_keeps_it_once_published(office):
    version = make.item(office.bureau, "R7", office.legal)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_itemversion SET remote_recheck = NOT remote_recheck WHERE id = %s", [version.pk])
    assert not ItemVersion.objects.get(pk=version.pk).remote_recheck


@pytest.mark.parametrize(("cell", "value"), [("是", True), ("否", False), ("", False)])
def test_a_column_of_a_sheet(cell, value):
    assert read_row({**ROW, "可以免到场复查": cell}).values["remote_recheck"] is value


def test_a_sheet_without_the_column_leaves_it_alone():
    assert "remote_recheck" not in read_row(ROW).values


def test_anything_else_is_refused():
    with pytest.raises(RowRefused, match="可以免到场复查"):
        read_row({**ROW, "remote_recheck": "也许"})
