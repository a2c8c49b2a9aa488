"""The law watch of the demo: the 商标法 of 2026 ahead, and what was behind already when the starter list was loaded."""

from datetime import date

from catalog.services import law_changes_note


def watch_the_law(on: date) -> None:
    """What the nightly look leaves on the demo's today."""
    law_changes_note(on=on)
