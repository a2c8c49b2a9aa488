"""The four screens of 登记检查: which one is next, and the bar on top of each."""

from django.urls import reverse

from .models import Case
from .status import EDITABLE, CaseStatus

NAMES = ("当事人", "违法行为", "适用核查", "承诺")
PARTY, VIOLATIONS, ASSESS, PROMISE = 1, 2, 3, 4


def address_of(step: int, case: Case) -> str:
    """Where the screen of ``step`` is for an opened case."""
    if step == PROMISE:
        return reverse("pledges:promise", args=[case.pk])
    if step == ASSESS:
        return reverse("cases:intake_assess", args=[case.pk])
    return reverse("cases:intake_violations", args=[case.pk]) + ("#details" if step == PARTY else "")


def bar(case: Case | None, current: int) -> list[dict]:
    """Steps for the step bar; the ones before link back as long as the case is being registered."""
    open_for_change = case is not None and case.status in EDITABLE
    return [
        {"label": name, "url": address_of(number, case) if open_for_change and number < current else ""}
        for number, name in enumerate(NAMES, start=1)
    ]


def resume_address(case: Case) -> str:
    """The screen on which the registration goes on; the case page when it is over."""
    if case.status == CaseStatus.DRAFT:
        return address_of(ASSESS if case.step >= ASSESS else VIOLATIONS, case)
    if case.status == CaseStatus.READY:
        return address_of(PROMISE, case)
    return reverse("cases:detail", args=[case.pk])
