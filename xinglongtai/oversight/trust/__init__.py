"""守信失信: promises kept and broken by a party over time."""
