"""Rights of the installation's own pages: watchers ask without a login, the examination is the 系统管理员's."""

from .main import IN, NO, PUBLIC, rule

TABLE: dict = {
    "core:health_live": (PUBLIC, None),
    "core:health_ready": (PUBLIC, None),
    "core:examination": (rule(NO, sysadmin=IN), None),
}


def rows(office, day, known: dict) -> dict:
    """No situations of its own."""
    return {}


def address(key: str, rows: dict) -> list | None:
    """No addresses with arguments."""
    return None
