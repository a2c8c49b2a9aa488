"""Many officers at once: no number twice, no gap, no deadlock, and nothing lost when the press breaks."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections

from cases.models import Case
from cases.status import CaseStatus
from pledges import services
from pledges.models import Pledge
from pledges.status import PledgeMode
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import documents, typesetting
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import IssuedDocument, NumberSeries

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRES = connection.vendor == "postgresql"
#: SQLite has one writer; its share is a tenth.
THREADS, LETTERS = (32, 1000) if POSTGRES else (4, 24)


def in_threads(count, work):
    """Run ``work(n)`` in ``count`` threads that start together; returns what they raised."""
    gate, errors = threading.Barrier(count), []

    def run(n):
        try:
            gate.wait(30)
            work(n)
        except Exception as error:  # handed to the test, which decides
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs: deadlock"
    return errors


def ready_cases(office, count) -> list[Case]:
    """``count`` cases 待签承诺, copied from one that went the whole way."""
    first = office.ready()
    violation = first.violations.get()
    sheet = violation.assessments.get(is_current=True)
    for _ in range(count - 1):
        case = Case.objects.get(pk=first.pk)
        case.pk, case._state.adding = None, True
        Case.objects.bulk_create([case])
        case = Case.objects.latest("pk")
        violation.pk, violation._state.adding, violation.case = None, True, case
        type(violation).objects.bulk_create([violation])
        violation = type(violation).objects.latest("pk")
        sheet.pk, sheet._state.adding, sheet.violation = None, True, violation
        type(sheet).objects.bulk_create([sheet])
    return list(Case.objects.filter(status=CaseStatus.READY).order_by("pk"))


@pytest.fixture
def quick_press(monkeypatch):
    """Typesetting is measured elsewhere; here a page is its own text. Every third sheet jams the first time."""
    seen = Counter()

    def press(kind, version, snapshot, *, number, preview=False, pictures=None):
        seen[number] += 1
        if press.jams and seen[number] == 1 and int(number.rstrip("号").rsplit("〕", 1)[1]) % 3 == 0:
            raise OSError("paper jam")
        return f"%PDF {number} {snapshot['party_name']}".encode()

    press.jams = False
    monkeypatch.setattr(typesetting, "letter_pdf", press)
    return press


@pytest.mark.parametrize("jams", [False, True], ids=["smooth", "press breaks between number and PDF"])
def test_many_officers_issue_at_once(quick_press, jams):
    quick_press.jams = jams
    office = make.Office()
    cases = ready_cases(office, LETTERS)
    assert len(cases) == LETTERS

    def issue(n):
        for case in cases[n::THREADS]:
            services.pledge_issue(case=case, actor=office.officer, on=DAY, mode=PledgeMode.IMMEDIATE, due_on=None)

    assert in_threads(THREADS, issue) == []
    numbers = sorted(IssuedDocument.objects.values_list("n", flat=True))
    assert numbers == list(range(1, LETTERS + 1))
    assert NumberSeries.objects.get().last == LETTERS
    assert Pledge.objects.count() == LETTERS
    failed = IssuedDocument.objects.exclude(state="ready")
    assert failed.count() == (LETTERS // 3 if jams else 0)
    for document in failed:
        assert documents.read_bytes(document).decode().startswith(f"%PDF {document.number_text}")
    assert not IssuedDocument.objects.exclude(state="ready").exists()


def test_one_case_many_clicks(quick_press):
    office = make.Office()
    case = office.ready()

    def click(n):
        services.pledge_issue(case=case, actor=office.officer, on=DAY, mode=PledgeMode.IMMEDIATE, due_on=None)

    errors = in_threads(8, click)
    assert len(errors) == 7
    assert all(isinstance(error, DomainError) for error in errors)
    assert (Pledge.objects.count(), NumberSeries.objects.get().last) == (1, 1)


def test_a_refusal_gives_the_number_back(quick_press, monkeypatch):
    """Between taking the number and the commit everything may fail: the next letter gets that number."""
    office = make.Office()
    case = office.ready()
    monkeypatch.setattr("pledges.services.issue.case_mark_pledged", lambda **_: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        services.pledge_issue(case=case, actor=office.officer, on=DAY, mode=PledgeMode.IMMEDIATE, due_on=None)
    monkeypatch.undo()
    assert not IssuedDocument.objects.exists()
    pledge = services.pledge_issue(case=case, actor=office.officer, on=DAY, mode=PledgeMode.IMMEDIATE, due_on=None)
    assert pledge.letter.document.n == 1


def test_two_officers_change_one_case():
    from cases.services import case_update

    office = make.Office()
    case = office.draft()

    def change(n):
        actor = office.officer if n else office.second
        case_update(case=case, actor=actor, on=DAY, data={"place": f"地点{n}"}, version=case.version)

    errors = in_threads(2, change)
    assert len(errors) == 1
    assert "已被更新" in str(errors[0])
    case.refresh_from_db()
    assert case.version == 2
