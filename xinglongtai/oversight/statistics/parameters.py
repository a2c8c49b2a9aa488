"""Parameters of statistics (统计)."""
