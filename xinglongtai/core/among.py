"""``key__among=keys``: one of many keys, told to PostgreSQL as one array. A mark for each of two thousand keys takes longer to write and to
read than the rows take to find. Of related rows: ``case__pk__among``.
"""

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Lookup


@IntegerField.register_lookup
class Among(Lookup):
    """Whether a key is one of those given; none given finds nothing."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        keys = sorted(self.rhs)
        if not keys:
            raise EmptyResultSet
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [*params, keys]
        return f"{column} IN ({', '.join(['%s'] * len(keys))})", [*params, *keys]
