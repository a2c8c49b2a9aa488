"""Rows of trust (守信失信)."""

__all__: list[str] = []
