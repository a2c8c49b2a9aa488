"""统计: named measures, each with its definition, its list and its comparison."""
