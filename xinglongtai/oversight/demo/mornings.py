"""The demo's 督办, answers and saved views."""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Nothing yet. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
