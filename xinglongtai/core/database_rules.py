"""Rules that the database itself keeps, whoever writes to it: installed after every ``migrate``, on both engines.

Django's constraints cannot say everything (ranges that must not overlap, rows that must not change). A room registers such a rule with
its SQL for each engine. Installing again replaces the rule. On SQLite a migration that remakes a table drops its triggers, so
the rules are put back after each migration and not by one.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.models.signals import post_migrate


@dataclass(frozen=True)
class DatabaseRule:
    """SQL statements that put a rule in place on one table; safe to run again (drop first, then create)."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


_RULES: dict[str, DatabaseRule] = {}


def register(rule: DatabaseRule) -> None:
    """Make a rule known; call it from ``AppConfig.ready``."""
    _RULES[rule.name] = rule


def install(using: str = "default") -> list[str]:
    """Put every rule in place whose table exists; gives their names."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    done = []
    for rule in _RULES.values():
        if rule.table in tables:
            with connection.cursor() as cursor:
                for statement in rule.sqlite if connection.vendor == "sqlite" else rule.postgresql:
                    cursor.execute(statement)
            done.append(rule.name)
    return done


def _after_migrate(sender, using, plan=None, **kwargs):
    if plan is not None:  # the signal also comes after emptying a test database, where the rules still stand
        install(using)


def connect(app_config) -> None:
    """Install the rules once after each ``migrate``, when the named app's turn comes."""
    post_migrate.connect(_after_migrate, sender=app_config, dispatch_uid="core.database_rules")
