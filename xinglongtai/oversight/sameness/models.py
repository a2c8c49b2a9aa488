"""Rows of sameness (同案同罚)."""

__all__: list[str] = []
