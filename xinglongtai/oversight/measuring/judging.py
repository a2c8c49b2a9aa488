"""适用核查 with a party that has a past, and finding an item of the list."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from cases.models import Party, Violation
from catalog.management.commands.bench_find_item import QUERIES
from xinglongtai.core.models import Officer
from xinglongtai.core.web import today

from . import stage
from .asking import answers, client_of
from .figures import Figure, Run, figure, of_times

WHAT = "eligibility with history and catalog search, warm, one user"
BAR = 60
LOGIN = "scale_officer"


def measure(run: Run) -> Iterator[Figure]:
    on, officer = today(), Officer.objects.select_related("unit__bureau", "user").get(user__username=LOGIN)
    with transaction.atomic():
        parties = _with_a_past(officer, run.count(20, 8))
        violations = [_of(officer, party, on) for party in parties]
        stage.judged(violations[0], officer, on)  # warm
        again = run.count(3, 1)
        acts = [lambda row=row: stage.judged(row, officer, on) for row in violations for _ in range(again)]
        cases = max(party.known for party in parties)
        yield figure("the sheet made by the verb", acts, BAR, note=f"parties with up to {cases} cases before")
        client = client_of(LOGIN)
        pages = [reverse("cases:intake_assess", args=[row.case_id]) for row in violations]
        told, refused = answers(client, pages, again)
        yield of_times("the page of the check", [one[:2] for one in told], BAR, note="; ".join(refused))
        search = reverse("cases:item_search", args=[violations[0].case_id])
        words, asked = QUERIES[:: run.count(1, 2)], {"HX-Request": "true"}
        client.get(search, {"q": words[0]}, headers=asked)
        acts = [
            lambda text=text: client.get(search, {"q": text}, headers=asked) for _ in range(again) for text in words
        ]
        yield figure("items found as somebody types", acts, BAR)
        transaction.set_rollback(True)


def _with_a_past(officer: Officer, count: int) -> list[Party]:
    rows = Party.objects.filter(cases__unit=officer.unit).annotate(known=Count("cases"))
    return list(rows.order_by("-known", "pk")[:count])


def _of(officer: Officer, party: Party, on: date) -> Violation:
    return stage.registered(officer, party, stage.easy_item(officer, on), on)
