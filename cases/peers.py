"""What similar cases usually ended in. A room above knows them: it registers a reader, the verbs here ask (同案同罚).

Soft: a proposal that differs is asked for a reason and recorded as different; it is never refused.
"""

from collections.abc import Callable
from datetime import date

from .models import Case
from .outcomes import AFTER_FILING
from .status import Outcome

#: The outcome most similar cases ended in, or "" where there are too few or no majority.
Reader = Callable[[Case, date], str]
_READERS: list[Reader] = []


def register(reader: Reader) -> None:
    """Add a reader; the first that knows an answer is believed. The same one twice counts once."""
    if reader not in _READERS:
        _READERS.append(reader)


def usual_outcome(case: Case, on: date) -> str:
    """What cases like ``case`` usually ended in, as of ``on``; "" where nothing can be said."""
    return next((found for reader in _READERS if (found := reader(case, on))), "")


def differs(usual: str, outcome: str) -> bool:
    """Whether ``outcome`` departs from the usual one. 立案 is no departure where the usual outcome comes after filing."""
    if not usual or usual == outcome:
        return False
    return not (outcome == Outcome.ESCALATE and usual in AFTER_FILING)
