"""同案同罚: similar cases and their outcomes, pairs that differ, rates by unit."""
