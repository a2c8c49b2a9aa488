"""People and a loaded list for the catalog's tests."""

from copy import copy, deepcopy
from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from catalog.models import (
    Batch,
    Citation,
    ConditionToken,
    Item,
    ItemCondition,
    ItemVersion,
    Statute,
    StatuteVersion,
)
from catalog.services import starter_load
from xinglongtai.core.models import Officer, Unit, User
from xinglongtai.core.roles import ROLE_PERMISSIONS, Role
from xinglongtai.core.units import create_bureau, place

TODAY = date(2026, 11, 22)


def make_person(bureau, username: str, role: Role | None, *, unit_name: str = "") -> Officer:
    """An officer with an account; the role brings only the catalog's permissions, which is all these tests need."""
    unit = bureau.unit
    if unit_name:
        unit = place(Unit(parent=bureau.unit, name=unit_name))
    user = User.objects.create_user(username, password="correct horse battery", is_staff=True)
    if role:
        group, _ = Group.objects.get_or_create(name=str(role.value))
        wanted = [name.split(".")[1] for name in ROLE_PERMISSIONS[role] if name.startswith("catalog.")]
        group.permissions.set(Permission.objects.filter(content_type__app_label="catalog", codename__in=wanted))
        user.groups.add(group)
    return Officer.objects.create(user=user, unit=unit, name=username)


@pytest.fixture
def on():
    return TODAY


@pytest.fixture(autouse=True)
def todays_date(monkeypatch):
    """Pages and commands take this day for today, whenever the tests run."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def bureau(db):
    return create_bureau(
        code="xinglongtai",
        name="兴隆台局",
        full_name="盘锦市兴隆台区市场监督管理局",
        region_code="211103",
        document_prefix="盘兴市监",
    )


@pytest.fixture
def legal(bureau):
    return make_person(bureau, "fazhi", Role.LEGAL)


@pytest.fixture
def officer(bureau):
    return make_person(bureau, "zhifa", Role.OFFICER)


@pytest.fixture
def other_legal(db):
    other = create_bureau(
        code="other", name="他局", full_name="他区市场监督管理局", region_code="211102", document_prefix="盘双市监"
    )
    return make_person(other, "tafazhi", Role.LEGAL)


#: The starter list as it was loaded the first time, to be put back in one go for every later test.
_KEPT: dict[bool, tuple] = {}
_ORDER = (Statute, StatuteVersion, ConditionToken, Batch, Item, ItemVersion, Citation, ItemCondition)


def starter_list(legal, on, publish: bool):
    """Load the starter list through its service once; afterwards put the same rows back for the new bureau."""
    if publish not in _KEPT:
        outcome = starter_load(actor=legal, on=on, publish=publish)
        _KEPT[publish] = outcome, [list(model.objects.order_by("pk")) for model in _ORDER]
        return outcome
    outcome, rows = _KEPT[publish]
    for model, kept in zip(_ORDER, rows, strict=True):
        fresh = [copy(row) for row in kept]
        for row in fresh:
            if hasattr(row, "bureau_id"):
                row.bureau_id = legal.bureau.pk
            if getattr(row, "published_by_id", None):
                row.published_by_id = legal.pk
        QuerySet(model).bulk_create(fresh)
    return deepcopy(outcome)


@pytest.fixture
def loaded(legal, on):
    """The starter list, published as far as it can be."""
    return starter_list(legal, on, publish=True)


@pytest.fixture
def drafts(legal, on):
    """The starter list as drafts."""
    return starter_list(legal, on, publish=False)
