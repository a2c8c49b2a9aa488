"""The demo's training, insurance and equipment."""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Nothing yet. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
