"""Rows of ledger (台账)."""

__all__: list[str] = []
