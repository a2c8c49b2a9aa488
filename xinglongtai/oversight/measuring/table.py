"""The rows, in the order of the table."""

from importlib import import_module

#: Name of the row → seconds after which it is given up. The name is that of its module.
ROWS = {
    "server_time": 900,
    "growth": 900,
    "judging": 300,
    "mixed_work": 600,
    "papers": 300,
    "sheets": 600,
    "issuing": 300,
    "views_first": 600,
    "memory": 900,
    "compared": 900,
}


def row(name: str):
    """The module of a row."""
    return import_module(f".{name}", __package__)
