"""Parameters of morning (晨报与逾期审查)."""
