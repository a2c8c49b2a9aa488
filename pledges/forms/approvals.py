"""Forms of the inbox: which kinds and units, and the bulk approval of extensions."""

from django import forms

from cases.forms.case import words
from cases.forms.filters import units_within_reach
from cases.status import ApprovalKind
from xinglongtai.core.lists import FilterForm, any_of
from xinglongtai.core.staff_fields import UnitChoice

#: What the inbox tells apart; 初审 is an act, not a kind of request.
KINDS = [(kind.value, kind.label) for kind in ApprovalKind if kind != ApprovalKind.FIRST_STEP]


class InboxFilter(FilterForm):
    """事项 and 单位(含下属), on a list that was read already."""

    kind = forms.ChoiceField(label="事项", required=False, choices=any_of(KINDS))
    unit = UnitChoice(label="单位（含下属）", required=False, empty_label="全部")

    def __init__(self, data=None, *, actor, **kwargs):
        self.actor = actor
        super().__init__(data, **kwargs)
        del self.fields["sort"]

    def full_clean(self):
        self.fields["unit"].queryset = units_within_reach(self.actor)
        super().full_clean()

    def given(self):
        return {"sort": "", **super().given()}

    def fitting(self, items: list) -> list:
        """``items`` that were asked for, in their order."""
        given = self.given()
        if given["kind"]:
            items = [item for item in items if item.kind == given["kind"]]
        if given["unit"]:
            path = given["unit"].path
            items = [item for item in items if item.case.unit.path.startswith(path)]
        return items

    @property
    def query(self) -> str:
        """The accepted filters as they stand in an address, with the «?»; "" without any."""
        given = [f"{name}={getattr(value, 'pk', value)}" for name, value in self.given().items() if value != ""]
        return f"?{'&'.join(given)}" if given else ""


class ExtensionsForm(forms.Form):
    """One word for all that were chosen."""

    note = words("审批意见", required=False, rows=2, help_text="写进每一项的记录。不批准的请逐项打开，写明理由。")
