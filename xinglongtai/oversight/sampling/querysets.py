"""Row vocabulary of 案卷评查: who sees which reviews, findings and suspicions."""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.querysets import reach
from xinglongtai.core import roles
from xinglongtai.core.roles import Role

from .status import DrawState, FindingState, ReviewState

#: Who sees reviews under way, not only their results.
_WHOLE_BUREAU = {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}


def sees_work(officer) -> bool:
    """Whether ``officer`` sees drawings and reviews under way; unit heads see results of their subtree only."""
    return roles.allowed(officer, "oversight.view_sampling") and bool(roles.held(officer) & _WHOLE_BUREAU)


class FileReviewQuerySet(models.QuerySet):
    """Reviews as rows."""

    def visible_to(self, officer):
        """Legal, leaders, supervisors: those of their bureau; unit heads: submitted ones of their subtree; nobody else."""
        limit = reach(officer, "case__")
        if limit is None or not roles.allowed(officer, "oversight.view_sampling"):
            return self.none()
        rows = self.filter(limit)
        return rows if sees_work(officer) else rows.results()

    def standing(self):
        """Of drawings that were not cancelled."""
        return self.filter(drawing__state=DrawState.LIVE)

    def results(self):
        """Submitted, of drawings that stand."""
        return self.standing().filter(state=ReviewState.SUBMITTED)

    def todo_of(self, officer):
        """What ``officer`` still has to review."""
        return self.standing().filter(reviewer=officer).exclude(state=ReviewState.SUBMITTED)

    def with_people(self):
        """With everything a list line shows, in one query."""
        return self.select_related("drawing", "reviewer__unit", "case__party", "case__unit", "case__handler__unit")


class FindingQuerySet(models.QuerySet):
    """Findings as rows."""

    def visible_to(self, officer):
        """Those on one's own cases or that one has to answer, and with the right to see reviews those of one's reach."""
        limit = reach(officer, "review__case__")
        if limit is None:
            return self.none()
        return self.filter(
            self._own(officer) | (limit if roles.allowed(officer, "oversight.view_sampling") else Q(pk__in=[]))
        )

    def of(self, officer):
        """Those on cases that ``officer`` handles, first or second, or has to answer."""
        return self.filter(self._own(officer))

    def _own(self, officer) -> Q:
        return Q(handler=officer) | Q(review__case__handler=officer) | Q(review__case__co_handler=officer)

    def overdue(self, *, on: date):
        """Not answered in time on ``on``; due today is not overdue."""
        return self.filter(state=FindingState.OPEN, due_on__lt=on)

    def with_people(self):
        """With everything a list line shows, in one query."""
        return self.select_related(
            "line",
            "handler__unit",
            "review__reviewer__unit",
            "review__drawing",
            "review__case__party",
            "review__case__unit",
        )


class SuspicionQuerySet(models.QuerySet):
    """Suspicions as rows."""

    def visible_to(self, officer):
        """With the right to see suspicions, those of the bureau that do not concern oneself."""
        if reach(officer) is None or not roles.allowed(officer, "oversight.view_suspicion"):
            return self.none()
        mine = self.model.concerned.through.objects.filter(officer_id=officer.pk).values("suspicion_id")
        return self.filter(bureau_id=officer.unit.bureau_id).exclude(pk__in=mine)
