"""Rows of morning (晨报与逾期审查)."""

__all__: list[str] = []
