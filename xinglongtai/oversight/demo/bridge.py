"""The demo's tokens, hooks and field packs."""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Nothing yet. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
