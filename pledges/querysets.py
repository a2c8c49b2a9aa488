"""Row vocabulary of pledges. Each word is defined once; ``pledges.deadlines`` says the same of one pledge."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from cases.querysets import reach, sees_bureau
from xinglongtai.core import roles
from xinglongtai.core.textsearch import holding

from .status import OPEN, RUNNING, PledgeStatus


class PledgeQuerySet(models.QuerySet):
    """Pledges as rows."""

    def visible_to(self, officer):
        """Pledges within the officer's reach, plus those of cases handed to them personally."""
        limit = reach(officer, "case__")
        if limit is None:
            return self.none()
        if sees_bureau(officer):
            limit = Q()  # a pledge names its bureau itself
        elif roles.allowed(officer, "cases.handle_case"):
            limit |= Q(case__handler=officer) | Q(case__co_handler=officer)
        return self.filter(limit, bureau_id=officer.unit.bureau_id)

    def visible_to_deputy(self, officer, delegations):
        """To decide as a deputy: what ``officer`` sees and what the represented people see (see CaseQuerySet)."""
        if not delegations:
            return self.visible_to(officer)
        cases = self.model._meta.get_field("case").related_model
        return self.filter(case__in=cases.objects.visible_to_deputy(officer, delegations).values("pk"))

    def open(self):
        """Pledges in which something is still to be done."""
        return self.filter(status__in=sorted(OPEN))

    def late(self, *, on: date):
        """Deadline passed, nothing handed in. Due today is not late; materials awaiting recheck are not late.

        Either :meth:`overdue` or :meth:`promised`.
        """
        return self.filter(status__in=RUNNING, due_on__lt=on)

    def overdue(self, *, on: date):
        """Late, and nobody has promised in answer to the newest 督办 to settle it by ``on`` or a later day.

        This is the number of desk, brief, review and statistics.
        """
        return self.late(on=on).exclude(answered_until__gte=on)

    def promised(self, *, on: date):
        """Late, but the newest 督办 was answered with a day that has not passed: left out of :meth:`overdue`, and said so."""
        return self.late(on=on).filter(answered_until__gte=on)

    def due_today(self, *, on: date):
        """The deadline is ``on``."""
        return self.filter(status__in=RUNNING, due_on=on)

    def due_soon(self, *, on: date, days: int = 3):
        """The deadline lies within the next ``days`` calendar days, today not counted."""
        return self.filter(status__in=RUNNING, due_on__gt=on, due_on__lte=on + timedelta(days=days))

    def awaiting_recheck(self):
        """Materials are in; two officers have to look."""
        return self.filter(status=PledgeStatus.SUBMITTED)

    def unsigned(self):
        """The letter is issued, the signature is not recorded."""
        return self.filter(status=PledgeStatus.ISSUED)

    def of(self, officer):
        """Pledges of cases the officer handles, first or second."""
        return self.filter(Q(case__handler=officer) | Q(case__co_handler=officer))

    def with_people(self):
        """With everything a list line shows."""
        return self.select_related("case__party", "case__unit", "case__handler", "letter__document")

    def matching(self, words: str):
        """As the cases they belong to: name, numbers, phone, violation, letter number."""
        found = holding("case__found_by__words", words)
        return self if found is None else self.filter(found)
