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
    ItemExample,
    ItemVersion,
    Statute,
    StatuteVersion,
)
from catalog.services import item_version_publish, item_version_submit, starter_load
from catalog.services.import_runs import import_run_open
from xinglongtai.core.models import Officer, Unit, User
from xinglongtai.core.roles import ROLE_PERMISSIONS, Role
from xinglongtai.core.units import create_bureau, place

TODAY = date(2026, 11, 22)


def make_person(bureau, username: str, role: Role | None, *, unit_name: str = "", name: str = "") -> Officer:
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
    return Officer.objects.create(user=user, unit=unit, name=name or username)


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
def second_legal(bureau):
    """The second legal person of the bureau, who publishes what the first one submits."""
    return colleague_of(bureau)


def colleague_of(bureau):
    """The bureau's second legal person, made when first asked for."""
    found = Officer.objects.filter(unit=bureau.unit, name="fazhi2").first()
    return found or make_person(bureau, f"fazhi2-{bureau.code}", Role.LEGAL, name="fazhi2")


def publish(version, legal, on):
    """Submitted by ``legal``, published by the colleague: the whole way from draft to list."""
    item_version_submit(version=version, actor=legal, on=on)
    return item_version_publish(version=version, actor=colleague_of(legal.bureau), on=on)


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
_ORDER = (Statute, StatuteVersion, ConditionToken, Batch, Item, ItemVersion, Citation, ItemCondition, ItemExample)


def starter_list(legal, on, publish: bool):
    """Load the starter list through its service once; afterwards put the same rows back for the new bureau."""
    if publish not in _KEPT:
        outcome = starter_load(actor=legal, on=on, approver=colleague_of(legal.bureau) if publish else None)
        _KEPT[publish] = outcome, [list(model.objects.order_by("pk")) for model in _ORDER]
        return outcome
    outcome, rows = _KEPT[publish]
    for model, kept in zip(_ORDER, rows, strict=True):
        fresh = [copy(row) for row in kept]
        for row in fresh:
            if hasattr(row, "bureau_id"):
                row.bureau_id = legal.bureau.pk
            for name in ("edited_by_id", "submitted_by_id", "updated_by_id"):
                if getattr(row, name, None):
                    setattr(row, name, legal.pk)
            if getattr(row, "published_by_id", None):
                row.published_by_id = colleague_of(legal.bureau).pk
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


@pytest.fixture
def send(legal):
    """Upload a sheet as the legal person."""

    def send(data, name="清单.xlsx", actor=None):
        return import_run_open(actor=actor or legal, file_name=name, data=data)

    return send
