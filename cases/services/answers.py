"""The answers of 适用核查 for a whole case: kept while they are given, made into sheets in one step."""

from datetime import date

from django.db import transaction

from xinglongtai.core.models import Officer

from ..models import Assessment, Case
from .access import lock, require_editable, require_handling
from .assessment import assessment_make


@transaction.atomic
def answers_keep(*, case: Case, actor: Officer, answers: dict[int, dict]) -> None:
    """Keep the answers given so far, so that the registration can be left and taken up again.

    ``answers``: violation → fact or token → value ("" takes one back). No sheet and no event: what counts is the sheet
    that follows, and it records every answer. The case's version stays.
    """
    case = lock(case, actor)
    require_handling(case, actor)
    require_editable(case)
    for violation in case.violations.select_for_update(of=("self",)).filter(pk__in=answers):
        merged = {**violation.answers, **answers[violation.pk]}
        kept = {k: v for k, v in merged.items() if v not in ("", None, [])}
        if kept != violation.answers:
            violation.answers = kept
            violation.save(update_fields=["answers"])


@transaction.atomic
def sheets_make(
    *,
    case: Case,
    actor: Officer,
    on: date,
    answers: dict[int, dict],
    overrides: dict[int, dict[str, str]] | None = None,
    version: int | None = None,
) -> list[Assessment]:
    """Make the sheet of every violation of the case, all or none. ``answers`` and ``overrides`` by violation."""
    case = lock(case, actor, version)
    return [
        assessment_make(
            violation=violation,
            actor=actor,
            on=on,
            answers=answers.get(violation.pk),
            overrides=(overrides or {}).get(violation.pk),
        )
        for violation in case.violations.order_by("pk")
    ]
