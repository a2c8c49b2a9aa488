"""What is drawn once for the same words looks as it would if it were drawn again, and keeps no typed words."""

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

from cases.forms.filters import CaseFilter
from xinglongtai.core import filter_controls
from xinglongtai.core.filter_controls import controls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(filter_controls, "_drawn", type(filter_controls._drawn)())


def afresh(form) -> str:
    template = engines["django"].from_string(
        "{% load crispy_forms_filters %}{% for field in form %}{{ field|as_crispy_field }}{% endfor %}"
    )
    return template.render({"form": form})


@pytest.mark.parametrize(
    "asked",
    [{}, {"status": "open"}, {"status": "ready"}, {"since": "2026-01-31"}, {"since": "昨天"}, {"sort": "party"}],
)
def test_controls_show_what_was_asked(office, asked):
    for _ in range(2):
        assert controls(CaseFilter(asked, actor=office.officer)) == afresh(CaseFilter(asked, actor=office.officer))


def test_controls_of_others_offer_what_they_may_ask_for(office):
    for person in (office.officer, office.leader, office.officer):
        assert controls(CaseFilter({}, actor=person)) == afresh(CaseFilter({}, actor=person))


def test_typed_words_are_never_kept(office):
    shown = controls(CaseFilter({"words": "张三的店"}, actor=office.officer))
    assert "张三的店" in shown
    assert not filter_controls._drawn


def test_old_controls_go_when_there_are_many(office, monkeypatch):
    monkeypatch.setattr(filter_controls, "KEPT", 2)
    for day in range(1, 6):
        controls(CaseFilter({"since": f"2026-01-0{day}"}, actor=office.officer))
    assert len(filter_controls._drawn) == 2


def test_a_chip_escapes_by_what_it_is_given():
    """The same characters as text and as markup are two chips."""
    template = engines["django"].from_string("{% load xlt %}{% chip label %}")
    assert "<b>" not in template.render({"label": "<b>x</b>"})
    assert "<b>x</b>" in template.render({"label": mark_safe("<b>x</b>")})
    assert "<b>" not in template.render({"label": "<b>x</b>"})
