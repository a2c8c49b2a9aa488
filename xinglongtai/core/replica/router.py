"""Django's router: reads go where the request at work reads, everything else to the primary."""

from django.db import DEFAULT_DB_ALIAS

from .reading import REPLICA, alias_for

_BOTH = {DEFAULT_DB_ALIAS, REPLICA}


class ReplicaRouter:
    """Two connections to the same rows. An object read from the standby is saved in the primary."""

    def db_for_read(self, model, **hints):
        """Reads that lock rows do not come here: Django asks for them where to write."""
        return alias_for(model)

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True if {one._state.db, other._state.db} <= _BOTH else None

    def allow_migrate(self, db, app_label, **hints):
        """Tables come to the standby by themselves."""
        return False if db == REPLICA else None
