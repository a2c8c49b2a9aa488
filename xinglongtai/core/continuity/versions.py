"""Which program this is, and whether a database fits it."""

import tomllib
from functools import cache

from django.conf import settings
from django.db.migrations.loader import MigrationLoader


@cache
def version() -> str:
    """«0.4.0», and the commit where ``deploy/`` left it beside the program: «0.4.0 (6688ba6)»."""
    release = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        return f"{release} ({(settings.BASE_DIR / 'COMMIT').read_text('ascii').strip()[:12]})"
    except OSError:
        return release


def unknown(applied: list[str]) -> list[str]:
    """Migrations of a database that this program does not have: it was made by a newer one."""
    known = MigrationLoader(None)
    names = {f"{app}.{name}" for app, name in known.disk_migrations}
    names |= {f"{app}.{name}" for node in known.disk_migrations.values() for app, name in node.replaces}
    return [name for name in applied if name not in names]
