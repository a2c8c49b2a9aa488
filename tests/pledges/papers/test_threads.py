"""Many officers issue orders at once: no number twice, no gap."""

from contextlib import suppress

import pytest
from django.db import connection

from pledges.models import Paper
from pledges.papers import due
from pledges.papers import services as papers
from tests.factories import DAY, Office
from tests.pledges.test_concurrency import in_threads, ready_cases
from xinglongtai.core.errors import TransitionRefused
from xinglongtai.core.models import NumberSeries

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8 if connection.vendor == "postgresql" else 3


def test_orders_issued_at_once_are_numbered_without_a_gap(monkeypatch):
    monkeypatch.setattr("xinglongtai.core.documents.render_quietly", lambda document: None)
    office = Office()
    cases = ready_cases(office, THREADS * 2)

    def work(n):
        for case in (*cases[n * 2 : n * 2 + 2], cases[0]):
            with suppress(TransitionRefused):
                papers.paper_issue(
                    case=case, kind=due.ORDER, actor=office.officer, on=DAY, values={"mode": "immediate", "due_on": ""}
                )

    assert in_threads(THREADS, work) == []
    numbers = sorted(Paper.objects.values_list("document__n", flat=True))
    assert numbers == list(range(1, len(cases) + 1)) and NumberSeries.objects.get(kind=due.ORDER).last == len(cases)
