"""Nothing personal leaves in a message: numbers are taken out whatever the caller wrote. Names are not written at all (the callers
name the kind of thing and the case or letter number; ``tests/test_demo.py`` looks through everything the demo says)."""

from ..privacy.masking import HIDDEN, holds_numbers
from ..privacy.masking import hide_numbers as without_numbers

__all__ = ["HIDDEN", "holds_numbers", "without_numbers"]
