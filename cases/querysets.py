"""Row vocabulary of cases: who sees what, and the words lists are made of."""

from django.db import models
from django.db.models import Q

from xinglongtai.core import roles, units
from xinglongtai.core.roles import Role
from xinglongtai.core.textsearch import holding

from .status import CLOCK_RUNNING, FINAL, WAITING, CaseStatus

_WIDE = {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}


def sees_bureau(officer) -> bool:
    """Whether an officer sees all cases of the bureau."""
    return bool(roles.held(officer) & _WIDE)


def reach(officer, prefix: str = "") -> Q | None:
    """The units whose rows an officer sees, as a filter on ``unit``/``bureau`` columns; ``None`` = nothing at all.

    ``prefix`` leads from the row to where those columns are ("case__").
    Officers: own unit; unit heads: own subtree; legal, leaders, supervisors: the subtree of their bureau.
    """
    if officer is None or not officer.is_active or officer.user is None:
        return None
    held = roles.held(officer)
    if held & _WIDE:
        return Q(**{f"{prefix}bureau_id": officer.unit.bureau_id})
    if Role.UNIT_HEAD in held:
        return Q(
            **{f"{prefix}bureau_id": officer.unit.bureau_id, f"{prefix}unit_id__in": units.keys_below(officer.unit)}
        )
    if Role.OFFICER in held:
        return Q(**{f"{prefix}bureau_id": officer.unit.bureau_id, f"{prefix}unit_id": officer.unit_id})
    return None


def case_in_reach(case, officer) -> bool:
    """What :func:`reach` says, of one case read with its unit."""
    held = roles.held(officer)
    if case.bureau_id != officer.unit.bureau_id:
        return False
    if held & _WIDE:
        return True
    if Role.UNIT_HEAD in held:
        return case.unit.path.startswith(officer.unit.path)
    return Role.OFFICER in held and case.unit_id == officer.unit_id


class PartyQuerySet(models.QuerySet):
    """Parties belong to a bureau; everybody who handles or oversees cases there sees them."""

    def visible_to(self, officer):
        """Parties of the officer's bureau; none for people who see no cases."""
        if reach(officer) is None:
            return self.none()
        return self.filter(bureau_id=officer.unit.bureau_id)

    def matching(self, words: str, lookup: str = "holds"):
        """Any part of the name, 信用代码, old number, phone, or person in charge; each of several words."""
        found = holding("words", words, lookup)
        return self if found is None else self.filter(found)


class CaseQuerySet(models.QuerySet):
    """Cases as rows."""

    def visible_to(self, officer):
        """Cases within the officer's reach, plus the ones handed to them personally.

        Example: ``Case.objects.visible_to(request.user.officer).open()``
        """
        limit = reach(officer)
        if limit is None:
            return self.none()
        if roles.allowed(officer, "cases.handle_case"):
            limit |= Q(handler=officer) | Q(co_handler=officer)
        return self.filter(limit, bureau_id=officer.unit.bureau_id)

    def visible_to_deputy(self, officer, delegations):
        """What ``officer`` sees, and what the people see whom they may represent (rows of ``delegations``).

        Only for deciding: reading and handling start from :meth:`visible_to`.
        """
        seen = self.visible_to(officer)
        if not delegations:
            return seen
        rows = Q(pk__in=self.model.objects.visible_to(officer).values("pk"))
        for delegation in delegations:
            limit = reach(delegation.principal)
            rows |= limit if limit is not None else Q(pk__in=[])
        return self.filter(rows)

    def open_to(self, officer, delegations):
        """What ``officer`` may look at: what they see, and what waits for their decision as a deputy (nothing else of it)."""
        if not delegations:
            return self.visible_to(officer)
        waiting = Q(dispositions__state__in=WAITING) | Q(clock_extensions__state__in=WAITING)
        of_others = self.model.objects.visible_to_deputy(officer, delegations).filter(waiting)
        mine = self.model.objects.visible_to(officer)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=of_others.values("pk")))

    def open(self):
        """Cases in which something is still to be done."""
        return self.exclude(status__in=sorted(FINAL))  # in the words of the index case_bureau_open

    def clock_running(self):
        """Cases whose 核查期限 (程序规定 18) is running."""
        return self.open().filter(status__in=sorted(CLOCK_RUNNING), filed_on__isnull=True)

    def drafts(self):
        return self.filter(status=CaseStatus.DRAFT)

    def of(self, officer):
        """Cases the officer handles, first or second."""
        return self.filter(Q(handler=officer) | Q(co_handler=officer))

    def with_people(self):
        """With everything a list line shows, in one query."""
        return self.select_related("party", "unit", "handler", "co_handler")

    def matching(self, words: str):
        """By any part of the party's name, numbers or phone, a violation's words, or a letter's number; each of several words."""
        found = holding("found_by__words", words)
        return self if found is None else self.filter(found)


class MeasureQuerySet(models.QuerySet):
    """Soft measures as rows."""

    def visible_to(self, officer):
        """Measures within the officer's reach."""
        limit = reach(officer)
        return self.none() if limit is None else self.filter(limit)

    def matching(self, words: str):
        """By any part of the party's name, or of the topic."""
        found = holding("party__words", words)
        return self if found is None else self.filter(found | Q(topic__contains=words.strip()))
