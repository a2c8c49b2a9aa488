"""Which units a person may ask for; the filters of several topics ask."""

from xinglongtai.core import roles
from xinglongtai.core.models import Unit
from xinglongtai.core.roles import Role


def units_of(actor):
    """Units whose rows ``actor`` may ask for: the bureau's, or for a unit head their own subtree."""
    rows = Unit.objects.filter(bureau_id=actor.unit.bureau_id)
    if roles.held(actor) & {Role.LEGAL, Role.LEADER, Role.SUPERVISOR}:
        return rows
    return rows.filter(path__startswith=actor.unit.path)
