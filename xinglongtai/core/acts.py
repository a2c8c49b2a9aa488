"""One form, one verb: the hidden version, the refusal on the form, and who changed the row meanwhile."""

from django import forms
from django.shortcuts import render

from . import audit
from .display import person
from .errors import DomainError
from .web import refuse


class VerbForm(forms.Form):
    """Input of one verb on one row. ``version`` is that of the row when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_stale = False

    def renew(self, version: int) -> None:
        """After a refusal: the page shows the latest state, so the next try is made on it. Nothing typed is lost."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)


def attempt(form: forms.Form, verb, **values):
    """Call ``verb``; its result, or ``None`` with the refusal on the form. No access and no sight pass on."""
    try:
        return verb(**values)
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def act_page(request, form, row, *, thread: str = "", template: str = "core/act.html", **context):
    """The page of one verb. A refused form is answered 422; a stale one also says who changed what since.

    ``context`` for the standard template: title, lead, eyebrow, submit, back_url, danger, explain.
    """
    status = 200
    if form.is_bound:
        status = 422
        if form.is_stale and hasattr(row, "version"):
            row.refresh_from_db(fields=["version"])
            form.renew(row.version)
            context["changes"] = recent_changes(thread or row.thread)
    return render(request, template, {"form": form, "row": row, **context}, status=status)


def recent_changes(thread: str) -> list[dict]:
    """The newest events of a dossier in words, for a form that came too late."""
    return [
        {"at": event.at, "who": person(event.actor), "text": audit.describe(event)}
        for event in audit.timeline(thread, 3)
    ]
