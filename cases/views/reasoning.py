"""说理: the text that stands, the text composed of the findings, what differs, and what stood before."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from catalog.differences import Difference
from xinglongtai.core.acts import attempt

from .. import services
from ..dossier import with_violations
from ..forms.reasoning import ReasoningForm
from ..models import Reasoning
from ..next_step import powers
from ..reasoning.reading import composed, told_about
from .case import case_for


def between(old: str, new: str) -> list[tuple[str, str]]:
    """The words struck and put in, from ``old`` to ``new``; [] when they are the same."""
    return [] if old == new else Difference("text", "说理", old, new).pieces


def _history(versions: list[Reasoning]) -> list[dict]:
    """Newest first; each with what it changed in the one before, the first in what was composed for it."""
    before = [row.text for row in versions[1:]] + [row.composed for row in versions[-1:]]
    return [{"row": row, "pieces": between(old, row.text)} for row, old in zip(versions, before, strict=True)]


@require_GET
def reasoning(request, pk):
    """Read by whoever sees the case."""
    actor, case = case_for(request, pk)
    return _page(request, actor, case)


@require_POST
def reasoning_save(request, pk):
    """Another version, by those who handle the case."""
    actor, case = case_for(request, pk, "handles")
    form = ReasoningForm(request.POST)
    if form.is_valid() and attempt(form, services.reasoning_save, case=case, actor=actor, **form.cleaned_data):
        messages.success(request, "说理已保存，以前的文字都留着。")
        return redirect("cases:reasoning", case.pk)
    return _page(request, actor, case, form)


def _page(request, actor, case, form: ReasoningForm | None = None):
    now = composed(with_violations(case), told_about(case))
    versions = list(Reasoning.objects.filter(case=case).select_related("edited_by__unit"))
    last = versions[0] if versions else None
    number = last.version if last else 0
    status = 422 if form else 200
    if form:
        form.renew(number)
    form = form or ReasoningForm(initial={"version": number, "text": last.text if last else now})
    changed = bool(last) and last.composed != now
    context = {"case": case, "form": form, "last": last, "composed": now, "number": number, "changed": changed}
    context |= {"may_edit": powers(case, actor).handles and not case.is_final, "history": _history(versions)}
    if changed:
        context |= {"facts_pieces": between(last.composed, now), "text_pieces": between(last.text, now)}
    return render(request, "cases/reasoning.html", context, status=status)
