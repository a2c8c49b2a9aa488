"""Forms of pledges, by topic."""
