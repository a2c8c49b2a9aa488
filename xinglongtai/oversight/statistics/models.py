"""Rows of statistics (统计)."""

__all__: list[str] = []
