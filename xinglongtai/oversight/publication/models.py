"""Rows of publication (公示)."""

__all__: list[str] = []
