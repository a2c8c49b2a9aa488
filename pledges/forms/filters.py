"""Filters of the list of pledges and of its export."""

from django import forms

from cases.forms.filters import UnitAndOfficer
from xinglongtai.core import parameters
from xinglongtai.core.lists import DayInput, any_of
from xinglongtai.core.privacy.sealed import WordsField

from ..status import PledgeStatus

DUE = {
    "overdue": "逾期",
    "promised": "逾期（已答复督办并承诺办结日期）",
    "today": "今天到期",
    "soon": "即将到期",
    "recheck": "待复查（材料已交）",
    "unsigned": "待签字",
    "open": "未了结",
}


class PledgeFilter(UnitAndOfficer):
    """``on`` is the day on which 逾期 and the like are judged."""

    sorts = {
        "due": ("期限近的在前", ("settled_last", "due_on", "pk")),
        "newest": ("最新签发在前", ("-issued_on", "-pk")),
        "party": ("按当事人", ("case__party__name", "-pk")),
    }
    words = WordsField(label="关键词", required=False, max_length=100)
    due = forms.ChoiceField(label="到期情况", required=False, choices=any_of(DUE.items()))
    status = forms.ChoiceField(label="状态", required=False, choices=any_of(PledgeStatus.choices))
    since = forms.DateField(label="期限从", required=False, widget=DayInput())
    until = forms.DateField(label="期限到", required=False, widget=DayInput())

    field_order = ["words", "due", "status", "unit", "officer", "since", "until"]

    def __init__(self, *args, on, **kwargs):
        self.on = on
        super().__init__(*args, **kwargs)

    def prepare(self, rows):
        """By name: as the list of cases."""
        return (
            rows.filter(case__party__bureau_id=self.actor.unit.bureau_id) if self.given()["sort"] == "party" else rows
        )

    def in_order(self, rows):
        """Of some days: by day, settled ones among the others, unless another order is asked for."""
        given = self.given()
        if (given["since"] or given["until"]) and not given["sort"]:
            return rows.order_by("due_on", "pk")
        return super().in_order(rows)

    def narrow(self, rows, given):
        if given["due"]:
            rows = self._due(rows, given["due"])
        if given["status"]:
            rows = rows.filter(status=given["status"])
        if given["since"]:
            rows = rows.filter(due_on__gte=given["since"])
        if given["until"]:
            rows = rows.filter(due_on__lte=given["until"])
        return self.by_people(rows, given, "case__").matching(given["words"])

    def _due(self, rows, state):
        if state == "soon":
            return rows.due_soon(on=self.on, days=parameters.value(self.actor.bureau, "pledge.soon_days"))
        words = {
            "overdue": lambda: rows.overdue(on=self.on),
            "promised": lambda: rows.promised(on=self.on),
            "today": lambda: rows.due_today(on=self.on),
            "recheck": rows.awaiting_recheck,
            "unsigned": rows.unsigned,
            "open": rows.open,
        }
        return words[state]()
