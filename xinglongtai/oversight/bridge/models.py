"""Rows of bridge (对接)."""

__all__: list[str] = []
