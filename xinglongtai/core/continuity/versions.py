"""Whether a database fits this program."""

from django.db.migrations.loader import MigrationLoader


def unknown(applied: list[str]) -> list[str]:
    """Migrations of a database that this program does not have: it was made by a newer one."""
    known = MigrationLoader(None)
    names = {f"{app}.{name}" for app, name in known.disk_migrations}
    names |= {f"{app}.{name}" for node in known.disk_migrations.values() for app, name in node.replaces}
    return [name for name in applied if name not in names]
