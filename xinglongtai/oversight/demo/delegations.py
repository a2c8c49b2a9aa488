"""The demo's who stands in for whom."""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Nothing yet. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
