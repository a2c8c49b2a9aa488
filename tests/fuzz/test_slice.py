"""A small slice of every trial of ``script/fuzz``, always the same; and what the trials found (docs/fuzz.md), one by one."""

import pytest
from django.urls import reverse

from cases import services as case_services
from catalog.statute_text import parse
from catalog.statute_text.numbers import to_chinese
from tests import factories as make
from tests.fuzz import forms, importers, machine
from xinglongtai.core.errors import DomainError

pytestmark = pytest.mark.django_db


def test_verbs():
    tally, broken = machine.run(runs=3, steps=12, seed=5)
    assert not broken
    assert tally["sequences"] >= 2 and tally["done"] >= 5


def test_forms():
    office = make.Office()
    case, pledge = office.ready(), office.signed()
    addresses = [
        reverse("cases:list"),
        reverse("pledges:promise", args=[case.pk]),
        reverse("oversight:brief_seen"),
        reverse("pledges:materials", args=[pledge.pk]),
        "/login/",
    ]
    trial = forms.Trial(forms.browsers(office, ("officer", "supervisor")), addresses, office)
    trial.run(inputs=25, seed=5)
    assert not trial.broken
    assert trial.tally["inputs"] == 25 and len(trial.forms) > 10


def test_importers():
    trial = importers.Trial()
    trial.run(files=8, seed=5)
    assert not trial.broken
    assert sum(count for name, count in trial.tally.items() if ": " in name) == 8


def test_evidence_of_an_unknown_kind_is_refused():
    office = make.Office()
    with pytest.raises(DomainError, match="是什么材料"):
        case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo(), kind="?")


@pytest.mark.parametrize("number", ["九" * 300, "9" * 5000, "九" * 9])
def test_numerals_beyond_any_law(number):
    text = parse(["中华人民共和国演示法", "第一条 为了演示，制定本法。", f"第{number}条 演示。"])
    assert text.articles[0].address.article == 1
    assert to_chinese(10_000) == "10000" and to_chinese(9_999) == "九千九百九十九"


@pytest.mark.parametrize("wanted", ["Infinity", "cases", "//evil.example/", "http://evil.example/x"])
def test_a_next_page_that_is_no_address(client, wanted):
    office = make.Office()
    client.force_login(office.supervisor.user)
    answer = client.post(reverse("oversight:brief_seen"), {"line": "recheck:8", "next": wanted})
    assert answer["Location"] == reverse("oversight:brief")
