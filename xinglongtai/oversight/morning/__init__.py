"""晨报与逾期审查: the morning page and the overdue review."""
