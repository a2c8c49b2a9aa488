"""Every verb × every role × own or other unit × own or other bureau: who comes past the guard, who is told no, for whom nothing is there."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.rights import staging
from tests.rights.verbs import cases, catalog, core, oversight, pledges
from tests.rights.verbs.collecting import verbs
from tests.rights.verbs.grammar import ROLE, Inner
from tests.rights.verbs.situations import more, people
from tests.rights.verbs.trying import answer
from tests.test_rights import AREAS
from xinglongtai.core.roles import held

ROOMS = {"cases": cases, "catalog": catalog, "core": core, "oversight": oversight, "pledges": pledges}
TABLE = {name: row for room in ROOMS.values() for name, row in room.TABLE.items()}


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """People and rows, made once for all rooms; every try is undone to its savepoint."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        office, foreign, rows = staging.build(AREAS)
        tries = people(office, foreign)
        rows = {"officer": office.officer, "second": office.second} | rows
        rows |= {"colleague": office.colleague, "supervisor": office.supervisor, "legal": office.legal}
        rows |= more(office, foreign, timezone.localdate(), rows)
        yield tries, rows
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def test_the_table_knows_every_verb():
    assert set(verbs()) == set(TABLE)


def test_every_row_says_why():
    assert [name for name, row in TABLE.items() if len(row.why) < 8] == []


@pytest.mark.django_db
def test_people_hold_the_roles_the_table_says(stage):
    tries, _ = stage
    assert {who: "".join(held(person)) for who, person in tries.items()} == ROLE


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_every_verb_for_everybody(stage, room):
    tries, rows = stage
    known, wrong = verbs(), []
    import time, collections

    T = collections.Counter()
    for name, row in ROOMS[room].TABLE.items():
        if isinstance(row, Inner):
            continue
        for who, person in tries.items():
            t0 = time.time()
            T[name] += 0
            got = answer(known[name], row, rows, person)
            T[name] += time.time() - t0
            if got != row.expected(who):
                wrong.append(f"{name} {who}: {got}, expected {row.expected(who)} ({row.why})")
    print("TIMES", [(n, round(t, 2)) for n, t in T.most_common(9)], round(sum(T.values()), 1))
    assert not wrong, "\n" + "\n".join(wrong)
