"""Law watch (立改废): what a change of the law touches — items, open cases, letters, printed words — and what is decided."""
