"""Shares in words, with caution on small numbers. Pure."""

from ..evaluation.measures import percent, wilson


def share(top: int, bottom: int, small: int) -> str:
    """«10件中7件» below ``small`` cases, else «70.0%（14/20，95%区间 48.1%至85.5%）»; "" without any.

    >>> share(1, 3, 10), share(14, 20, 10), share(0, 0, 10)
    ('3件中1件', '70.0%（14/20，95%区间 48.1%至85.5%）', '')
    """
    if not bottom:
        return ""
    if bottom < small:
        return f"{bottom}件中{top}件"
    low, high = wilson(top, bottom)
    return f"{percent(top, bottom)}（{top}/{bottom}，95%区间 {low:.1f}%至{high:.1f}%）"
