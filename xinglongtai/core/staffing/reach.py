"""Whose records a person may look at: the bureau's, their own subtree's, or their own."""

from django.db.models import QuerySet

from ..models import Officer
from ..roles import Role, allowed, held

VIEW, MANAGE = "core.view_staffing", "core.manage_staffing"
_WHOLE_BUREAU = {Role.LEADER, Role.SUPERVISOR, Role.SYSADMIN}


def visible_to(actor: Officer) -> QuerySet:
    """Officers whose records ``actor`` sees: administrators, leaders and supervisors the bureau's, unit heads their subtree's,
    everybody their own."""
    if allowed(actor, MANAGE) or (allowed(actor, VIEW) and held(actor) & _WHOLE_BUREAU):
        return Officer.objects.filter(unit__bureau_id=actor.unit.bureau_id)
    if allowed(actor, VIEW):
        return Officer.objects.filter(unit__path__startswith=actor.unit.path)
    return Officer.objects.filter(pk=actor.pk)
