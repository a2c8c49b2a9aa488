"""Rows of sampling (案卷评查)."""

__all__: list[str] = []
