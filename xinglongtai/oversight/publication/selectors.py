"""What other rooms of oversight ask about publication."""

from collections.abc import Iterable


def state_words(case_ids: Iterable[int]) -> dict[int, str]:
    """公示状态 of each case in words for the ledger; a case without a penalty outcome is not in it."""
    return {}
