"""Drafts sent from the shop, in the demo."""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
