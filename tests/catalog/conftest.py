"""People and a loaded list for the catalog's tests."""

from copy import copy, deepcopy
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
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
from tests.conftest import _has_transactions_of_its_own
from xinglongtai.core.models import Officer, Unit, User
from xinglongtai.core.roles import ROLE_PERMISSIONS, Role
from xinglongtai.core.units import create_bureau, place

HERE = Path(__file__).parent
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
    its_day(monkeypatch)


def its_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def bureau(db, stage):
    return stage.bureau if stage else make_bureau()


@pytest.fixture
def legal(bureau, stage):
    return stage.legal if stage else make_person(bureau, "fazhi", Role.LEGAL)


def make_bureau():
    return create_bureau(
        code="xinglongtai",
        name="兴隆台局",
        full_name="盘锦市兴隆台区市场监督管理局",
        region_code="211103",
        document_prefix="盘兴市监",
    )


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


def people(load=lambda legal: None):
    """The bureau, its first legal person, and what ``load`` gave."""
    bureau = make_bureau()
    legal = make_person(bureau, "fazhi", Role.LEGAL)
    return SimpleNamespace(bureau=bureau, legal=legal, outcome=load(legal))


#: What a test starts from, by the fixture it asks for: the first that fits. A file may have a ``STAGES`` of its own before these.
STAGES = {
    "loaded": lambda: people(lambda legal: starter_list(legal, TODAY, publish=True)),
    "drafts": lambda: people(lambda legal: starter_list(legal, TODAY, publish=False)),
    "legal": people,
    "bureau": lambda: SimpleNamespace(bureau=make_bureau()),
}


def stages_of(item) -> dict:
    own = getattr(item.module, "STAGES", {})
    return own | {name: build for name, build in STAGES.items() if name not in own}


def stage_name(item) -> str:
    """The stage of a test; none where it is about an empty database, or where the transaction around it would be in the way."""
    if _has_transactions_of_its_own(item) or "office" in item.fixturenames:
        return ""
    return next((name for name in stages_of(item) if name in item.fixturenames), "")


def pytest_collection_modifyitems(items):
    """In each file, tests of the same stage follow each other; the stage stands before a test's own savepoint begins."""
    places = {}
    for place_in_run, item in enumerate(items):
        if HERE in item.path.parents:
            places.setdefault(item.path, []).append(place_in_run)
            asks_the_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
            if asks_the_database and "stage" not in item.fixturenames[:1]:
                item.fixturenames.insert(0, "stage")
    for numbers in places.values():
        # Those without a stage come last: the office of a file stands to its end, and a stage's rows would meet its rows.
        staged = sorted((items[n] for n in numbers), key=lambda item: (not stage_name(item), stage_name(item)))
        for number, item in zip(numbers, staged, strict=True):
            items[number] = item


@pytest.fixture(scope="module")
def stages(django_db_setup, django_db_blocker):
    """The one stage that stands, in a transaction around the tests that start from it."""
    standing = SimpleNamespace(name="", made=None, around=None)

    def change(name, build):
        if name == standing.name:
            return standing.made
        with django_db_blocker.unblock():
            if standing.name:
                transaction.set_rollback(True)
                standing.around.__exit__(None, None, None)
                standing.name, standing.made = "", None
            if name:
                standing.around = transaction.atomic()
                standing.around.__enter__()
                with pytest.MonkeyPatch.context() as monkeypatch:
                    its_day(monkeypatch)
                    standing.name, standing.made = name, build()
        return standing.made

    yield change
    change("", None)


@pytest.fixture
def stage(request, stages):
    """What this test starts from: made once for the tests that follow each other with it, each with a copy of the objects."""
    name = stage_name(request.node)
    return deepcopy(stages(name, stages_of(request.node).get(name)))


@pytest.fixture
def loaded(legal, stage):
    """The starter list, published as far as it can be."""
    return stage.outcome if stage else starter_list(legal, TODAY, publish=True)


@pytest.fixture
def drafts(legal, stage):
    """The starter list as drafts."""
    return stage.outcome if stage else starter_list(legal, TODAY, publish=False)


@pytest.fixture
def send(legal):
    """Upload a sheet as the legal person."""

    def send(data, name="清单.xlsx", actor=None):
        return import_run_open(actor=actor or legal, file_name=name, data=data)

    return send
