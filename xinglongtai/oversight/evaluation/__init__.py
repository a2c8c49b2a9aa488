"""实施评估: what became of each item of the list, by version, unit and period, and the yearly report people decide on."""
