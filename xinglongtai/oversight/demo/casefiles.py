"""Whole files of cases, in the demo: none is made beforehand (that takes seconds each); the packets of broken pledges are computed from
the stories that break one, so they are there to open.
"""

from datetime import date


def play(everybody, stages: dict, on: date) -> None:
    """Nothing to add to the stories. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
