"""Statements (:mod:`.statements`) of what a person sees: visibility is part of the query, so it is written once for each set of roles.

::

    @seen_by
    def case_seen(officer, case):
        return Case.objects.visible_to(officer).filter(pk=case)

    case_seen(actor, 12)
"""

from collections.abc import Callable

from django.db.models import QuerySet

from . import roles
from .models import Officer, Unit, User
from .roles import Role
from .statements import Statement, key_of


class SeenBy(Statement):
    """A statement of what a member of staff sees: their key, unit and bureau have places, their roles and rights are part of it."""

    def __call__(self, officer, *given, **shape) -> list:
        held, rights = roles.held(officer), roles.all_rights(officer)
        if (
            officer.user is None or not officer.is_active or Role.UNIT_HEAD in held
        ):  # reach by a list of units, of any length
            return list(self.build(officer, *given, **shape))
        keys = (officer.pk, officer.unit_id, officer.unit.bureau_id, *(key_of(value) for value in given))
        return list(self._of(keys, {**shape, "held": held, "rights": rights}).asked(keys))

    def _rows(self, stand_ins: tuple, shape: dict) -> QuerySet:
        shape = dict(shape)
        held, rights = shape.pop("held"), shape.pop("rights")
        return self.build(_somebody(*stand_ins[:3], held, rights), *stand_ins[3:], **shape)

    spare = 3


def _somebody(key: int, unit: int, bureau: int, held: frozenset, rights: frozenset):
    """A member of staff with these keys who holds these roles."""
    user = User(is_active=True)
    user._held_roles, user._group_perm_cache, user._user_perm_cache = held, set(rights), set()
    return Officer(pk=key, unit=Unit(pk=unit, bureau_id=bureau), user=user)


def seen_by(build: Callable[..., QuerySet]) -> SeenBy:
    """Make a :class:`SeenBy` of a function from an officer and keys to a queryset that begins with ``visible_to(officer)``."""
    return SeenBy(build)
