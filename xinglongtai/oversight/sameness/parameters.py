"""Parameters of sameness (同案同罚)."""
