"""Pages of pledges, by topic."""
