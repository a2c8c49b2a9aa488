"""公示: packs of penalty outcomes for the credit systems."""
