"""Which program this is: the release of ``pyproject.toml`` and, where ``deploy/`` installed it, the commit."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """«0.4.0» or «0.4.0 (6688ba6)»."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    release = project["project"]["version"]
    try:
        commit = (settings.BASE_DIR / "COMMIT").read_text("ascii").strip()
    except OSError:
        return release
    return f"{release} ({commit[:12]})"
